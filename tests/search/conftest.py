"""Archive documents as the only searchable kind: their note holds the pages, divided by form feeds.

Every test of this folder runs once per engine. Elasticsearch is a real server, at ELASTICSEARCH_URL (make elasticsearch).
"""

import datetime
import os
import uuid

import pytest

from archives.models import ArchiveDocument
from office import searchable
from office.access import tokens_of
from office.models import Confidentiality
from office.searchable import PageText, SearchableKind, SearchEntry
from search import writer

NOW = datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC)


def entry_of(document: ArchiveDocument) -> SearchEntry:
    if document.keywords == "fault":
        raise RuntimeError("The text of this document cannot be made.")
    return SearchEntry(
        title=document.title,
        number=document.code,
        summary=document.condition,
        # A note that begins with «whole:» is a text without pages.
        pages=[PageText(0, document.note.removeprefix("whole:"))]
        if document.note.startswith("whole:")
        else [PageText(number, text) for number, text in enumerate(document.note.split("\f"), start=1) if text],
        address=f"/luu-tru/van-ban/{document.pk}/",
        tokens=tokens_of(document),
        is_restricted=document.confidentiality > Confidentiality.INTERNAL,
        facets={"type": document.type_name, "unit": document.owner_unit.name, "issuer": document.issuer_name},
        dated_on=document.dated_from,
    )


@pytest.fixture(autouse=True, params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine_name(request, settings):
    """The engine that a test runs on, with an index of its own."""
    settings.SEARCH_ENGINE = request.param
    if request.param == "tantivy":
        yield request.param
        return
    if not os.environ.get("ELASTICSEARCH_URL"):
        pytest.skip("ELASTICSEARCH_URL is not set (make elasticsearch)")
    settings.ELASTICSEARCH = settings.ELASTICSEARCH | {"prefix": f"test-{uuid.uuid4().hex[:12]}"}
    yield request.param
    from search.engines import current_engine

    current_engine().forget()


# For what only one engine can do or suffer.
tantivy_alone = pytest.mark.parametrize("engine_name", ["tantivy"], indirect=True)
elasticsearch_alone = pytest.mark.parametrize(
    "engine_name", [pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)], indirect=True
)


@pytest.fixture(autouse=True)
def only_kind(monkeypatch):
    """The registry as these tests need it; no room's own registration takes part."""
    kind = SearchableKind(
        kind="archives.archivedocument",
        label="Văn bản lưu trữ",
        model=ArchiveDocument,
        entry=entry_of,
        # The guard keeps archive documents from being deleted; «gone» stands for what left the database.
        rows=lambda: ArchiveDocument.objects.exclude(keywords="gone").select_related("owner_unit"),
    )
    monkeypatch.setattr(searchable, "_kinds", {kind.kind: kind})
    monkeypatch.setattr(writer, "_put_off", {})
    return kind


@pytest.fixture
def filed(cast):
    """Files a document and says so to the outbox: filed("text of page 1\\ftext of page 2", number="67", symbol="KH-UBND")."""

    def file(note: str, *, unit: str = "office", level=Confidentiality.INTERNAL, day=None, **fields) -> ArchiveDocument:
        document = ArchiveDocument.objects.create(
            owner_unit=cast.units[unit],
            confidentiality=level,
            note=note,
            dated_from=day,
            dated_until=day,
            received_at=NOW,
            **fields,
        )
        searchable.changed(document, now=NOW)
        return document

    return file


@pytest.fixture
def indexed(filed):
    """The same, and writes the index at once."""

    def file(*args, **fields) -> ArchiveDocument:
        document = filed(*args, **fields)
        writer.run_once(NOW)
        return document

    return file
