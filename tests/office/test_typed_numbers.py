"""A number typed by anybody never reaches int() or the database unread."""

import pytest

from office.typed_numbers import LARGEST_KEY, typed_number
from tests.iso_docs.desk import a_draft


@pytest.mark.parametrize("text", [None, "", "²", "٣", "-1", "1.0", " 1", "9" * 30, str(LARGEST_KEY + 1)])
def test_what_is_no_number_of_ours_is_none(text):
    assert typed_number(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), (str(LARGEST_KEY), LARGEST_KEY)])
def test_plain_digits_are_read(text, number):
    assert typed_number(text) == number


def test_a_number_beyond_the_most_is_none():
    assert typed_number("100", most=99) is None


@pytest.mark.parametrize("key", ["²", "9" * 30, "abc"])
def test_odd_keys_are_answered_and_do_not_break_the_page(cast, client, key):
    client.force_login(cast.user("lan"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/ho-so/ban-giao/", {"take": "1", "hand_over": [key]}).status_code == 302
    assert client.get(f"/tai-lieu/{'9' * 25}/").status_code == 404
    client.force_login(cast.user("quan"), backend="django.contrib.auth.backends.ModelBackend")
    document = a_draft(cast)
    assert client.post(f"/tai-lieu/{document.pk}/noi-nhan/", {"end": key}).status_code == 404


def test_who_does_not_write_is_told_so_at_the_admins_door(cast, client):
    client.force_login(cast.user("lan"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/soan-thao/", follow=True)
    assert answer.status_code == 403
    assert "soạn" in answer.content.decode()
