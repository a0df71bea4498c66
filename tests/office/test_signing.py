"""Signing: asked again each time, bound to the hash, and no way to guess a password."""

import datetime

import pytest
from django.utils import timezone

from office.models import JournalLine, Signature, SignatureMeaning
from office.refusals import NotPermitted
from office.signing import ATTEMPTS, WRONG_PASSWORD, Reauthentication, reauthenticate, sign, void
from tests.cast import PASSWORD

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))


def signed(cast, proof, *, now=NOW) -> Signature:
    return sign(
        subject=cast.unit("office"), content_hash="a" * 64, meaning=SignatureMeaning.APPROVED, by=cast.person("ngoc"),
        post=cast.post("ngoc"), proof=proof, now=now,
    )  # fmt: skip


def test_a_signature_keeps_name_post_and_unit_as_they_were(cast):
    row = signed(cast, reauthenticate(cast.user("ngoc"), password=PASSWORD, now=NOW))
    assert (row.person_name, row.post_name) == ("Bùi Minh Ngọc", "Chủ tịch UBND phường")
    assert (row.unit_name, row.reauthenticated_by) == ("Lãnh đạo UBND phường Bình An", "password")
    assert void(Signature.objects.all(), reason="văn bản đã sửa", by=cast.person("quan"), now=NOW) == 1
    assert void(Signature.objects.all(), reason="văn bản đã sửa", by=cast.person("quan"), now=NOW) == 0


def test_five_wrong_passwords_close_signing_for_a_quarter_of_an_hour(cast):
    for attempt in range(ATTEMPTS):
        with pytest.raises(NotPermitted, match="không đúng"):
            reauthenticate(cast.user("ngoc"), password="guess", now=NOW + datetime.timedelta(minutes=attempt))
    later = NOW + datetime.timedelta(minutes=6)
    with pytest.raises(NotPermitted, match="sai mật khẩu 5 lần"):
        reauthenticate(cast.user("ngoc"), password=PASSWORD, now=later)
    assert reauthenticate(cast.user("thao"), password=PASSWORD, now=later).method == "password"
    assert reauthenticate(cast.user("ngoc"), password=PASSWORD, now=NOW + datetime.timedelta(minutes=20))
    assert JournalLine.objects.filter(act=WRONG_PASSWORD, person_id=cast.person("ngoc").pk).count() == ATTEMPTS


def test_a_proof_is_one_persons_and_soon_stale(cast):
    proof = reauthenticate(cast.user("thao"), password=PASSWORD, now=NOW)
    with pytest.raises(NotPermitted):
        signed(cast, proof)
    own = Reauthentication(user_id=1, person_id=cast.person("ngoc").pk, method="password", at=NOW)
    for late in (datetime.timedelta(minutes=6), datetime.timedelta(seconds=-1)):
        with pytest.raises(NotPermitted, match="hết hạn"):
            signed(cast, own, now=NOW + late)
    assert not Signature.objects.exists()


def test_an_account_without_person_or_disabled_does_not_sign(cast):
    user = cast.user("ngoc")
    user.is_active = False
    with pytest.raises(NotPermitted, match="không ký được"):
        reauthenticate(user, password=PASSWORD, now=NOW)
