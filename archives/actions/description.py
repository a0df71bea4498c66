"""Describing a document: what stood before stays readable (DescriptionChange), and the journal has its hashes."""

import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from archives.models import ArchiveDocument, DescriptionChange
from archives.partial_dates import read_date
from archives.rules import check_can_describe, check_can_take_in, check_is_current
from office import searchable
from office.acts import office_act
from office.canonical import sha256_of
from office.models import Person, Unit
from office.refusals import Incomplete, WrongState

FIELDS = (
    "type_name", "number", "symbol", "dated_text", "issuer_name", "signed_by", "summary", "language", "sheets",
    "annotations", "condition", "reliability", "keywords", "note", "archive_file", "fonds", "position",
    "owner_unit", "confidentiality",
)  # fmt: skip


def describe_document(
    *, document: ArchiveDocument, changes: dict[str, Any], version: int, by: Person, now: datetime.datetime
) -> list[DescriptionChange]:
    """Write the values of `changes` (names of FIELDS) into the description, and return what changed.

    Old and new value of each field are kept; the journal gets their hashes, because summaries name people; the index is
    told. Refuses: who may not describe it, a description that somebody changed since `version`, a date that is none, a position
    that another document of the file has, no change.
    """
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise ValueError(f"Not fields of a description: {sorted(unknown)}")
    check_can_describe(by, document, on=localdate(now))
    if isinstance(unit := changes.get("owner_unit"), Unit):
        check_can_take_in(by, unit, on=localdate(now))
    with office_act("archives.document.describe", by=by, now=now, subject=document) as line:
        row = ArchiveDocument.objects.select_for_update().get(pk=document.pk)
        check_is_current(row, version)
        told: list[DescriptionChange] = []
        for name in FIELDS:
            if name not in changes or getattr(row, name) == changes[name]:
                continue
            old, new = _words(row, name), None
            setattr(row, name, changes[name])
            new = _words(row, name)
            told.append(
                DescriptionChange(
                    document=row, version=version + 1, field=name, old=old, new=new, changed_at=now, changed_by=by
                )
            )
        if not told:
            raise WrongState(_("Không có gì thay đổi."), next_step=_("Sửa ít nhất một ô rồi lưu."))
        _place_in_time(row)
        row.version = version + 1
        _check_position(row)
        row.save()
        DescriptionChange.objects.bulk_create(told)
        line.data |= {
            "version": row.version,
            "fields": {each.field: {"old": sha256_of(each.old), "new": sha256_of(each.new)} for each in told},
        }
        searchable.changed(row, now=now)
    return told


def _place_in_time(row: ArchiveDocument) -> None:
    try:
        span = read_date(row.dated_text)
    except ValueError:
        raise Incomplete(
            _("«%(text)s» không phải ngày tháng đọc được.") % {"text": row.dated_text},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Ghi như 15/10/2014, 00/05/1998, 1987 hoặc 1975–1978."),
        ) from None
    row.dated_from, row.dated_until = (span.first, span.last) if span else (None, None)


def _check_position(row: ArchiveDocument) -> None:
    if row.archive_file_id is None or row.position is None:
        return
    others = ArchiveDocument.objects.filter(archive_file_id=row.archive_file_id, position=row.position)
    if others.exclude(pk=row.pk).exists():
        raise Incomplete(
            _("Hồ sơ này đã có văn bản mang số thứ tự %(position)s.") % {"position": row.position},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Chọn số thứ tự khác, hoặc bỏ trống."),
        )


def _words(row: ArchiveDocument, name: str) -> str:
    """The value as people read it: the label of a choice, the name of what is pointed at."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)
