"""Archive documents (văn bản), the untouched originals they came in, and what was changed in their description."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.models.holdings import ArchiveFile, Fonds, archive_rule, range_constraint
from archives.states import IntakeSource, Reliability, SignatureState
from office.access import VisibleQuerySet
from office.models import AccessControlled, Blob, Person, Unit


class ArchiveDocument(AccessControlled):
    """One document with its description as the archive writes it (DOMAIN 4.8). State secrets are not in this product."""

    access_rule = archive_rule("archives.archivedocument")

    archive_file = models.ForeignKey(
        ArchiveFile, verbose_name=_("hồ sơ"), null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    # Where it belongs as long as nobody has put it into an archive file; the file tells it afterwards.
    fonds = models.ForeignKey(
        Fonds, verbose_name=_("phông"), null=True, blank=True, on_delete=models.PROTECT, related_name="loose_documents"
    )
    position = models.PositiveIntegerField(_("số thứ tự trong hồ sơ"), null=True, blank=True)
    type_name = models.CharField(_("tên loại"), max_length=100, blank=True)
    number = models.CharField(_("số"), max_length=20, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=60, blank=True)
    dated_text = models.CharField(_("ngày, tháng, năm"), max_length=60, blank=True)  # as written, «00/00/1987»
    dated_from = models.DateField(null=True, blank=True)
    dated_until = models.DateField(null=True, blank=True)
    issuer_name = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)  # as it was called then
    issuer_unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị ban hành"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.CharField(_("người ký"), max_length=120, blank=True)
    summary = models.CharField(_("trích yếu"), max_length=500, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=30, blank=True, default="vi")
    sheets = models.CharField(_("tờ số"), max_length=40, blank=True)  # «12–15»
    annotations = models.CharField(_("bút tích"), max_length=300, blank=True)
    condition = models.CharField(_("tình trạng vật lý"), max_length=200, blank=True)
    reliability = models.CharField(
        _("mức độ tin cậy"), max_length=15, choices=Reliability, default=Reliability.DIGITISED
    )
    keywords = models.CharField(_("từ khóa"), max_length=300, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    received_at = models.DateTimeField(_("nhận lúc"))
    # When its last page was dealt with; empty while pages wait. Filled by compare-and-set, so that the end is told once.
    read_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # of the description; whoever edits an older one is told

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản lưu trữ")
        verbose_name_plural = _("văn bản lưu trữ")
        ordering = ["-received_at", "-pk"]
        indexes = [
            # Serves the mass rule behind every list and count.
            models.Index(fields=["confidentiality", "owner_unit"], name="archives_document_access"),
            # Serves the list by date of the document, and its filter by year.
            models.Index(fields=["dated_from", "dated_until"], name="archives_document_dated"),
            # Serves the list of what came in last.
            models.Index(fields=["-received_at", "-id"], name="archives_document_received"),
        ]
        constraints = [
            range_constraint("archives_document_dated_range", "dated_from", "dated_until"),
            models.CheckConstraint(
                condition=Q(archive_file__isnull=True) | Q(fonds__isnull=True), name="archives_document_one_place"
            ),
            models.UniqueConstraint(
                fields=["archive_file", "position"],
                condition=Q(position__isnull=False),
                name="archives_document_position_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """Number and symbol as papers write them: «67/KH-UBND»."""
        return "/".join(part for part in (self.number, self.symbol) if part)

    @property
    def title(self) -> str:
        """The one line by which people know it."""
        words = " ".join(part for part in (self.type_name, self.code) if part)
        return ": ".join(part for part in (words, self.summary) if part) or str(
            _("Văn bản chưa mô tả số %(key)s") % {"key": self.pk}
        )

    @property
    def fonds_now(self) -> Fonds | None:
        """The fonds it belongs to, by its archive file or by itself. Select archive_file__inventory__fonds with it."""
        return self.archive_file.inventory.fonds if self.archive_file_id else self.fonds


class Original(models.Model):
    """The bytes as they were received, never altered. A signed file stays signed."""

    document = models.ForeignKey(ArchiveDocument, on_delete=models.PROTECT, related_name="originals")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="archive_originals")
    file_name = models.CharField(_("tên tệp"), max_length=255)  # as it came, in NFC; never a path of ours
    source = models.CharField(_("nguồn"), max_length=10, choices=IntakeSource)
    page_count = models.PositiveIntegerField(_("số trang"))
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The same content under the same name into the same place is the same record, however often it is sent (a retry
    # after a crash, two clicks). Holds the SHA-256 of those facts.
    intake_key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("bản gốc")
        verbose_name_plural = _("bản gốc")
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "blob"], name="archives_original_once"),
            models.CheckConstraint(condition=Q(page_count__gt=0), name="archives_original_has_pages"),
        ]

    def __str__(self) -> str:
        return self.file_name


class OriginalSignature(models.Model):
    """An electronic signature found in an original, and what could be told of it then. Append-only."""

    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="signatures")
    position = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=SignatureState)
    signer = models.CharField(_("người ký ghi trong chứng thư"), max_length=200, blank=True)
    issuer = models.CharField(_("nơi cấp chứng thư"), max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)  # as the signer's machine said
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chữ ký điện tử trong bản gốc")
        verbose_name_plural = _("chữ ký điện tử trong bản gốc")
        ordering = ["original", "position"]
        constraints = [
            models.UniqueConstraint(fields=["original", "position"], name="archives_signature_once"),
        ]


class DescriptionChange(models.Model):
    """What stood in a field and what stands there now: a correction never hides the old value. Append-only."""

    document = models.ForeignKey(ArchiveDocument, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()  # the version that this change made
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lần sửa mô tả")
        verbose_name_plural = _("lần sửa mô tả")
        ordering = ["-version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "version", "field"], name="archives_change_once"),
        ]

    @property
    def label(self) -> str:
        """The name of the field as the form calls it."""
        return str(ArchiveDocument._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]
