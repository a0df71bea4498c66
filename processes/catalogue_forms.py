"""Input of the catalogue made clean: a version of a procedure as its decision announced it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iso_docs.models import ControlledDocument
from office.form_fields import CommaDecimalField, DayField
from office.models import Unit
from office.text_forms import fold
from processes.actions.catalogue import AnnouncedCase, AnnouncedFee, AnnouncedPaper, Announcement
from processes.models.procedures import AnnouncementKind, FeeKind, ProcedureLevel
from processes.states import CutoffEffect, FormRegime, HoldRule, LimitUnit, PaperKind


def _lines(text: str) -> list[list[str]]:
    """Lines of «a | b | c» without the empty ones."""
    return [[part.strip() for part in line.split("|")] for line in text.splitlines() if line.strip()]


class AnnouncementForm(forms.Form):
    """The version, without its cases: those are rows of `CaseForm`."""

    code = forms.CharField(label=gettext_lazy("Mã thủ tục"), max_length=40, help_text=gettext_lazy("ví dụ 1.000123"))
    name = forms.CharField(label=gettext_lazy("Tên thủ tục"), max_length=500)
    field_code = forms.CharField(label=gettext_lazy("Mã lĩnh vực"), max_length=30)
    field_name = forms.CharField(label=gettext_lazy("Tên lĩnh vực"), max_length=150)
    level = forms.ChoiceField(
        label=gettext_lazy("Cấp thực hiện"), choices=ProcedureLevel.choices, initial=ProcedureLevel.COMMUNE
    )
    announcement = forms.ChoiceField(label=gettext_lazy("Hình thức công bố"), choices=AnnouncementKind.choices)
    decision_number = forms.CharField(label=gettext_lazy("Số quyết định công bố"), max_length=60)
    decided_on = DayField(label=gettext_lazy("Ngày quyết định"))
    decision_issuer = forms.CharField(label=gettext_lazy("Cơ quan công bố"), max_length=200)
    valid_from = DayField(label=gettext_lazy("Có hiệu lực từ"))
    basis = forms.CharField(label=gettext_lazy("Căn cứ pháp lý"), max_length=500, required=False)
    handling_unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị giải quyết"), queryset=Unit.objects.none(), required=False,
        empty_label=gettext_lazy("đơn vị tiếp nhận"),
    )  # fmt: skip
    documents = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Quy trình ISO thực hiện thủ tục này"),
        queryset=ControlledDocument.objects.none(),
        required=False,
    )
    hold_rule = forms.ChoiceField(label=gettext_lazy("Khi chờ bổ sung"), choices=HoldRule.choices)
    hold_basis = forms.CharField(label=gettext_lazy("Căn cứ của cách tính đó"), max_length=300, required=False)
    form_regime = forms.ChoiceField(
        label=gettext_lazy("Bộ mẫu"), choices=FormRegime.choices, initial=FormRegime.TT03_2025
    )
    is_immediate = forms.BooleanField(label=gettext_lazy("Trả kết quả ngay trong ngày"), required=False)
    papers = forms.CharField(
        label=gettext_lazy("Thành phần hồ sơ, mỗi dòng một loại"), required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Tên giấy tờ | bản chính, bản sao … | số bản | chỉ khi nào. Chỉ tên là đủ; mặc định 1 bản chính."),
    )  # fmt: skip
    fees = forms.CharField(
        label=gettext_lazy("Phí, lệ phí, mỗi dòng một khoản"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("phí hoặc lệ phí | tên khoản thu | số tiền | căn cứ"),
    )  # fmt: skip

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handling_unit"].queryset = Unit.objects.valid_on(timezone.localdate()).order_by("name")
        documents = ControlledDocument.objects.listed_for(user).filter(live=True).order_by("code")
        self.fields["documents"].queryset = documents

    def clean_papers(self) -> list[AnnouncedPaper]:
        kinds = {fold(str(label)): value for value, label in PaperKind.choices}
        papers = []
        for number, (name, *rest) in enumerate(_lines(self.cleaned_data["papers"]), start=1):
            kind_words, count, condition = (*rest, "", "", "")[:3]
            kind = kinds.get(fold(kind_words)) if kind_words else PaperKind.ORIGINAL
            if kind is None or (count and not count.isdecimal()):
                raise forms.ValidationError(
                    _("dòng %(n)s: «%(what)s» không hiểu được; loại bản là %(kinds)s, rồi số bản")
                    % {
                        "n": number,
                        "what": kind_words if kind is None else count,
                        "kinds": ", ".join(map(str, PaperKind.labels)),
                    }
                )
            papers.append(AnnouncedPaper(name=name[:500], kind=kind, count=int(count or 1), condition=condition[:200]))
        return papers

    def clean_fees(self) -> list[AnnouncedFee]:
        kinds = {fold(str(label)): value for value, label in FeeKind.choices}
        fees = []
        for number, parts in enumerate(_lines(self.cleaned_data["fees"]), start=1):
            amount = parts[2].replace(".", "").replace(" ", "") if len(parts) == 4 else ""
            if len(parts) != 4 or fold(parts[0]) not in kinds or not amount.isdecimal() or not parts[3]:
                raise forms.ValidationError(
                    _("dòng %(n)s: cần đủ «phí hoặc lệ phí | tên | số tiền | căn cứ»") % {"n": number}
                )
            fees.append(AnnouncedFee(kinds[fold(parts[0])], parts[1][:200], int(amount), parts[3][:300]))
        return fees


class CaseForm(forms.Form):
    """One case of the procedure and the law's limit for it; an empty row is left out."""

    name = forms.CharField(
        label=gettext_lazy("Trường hợp"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("để trống khi chỉ có một"),
    )
    limit = CommaDecimalField(
        label=gettext_lazy("Thời hạn"), required=False, min_value=0, max_digits=6, decimal_places=2
    )
    limit_unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), choices=LimitUnit.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and cleaned.get("limit") is None and not self.errors:
            self.add_error("limit", _("trường hợp này chưa có thời hạn"))
        return cleaned


CaseFormSet = forms.formset_factory(CaseForm, extra=3, max_num=12)


def announcement_of(form: AnnouncementForm, cases: forms.BaseFormSet) -> Announcement:
    """What the two valid forms say together. Papers are the same for all cases here."""
    facts = dict(form.cleaned_data)
    papers, documents = facts.pop("papers"), tuple(facts.pop("documents"))
    rows = [row for row in cases.cleaned_data if row.get("limit") is not None]
    announced = [
        AnnouncedCase(
            key=slugify(fold(row["name"]))[:60] or "chung",
            limit=Decimal(row["limit"]),
            limit_unit=row["limit_unit"],
            name=row["name"],
            papers=papers,
        )
        for row in rows
    ]
    cutoff = CutoffEffect.RESULT_NEXT_DAY if facts["is_immediate"] else CutoffEffect.TRANSFER_ONLY
    return Announcement(cases=announced, documents=documents, cutoff_effect=cutoff, **facts)
