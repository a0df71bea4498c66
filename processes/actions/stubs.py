"""A receipt of the province whose code nobody knows here yet: remembered, and filled by the next file that names it."""

import datetime
import re

from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person
from office.refusals import Incomplete
from office.text_forms import clean
from processes.actions.importing import check_can_import
from processes.models import Dossier, ProvinceCopy

_CODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ./\-_]{2,59}")


def code_in(scanned: str) -> str:
    """The code in what a scanner typed: the code alone, or the last part of an address that a QR held."""
    text = clean(scanned.strip())
    if "://" in text:
        text = re.split(r"[/=?&#]", text.rstrip("/"))[-1]
    return text


def open_stub(*, scanned: str, by: Person, now: datetime.datetime) -> ProvinceCopy:
    """What is known of a scanned code; a new stub where nothing is. The same code twice is one stub.

    Refused: without the role; a text that cannot be a code.
    """
    check_can_import(by, now)
    code = code_in(scanned)
    if not _CODE.fullmatch(code) or not any(letter.isdigit() for letter in code):
        raise Incomplete(
            _("«%(text)s» không phải mã hồ sơ.") % {"text": scanned[:60]},
            kept=_("Chưa ghi gì."),
            next_step=_("Quét lại mã vạch hoặc gõ mã in trên giấy hẹn."),
        )
    known = ProvinceCopy.objects.filter(code=code).first()
    if known is not None:
        return known
    with office_act("processes.province_stub.open", by=by, now=now) as line:
        stub, made = ProvinceCopy.objects.get_or_create(
            code=code,
            defaults={
                "scanned_at": now, "scanned_by": by, "dossier": Dossier.objects.filter(code=code).first(),
            },
        )  # fmt: skip
        line.subject = stub
        line.data |= {"code": code, "made": made}
    return stub
