"""Input of the archive's pages made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives import limits
from archives.actions.description import FIELDS
from archives.document_types import ALL_NAMES
from archives.models import ArchiveDocument, ArchiveFile, Fonds, Inventory
from archives.partial_dates import read_date
from archives.rules import can_take_in
from archives.states import SecretMark
from office.access import Asker
from office.form_fields import ManyFilesField
from office.models import Confidentiality, Unit, User
from office.numbers import write_number


def units_to_take_in(asker: Asker) -> list[Unit]:
    """Units for which the asker may bring papers in."""
    units = Unit.objects.valid_on(asker.on).order_by("name")
    return [unit for unit in units if can_take_in(asker, unit)]


def unit_field(asker: Asker, label: str) -> forms.ModelChoiceField:
    units = units_to_take_in(asker)
    return forms.ModelChoiceField(
        Unit.objects.filter(pk__in=[unit.pk for unit in units]),
        label=label,
        initial=units[0] if len(units) == 1 else next((unit for unit in units if unit.pk in asker.units), None),
        empty_label=None if len(units) == 1 else "–",
    )


class IntakeForm(forms.Form):
    """Files and where they go. `archive_file`, when given, is the place, and fonds is not asked."""

    files = ManyFilesField(label=gettext_lazy("Tệp quét, PDF hoặc Word"), most=limits.FILES_AT_ONCE)
    confidentiality = forms.TypedChoiceField(
        label=gettext_lazy("Ai được xem"), choices=Confidentiality, coerce=int, initial=Confidentiality.UNIT
    )
    fonds = forms.ModelChoiceField(
        Fonds.objects.none(), label=gettext_lazy("Phông"), required=False, empty_label=gettext_lazy("chưa xếp")
    )
    another_record = forms.BooleanField(
        label=gettext_lazy("Lập văn bản mới cả khi đúng tệp này đã có ở đây"), required=False
    )
    secret_mark = forms.ChoiceField(
        label=gettext_lazy("Dấu chỉ độ mật trên bản giấy"),
        choices=[("", gettext_lazy("không có")), *SecretMark.choices],
        required=False,
        help_text=gettext_lazy(
            "Tài liệu có dấu Mật, Tối mật, Tuyệt mật không được đưa vào hệ thống này; chỉ ghi nơi để bản giấy."
        ),
    )
    secret_place = forms.CharField(label=gettext_lazy("Nơi để bản giấy có dấu mật"), required=False, max_length=200)

    def __init__(
        self, *args: Any, asker: Asker, user: User, archive_file: ArchiveFile | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _(
            "PDF, Word (docx, doc), PNG, JPEG, TIFF nhiều trang; chọn được tới %(files)s tệp. Mỗi tệp tới %(size)s MB, %(pages)s trang."
        ) % {
            "files": limits.FILES_AT_ONCE,
            "size": limits.FILE_BYTES // limits.MEGABYTE,
            "pages": write_number(limits.PAGES),
        }
        # Of a secret paper nothing is taken, so no file is asked for.
        self.fields["files"].required = not self.data.get("secret_mark")
        self.fields["unit"] = unit_field(asker, _("Đơn vị phụ trách"))
        if archive_file is not None:
            del self.fields["fonds"]
            self.fields["confidentiality"].initial = archive_file.confidentiality
            self.fields["unit"].initial = archive_file.owner_unit_id
        else:
            self.fields["fonds"].queryset = Fonds.objects.visible_to(user)  # type: ignore[attr-defined]
        order = ["files", "unit", "confidentiality", "fonds", "another_record", "secret_mark", "secret_place"]
        self.order_fields(order)
        for name in ("confidentiality", "secret_mark"):
            self.fields[name].widget.attrs["class"] = "short"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("secret_mark") and not cleaned.get("secret_place"):
            self.add_error("secret_place", _("ghi kho, giá, hộp hoặc tủ để tài liệu mật"))
        return cleaned


_MAIN = (
    "type_name", "number", "symbol", "dated_text", "issuer_name", "signed_by", "summary", "archive_file", "fonds", "position",
    "sheets", "owner_unit", "confidentiality",
)  # fmt: skip


class DescriptionForm(forms.ModelForm):
    """The description of a document. The version it was shown in comes back with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ArchiveDocument
        fields = [name for name in FIELDS if name != "owner_unit"]
        widgets = {
            "summary": forms.Textarea,
            "note": forms.Textarea,
            **{
                name: forms.TextInput(attrs={"class": "short"})
                for name in ("type_name", "number", "symbol", "dated_text", "sheets", "language", "position")
            },
        }
        help_texts = {
            "dated_text": gettext_lazy("như trên giấy: 15/10/2014, 00/05/1998, 1987"),
            "issuer_name": gettext_lazy("tên cơ quan như ghi trên văn bản lúc đó"),
            "sheets": gettext_lazy("ví dụ 12–15"),
            "fonds": gettext_lazy("bỏ trống khi văn bản đã xếp vào hồ sơ"),
        }

    def __init__(self, *args: Any, asker: Asker, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: ArchiveDocument = self.instance
        self.initial["version"] = document.version
        self.types = ALL_NAMES
        self.fields["type_name"].widget.attrs["list"] = "ten-loai"
        fonds = document.fonds_now
        files = ArchiveFile.objects.visible_to(user).filter(inventory__fonds=fonds).select_related("inventory")
        self.fields["archive_file"].queryset = files  # type: ignore[attr-defined]
        self.fields["archive_file"].label_from_instance = (  # type: ignore[attr-defined]
            lambda file: f"{file.inventory.number} · {file.number} · {file.title}"
        )
        self.fields["fonds"].queryset = Fonds.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["owner_unit"] = unit_field(asker, _("Đơn vị phụ trách"))
        self.initial["owner_unit"] = document.owner_unit_id
        if not self.fields["owner_unit"].queryset.filter(pk=document.owner_unit_id).exists():  # type: ignore[attr-defined]
            del self.fields["owner_unit"]

    def clean_dated_text(self) -> str:
        text = self.cleaned_data["dated_text"]
        try:
            read_date(text)
        except ValueError:
            raise forms.ValidationError(_("không đọc được; ghi như 15/10/2014, 00/05/1998, 1987")) from None
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("archive_file"):
            cleaned["fonds"] = None  # the file tells the fonds
        return cleaned

    def main_fields(self) -> list[forms.BoundField]:
        """What nearly every paper has; the rest stands folded below."""
        return [self[name] for name in _MAIN if name in self.fields]

    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in _MAIN]

    def other_has_errors(self) -> bool:
        return any(field.errors for field in self.other_fields())

    def changes(self) -> dict[str, Any]:
        """What the act needs: the fields of the description alone."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    def _post_clean(self) -> None:
        """The instance stays as it was read: the act writes, and compares with what stands in the database."""


class ListFilterForm(forms.Form):
    """Filters of the register of documents."""

    tu = forms.CharField(label=gettext_lazy("Số, trích yếu, cơ quan"), required=False, max_length=100)
    loai = forms.CharField(label=gettext_lazy("Tên loại"), required=False, max_length=100)
    nam = forms.IntegerField(
        label=gettext_lazy("Năm"),
        required=False,
        min_value=1000,
        max_value=9999,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    phong = forms.ModelChoiceField(Fonds.objects.none(), label=gettext_lazy("Phông"), required=False, empty_label="–")
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Nhận dạng chữ"),
        required=False,
        choices=[
            ("", "–"),
            ("cho", gettext_lazy("đang chờ")),
            ("hong", gettext_lazy("có trang không đọc được")),
            ("chua-mo-ta", gettext_lazy("chưa mô tả")),
        ],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phong"].queryset = Fonds.objects.visible_to(user)  # type: ignore[attr-defined]


class FondsForm(forms.ModelForm):
    class Meta:
        model = Fonds
        fields = ["code", "name", "archive_code", "period_text", "languages", "history", "note"]
        widgets = {
            "code": forms.TextInput(attrs={"class": "short"}),
            "archive_code": forms.TextInput(attrs={"class": "short"}),
        }

    def _post_clean(self) -> None:
        """The act checks and writes."""


class InventoryForm(forms.ModelForm):
    class Meta:
        model = Inventory
        fields = ["number", "name"]
        widgets = {"number": forms.TextInput(attrs={"class": "short"})}

    def _post_clean(self) -> None:
        """The act checks and writes."""


class ArchiveFileForm(forms.ModelForm):
    box_number = forms.CharField(
        label=gettext_lazy("Hộp/cặp số"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short"}),
    )

    class Meta:
        model = ArchiveFile
        fields = [
            "number",
            "symbol",
            "title",
            "retention",
            "period_text",
            "sheet_total",
            "keywords",
            "confidentiality",
            "note",
        ]
        widgets = {
            name: forms.TextInput(attrs={"class": "short"})
            for name in ("number", "symbol", "retention", "period_text", "sheet_total")
        }

    def __init__(self, *args: Any, asker: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"] = unit_field(asker, _("Đơn vị phụ trách"))

    def _post_clean(self) -> None:
        """The act checks and writes."""
