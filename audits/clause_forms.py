"""Forms about the clauses of a standard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.states import ClauseState
from iso_docs.models import ControlledDocument


class ClauseFilter(forms.Form):
    """Filters of the list of clauses; their names stand in the address."""

    q = forms.CharField(label=_("Số hoặc tên điều khoản"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Trong cơ quan"),
        required=False,
        choices=[("", "–"), *(each for each in ClauseState.choices if each[0] != ClauseState.HEADING)],
    )

    def chips(self, query: Any) -> list[tuple[str, str]]:
        """The filters that hold, each with the address of the list without it."""
        chips = []
        for name, value in (self.cleaned_data if self.is_valid() else {}).items():
            if value:
                rest = query.copy()
                rest.pop(name, None)
                shown = ClauseState(value).label if name == "state" else value
                chips.append((f"{self.fields[name].label}: {shown}", f"?{rest.urlencode()}"))
        return chips


class DocumentLabelField(forms.ModelChoiceField):
    def label_from_instance(self, document: ControlledDocument) -> str:  # type: ignore[override]
        return f"{document.code} {document.title}"


class AnswerForm(forms.Form):
    """A document, or a kind of record, that answers the clause."""

    document = DocumentLabelField(
        ControlledDocument.objects.none(), label=_("Tài liệu (duy trì)"), required=False, empty_label="–"
    )
    record = forms.CharField(
        label=_("hoặc loại hồ sơ (lưu giữ)"),
        required=False,
        max_length=200,
        help_text=_("ví dụ: Sổ theo dõi sự không phù hợp"),
    )
    kept_at = forms.CharField(label=_("Nơi lưu"), required=False, max_length=200)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=300)

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents


class ExclusionForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao không áp dụng"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("lý do này thuộc phạm vi đã công bố (4.3)"),
    )
