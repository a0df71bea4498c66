"""Acts about documents of others: one is put on the list, something became of it, somebody looked whether it still holds."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.models import ExternalDocument, ExternalDocumentChange, ExternalDocumentCheck
from iso_docs.states import ExternalChangeKind, ExternalKind
from office.acts import office_act
from office.models import Person, Unit
from office.refusals import Incomplete, WrongState


def record_external_document(
    *,
    number: str,
    title: str,
    tracked_by: Unit,
    by: Person,
    now: datetime.datetime,
    kind: str = ExternalKind.LAW,
    issuer: str = "",
    issued_on: datetime.date | None = None,
    effective_from: datetime.date | None = None,
    note: str = "",
    document: ExternalDocument | None = None,
) -> ExternalDocument:
    """Put a text of others on the list; with `document`, mend the line that stands there.

    Refused to whoever keeps no documents (NotPermitted), without number or title, and when the list has it already.
    """
    rules.check_can_keep_external(by, tracked_by.pk, on=timezone.localdate(now))
    number, title, issuer = (" ".join(text.split()) for text in (number, title, issuer))
    if not number or not title:
        raise Incomplete(_("Tài liệu bên ngoài cần có số, ký hiệu và tên."), kept=_("Chưa ghi gì."))
    same = ExternalDocument.objects.filter(number=number, issuer=issuer)
    if document is not None:
        same = same.exclude(pk=document.pk)
    if same.exists():
        raise WrongState(
            _("Danh mục đã có %(number)s của cơ quan này.") % {"number": number},
            kept=_("Chưa ghi gì."),
            next_step=_("Mở dòng đã có để sửa."),
        )
    row = document or ExternalDocument()
    row.number, row.title, row.issuer, row.kind = number, title, issuer, kind
    row.issued_on, row.effective_from = issued_on, effective_from
    row.tracked_by, row.note = tracked_by, note.strip()
    act = "iso_docs.external.mend" if document else "iso_docs.external.record"
    with office_act(act, by=by, now=now, number=number, title=title) as line:
        row.save()
        line.subject = row
    return row


def change_external_document(
    *,
    document: ExternalDocument,
    kind: str,
    effective_on: datetime.date,
    by: Person,
    now: datetime.datetime,
    by_document: ExternalDocument | None = None,
    note: str = "",
) -> ExternalDocumentChange:
    """Write down that a text is replaced or amended by another, or ends, from a day on.

    Refused: who keeps no documents, a replacement without the text that replaces, a text that replaces itself, and a second end.
    """
    rules.check_can_keep_external(by, document.tracked_by_id, on=timezone.localdate(now))
    if kind == ExternalChangeKind.REPLACED and by_document is None:
        raise Incomplete(_("Bị thay thế thì phải ghi văn bản nào thay thế."), kept=_("Chưa ghi gì."))
    if by_document is not None and by_document.pk == document.pk:
        raise Incomplete(_("Văn bản không thay thế hay sửa đổi chính nó."), kept=_("Chưa ghi gì."))
    with office_act("iso_docs.external.change", by=by, now=now, subject=document, kind=kind) as line:
        ExternalDocument.objects.select_for_update().get(pk=document.pk)
        ending = (ExternalChangeKind.REPLACED, ExternalChangeKind.ENDED)
        if kind in ending and document.changes.filter(kind__in=ending).exists():
            raise WrongState(
                _("%(number)s đã được ghi là hết hiệu lực.") % {"number": document.number}, kept=_("Không ghi thêm.")
            )
        change = ExternalDocumentChange.objects.create(
            document=document,
            kind=kind,
            by_document=by_document,
            effective_on=effective_on,
            note=note.strip(),
            person=by,
            recorded_at=now,
        )
        line.data |= {"effective_on": effective_on, "by_document": by_document.number if by_document else ""}
    return change


def check_external_document(
    *, document: ExternalDocument, by: Person, now: datetime.datetime, note: str = ""
) -> ExternalDocumentCheck:
    """Write down that somebody looked today whether the text still holds."""
    on = timezone.localdate(now)
    rules.check_can_keep_external(by, document.tracked_by_id, on=on)
    with office_act("iso_docs.external.check", by=by, now=now, subject=document, note=note):
        return ExternalDocumentCheck.objects.create(document=document, checked_on=on, person=by, note=note.strip())
