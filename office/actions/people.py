"""Posts and accounts: who holds what from when, and what happens to sessions when that changes."""

import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Assignment, Person, Post, PostRole, Substitution, Unit, User
from office.refusals import Incomplete, WrongState
from office.rules import check_can_grant_role, check_can_keep_staff_list


def end_sessions(users: models.QuerySet[User]) -> None:
    """Raise the epoch: every session that carries the old number ends at its next request (office.middleware)."""
    users.update(session_epoch=F("session_epoch") + 1)


def assign(
    *,
    person: Person,
    post: Post,
    valid_from: datetime.date,
    by: Person,
    now: datetime.datetime,
    valid_until: datetime.date | None = None,
    basis: str = "",
) -> Assignment:
    """Give a person a post, from a day until a day. Ends the person's sessions, so that new rights count at once.

    Refused: nobody gives a post to themselves; an end before the beginning.
    """
    on = localdate(now)
    for role in post.roles.valid_on(valid_from).values_list("role", flat=True) or [""]:
        check_can_grant_role(by, role, person=person, on=on)
    if valid_until is not None and valid_until < valid_from:
        raise Incomplete(_("Ngày kết thúc đứng trước ngày bắt đầu."), next_step=_("Sửa lại hai ngày rồi lưu."))
    with office_act("office.assignment.make", by=by, now=now, subject=person) as line:
        made = Assignment.objects.create(
            person=person, post=post, valid_from=valid_from, valid_until=valid_until, basis=basis
        )
        end_sessions(User.objects.filter(person=person))
        line.data.update(
            post=post.name, unit=post.unit.name, valid_from=valid_from, valid_until=valid_until, basis=basis
        )
    return made


def end_assignment(
    *, assignment: Assignment, last_day: datetime.date, reason: str, by: Person, now: datetime.datetime
) -> None:
    """Let a post end with `last_day`; the row stays. Ends the person's sessions."""
    check_can_keep_staff_list(by, on=localdate(now))
    if last_day < assignment.valid_from:
        raise Incomplete(_("Ngày thôi giữ vị trí đứng trước ngày bắt đầu."), next_step=_("Sửa lại ngày rồi lưu."))
    with office_act("office.assignment.end", by=by, now=now, subject=assignment.person) as line:
        changed = Assignment.objects.filter(pk=assignment.pk, valid_until=assignment.valid_until).update(
            valid_until=last_day
        )
        if not changed:
            raise WrongState(_("Phân công này vừa được người khác sửa."), next_step=_("Tải lại trang."))
        end_sessions(User.objects.filter(person=assignment.person))
        line.data.update(post=assignment.post.name, last_day=last_day, reason=reason)


def name_substitute(
    *,
    post: Post,
    absent: Person,
    substitute: Person,
    valid_from: datetime.date,
    valid_until: datetime.date,
    reason: str,
    by: Person,
    now: datetime.datetime,
) -> Substitution:
    """Let somebody act in a post while its holder is away (NĐ 61 Art 11.4): dates and a reason are required."""
    check_can_keep_staff_list(by, on=localdate(now))
    if not reason.strip():
        raise Incomplete(_("Thiếu lý do thay thế."), next_step=_("Ghi lý do, ví dụ «nghỉ phép»."))
    if absent == substitute:
        raise Incomplete(_("Người thay thế phải là người khác."), next_step=_("Chọn lại người thay thế."))
    holds = Assignment.objects.filter(person=absent, post=post).valid_on(valid_from).exists()
    if not holds:
        raise Incomplete(
            _("%(name)s không giữ vị trí này vào ngày %(day)s.")
            % {"name": absent.full_name, "day": valid_from.strftime("%d/%m/%Y")},
            next_step=_("Chọn đúng vị trí hoặc đúng ngày."),
        )
    with office_act("office.substitution.make", by=by, now=now, subject=substitute) as line:
        made = Substitution.objects.create(
            post=post,
            absent=absent,
            substitute=substitute,
            valid_from=valid_from,
            valid_until=valid_until,
            reason=reason,
        )
        end_sessions(User.objects.filter(person=substitute))
        line.data.update(
            post=post.name, absent=absent.full_name, valid_from=valid_from, valid_until=valid_until, reason=reason
        )
    return made


def open_account(*, person: Person, username: str, by: Person, now: datetime.datetime) -> User:
    """Make an account without a usable password; the person sets one with the link or code the administrator hands over."""
    check_can_keep_staff_list(by, on=localdate(now))
    if User.objects.filter(username__iexact=username).exists():
        raise WrongState(
            _("Tên đăng nhập «%(name)s» đã có người dùng.") % {"name": username}, next_step=_("Chọn tên khác.")
        )
    if User.objects.filter(person=person).exists():
        raise WrongState(
            _("%(name)s đã có tài khoản.") % {"name": person.full_name}, next_step=_("Mở tài khoản đang có.")
        )
    with office_act("office.account.open", by=by, now=now, subject=person) as line:
        user = User.objects.create_user(username=username, email=person.email, person=person)
        line.data["username"] = username
    return user


def disable_account(*, user: User, reason: str, by: Person, now: datetime.datetime) -> None:
    """Lock an account; its sessions end at once. Nothing it signed changes. Nobody locks their own."""
    check_can_keep_staff_list(by, on=localdate(now))
    if user.person_id == by.pk:
        raise WrongState(_("Không tự khóa tài khoản của mình."), next_step=_("Nhờ quản trị khác."))
    if not reason.strip():
        raise Incomplete(_("Thiếu lý do khóa tài khoản."), next_step=_("Ghi lý do rồi lưu."))
    with office_act("office.account.disable", by=by, now=now, subject=user.person or user) as line:
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise WrongState(_("Tài khoản này đã khóa từ trước."), next_step=_("Tải lại trang."))
        end_sessions(User.objects.filter(pk=user.pk))
        line.data.update(username=user.username, reason=reason)
    transaction.on_commit(lambda: _forget_sessions(user))


def enable_account(*, user: User, reason: str, by: Person, now: datetime.datetime) -> None:
    """Open a locked account again."""
    check_can_keep_staff_list(by, on=localdate(now))
    with office_act("office.account.enable", by=by, now=now, subject=user.person or user) as line:
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            raise WrongState(_("Tài khoản này đang mở."), next_step=_("Tải lại trang."))
        line.data.update(username=user.username, reason=reason)


def _forget_sessions(user: User) -> None:
    """Remove the stored sessions too; the epoch alone already refuses them."""
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def enter_person(
    *,
    full_name: str,
    by: Person,
    now: datetime.datetime,
    title: str = "",
    email: str = "",
    phone: str = "",
    staff_code: str = "",
) -> Person:
    """Enter somebody into the staff list. A staff code is known once."""
    check_can_keep_staff_list(by, on=localdate(now))
    if staff_code and Person.objects.filter(staff_code=staff_code).exists():
        raise WrongState(
            _("Mã cán bộ «%(code)s» đã có.") % {"code": staff_code}, next_step=_("Mở người đang mang mã này.")
        )
    with office_act("office.person.enter", by=by, now=now) as line:
        line.subject = person = Person.objects.create(
            full_name=full_name, title=title, email=email, phone=phone, staff_code=staff_code
        )
        line.data["name"] = full_name
    return person


def correct_person(*, person: Person, changes: dict[str, str], by: Person, now: datetime.datetime) -> None:
    """Correct what the list says of somebody. What they signed keeps the name they had."""
    check_can_keep_staff_list(by, on=localdate(now))
    old = {name: getattr(person, name) for name in changes}
    with office_act("office.person.correct", by=by, now=now, subject=person, old=old, new=changes):
        Person.objects.filter(pk=person.pk).update(**changes)


def make_post(
    *, unit: Unit, name: str, roles: list[str], valid_from: datetime.date, by: Person, now: datetime.datetime
) -> Post:
    """Set up a post with its roles in a unit."""
    check_can_keep_staff_list(by, on=localdate(now))
    if Post.objects.valid_on(valid_from).filter(unit=unit, name=name).exists():
        raise WrongState(
            _("«%(unit)s» đã có vị trí «%(post)s».") % {"unit": unit.name, "post": name},
            next_step=_("Dùng vị trí đang có."),
        )
    with office_act("office.post.make", by=by, now=now) as line:
        line.subject = post = Post.objects.create(unit=unit, name=name, valid_from=valid_from)
        PostRole.objects.bulk_create(PostRole(post=post, role=role, valid_from=valid_from) for role in roles)
        line.data.update(unit=unit.name, name=name, roles=roles)
    return post


def set_first_password(*, user: User, password: str, by: Person, now: datetime.datetime) -> None:
    """Give an account a first or forgotten password, told to its owner in person; sessions end."""
    check_can_keep_staff_list(by, on=localdate(now))
    if user.person_id == by.pk:
        raise WrongState(_("Mật khẩu của mình thì đổi ở trang Tài khoản."), next_step=_("Mở trang Tài khoản."))
    encoded = make_password(password)
    with office_act("office.account.set_password", by=by, now=now, subject=user.person or user):
        users = User.objects.filter(pk=user.pk)
        users.update(password=encoded)
        end_sessions(users)
