"""Forms of taking over papers in force: the files, and one line as the officer puts it right."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from iso_docs.models import TakeOverLine
from iso_docs.states import DocumentKind
from office.form_fields import DayField, ManyFilesField
from office.models import Unit

FILES_AT_ONCE = 200
FIELDS = (
    "code", "title", "kind", "issue_no", "revision_no", "decided_on", "effective_from", "decision_number", "owner_unit",
    "field", "issuer", "source_number",
)  # fmt: skip


class TakeOverForm(forms.Form):
    name = forms.CharField(label=_("Tên đợt"), max_length=200, required=False)
    owner_unit = forms.ModelChoiceField(
        label=_("Đơn vị phụ trách"), help_text=_("đổi được ở từng dòng"), queryset=Unit.objects.none()
    )
    files = ManyFilesField(label=_("Tệp Word, PDF và ảnh quét"), most=FILES_AT_ONCE)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].queryset = units


class TakeOverLineForm(forms.Form):
    """One line. Empty boxes are kept empty: a line can be left half right and finished tomorrow."""

    take = forms.BooleanField(label=_("Tiếp nhận dòng này"), required=False)
    code = forms.CharField(label=_("Mã hiệu"), max_length=60, required=False)
    title = forms.CharField(label=_("Tên"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=DocumentKind.choices)
    issue_no = forms.IntegerField(
        label=_("Lần ban hành"), min_value=1, validators=[MaxValueValidator(99)], required=False
    )
    revision_no = forms.IntegerField(
        label=_("Lần sửa đổi"), min_value=0, validators=[MaxValueValidator(99)], required=False
    )
    decided_on = DayField(label=_("Ngày ban hành"), help_text="", required=False)
    effective_from = DayField(label=_("Hiệu lực từ"), help_text="", required=False)
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=100, required=False)
    owner_unit = forms.ModelChoiceField(label=_("Đơn vị phụ trách"), queryset=Unit.objects.none())
    field = forms.CharField(label=_("Lĩnh vực"), max_length=150, required=False)
    issuer = forms.CharField(label=_("Cơ quan khác ban hành"), max_length=200, required=False)
    source_number = forms.CharField(label=_("Quyết định của cơ quan ấy"), max_length=100, required=False)
    signers = forms.CharField(
        label=_("Người ký trên giấy"),
        help_text=_("mỗi dòng một người: trách nhiệm: họ tên, chức vụ"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    is_left_out = forms.BooleanField(label=_("Không tiếp nhận"), required=False)

    def __init__(self, *args: Any, line: TakeOverLine, units: Any, **kwargs: Any) -> None:
        initial = {name: getattr(line, name) for name in FIELDS} | {
            "signers": written_signers(line.signers),
            "is_left_out": line.is_left_out,
        }
        super().__init__(*args, prefix=f"d{line.pk}", initial=initial, **kwargs)
        self.line = line
        self.fields["owner_unit"].queryset = units

    def clean_revision_no(self) -> int:
        return self.cleaned_data["revision_no"] or 0

    def clean_signers(self) -> list[list[str]]:
        return read_signers(self.cleaned_data["signers"])

    def values(self, blanks: dict[str, Any]) -> dict[str, Any]:
        """What to write; an empty box takes what the whole folder shares."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "take"}
        shared = {name: value for name, value in blanks.items() if value and name in said and not said[name]}
        return said if said["is_left_out"] else said | shared


class BlanksForm(forms.Form):
    """What many papers of one folder share: one decision, one day. Fills empty boxes only."""

    decision_number = forms.CharField(label=_("Số quyết định"), max_length=100, required=False)
    decided_on = DayField(label=_("Ngày ban hành"), help_text="", required=False)
    effective_from = DayField(label=_("Hiệu lực từ"), help_text="", required=False)
    review_due_on = DayField(label=_("Hạn rà soát"), help_text="", required=False)


def written_signers(signers: list[list[str]]) -> str:
    """«Phê duyệt: Phạm Bích Ngọc, Chủ tịch», one line each; `read_signers` reads it back."""
    return "\n".join(
        (f"{duty}: " if duty else "") + ", ".join(part for part in (name, post) if part) for duty, name, post in signers
    )


def read_signers(text: str) -> list[list[str]]:
    signers = []
    for line in text.splitlines():
        duty, colon, rest = line.partition(":")
        if not colon:
            duty, rest = "", line
        name, _comma, post = rest.partition(",")
        found = [" ".join(part.split()) for part in (duty, name, post)]
        if any(found):
            signers.append([part[:limit] for part, limit in zip(found, (100, 200, 200), strict=True)])
    return signers
