"""Who may do what in the office itself, and why not."""

import datetime

from django.utils.translation import gettext as _

from office.access import asker_for_person
from office.models import Person, Role
from office.refusals import NotPermitted

# Who keeps the list of units, posts and people.
STAFF_LIST_KEEPERS = (Role.ADMINISTRATOR, Role.CHIEF_OF_OFFICE)
# Who may open one thing to somebody by name.
EXCEPTION_GRANTERS = (Role.CHAIR, Role.VICE_CHAIR, Role.CHIEF_OF_OFFICE, Role.UNIT_HEAD)
# Who decides that a person outside the office is erased from the trail.
OUTSIDER_ERASERS = (Role.CHAIR, Role.VICE_CHAIR, Role.CHIEF_OF_OFFICE)
# Who keeps the working calendar: it moves promised dates of everybody.
CALENDAR_KEEPERS = (Role.QUALITY_OFFICER, Role.CHIEF_OF_OFFICE, Role.ADMINISTRATOR)


def check_has_role(by: Person, roles: tuple[Role, ...], *, on: datetime.date, what: str) -> None:
    """Refuse unless `by` holds one of `roles` on the day `on`. `what` completes the sentence «Chỉ … được …»."""
    if not asker_for_person(by, on).has_role(*roles):
        names = ", ".join(str(role.label) for role in roles)
        raise NotPermitted(
            _("Chỉ %(roles)s được %(what)s.") % {"roles": names, "what": what},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Nhờ người có vai trò này, hoặc xem bảng phân công."),
        )


def check_can_keep_staff_list(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, STAFF_LIST_KEEPERS, on=on, what=_("sửa danh sách đơn vị, cán bộ và tài khoản"))


def check_can_grant_role(by: Person, role: str, *, person: Person, on: datetime.date) -> None:
    """Nobody raises themselves, and only a keeper of the staff list gives roles (RELIABILITY 89)."""
    check_can_keep_staff_list(by, on=on)
    if by.pk == person.pk:
        raise NotPermitted(
            _("Không ai tự giao vị trí cho chính mình."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Nhờ người quản trị khác ghi quyết định phân công này."),
        )


def check_can_grant_exception(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, EXCEPTION_GRANTERS, on=on, what=_("cho phép xem riêng"))


def check_can_erase_outsider(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, OUTSIDER_ERASERS, on=on, what=_("xóa dấu vết của một người ngoài cơ quan khỏi nhật ký"))


def check_can_keep_calendar(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, CALENDAR_KEEPERS, on=on, what=_("sửa và xác nhận lịch làm việc"))


def check_can_run_jobs_again(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, (Role.ADMINISTRATOR,), on=on, what=_("cho chạy lại việc nền"))
