"""Noting which electronic signatures an original carries, and what can be told of them."""

import datetime
import logging

from django.db import transaction
from django.utils.dateparse import parse_datetime

from archives.models import Original, OriginalSignature
from archives.states import SignatureState
from office import sandbox, store

log = logging.getLogger(__name__)

_SECONDS = 30


def note_signatures(*, original: Original, now: datetime.datetime) -> list[OriginalSignature]:
    """Look at the signatures of a PDF once and write down what was seen; the original is only read.

    Without pyHanko nothing is written: the health of a signature that nobody looked at is not claimed.
    """
    if original.blob.media_type != "application/pdf" or original.signatures.exists():
        return []
    try:
        seen = sandbox.run(
            "archives.signature_parsing:look", str(store.path_of(original.blob.sha256)), seconds=_SECONDS
        )
    except (sandbox.OverLimits, sandbox.ParserFault) as failure:
        log.warning("Signatures of original %s could not be looked at: %s", original.pk, failure)
        return []
    rows = [
        OriginalSignature(
            original=original,
            position=position,
            field=one["field"],
            state=_state(one["state"], covers_all=one["covers_all"]),
            signer=one["signer"],
            issuer=one["issuer"],
            signed_at=parse_datetime(one["signed_at"]) if one["signed_at"] else None,
            looked_at=now,
        )
        for position, one in enumerate(seen.get("signatures", []), start=1)
    ]
    with transaction.atomic():
        return OriginalSignature.objects.bulk_create(rows, ignore_conflicts=True)


def _state(said: str, *, covers_all: bool) -> SignatureState:
    state = SignatureState(said)
    return SignatureState.PARTIAL if state is SignatureState.INTACT and not covers_all else state
