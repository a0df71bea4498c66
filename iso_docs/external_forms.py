"""Forms of the list of documents of others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iso_docs.models import ExternalDocument
from iso_docs.states import ExternalChangeKind, ExternalKind, ExternalState
from office.form_fields import DayField
from office.models import Unit


class ExternalFilter(forms.Form):
    """Filters of «Danh mục tài liệu bên ngoài»; they live in the address."""

    q = forms.CharField(label=_("Số, tên"), required=False)
    loai = forms.ChoiceField(label=_("Phân loại"), required=False, choices=[("", _("tất cả")), *ExternalKind.choices])
    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("tất cả")), *ExternalState.choices]
    )
    ngay = DayField(label=_("Như vào ngày"), required=False)


class ExternalForm(forms.Form):
    """One line of the list."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=100)
    title = forms.CharField(label=_("Tên, trích yếu"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=_("Phân loại"), choices=ExternalKind.choices)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    effective_from = DayField(label=_("Ngày hiệu lực"), required=False)
    tracked_by = forms.ModelChoiceField(label=_("Đơn vị theo dõi"), queryset=Unit.objects.none())
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracked_by"].queryset = units


class ExternalChangeForm(forms.Form):
    """What became of a text; the other text is named by its number, as it stands on the list."""

    kind = forms.ChoiceField(label=_("Việc xảy ra"), choices=ExternalChangeKind.choices)
    by_number = forms.CharField(
        label=_("Bởi văn bản số"),
        help_text=_("chưa có trong danh mục thì thêm văn bản ấy trước"),
        max_length=100,
        required=False,
    )
    effective_on = DayField(label=_("Từ ngày"))
    note = forms.CharField(label=_("Nội dung"), max_length=500, required=False)

    def clean_by_number(self) -> ExternalDocument | None:
        """«61/2018/NĐ-CP», or «01/2024/QĐ-UBND (UBND tỉnh)» where two issuers used one number."""
        typed = " ".join(self.cleaned_data["by_number"].split())
        if not typed:
            return None
        number, _space, issuer = typed.partition(" (")
        documents = ExternalDocument.objects.filter(number=number)
        found = list((documents.filter(issuer=issuer.removesuffix(")")) if issuer else documents)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("nhiều văn bản cùng số; ghi thêm cơ quan ban hành trong ngoặc")
                if found
                else _("danh mục chưa có văn bản số này")
            )
        return found[0]
