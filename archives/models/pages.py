"""Pages of archive documents: their picture, and their text in layers beside the untouched original."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.models.documents import ArchiveDocument, Original
from archives.states import PageState, TextSource
from office.models import Blob, Person


class ArchivePage(models.Model):
    """One page. Rows are made at intake for every page that was counted; so many come out as went in, or an error says why.

    `width`, `height` and `picture` are of the righted page: turned by `turned` degrees clockwise so that it can be read.
    """

    document = models.ForeignKey(ArchiveDocument, on_delete=models.PROTECT, related_name="pages")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField(_("trang"))  # in the document, from 1
    number_in_original = models.PositiveIntegerField()  # from 1
    state = models.CharField(max_length=12, choices=PageState, default=PageState.WAITING)
    reason = models.CharField(max_length=300, blank=True)  # why it could not be read, in words for people
    picture = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField(null=True, blank=True)  # pixels of the picture
    height = models.PositiveIntegerField(null=True, blank=True)
    dpi = models.PositiveIntegerField(null=True, blank=True)  # at which the page was read
    turned = models.PositiveSmallIntegerField(default=0)
    skew = models.SmallIntegerField(default=0)  # hundredths of a degree, clockwise, by which it was straightened before
    current_text = models.OneToOneField(
        "PageText", null=True, blank=True, on_delete=models.PROTECT, related_name="shown_on"
    )

    class Meta:
        verbose_name = _("trang lưu trữ")
        verbose_name_plural = _("trang lưu trữ")
        ordering = ["document", "number"]
        indexes = [
            # Serves the state of recognition in lists: how many pages still wait.
            models.Index(fields=["document", "state"], name="archives_page_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="archives_page_once"),
            models.UniqueConstraint(fields=["original", "number_in_original"], name="archives_page_of_original_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="archives_page_from_one"),
            models.CheckConstraint(condition=Q(turned__in=[0, 90, 180, 270]), name="archives_page_quarter_turns"),
            models.CheckConstraint(
                condition=(Q(state=PageState.UNREADABLE) & ~Q(reason=""))
                | (~Q(state=PageState.UNREADABLE) & Q(reason="")),
                name="archives_page_unreadable_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=PageState.READ)
                | Q(current_text__isnull=False, picture__isnull=False, width__gt=0, height__gt=0),
                name="archives_page_read_is_whole",
            ),
        ]

    @property
    def text(self) -> str:
        """The text that counts now. Select current_text with it."""
        return self.current_text.text if self.current_text_id else ""


class PageText(models.Model):
    """One layer of a page's text, as one engine read it or one person corrected it. Append-only.

    `words` is a compact list, one entry per word: [start, end, left, top, width, height, confidence]. Start and end are
    offsets into `text`; the box is in ten-thousandths of the righted picture's width and height, so it fits any size of
    it; confidence is 0–100, or -1 where none was given.
    """

    page = models.ForeignKey(ArchivePage, on_delete=models.PROTECT, related_name="layers")
    source = models.CharField(max_length=12, choices=TextSource)
    engine = models.CharField(max_length=80, blank=True)  # «tesseract 5.3.0 vie»
    text = models.TextField(blank=True)
    words = models.JSONField(default=list)
    mean_confidence = models.PositiveSmallIntegerField(null=True, blank=True)  # 0–100, weighted by length of words
    # What the file's own letters were in before they were converted («tcvn3», «vni»; empty: Unicode), and how sure that is.
    encoding = models.CharField(max_length=10, blank=True)
    certainty = models.PositiveSmallIntegerField(null=True, blank=True)  # 0–100
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lớp chữ")
        verbose_name_plural = _("lớp chữ")
        ordering = ["page", "pk"]
        constraints = [
            # What a machine read of a page is written once per engine, also when the job runs twice.
            models.UniqueConstraint(
                fields=["page", "source", "engine"],
                condition=~Q(source=TextSource.CORRECTION),
                name="archives_text_once_per_engine",
            ),
            models.CheckConstraint(
                condition=~Q(source=TextSource.CORRECTION) | Q(made_by__isnull=False),
                name="archives_text_correction_by_person",
            ),
            models.CheckConstraint(
                condition=Q(mean_confidence__isnull=True) | Q(mean_confidence__lte=100),
                name="archives_text_confidence_percent",
            ),
        ]
