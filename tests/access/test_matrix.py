"""The access matrix, walked: every address × every member of the cast, signed in or not."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.addresses import addresses
from tests.access.rows import ALL_STAFF, ROWS, Row
from tests.access.world import CANARY, World, make_world

for file in sorted(Path(__file__).parent.glob("rows_*.py")):
    import_module(f"tests.access.{file.stem}")

OURS = {address.name: address for address in addresses() if not address.is_admin}
ADMIN = [address for address in addresses() if address.is_admin]

# Wagtail's own addresses that answer before anybody signs in: the way to our sign-in page, and words for its scripts.
ADMIN_OPEN = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


def _ask(client: Client, row: Row, address: str):
    return getattr(client, row.method)(address, row.data)


def _comparable(content: bytes) -> bytes:
    """Without what differs from request to request: form tokens, and nonces of the security policy."""
    content = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)
    return re.sub(rb'nonce="[^"]+"', b"", content)


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(OURS) - set(ROWS) == set(), "addresses without a row in the access matrix"
    assert set(ROWS) - set(OURS) == set(), "rows without an address"


@pytest.fixture
def world(cast) -> World:
    return make_world(cast)


# The world takes longer to make than a row to walk: each part makes one and puts it back after every row.
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_rows(part: int, world: World):
    wrong = []
    for name in sorted(set(ROWS) & set(OURS))[part::PARTS]:
        with transaction.atomic():
            try:
                _walk(name, world)
            except AssertionError as failure:
                wrong.append(f"{name}: {failure}")
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _walk(name: str, world: World) -> None:
    row = ROWS[name]
    address = reverse(name, kwargs=row.arguments(world))
    for who in [*sorted(ALL_STAFF), "anonymous"]:
        client = Client(raise_request_exception=True)
        if who != "anonymous":
            client.force_login(world.cast.user(who))
        response = _ask(client, row, address)
        if who in row.who:
            assert response.status_code < 400 or response.status_code in (409, 422), (
                f"{who} was refused: {response.status_code}"
            )
            continue
        if row.hidden:
            missing = _ask(client, row, reverse(name, kwargs=row.missing))
            if who == "anonymous":
                assert response.status_code == missing.status_code, f"{who} can tell hidden from missing"
            else:
                assert response.status_code == missing.status_code == 404, f"{who} got {response.status_code}"
                assert _comparable(response.content) == _comparable(missing.content), (
                    f"{who} can tell hidden from missing"
                )
        elif who == "anonymous":
            assert response.status_code == 302, f"anonymous got {response.status_code}"
            assert response.url.startswith(reverse("office:sign_in"))
        else:
            assert response.status_code in (403, 404), f"{who} got {response.status_code}"
        assert CANARY not in response.content.decode(errors="replace"), f"{who} was shown a canary"


@pytest.mark.parametrize("who", ["binh", "admin"])
def test_no_list_shows_what_is_hidden(world: World, who: str):
    """Everything that answers without arguments is read by somebody who must not see the hidden things."""
    client = Client()
    client.force_login(world.cast.user(who))
    for name, row in ROWS.items():
        if row.method == "get" and not OURS[name].arguments:
            for question in ({}, {"q": CANARY}, {"q": "quyết định"}):
                shown = client.get(reverse(name), question).content.decode(errors="replace")
                found = [word for word in world.canaries if word.lower() in shown.lower()]
                assert not found, f"{name} shows {found} to {who}"


@pytest.mark.parametrize("who", ["anonymous", "lan", "minh", "binh", "tuan", "son"])
def test_the_wagtail_admin_is_closed_to_those_who_do_not_write(world: World, who: str):
    client = Client()
    if who != "anonymous":
        client.force_login(world.cast.user(who))
    for address in ADMIN:
        if address.name in ADMIN_OPEN:
            continue
        path = _some_path(address.route)
        response = client.get(path)
        assert response.status_code in (302, 403, 404, 405), f"{path} answered {who} with {response.status_code}"


def _some_path(route: str) -> str:
    """A path that fits the route: 1 for numbers, a word for texts."""
    path = re.sub(r"<(?:int|pk):[^>]+>", "1", route)
    path = re.sub(r"<uuid:[^>]+>", "00000000-0000-0000-0000-000000000001", path)
    path = re.sub(r"<[^>]+>", "x", path)
    path = re.sub(r"\(\?P1.*?\)|\(\?P<[^>]+>[^)]*\)|\([^)]*\)", "1", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "").replace("?", "")
