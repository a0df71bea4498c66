"""Signing: reauthenticate outside the transaction, then bind a person, post and meaning to a hash."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import JournalLine, Person, Post, Signature, SignatureMeaning, SignatureVoiding, User, subject_of
from office.refusals import NotPermitted

# A signing form must not serve to guess passwords past the limit of the sign-in page (as AXES_FAILURE_LIMIT there).
WRONG_PASSWORD = "office.signing.wrong_password"  # noqa: S105 the name of an act
ATTEMPTS = 5
WINDOW = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Reauthentication:
    """Proof that the person was asked again just now. Made by `reauthenticate` alone."""

    user_id: int
    person_id: int
    method: str
    at: datetime.datetime


def reauthenticate(user: User, *, password: str, now: datetime.datetime) -> Reauthentication:
    """Ask again before an act that binds. Slow on purpose (password hash): never inside a transaction.

    Refuses with NotPermitted when the password is wrong, the account is disabled or belongs to no person, and for a
    quarter of an hour after five wrong ones. Each wrong one stands in the journal.
    """
    if not user.is_active or user.person_id is None:
        raise NotPermitted(_("Tài khoản này không ký được."), next_step=_("Liên hệ quản trị hệ thống."))
    wrong = JournalLine.objects.filter(act=WRONG_PASSWORD, person_id=user.person_id, at__gt=now - WINDOW, at__lte=now)
    if wrong.count() >= ATTEMPTS:
        raise NotPermitted(
            _("Đã nhập sai mật khẩu %(count)s lần.") % {"count": ATTEMPTS},
            kept=_("Chưa ký gì."),
            next_step=_("Chờ 15 phút rồi nhập lại."),
        )
    if not user.check_password(password):
        with office_act(WRONG_PASSWORD, by=user.person, now=now, subject=user):
            pass
        raise NotPermitted(_("Mật khẩu không đúng."), kept=_("Chưa ký gì."), next_step=_("Nhập lại mật khẩu."))
    return Reauthentication(user_id=user.pk, person_id=user.person_id, method="password", at=now)


def sign(
    *,
    subject: models.Model,
    content_hash: str,
    meaning: SignatureMeaning,
    by: Person,
    post: Post,
    proof: Reauthentication,
    now: datetime.datetime,
    round_key: str = "",
    acted_for: str = "",
) -> Signature:
    """Write the signature inside the act that it belongs to. `content_hash`: SHA-256 of the canonical bytes shown to `by`."""
    if proof.person_id != by.pk or not datetime.timedelta(0) <= now - proof.at <= datetime.timedelta(minutes=5):
        raise NotPermitted(_("Lần xác nhận mật khẩu đã hết hạn."), next_step=_("Nhập lại mật khẩu để ký."))
    return Signature.objects.create(
        **subject_of(subject),
        round_key=round_key,
        content_hash=content_hash,
        meaning=meaning,
        person=by,
        person_name=by.full_name,
        post_name=post.name,
        unit_name=post.unit.name,
        acted_for=acted_for,
        reauthenticated_by=proof.method,
        signed_at=now,
    )


def void(signatures: models.QuerySet[Signature], *, reason: str, by: Person | None, now: datetime.datetime) -> int:
    """Void signatures that still count; returns how many."""
    rows = [
        SignatureVoiding(signature=each, reason=reason, voided_at=now, voided_by=by)
        for each in signatures.filter(voiding__isnull=True)
    ]
    return len(SignatureVoiding.objects.bulk_create(rows))
