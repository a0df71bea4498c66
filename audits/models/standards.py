"""Standards as data: the clauses of an edition, what answers each of them in this office, and which do not apply."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from iso_docs.models import ControlledDocument
from office.models import Person


class Standard(models.Model):
    """One edition of a standard. A finding points to a clause of an edition, so an edition is never changed or removed."""

    edition = models.CharField(_("tiêu chuẩn"), max_length=60, unique=True)
    title_vi = models.CharField(_("tên"), max_length=300)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=300)
    published_on = models.DateField(_("ngày công bố"))

    class Meta:
        verbose_name = _("tiêu chuẩn")
        verbose_name_plural = _("tiêu chuẩn")
        ordering = ["-published_on", "edition"]

    def __str__(self) -> str:
        return self.edition

    @property
    def title(self) -> str:
        return _in_language(self.title_vi, self.title_en)


class Clause(models.Model):
    """A clause: its title, and in our own words what it asks. The text of the standard is copyrighted and not here.

    A clause that says nothing is a heading over others. `maintain` (duy trì: a document) and `retain` (lưu giữ: a record) say what
    documented information it needs.
    """

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(_("điều khoản"), max_length=20)
    place = models.PositiveSmallIntegerField()
    title_vi = models.CharField(_("tên"), max_length=300)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=300)
    says_vi = models.CharField(_("yêu cầu, nói gọn"), max_length=600, blank=True)
    says_en = models.CharField(_("yêu cầu, tiếng Anh"), max_length=600, blank=True)
    maintain = models.BooleanField(_("duy trì văn bản"), default=False)
    retain = models.BooleanField(_("lưu giữ hồ sơ"), default=False)

    class Meta:
        verbose_name = _("điều khoản")
        verbose_name_plural = _("điều khoản")
        ordering = ["standard", "place"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="audits_clause_once"),
            models.UniqueConstraint(fields=["standard", "place"], name="audits_clause_one_place"),
            models.CheckConstraint(
                condition=~Q(says_vi="", maintain=True) & ~Q(says_vi="", retain=True),
                name="audits_clause_headings_need_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("audits:clause", args=[self.pk])

    @property
    def title(self) -> str:
        return _in_language(self.title_vi, self.title_en)

    @property
    def says(self) -> str:
        return _in_language(self.says_vi, self.says_en)

    @property
    def chapter(self) -> str:
        return self.number.partition(".")[0]


class Ended(models.Model):
    """Something that held from an act on and may have ended by another; never deleted."""

    made_at = models.DateTimeField(_("ghi lúc"))
    made_by = models.ForeignKey(Person, verbose_name=_("người ghi"), on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("thôi lúc"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("made_at")),
                name="%(app_label)s_%(class)s_ended_pair",
            )
        ]


class ClauseAnswer(Ended):
    """What in this office answers a clause: a controlled document that is maintained, or a kind of record that is retained."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="answers")
    document = models.ForeignKey(
        ControlledDocument,
        verbose_name=_("tài liệu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="clause_answers",
    )
    record = models.CharField(_("hồ sơ"), max_length=200, blank=True)
    kept_at = models.CharField(_("nơi lưu"), max_length=200, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta(Ended.Meta):
        verbose_name = _("tài liệu, hồ sơ đáp ứng điều khoản")
        verbose_name_plural = _("tài liệu, hồ sơ đáp ứng điều khoản")
        ordering = ["made_at", "pk"]
        constraints = [
            *Ended.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(document__isnull=False, record="") | (Q(document__isnull=True) & ~Q(record=""))),
                name="audits_clauseanswer_document_or_record",
            ),
            models.UniqueConstraint(
                fields=["clause", "document"],
                condition=Q(ended_at__isnull=True),
                name="audits_clauseanswer_document_once",
            ),
            models.UniqueConstraint(
                fields=["clause", "record"],
                condition=Q(ended_at__isnull=True, document__isnull=True),
                name="audits_clauseanswer_record_once",
            ),
        ]


class ClauseExclusion(Ended):
    """A clause that does not apply here, and why (4.3)."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(_("lý do"), max_length=500)

    class Meta(Ended.Meta):
        verbose_name = _("điều khoản không áp dụng")
        verbose_name_plural = _("điều khoản không áp dụng")
        ordering = ["made_at", "pk"]
        constraints = [
            *Ended.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="audits_clauseexclusion_says_why"),
            models.UniqueConstraint(
                fields=["clause"], condition=Q(ended_at__isnull=True), name="audits_clauseexclusion_once"
            ),
        ]


def _in_language(vietnamese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else vietnamese
