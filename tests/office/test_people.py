"""Posts, substitutes and accounts: rights follow dates, sessions end with them, nobody raises themselves."""

import datetime

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest
from django.utils import timezone

from office.access import asker_for_person
from office.actions.people import assign, disable_account, end_assignment, name_substitute
from office.models import Assignment, JournalLine, Role, User
from office.refusals import Incomplete, NotPermitted, WrongState
from tests.cast import PASSWORD

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))
TODAY = NOW.date()


def test_a_post_gives_its_roles_from_its_first_day(cast):
    assign(
        person=cast.person("binh"),
        post=cast.post("tuan"),
        valid_from=datetime.date(2026, 12, 1),
        by=cast.person("admin"),
        now=NOW,
    )
    before = asker_for_person(cast.person("binh"), datetime.date(2026, 11, 30))
    after = asker_for_person(cast.person("binh"), datetime.date(2026, 12, 1))
    assert Role.INTERNAL_AUDITOR not in before.roles
    assert Role.INTERNAL_AUDITOR in after.roles
    assert JournalLine.objects.get().act == "office.assignment.make"


def test_nobody_gives_a_post_to_themselves(cast):
    with pytest.raises(NotPermitted, match="chính mình"):
        assign(person=cast.person("admin"), post=cast.post("ngoc"), valid_from=TODAY, by=cast.person("admin"), now=NOW)
    assert Assignment.objects.filter(person=cast.person("admin")).count() == 1


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "quan", "ngoc", "tuan", "son", "binh"])
def test_only_keepers_of_the_staff_list_give_posts(cast, who):
    with pytest.raises(NotPermitted):
        assign(person=cast.person("binh"), post=cast.post("tuan"), valid_from=TODAY, by=cast.person(who), now=NOW)


def test_superuser_flag_gives_nothing(cast):
    user = cast.user("binh")
    user.is_superuser = True
    user.save()
    with pytest.raises(NotPermitted):
        assign(person=cast.person("lan"), post=cast.post("ngoc"), valid_from=TODAY, by=cast.person("binh"), now=NOW)


def test_an_ended_post_gives_nothing_the_day_after(cast):
    row = Assignment.objects.get(person=cast.person("lan"))
    end_assignment(assignment=row, last_day=TODAY, reason="chuyển công tác", by=cast.person("admin"), now=NOW)
    assert asker_for_person(cast.person("lan"), TODAY).is_staff
    assert not asker_for_person(cast.person("lan"), TODAY + datetime.timedelta(days=1)).is_staff


def test_a_substitute_acts_only_in_the_named_days(cast):
    name_substitute(
        post=cast.post("ngoc"), absent=cast.person("ngoc"), substitute=cast.person("thao"), reason="đi công tác",
        valid_from=TODAY, valid_until=TODAY + datetime.timedelta(days=2), by=cast.person("admin"), now=NOW,
    )  # fmt: skip
    days = [
        asker_for_person(cast.person("thao"), TODAY + datetime.timedelta(days=n)).has_role(Role.CHAIR)
        for n in range(-1, 4)
    ]
    assert days == [False, True, True, True, False]


def test_a_substitute_needs_somebody_who_holds_the_post(cast):
    with pytest.raises(Incomplete, match="không giữ vị trí"):
        name_substitute(
            post=cast.post("ngoc"), absent=cast.person("lan"), substitute=cast.person("thao"), reason="nghỉ phép",
            valid_from=TODAY, valid_until=TODAY, by=cast.person("admin"), now=NOW,
        )  # fmt: skip


def test_a_role_change_ends_the_session(cast, client):
    client.force_login(cast.user("lan"))
    assert client.session.get("_auth_user_id")
    end_assignment(
        assignment=Assignment.objects.get(person=cast.person("lan")), last_day=TODAY, reason="thôi việc",
        by=cast.person("admin"), now=NOW,
    )  # fmt: skip
    client.get("/")
    assert not client.session.get("_auth_user_id")


def test_a_disabled_account_cannot_come_back_in(cast, client, django_capture_on_commit_callbacks):
    client.force_login(cast.user("lan"))
    with django_capture_on_commit_callbacks(execute=True):
        disable_account(user=cast.user("lan"), reason="nghỉ hưu", by=cast.person("admin"), now=NOW)
    assert client.get("/").wsgi_request.user.is_anonymous
    assert not Session.objects.exists()
    assert authenticate(request=HttpRequest(), username="lan", password=PASSWORD) is None
    with pytest.raises(WrongState):
        disable_account(user=cast.user("lan"), reason="nghỉ hưu", by=cast.person("admin"), now=NOW)


def test_an_account_is_never_deleted(cast):
    with pytest.raises(ProtectedError):
        cast.user("lan").delete()
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        cast.person("lan").delete()
    assert User.objects.filter(username="lan").exists()
