"""Forms of improvement."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.models import Nonconformity
from audits.states import CauseBranch, DecisionKind, Effect, ReviewDecisionKind, Severity, Source, Stage
from office.form_fields import DayField
from office.models import Assignment, Confidentiality, Person, PostRole, Role, Unit


class RaiseForm(forms.Form):
    """What somebody found. Late dossiers are not among the sources: they gather by rule."""

    source = forms.ChoiceField(
        label=_("Nguồn"), choices=[choice for choice in Source.choices if choice[0] != Source.BREACH]
    )
    title = forms.CharField(
        label=_("Sự không phù hợp"), max_length=300, help_text=_("một câu: cái gì không đúng, ở đâu")
    )
    description = forms.CharField(
        label=_("Mô tả"), widget=forms.Textarea, help_text=_("yêu cầu là gì, thực tế thấy gì, bằng chứng nào")
    )
    clause = forms.CharField(
        label=_("Yêu cầu không đạt"),
        required=False,
        max_length=300,
        help_text=_("điều khoản, văn bản hoặc quy trình, ví dụ «7.5.3 ISO 9001:2015»"),
    )
    evidence = forms.CharField(
        label=_("Bằng chứng"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("xem ở đâu, lúc nào"),
    )
    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices, initial=Severity.MINOR)
    owner_unit = forms.ModelChoiceField(label=_("Đơn vị"), queryset=Unit.objects.none())
    found_on = DayField(label=_("Ngày phát hiện"))
    confidentiality = forms.TypedChoiceField(
        label=_("Được xem"),
        coerce=int,
        choices=[choice for choice in Confidentiality.choices if choice[0] != Confidentiality.PUBLIC],
        initial=Confidentiality.UNIT,
    )

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = Unit.objects.valid_on(on).filter(posts__isnull=False).distinct()
        self.fields["owner_unit"].queryset = inside.order_by("name")


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Quyết định"), choices=DecisionKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=500,
        widget=forms.Textarea,
        help_text=_("bắt buộc khi không cần hành động khắc phục"),
    )


class WorkForm(forms.Form):
    """A correction or a corrective action: what, who, until when."""

    what = forms.CharField(label=_("Việc"), max_length=500)
    owner = forms.ModelChoiceField(label=_("Người làm"), queryset=Person.objects.none())
    due_on = DayField(label=_("Hạn"))

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Assignment.objects.valid_on(on).values("person")
        self.fields["owner"].queryset = Person.objects.filter(pk__in=held).order_by("full_name")


class DoneForm(forms.Form):
    outcome = forms.CharField(label=_("Kết quả"), max_length=500)


class MoveDueForm(forms.Form):
    due_on = DayField(label=_("Hạn mới"))
    reason = forms.CharField(label=_("Lý do dời"), max_length=500)


class CauseForm(forms.Form):
    """One answer to «vì sao», or one cause on a bone of the fishbone."""

    branch = forms.ChoiceField(label=_("Nhánh"), choices=CauseBranch.choices)
    text = forms.CharField(label=_("Nguyên nhân"), max_length=500)
    is_root = forms.BooleanField(label=_("Đây là nguyên nhân gốc"), required=False)


class ActionCheckForm(forms.Form):
    passed = forms.TypedChoiceField(
        label=_("Thực hiện"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("đạt: đã làm thật, đúng như nêu")), ("no", _("không đạt: cần hành động khác"))],
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(label=_("Đã xem gì, thấy gì"), max_length=500)


class LookForm(forms.Form):
    """Looking at the effect of a case that has no figure."""

    seen = forms.CharField(
        label=_("Đã xem gì, thấy gì"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("ví dụ: xem lại 20 hồ sơ sau ngày sửa biểu mẫu, không còn sai"),
    )


class ConclusionForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Kết luận"), choices=Effect.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("bắt buộc khi kết luận khác với số đo"),
    )
    again_on = DayField(label=_("Đo lại ngày"), required=False, help_text=_("khi chưa đủ cơ sở"))


class ClosingForm(forms.Form):
    conclusion = forms.CharField(label=_("Kết luận khi đóng"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class NonconformityFilter(forms.Form):
    """Filters of the register; their names stand in the address."""

    q = forms.CharField(label=_("Số phiếu, chữ hoặc mã hồ sơ"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("Đang ở đâu"), required=False, choices=[("", "–"), *Stage.choices])
    source = forms.ChoiceField(label=_("Nguồn"), required=False, choices=[("", "–"), *Source.choices])
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Đơn vị"), required=False, empty_label="–")
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("Người có việc chưa xong"), required=False, empty_label="–"
    )
    overdue = forms.ChoiceField(
        label=_("Quá hạn"), required=False, choices=[("", "–"), ("1", _("có việc quá hạn hoặc chờ quyết định quá hạn"))]
    )
    since = DayField(label=_("Phát hiện từ ngày"), required=False, help_text="")
    until = DayField(label=_("đến ngày"), required=False, help_text="")
    group = forms.ChoiceField(
        label=_("Xếp theo"),
        required=False,
        choices=[("", _("ngày lập")), ("stage", _("đang ở đâu")), ("unit", _("đơn vị")), ("source", _("nguồn"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = Nonconformity.objects.order_by()
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=cases.values("owner_unit")).order_by("name")
        self.fields["owner"].queryset = Person.objects.filter(
            pk__in=Assignment.objects.filter(valid_until=None).values("person")
        ).order_by("full_name")

    def chips(self, query: Any) -> list[tuple[str, str]]:
        """The filters that hold, each with the address of the list without it."""
        chips = []
        for name, value in (self.cleaned_data if self.is_valid() else {}).items():
            if value in (None, "") or name == "group":
                continue
            rest = query.copy()
            rest.pop(name, None)
            rest.pop("trang", None)
            shown = (
                dict(getattr(self.fields[name], "choices", ())).get(value, value)
                if name in ("stage", "source", "overdue")
                else value
            )
            if name in ("since", "until"):
                shown = self[name].value()
            chips.append((f"{self.fields[name].label}: {shown}", f"?{rest.urlencode()}"))
        return chips


class OpenReviewForm(forms.Form):
    """A management review of a period."""

    period_first = DayField(label=_("Kỳ xem xét từ ngày"))
    period_last = DayField(label=_("đến hết ngày"))
    meets_on = DayField(label=_("Ngày họp dự kiến"))
    chaired_by = forms.ModelChoiceField(label=_("Chủ trì"), queryset=Person.objects.none())

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = PostRole.objects.valid_on(on).filter(role__in=(Role.CHAIR, Role.VICE_CHAIR)).values("post")
        held = Assignment.objects.valid_on(on).filter(post__in=posts).values("person")
        self.fields["chaired_by"].queryset = Person.objects.filter(pk__in=held).order_by("full_name")


class NoteForm(forms.Form):
    """What is said to one input of a management review."""

    text = forms.CharField(label=_("Nội dung"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class MinutesForm(forms.Form):
    held_on = DayField(label=_("Họp ngày"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    present = forms.CharField(
        label=_("Thành phần"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("mỗi dòng một người: họ tên, chức vụ; ai vắng, lý do"),
    )
    opinions = forms.CharField(
        label=_("Ý kiến tại cuộc họp"), required=False, max_length=10000, widget=forms.Textarea(attrs={"rows": 6})
    )
    conclusion = forms.CharField(
        label=_("Kết luận chung"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("hệ thống có phù hợp, đầy đủ, hiệu lực không; việc cụ thể thì ghi ở mục Kết luận"),
    )


class ReviewDecisionForm(WorkForm):
    """A decision of the review: which kind, what, who, until when."""

    kind = forms.ChoiceField(label=_("Loại"), choices=ReviewDecisionKind.choices)
    field_order = ["kind", "what", "owner", "due_on"]


class ConcludeForm(forms.Form):
    """The chair's signature, bound to the text this very page showed and to a password typed now."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    password = forms.CharField(
        label=_("Mật khẩu"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CountField(forms.IntegerField):
    """A small whole number; its box is as short as what goes into it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"class": "short"}


class PolicyForm(forms.Form):
    """The office's own numbers, from a day on."""

    valid_from = DayField(label=_("Áp dụng từ ngày"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("văn bản hoặc quyết định của cơ quan"))
    window_days = CountField(label=_("Gom hồ sơ trễ trong (ngày)"), min_value=1, max_value=730)
    decision_days = CountField(label=_("Quyết định trong (ngày làm việc)"), min_value=0, max_value=60)
    action_from_count = CountField(label=_("Cần khắc phục từ (hồ sơ trễ)"), min_value=1, max_value=1000)
    action_from_percent = CountField(
        label=_("hoặc từ (% hồ sơ đến hạn)"), min_value=1, max_value=100, help_text=_("tính khi có từ 5 hồ sơ đến hạn")
    )
    action_from_days = CountField(label=_("hoặc một hồ sơ trễ từ (ngày làm việc)"), min_value=1, max_value=1000)
    major_from_percent = CountField(label=_("Mức nặng từ (% hồ sơ đến hạn)"), min_value=1, max_value=100)
    effect_after_days = CountField(label=_("Đo hiệu lực sau (ngày)"), min_value=1, max_value=730)
    effect_wanted_percent = CountField(label=_("Mong tỷ lệ trễ giảm ít nhất (%)"), min_value=1, max_value=100)
    decides = forms.BooleanField(
        label=_("Máy ghi quyết định theo các mức này"),
        required=False,
        help_text=_("không chọn: máy chỉ đề xuất, người quyết định"),
    )
