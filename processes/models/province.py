"""What the province's one-stop system says, file by file and dossier by dossier. We mirror it, we do not replace it (ARCHITECTURE 18)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from office.models import Blob, Person
from processes.models.dossiers import Dossier


class ColumnMapping(models.Model):
    """Which heading of a kind of file holds what, saved under a name so that the next file needs no hands."""

    name = models.CharField(_("tên cách đọc"), max_length=80, unique=True)
    columns = models.JSONField(_("cột"))  # field of processes.province.rows → heading as written in the file
    saved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        verbose_name = _("cách đọc tệp của tỉnh")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportWay(models.TextChoices):
    SCREEN = "screen", _("trên màn hình")
    FOLDER = "folder", _("thư mục theo dõi")
    COMMAND = "command", _("dòng lệnh")


class ImportState(models.TextChoices):
    READING = "reading", _("đang đọc")
    READ = "read", _("đã đọc, chưa ghi")
    WRITING = "writing", _("đang ghi")
    DONE = "done", _("đã ghi")
    REFUSED = "refused", _("không đọc được")
    DROPPED = "dropped", _("bỏ, không ghi")


class ProvinceFile(models.Model):
    """One exported file as it came. The bytes stay in the content store; the report of its rows is frozen when it is read."""

    name = models.CharField(_("tệp"), max_length=200)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("nhận qua"), max_length=10, choices=ImportWay)
    mapping = models.ForeignKey(ColumnMapping, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    columns = models.JSONField(default=dict)  # as used: field → heading
    encoding = models.CharField(_("bảng mã"), max_length=20, blank=True)
    sheet = models.CharField(_("trang tính"), max_length=100, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=ImportState)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    notes = models.JSONField(default=list)  # sentences about the whole file
    came_at = models.DateTimeField(_("nhận lúc"))
    came_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("ghi xong lúc"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("số dòng"), default=0)
    first_received_on = models.DateField(null=True, blank=True)  # the span of its rows: what reconciliation compares
    last_received_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("tệp của hệ thống tỉnh")
        ordering = ["-came_at", "-pk"]
        indexes = [models.Index(fields=["state", "came_at"], name="processes_provincefile_state")]

    def __str__(self) -> str:
        return self.name


class RowVerdict(models.TextChoices):
    ADDED = "added", _("thêm mới")
    UPDATED = "updated", _("cập nhật")
    SAME = "same", _("không đổi")
    DIFFERS = "differs", _("khác, cần đối chiếu")
    NOTED = "noted", _("ghi nhận, chưa thành hồ sơ")
    REFUSED = "refused", _("không nhận")


class ProvinceRow(models.Model):
    """A row of a file: what it said, what became of it, and why. A row without verdict is still to be written."""

    file = models.ForeignKey(ProvinceFile, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(_("dòng"))  # as the spreadsheet counts, the heading included
    code = models.CharField(_("mã hồ sơ"), max_length=60, blank=True)
    values = models.JSONField(default=dict)  # clean values, times as ISO text
    expected = models.CharField(max_length=10, choices=RowVerdict)  # as told before writing
    verdict = models.CharField(_("kết quả"), max_length=10, choices=RowVerdict, blank=True)
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("dòng của tệp")
        ordering = ["file", "number"]
        indexes = [models.Index(fields=["file", "verdict", "number"], name="processes_provincerow_verdict")]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="processes_provincerow_once")]


class ProvinceCopy(models.Model):
    """What the province's system last said of a dossier, by its code. A code scanned before any file named it is a stub."""

    code = models.CharField(_("mã hồ sơ"), max_length=60, unique=True)
    dossier = models.OneToOneField(
        Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="province_copy"
    )
    state_code = models.PositiveSmallIntegerField(_("mã trạng thái"), null=True, blank=True)  # national, 1–10
    received_at = models.DateTimeField(_("ngày tiếp nhận"), null=True, blank=True)
    due_at = models.DateTimeField(_("ngày hẹn trả"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ngày kết thúc xử lý"), null=True, blank=True)
    returned_at = models.DateTimeField(_("ngày trả"), null=True, blank=True)
    values = models.JSONField(default=dict)
    row = models.ForeignKey(ProvinceRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("tỉnh báo lúc"), null=True, blank=True)  # none: a stub, nothing was told yet
    scanned_at = models.DateTimeField(_("quét lúc"), null=True, blank=True)
    scanned_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("hồ sơ trên hệ thống tỉnh")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["received_at"], name="processes_provincecopy_came")]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_at__isnull=False) | Q(scanned_at__isnull=False),
                name="processes_provincecopy_known_how",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_stub(self) -> bool:
        return self.told_at is None


class DifferenceKind(models.TextChoices):
    THEIRS_ONLY = "theirs_only", _("tỉnh có, ta không có")
    OURS_ONLY = "ours_only", _("ta có, tỉnh không có")
    STATE = "state", _("khác trạng thái")
    DUE = "due", _("khác ngày hẹn trả")
    FINISHED = "finished", _("khác ngày xử lý xong")


class Settlement(models.TextChoices):
    THEIRS = "theirs", _("tỉnh đúng, sửa ở đây")
    OURS = "ours", _("ta đúng, báo tỉnh sửa")
    EXPLAINED = "explained", _("giải thích được, để nguyên")


class Difference(models.Model):
    """One thing on which the two systems disagree, in the words of both; settled by a decision with a reason, never deleted.

    The same disagreement found again by a later file is the same row; another one is another row.
    """

    code = models.CharField(_("mã hồ sơ"), max_length=60)
    kind = models.CharField(_("khác ở"), max_length=12, choices=DifferenceKind)
    theirs = models.CharField(_("tỉnh ghi"), max_length=200, blank=True)
    ours = models.CharField(_("ta ghi"), max_length=200, blank=True)
    dossier = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="differences")
    file = models.ForeignKey(ProvinceFile, on_delete=models.PROTECT, related_name="differences")  # that showed it first
    found_at = models.DateTimeField(_("thấy lúc"))
    settlement = models.CharField(_("quyết định"), max_length=10, choices=Settlement, blank=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    vanished_at = models.DateTimeField(_("hết khác lúc"), null=True, blank=True)  # a later file agreed

    class Meta:
        verbose_name = _("điểm khác với hệ thống tỉnh")
        ordering = ["code", "kind", "pk"]
        indexes = [
            models.Index(
                fields=["kind", "code"],
                condition=Q(settled_at__isnull=True, vanished_at__isnull=True),
                name="processes_difference_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["code", "kind", "theirs", "ours"], name="processes_difference_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settlement="", reason="")
                | (Q(settled_at__gte=F("found_at"), settled_by__isnull=False) & ~Q(settlement="") & ~Q(reason="")),
                name="processes_difference_settled_says_why",
            ),
        ]


class LetterDirection(models.TextChoices):
    INCOMING = "in", _("văn bản đến")
    OUTGOING = "out", _("văn bản đi")


class DossierLetter(models.Model):
    """The number of an official letter that belongs to a dossier, as the letter register wrote it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="letters")
    direction = models.CharField(_("loại"), max_length=3, choices=LetterDirection)
    number = models.CharField(_("số, ký hiệu"), max_length=100)
    noted_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("văn bản của hồ sơ")
        ordering = ["dossier", "direction", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "direction", "number"], name="processes_dossierletter_once")
        ]
