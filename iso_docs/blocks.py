"""Blocks of a draft. Each block's own id is the key of its section, case or step: it survives edits, moves and new issues."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from iso_docs.states import TimeUnit


def block(kind: str, value: Any, key: str | None = None) -> dict[str, Any]:
    """One block of a stream, as programs write it; `key` is its id."""
    return {"type": kind, "value": value} | ({"id": key} if key else {})


class CellBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("chữ"), required=False, rows=1)
    colspan = blocks.IntegerBlock(label=_("gộp số cột"), default=1, min_value=1)
    rowspan = blocks.IntegerBlock(label=_("gộp số hàng"), default=1, min_value=1)
    header = blocks.BooleanBlock(label=_("ô tiêu đề"), required=False)


class TableBlock(blocks.StructBlock):
    """Rows of cells with the merges of the paper: Wagtail's rich text holds no tables, its typed table no merged cells."""

    rows = blocks.ListBlock(blocks.ListBlock(CellBlock(), label=_("hàng")), label=_("các hàng"))

    class Meta:
        icon = "table"
        label = _("Bảng")


class BodyBlock(blocks.StreamBlock):
    paragraph = blocks.TextBlock(label=_("Đoạn"), rows=3, icon="pilcrow")
    table = TableBlock()


class SectionBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("số mục"), required=False, max_length=20)
    heading = blocks.CharBlock(label=_("tên mục"), required=False, max_length=300)
    body = BodyBlock(label=_("nội dung"), required=False)

    class Meta:
        icon = "title"
        label = _("Mục")


class CaseBlock(blocks.StructBlock):
    """A case with its committed limit («không xác minh: 05 ngày làm việc»). A procedure without cases has one without a name."""

    name = blocks.CharBlock(
        label=_("trường hợp"), required=False, max_length=200, help_text=_("để trống nếu chỉ có một trường hợp")
    )
    quantity = blocks.DecimalBlock(label=_("thời hạn cam kết"), required=False, min_value=0, decimal_places=3)
    unit = blocks.ChoiceBlock(label=_("đơn vị"), choices=TimeUnit.choices, default=TimeUnit.WORKING_DAY)
    starts_from = blocks.CharBlock(
        label=_("tính từ"), required=False, max_length=300, help_text=_("để trống: từ khi nhận đủ hồ sơ")
    )
    as_printed = blocks.TextBlock(label=_("như ghi trên giấy"), required=False, rows=1)

    class Meta:
        icon = "time"
        label = _("Trường hợp")


class StepTimeBlock(blocks.StructBlock):
    """The time of a step in one case. `with_previous`: this step shares the time of the step above, which counts once."""

    case = blocks.CharBlock(label=_("trường hợp"), required=False, max_length=200)
    with_previous = blocks.BooleanBlock(label=_("chung thời gian với bước trên"), required=False)
    quantity = blocks.DecimalBlock(label=_("thời gian"), required=False, min_value=0, decimal_places=3)
    unit = blocks.ChoiceBlock(label=_("đơn vị"), choices=TimeUnit.choices, default=TimeUnit.WORKING_DAY)
    starts_from = blocks.CharBlock(label=_("tính từ"), required=False, max_length=300)
    not_counted = blocks.BooleanBlock(label=_("không tính vào thời hạn"), required=False)
    as_printed = blocks.TextBlock(label=_("như ghi trên giấy"), required=False, rows=1)

    class Meta:
        icon = "time"
        label = _("Thời gian")


def _posts() -> list[tuple[str, str]]:
    from office.models import Post  # framework loads early: the choices are asked for when the form is drawn

    return [(str(post.pk), str(post)) for post in Post.objects.select_related("unit").order_by("name", "pk")]


class StepBlock(blocks.StructBlock):
    """One row of the step table. `number` is as printed and never a key."""

    number = blocks.CharBlock(label=_("bước"), required=False, max_length=20)
    work = blocks.TextBlock(label=_("trình tự thực hiện"), rows=3)
    responsible = blocks.CharBlock(label=_("trách nhiệm, như ghi trên giấy"), required=False, max_length=300)
    post = blocks.ChoiceBlock(label=_("vị trí trong cơ quan"), choices=_posts, required=False)
    result = blocks.CharBlock(label=_("biểu mẫu, kết quả"), required=False, max_length=500)
    stage = blocks.CharBlock(label=_("giai đoạn"), required=False, max_length=300)
    note = blocks.TextBlock(label=_("ghi chú, phối hợp"), required=False, rows=1)
    times = blocks.ListBlock(StepTimeBlock(), label=_("thời gian theo trường hợp"), default=[])

    class Meta:
        icon = "list-ol"
        label = _("Bước")


class ReferenceBlock(blocks.StructBlock):
    """A text the document cites (mục 3, mục 5.1)."""

    number = blocks.CharBlock(label=_("số, ký hiệu"), required=False, max_length=100)
    title = blocks.CharBlock(label=_("tên, trích yếu"), max_length=500)

    class Meta:
        icon = "link"
        label = _("Văn bản viện dẫn")


class RecordBlock(blocks.StructBlock):
    """A record to keep (mục 7)."""

    name = blocks.CharBlock(label=_("tên hồ sơ"), max_length=500)
    kept_by = blocks.CharBlock(label=_("nơi lưu, người lưu"), required=False, max_length=300)
    period = blocks.CharBlock(label=_("thời gian lưu"), required=False, max_length=200)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Hồ sơ lưu")
