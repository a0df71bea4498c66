"""What the one search box may know of an archive document."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archives.models import ArchiveDocument, ArchivePage
from archives.states import PageState
from office.access import tokens_of
from office.models import Confidentiality
from office.searchable import PageText, SearchableKind, SearchEntry, register

KIND = "archives.archivedocument"


def rows() -> models.QuerySet:
    """With all that `entry` needs: a list of thirty results costs as many queries as one of one."""
    pages = ArchivePage.objects.select_related("current_text").defer("current_text__words")
    return ArchiveDocument.objects.select_related(
        "archive_file__inventory__fonds", "fonds", "owner_unit"
    ).prefetch_related(models.Prefetch("pages", queryset=pages))


def entry(document: models.Model) -> SearchEntry | None:
    """Description and pages of one document. Pages that wait or could not be read have no text yet."""
    assert isinstance(document, ArchiveDocument)
    pages = [page for page in document.pages.all() if page.state == PageState.READ]
    fonds = document.fonds_now
    facets = {
        "type": document.type_name,
        "year": str(document.dated_from.year) if document.dated_from else "",
        "fonds": fonds.name if fonds else "",
        "unit": document.owner_unit.name,
        "issuer": document.issuer_name,
    }
    return SearchEntry(
        title=document.title,
        pages=[PageText(page.number, page.text) for page in pages],
        address=reverse("archives:document", args=[document.pk]),
        tokens=tokens_of(document),
        is_restricted=document.confidentiality > Confidentiality.INTERNAL,
        number=document.code,
        summary=document.summary,
        facets={name: value for name, value in facets.items() if value},
        dated_on=document.dated_from,
    )


def register_kind() -> None:
    register(SearchableKind(kind=KIND, label=_("Văn bản lưu trữ"), model=ArchiveDocument, entry=entry, rows=rows))
