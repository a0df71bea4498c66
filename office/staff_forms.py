"""Forms of the staff list: posts, substitutes, accounts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.form_fields import DayField
from office.models import Assignment, Person, Post, Role, SuccessionKind, Unit


class AsOfForm(forms.Form):
    """The day the list is shown for, and a word of a name."""

    q = forms.CharField(label=_("Tên người, vị trí hoặc đơn vị"), required=False, max_length=100)
    on = DayField(label=_("Như ngày"), required=False)


class PersonForm(forms.ModelForm):
    """Somebody new, or what changed about somebody."""

    class Meta:
        model = Person
        fields = ["full_name", "title", "email", "phone", "staff_code"]


class AssignForm(forms.Form):
    """Give a post to a person."""

    post = forms.ModelChoiceField(label=_("Vị trí"), queryset=Post.objects.none())
    valid_from = DayField(label=_("Từ ngày"))
    valid_until = DayField(label=_("Đến hết ngày"), required=False)
    basis = forms.CharField(label=_("Quyết định phân công"), required=False, max_length=200)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.valid_on(timezone.localdate()).select_related("unit").order_by("unit__name", "name")
        self.fields["post"].queryset = posts


class EndAssignmentForm(forms.Form):
    """Let a post end."""

    last_day = DayField(label=_("Giữ đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class SubstituteForm(forms.Form):
    """Name who acts in a post while its holder is away."""

    substitute = forms.ModelChoiceField(label=_("Người thay thế"), queryset=Person.objects.none())
    valid_from = DayField(label=_("Từ ngày"))
    valid_until = DayField(label=_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *args, absent: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        staff = (
            Person.objects.filter(assignments__in=Assignment.objects.valid_on(today)).exclude(pk=absent.pk).distinct()
        )
        self.fields["substitute"].queryset = staff.order_by("full_name")


class OpenAccountForm(forms.Form):
    username = forms.RegexField(
        label=_("Tên đăng nhập"),
        regex=r"^[a-z0-9._-]{2,40}$",
        help_text=_("Chữ thường không dấu, số, dấu chấm, gạch ngang; ví dụ lan.lt"),
        error_messages={"invalid": _("chỉ dùng chữ thường không dấu, số, dấu chấm, gạch ngang; 2–40 ký tự")},
    )


class ReasonForm(forms.Form):
    """An act that only needs its reason."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)


class UnitForm(forms.ModelForm):
    """A new unit. What a unit was called stays: a new name is a new unit with a succession."""

    valid_from = DayField(label=_("Từ ngày"))

    class Meta:
        model = Unit
        fields = ["name", "short_name", "symbol", "code", "kind", "parent", "valid_from", "basis"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.valid_on(timezone.localdate()).order_by("name")


class SuccessionForm(forms.Form):
    """What became of a unit."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=[])
    successor = forms.ModelChoiceField(label=_("Đơn vị kế thừa"), queryset=Unit.objects.none(), required=False)
    effective_on = DayField(label=_("Có hiệu lực từ"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200)

    def __init__(self, *args, unit: Unit, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SuccessionKind.choices
        self.fields["successor"].queryset = Unit.objects.exclude(pk=unit.pk).order_by("name")


class PostForm(forms.Form):
    """A post and the roles it carries."""

    name = forms.CharField(label=_("Chức danh"), max_length=150)
    roles = forms.MultipleChoiceField(label=_("Vai trò"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    valid_from = DayField(label=_("Từ ngày"))
