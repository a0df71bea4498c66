"""Reading pages in the background: picture and text of each page beside the untouched original.

The job may run twice and may be killed anywhere: a page that is read is passed over, what was read is written once, and the
end of a document is told once.
"""

import datetime
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from archives.actions.signatures import note_signatures
from archives.models import ArchiveDocument, ArchivePage, Original, PageText
from archives.reading import PageNotRead, PageRead, read_pages
from archives.rules import check_can_describe
from archives.states import PAGE_LIFE, PageState, TextSource
from office import jobs, searchable, store
from office.acts import office_act
from office.models import Blob, Job, Person
from office.refusals import WrongState


def read_original(*, original: Original, progress: jobs.Progress, now: datetime.datetime) -> None:
    """Read what still waits of an original, page by page. Refuses, before touching a page, when a program is missing."""
    waiting = list(
        ArchivePage.objects.filter(original=original, state=PageState.WAITING)
        .order_by("number")
        .values_list("number_in_original", flat=True)
    )
    note_signatures(original=original, now=now)
    done = original.page_count - len(waiting)
    progress(done, original.page_count)
    with tempfile.TemporaryDirectory(prefix="dung-hen-pages-") as folder:
        pages = read_pages(store.path_of(original.blob.sha256), original.blob.media_type, waiting, Path(folder))
        for page in pages:
            if isinstance(page, PageNotRead):
                _give_up(original, page)
            else:
                _write_down(original, page, now)
            done += 1
            progress(done, original.page_count)
    finish_reading(document=original.document, now=now)


def finish_reading(*, document: ArchiveDocument, now: datetime.datetime) -> bool:
    """When no page waits any more: say so once, and have the text indexed. Returns whether this call said it."""
    with transaction.atomic():
        pages = ArchivePage.objects.filter(document=document)
        if pages.filter(state=PageState.WAITING).exists():
            return False
        if not ArchiveDocument.objects.filter(pk=document.pk, read_at=None).update(read_at=now):
            return False
        with office_act("archives.document.read", by=None, now=now, subject=document) as line:
            line.data |= {"pages": pages.count(), "unreadable": pages.filter(state=PageState.UNREADABLE).count()}
            searchable.changed(document, now=now)
    return True


def read_again(*, document: ArchiveDocument, by: Person, now: datetime.datetime) -> list[Job]:
    """Have the pages that could not be read tried again. Refuses when there is none."""
    check_can_describe(by, document, on=localdate(now))
    with office_act("archives.document.read_again", by=by, now=now, subject=document) as line:
        pages = ArchivePage.objects.filter(document=document, state=PageState.UNREADABLE)
        originals = list(pages.values_list("original_id", flat=True).distinct())
        state = PAGE_LIFE.target("read_again", PageState.UNREADABLE)
        count = pages.update(state=state, reason="")
        if not count:
            raise WrongState(
                _("Không có trang nào cần nhận dạng lại."), next_step=_("Tải lại trang để xem tình trạng hiện tại.")
            )
        ArchiveDocument.objects.filter(pk=document.pk).update(read_at=None)
        line.data["pages"] = count
        # A job is known by its key, so each new try has one of its own.
        return [
            jobs.ask("archives.ocr", f"original:{key}:{now.isoformat()}", now=now, payload={"original": key})
            for key in originals
        ]


def _write_down(original: Original, page: PageRead, now: datetime.datetime) -> None:
    """Pictures into the store, then text and page in one transaction. Once, whoever comes twice."""
    pictures = []
    for path in (page.view, page.thumbnail):
        with path.open("rb") as stream:
            pictures.append(store.receive(stream))
    with transaction.atomic():
        row = ArchivePage.objects.select_for_update().get(original=original, number_in_original=page.number)
        if row.state != PageState.WAITING:
            return
        view, thumbnail = (_register(stored, now) for stored in pictures)
        layer, _made = PageText.objects.get_or_create(
            page=row,
            source=page.source,
            engine=page.engine,
            defaults={
                "text": page.text,
                "words": page.words,
                "mean_confidence": page.mean_confidence,
                "encoding": page.encoding,
                "certainty": page.certainty,
                "made_at": now,
            },
        )
        correction = row.layers.filter(source=TextSource.CORRECTION).last()
        row.state = PAGE_LIFE.target("read", row.state)
        row.current_text = correction or layer
        row.picture, row.thumbnail = view, thumbnail
        row.width, row.height, row.dpi, row.turned = page.width, page.height, page.dpi, page.turned
        row.skew = page.skew
        row.save()


def _register(stored: store.StoredBytes, now: datetime.datetime) -> Blob:
    return store.register(stored, media_type="image/webp", now=now)


def _give_up(original: Original, page: PageNotRead) -> None:
    with transaction.atomic():
        row = ArchivePage.objects.select_for_update().get(original=original, number_in_original=page.number)
        if row.state != PageState.WAITING:
            return
        row.state, row.reason = PAGE_LIFE.target("give_up", row.state), page.reason[:300]
        row.save()
