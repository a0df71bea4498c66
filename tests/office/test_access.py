"""Named exceptions: they hold from their first to their last day, and a revoked one counts at once."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from guardian.models import UserObjectPermission

from office.access import asker_of, exceptions_for
from office.actions.access import grant_exception, revoke_exception
from office.models import AccessException, IndexOutbox, Person, subject_of
from office.refusals import Incomplete, NotPermitted, WrongState

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))
TODAY = NOW.date()


def _granted(cast, **changes):
    facts = {
        "thing": cast.person("minh"),
        "person": cast.person("binh"), "reason": "phối hợp xác minh", "by": cast.person("hoa"), "now": NOW,
        "valid_from": TODAY, "valid_until": TODAY + datetime.timedelta(days=3),
    } | changes  # fmt: skip
    return grant_exception(**facts)


def _holds(cast, on):
    return exceptions_for(asker_of(cast.user("binh"), on), Person).filter(subject_id=cast.person("minh").pk).exists()


def test_an_exception_holds_from_its_first_to_its_last_day(cast):
    _granted(cast)
    days = [_holds(cast, TODAY + datetime.timedelta(days=n)) for n in (-1, 0, 3, 4)]
    assert days == [False, True, True, False]
    assert IndexOutbox.objects.count() == 1


def test_the_shadow_comes_and_goes_with_the_record(cast):
    row = _granted(cast)
    assert UserObjectPermission.objects.filter(user__person=cast.person("binh")).count() == 1
    revoke_exception(exception=row, reason="xong việc", by=cast.person("hoa"), now=NOW)
    assert not UserObjectPermission.objects.exists()
    assert not _holds(cast, TODAY)
    assert AccessException.objects.get().revoked_by == cast.person("hoa")
    with pytest.raises(WrongState):
        revoke_exception(exception=row, reason="xong việc", by=cast.person("hoa"), now=NOW)


def test_one_of_two_grants_keeps_the_shadow(cast):
    first = _granted(cast)
    _granted(cast, valid_until=None)
    revoke_exception(exception=first, reason="thừa", by=cast.person("hoa"), now=NOW)
    assert UserObjectPermission.objects.count() == 1
    assert _holds(cast, TODAY)


def test_who_may_not_grant_and_what_is_missing(cast):
    with pytest.raises(NotPermitted):
        _granted(cast, by=cast.person("lan"))
    with pytest.raises(Incomplete, match="lý do"):
        _granted(cast, reason=" ")
    with pytest.raises(Incomplete, match="một người hoặc một đơn vị"):
        _granted(cast, unit=cast.unit("van_hoa"))
    assert not AccessException.objects.exists()


def test_the_database_refuses_an_exception_without_a_bearer(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessException.objects.create(
            **subject_of(cast.person("minh")),
            reason="?",
            granted_by=cast.person("hoa"),
            granted_at=NOW,
            valid_from=TODAY,
        )


def test_the_backend_answers_by_date(cast):
    thing = cast.person("minh")
    today = timezone.localdate()
    _granted(cast, valid_from=today - datetime.timedelta(days=5), valid_until=today - datetime.timedelta(days=1))
    assert not cast.user("binh").has_perm("office.view_person", thing)
    _granted(cast, valid_from=today - datetime.timedelta(days=5), valid_until=None)
    assert cast.user("binh").has_perm("office.view_person", thing)
    assert not cast.user("binh").has_perm("office.change_person", thing)
    assert not cast.user("lan").has_perm("office.view_person", thing)
