"""Who may decide and plan about a nonconformity, when, and why not."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from audits.models import Clause, CorrectiveAction, Nonconformity, NonconformityClosure, NonconformityDecision
from audits.progress import lacking_of, with_progress
from audits.states import DecisionKind
from office.access import asker_for_person
from office.models import Person, Role
from office.refusals import Incomplete, NotPermitted, WrongState
from office.rules import check_has_role

DECIDERS = (Role.QUALITY_OFFICER, Role.CHAIR)
CHECKERS = (Role.QUALITY_OFFICER, Role.CHAIR, Role.INTERNAL_AUDITOR)
CLAUSE_KEEPERS = (Role.QUALITY_OFFICER, Role.CHIEF_OF_OFFICE)
RAISERS = (Role.QUALITY_OFFICER, Role.INTERNAL_AUDITOR, Role.UNIT_HEAD, Role.CHIEF_OF_OFFICE, Role.CHAIR)


def check_can_raise(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, RAISERS, on=on, what=_("lập phiếu sự không phù hợp"))


def check_can_decide(nonconformity: Nonconformity, by: Person, *, on: datetime.date) -> None:
    """Chairman or quality officer, never somebody of the unit it is about, once."""
    check_has_role(by, DECIDERS, on=on, what=_("quyết định về sự không phù hợp"))
    if nonconformity.owner_unit_id in asker_for_person(by, on).units:
        raise NotPermitted(
            _("Người của đơn vị có sự không phù hợp không tự quyết định về việc đó."),
            kept=_("Phiếu vẫn chờ quyết định."),
            next_step=_("Nhờ Chủ tịch, hoặc người có quyền này ở đơn vị khác."),
        )
    check_undecided(nonconformity)


def check_undecided(nonconformity: Nonconformity) -> None:
    if NonconformityDecision.objects.filter(nonconformity=nonconformity).exists():
        raise WrongState(
            _("%(number)s đã có quyết định.") % {"number": nonconformity.number},
            kept=_("Quyết định trước giữ nguyên."),
            next_step=_("Tải lại trang để đọc quyết định đó."),
        )


def check_not_closed(nonconformity: Nonconformity) -> None:
    if NonconformityClosure.objects.filter(nonconformity=nonconformity).exists():
        raise WrongState(
            _("%(number)s đã đóng.") % {"number": nonconformity.number},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Việc mới phát hiện thì lập phiếu mới; phiếu này vẫn đọc được."),
        )


def _check_outside(nonconformity: Nonconformity, by: Person, *, on: datetime.date, what: str) -> None:
    """The audited never judge their own: nobody of the unit, nobody who did one of the actions (10.2, DOMAIN 2.3)."""
    if nonconformity.owner_unit_id in asker_for_person(by, on).units:
        raise NotPermitted(
            _("Người của đơn vị có sự không phù hợp không tự %(what)s.") % {"what": what},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Nhờ Thư ký ISO, Chủ tịch hoặc đánh giá viên của đơn vị khác."),
        )
    if nonconformity.corrective_actions.filter(Q(done_by=by) | Q(owner=by)).exists():
        raise NotPermitted(
            _("Người làm hành động khắc phục không tự %(what)s.") % {"what": what},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Nhờ người khác có quyền này."),
        )


def check_can_check_action(action: CorrectiveAction, by: Person, *, on: datetime.date) -> None:
    """Quality officer, chairman or internal auditor; never the doer, never somebody of the unit."""
    what = _("kiểm tra thực hiện")
    check_has_role(by, CHECKERS, on=on, what=what)
    nonconformity = action.nonconformity
    if nonconformity.owner_unit_id in asker_for_person(by, on).units or by.pk in (action.done_by_id, action.owner_id):
        raise NotPermitted(
            _("Người làm, hoặc người của đơn vị có sự không phù hợp, không tự kiểm tra việc của mình."),
            kept=_("Hành động vẫn chờ kiểm tra."),
            next_step=_("Nhờ Thư ký ISO, Chủ tịch hoặc đánh giá viên của đơn vị khác."),
        )
    check_not_closed(nonconformity)


def check_can_measure(nonconformity: Nonconformity, by: Person, *, on: datetime.date) -> None:
    """Counting is nobody's judgement: the quality officer, the chairman or an auditor, wherever they belong."""
    check_has_role(by, CHECKERS, on=on, what=_("đánh giá hiệu lực"))
    check_not_closed(nonconformity)


def check_can_conclude(nonconformity: Nonconformity, by: Person, *, on: datetime.date) -> None:
    check_has_role(by, CHECKERS, on=on, what=_("kết luận về hiệu lực"))
    _check_outside(nonconformity, by, on=on, what=_("kết luận về hiệu lực"))
    check_not_closed(nonconformity)


def check_can_close(nonconformity: Nonconformity, by: Person, *, on: datetime.date) -> None:
    """Chairman or quality officer, outside the unit and the work, when nothing lacks any more."""
    check_has_role(by, DECIDERS, on=on, what=_("đóng phiếu"))
    _check_outside(nonconformity, by, on=on, what=_("đóng phiếu"))
    check_not_closed(nonconformity)
    row = with_progress(Nonconformity.objects.filter(pk=nonconformity.pk)).get()
    lacking = lacking_of(row)
    if lacking:
        raise WrongState(
            _("Chưa đóng được %(number)s. Còn thiếu: %(lacking)s.")
            % {"number": nonconformity.number, "lacking": "; ".join(lacking)},
            kept=_("Phiếu vẫn mở."),
            next_step=_("Làm xong các việc còn thiếu rồi đóng."),
        )


def check_can_set_policy(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, DECIDERS, on=on, what=_("đặt quy tắc cải tiến"))


def check_can_plan(nonconformity: Nonconformity, by: Person, *, on: datetime.date) -> None:
    """The quality officer, or who heads the unit it is about."""
    asker = asker_for_person(by, on)
    heads = asker.has_role(Role.UNIT_HEAD, unit_id=nonconformity.owner_unit_id)
    if not (heads or asker.has_role(*DECIDERS)):
        raise NotPermitted(
            _("Chỉ Thư ký ISO, Chủ tịch hoặc trưởng đơn vị liên quan được giao việc trong phiếu này."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Đề nghị trưởng đơn vị ghi việc này."),
        )


def check_causes_are_acted_on(nonconformity: Nonconformity) -> None:
    """Corrective actions follow a decision that says so; correction waits for nothing."""
    decision = NonconformityDecision.objects.filter(nonconformity=nonconformity).first()
    if decision is None:
        raise WrongState(
            _("Chưa quyết định có cần hành động khắc phục hay không."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Quyết định trước. Việc xử lý ngay thì ghi được luôn."),
        )
    if decision.kind == DecisionKind.NOT_NEEDED:
        raise WrongState(
            _("Đã quyết định không cần hành động khắc phục: %(reason)s") % {"reason": decision.reason},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Việc xử lý ngay vẫn ghi được."),
        )


def check_can_note_done(work_owner: Person, nonconformity: Nonconformity, by: Person, *, on: datetime.date) -> None:
    """Whoever was given the work, or who plans it."""
    if by.pk != work_owner.pk:
        check_can_plan(nonconformity, by, on=on)


def check_says_why(reason: str) -> None:
    if not reason.strip():
        raise Incomplete(_("Cần ghi lý do."), kept=_("Chưa thay đổi gì."), next_step=_("Ghi lý do cụ thể rồi gửi lại."))


def check_says_what(what: str) -> None:
    if not what.strip():
        raise Incomplete(
            _("Cần ghi nội dung."), kept=_("Chưa thay đổi gì."), next_step=_("Ghi việc cụ thể rồi gửi lại.")
        )


def check_can_keep_clauses(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, CLAUSE_KEEPERS, on=on, what=_("ghi tài liệu, hồ sơ đáp ứng điều khoản"))


def check_clause_asks(clause: Clause) -> None:
    if not clause.says_vi:
        raise WrongState(
            _("%(clause)s là tên nhóm, không có yêu cầu riêng.") % {"clause": clause},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Ghi vào điều khoản con của nó."),
        )
