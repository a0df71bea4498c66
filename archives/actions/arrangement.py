"""Setting up the order of the archive: fonds, inventories, archive files."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from archives.models import ArchiveFile, Box, FilePlace, Fonds, Inventory
from archives.partial_dates import DateRange, read_date
from archives.rules import check_can_arrange, check_can_take_in
from office.acts import office_act
from office.models import Person, Unit
from office.refusals import Incomplete


def set_up_fonds(
    *, code: str, name: str, by: Person, now: datetime.datetime, period_text: str = "", **facts: Any
) -> Fonds:
    """Enter a fonds. Refuses who is no archivist, a code that is there, a period that is no time."""
    check_can_arrange(by, on=localdate(now))
    span = _span(period_text)
    with _once(_("Mã phông này đã có.")), office_act("archives.fonds.set_up", by=by, now=now) as line:
        line.subject = fonds = Fonds.objects.create(
            code=code,
            name=name,
            period_text=period_text,
            period_from=span.first if span else None,
            period_until=span.last if span else None,
            **facts,
        )
    return fonds


def set_up_inventory(*, fonds: Fonds, number: str, name: str, by: Person, now: datetime.datetime) -> Inventory:
    """Enter an inventory of a fonds. Refuses who is no archivist, and a number that is there."""
    check_can_arrange(by, on=localdate(now))
    with _once(_("Phông này đã có mục lục số đó.")), office_act("archives.inventory.set_up", by=by, now=now) as line:
        line.subject = inventory = Inventory.objects.create(fonds=fonds, number=number, name=name)
    return inventory


def set_up_archive_file(
    *,
    inventory: Inventory,
    number: str,
    title: str,
    owner_unit: Unit,
    confidentiality: int,
    by: Person,
    now: datetime.datetime,
    box_number: str = "",
    period_text: str = "",
    **facts: Any,
) -> ArchiveFile:
    """Enter a file into an inventory, and the box it lies in. Refuses who may not take in for the unit, and a number that is there."""
    check_can_take_in(by, owner_unit, on=localdate(now))
    span = _span(period_text)
    with _once(_("Mục lục này đã có hồ sơ số đó.")), office_act("archives.file.set_up", by=by, now=now) as line:
        line.subject = file = ArchiveFile.objects.create(
            inventory=inventory,
            number=number,
            title=title,
            owner_unit=owner_unit,
            confidentiality=confidentiality,
            period_text=period_text,
            period_from=span.first if span else None,
            period_until=span.last if span else None,
            **facts,
        )
        if box_number:
            box, _made = Box.objects.get_or_create(fonds=inventory.fonds, number=box_number)
            FilePlace.objects.create(archive_file=file, box=box)
    return file


@contextmanager
def _once(what: str) -> Iterator[None]:
    """Turns the database's «already there» into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Incomplete(what, kept=_("Chưa lưu gì."), next_step=_("Chọn số khác, hoặc mở mục đã có.")) from error


def _span(period_text: str) -> DateRange | None:
    try:
        return read_date(period_text)
    except ValueError:
        raise Incomplete(
            _("«%(text)s» không phải thời gian đọc được.") % {"text": period_text},
            kept=_("Chưa lưu gì."),
            next_step=_("Ghi như 1975–1978, 1987 hoặc 05/1998."),
        ) from None
