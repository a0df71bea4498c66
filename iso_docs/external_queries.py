"""«Danh mục tài liệu bên ngoài» as lines: what each text of others is on a day, in a fixed number of queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from iso_docs.models import ExternalDocument, ExternalDocumentChange, ExternalDocumentCheck
from iso_docs.states import ExternalChangeKind, ExternalState

STAMPS = {
    ExternalState.IN_FORCE: "in_force",
    ExternalState.AMENDED: "in_force",
    ExternalState.TO_COME: "coming",
    ExternalState.ENDED: "void",
}


@dataclass
class ExternalRow:
    document: ExternalDocument
    state: ExternalState
    word: str  # «Đã thay thế bởi 45/2026/NĐ-CP»
    last_check: datetime.date | None

    @property
    def stamp(self) -> str:
        return STAMPS[self.state]


def external_rows(documents: QuerySet[ExternalDocument], on: datetime.date) -> list[ExternalRow]:
    last = ExternalDocumentCheck.objects.filter(document=OuterRef("pk"), checked_on__lte=on)
    rows = list(
        documents.select_related("tracked_by")
        .prefetch_related("changes__by_document")
        .annotate(last_check=Subquery(last.order_by("-checked_on").values("checked_on")[:1]))
    )
    return [_row(document, on) for document in rows]


def _row(document: ExternalDocument, on: datetime.date) -> ExternalRow:
    state, change = external_state(document, document.changes.all(), on)
    word = str(state.label)
    if change is not None and change.by_document is not None:
        if change.kind == ExternalChangeKind.REPLACED:
            word = _("Đã thay thế bởi %(number)s") % {"number": change.by_document.number}
        else:
            word = _("Còn hiệu lực, sửa đổi bởi %(number)s") % {"number": change.by_document.number}
    return ExternalRow(document, state, word, getattr(document, "last_check", None))


def external_state(
    document: ExternalDocument, changes: Iterable[ExternalDocumentChange], on: datetime.date
) -> tuple[ExternalState, ExternalDocumentChange | None]:
    """The state on a day and the change that made it so."""
    past = [change for change in changes if change.effective_on <= on]
    ended = next((change for change in past if change.kind != ExternalChangeKind.AMENDED), None)
    if ended is not None:
        return ExternalState.ENDED, ended
    if document.effective_from is not None and document.effective_from > on:
        return ExternalState.TO_COME, None
    amended = [change for change in past if change.kind == ExternalChangeKind.AMENDED]
    return (ExternalState.AMENDED, amended[-1]) if amended else (ExternalState.IN_FORCE, None)
