"""Named exceptions: the record of the grant, and guardian's row as its shadow, made and removed together (ARCHITECTURE 9)."""

import datetime

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from office import searchable
from office.acts import office_act
from office.models import AccessException, AccessRight, Person, Unit, User, subject_of
from office.refusals import Incomplete, WrongState
from office.rules import check_can_grant_exception


def grant_exception(
    *,
    thing: models.Model,
    reason: str,
    by: Person,
    now: datetime.datetime,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    person: Person | None = None,
    unit: Unit | None = None,
    right: AccessRight = AccessRight.VIEW,
) -> AccessException:
    """Open one thing to one person or one unit, from a day until a day; the thing is indexed again.

    Refused: without a reason, without exactly one bearer, with an end before the beginning, or by somebody without the role.
    """
    check_can_grant_exception(by, on=localdate(now))
    if not reason.strip():
        raise Incomplete(_("Thiếu lý do cho xem riêng."), next_step=_("Ghi lý do rồi lưu."))
    if (person is None) == (unit is None):
        raise Incomplete(_("Chọn một người hoặc một đơn vị được xem."), next_step=_("Chọn lại rồi lưu."))
    if valid_until is not None and valid_until < valid_from:
        raise Incomplete(_("Ngày kết thúc đứng trước ngày bắt đầu."), next_step=_("Sửa lại hai ngày rồi lưu."))
    with office_act("office.exception.grant", by=by, now=now, subject=thing) as line:
        made = AccessException.objects.create(
            **subject_of(thing),
            person=person,
            unit=unit,
            right=right,
            reason=reason,
            granted_by=by,
            granted_at=now,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        _cast_shadow(thing, person, right)
        searchable.changed(thing, now=now)
        line.data.update(
            exception=made.pk,
            person=person.full_name if person else None,
            unit=unit.name if unit else None,
            right=right,
            valid_from=valid_from,
            valid_until=valid_until,
            reason=reason,
        )
    return made


def revoke_exception(*, exception: AccessException, reason: str, by: Person, now: datetime.datetime) -> None:
    """Take an exception back; the row stays, and the next request already meets the closed door."""
    check_can_grant_exception(by, on=localdate(now))
    if not reason.strip():
        raise Incomplete(_("Thiếu lý do thu hồi."), next_step=_("Ghi lý do rồi lưu."))
    thing = exception.subject
    with office_act("office.exception.revoke", by=by, now=now, subject=thing) as line:
        held = AccessException.objects.filter(pk=exception.pk, revoked_at__isnull=True)
        if not held.update(revoked_at=now, revoked_by=by):
            raise WrongState(_("Quyền này đã được thu hồi trước đó."), next_step=_("Tải lại trang."))
        if thing is not None:
            if exception.person is not None and not _others_hold(exception):
                _lift_shadow(thing, exception.person)
            searchable.changed(thing, now=now)
        line.data.update(exception=exception.pk, reason=reason)


def _others_hold(exception: AccessException) -> bool:
    return (
        AccessException.objects.filter(
            subject_type=exception.subject_type,
            subject_id=exception.subject_id,
            person=exception.person,
            revoked_at__isnull=True,
        )
        .exclude(pk=exception.pk)
        .exists()
    )


def _cast_shadow(thing: models.Model, person: Person | None, right: str) -> None:
    """A unit's exception has no shadow: its people change by date, guardian's groups do not."""
    user = User.objects.filter(person=person).first() if person else None
    if user is not None:
        assign_perm(f"{thing._meta.app_label}.{right}_{thing._meta.model_name}", user, thing)


def _lift_shadow(thing: models.Model, person: Person) -> None:
    UserObjectPermission.objects.filter(
        user__person=person,
        content_type__app_label=thing._meta.app_label,
        content_type__model=thing._meta.model_name,
        object_pk=str(thing.pk),
    ).delete()
