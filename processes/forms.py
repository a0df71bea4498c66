"""Input made clean: what is typed at the counter and by those who work on dossiers."""

import unicodedata
import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.form_fields import DayField
from office.models import Person, Unit
from processes.identity_cards import read_card
from processes.models import AdministrativeField
from processes.states import ApplicantKind, Channel


class ReceptionForm(forms.Form):
    """Everything one says at the counter, in the order of the talk. Papers, procedure and case are read by the view."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    procedure_words = forms.CharField(label=gettext_lazy("Thủ tục"), required=False, max_length=200)
    card = forms.CharField(
        label=gettext_lazy("Quét thẻ căn cước, hoặc gõ số"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label=gettext_lazy("Họ và tên người nộp"), required=False, max_length=200)
    phone = forms.CharField(
        label=gettext_lazy("Điện thoại"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "code", "inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label=gettext_lazy("Địa chỉ"), required=False, max_length=300)
    born_on_text = forms.CharField(label=gettext_lazy("Ngày sinh"), required=False, max_length=10)
    sex = forms.CharField(label=gettext_lazy("Giới tính"), required=False, max_length=10)
    kind = forms.ChoiceField(label=gettext_lazy("Đối tượng"), choices=ApplicantKind, required=False)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), required=False)
    authorised_name = forms.CharField(label=gettext_lazy("Người nộp thay"), required=False, max_length=200)
    authorised_card = forms.CharField(label=gettext_lazy("Căn cước người nộp thay"), required=False, max_length=400)
    submit_channel = forms.ChoiceField(label=gettext_lazy("Nộp bằng cách"), choices=Channel, required=False)
    return_channel = forms.ChoiceField(label=gettext_lazy("Nhận kết quả"), choices=Channel, required=False)
    return_address = forms.CharField(label=gettext_lazy("Nơi nhận kết quả"), required=False, max_length=300)
    paper_received_on = DayField(label=gettext_lazy("Giấy tờ đến ngày"), required=False)
    paper_received_reason = forms.CharField(label=gettext_lazy("Lý do nhập sau"), required=False, max_length=300)

    def __init__(self, data=None, **kwargs) -> None:
        super().__init__(_with_card_read(data) if data is not None else None, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        for name in ("name", "procedure_words", "address", "return_address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if any(unicodedata.category(letter) == "Cc" for letter in name):
            raise forms.ValidationError(_("có ký tự điều khiển không đọc được; gõ lại tên"))
        return name

    def clean_paper_received_on(self):
        day = self.cleaned_data["paper_received_on"]
        if day is not None and (timezone.localdate() - day).days > 366:
            raise forms.ValidationError(_("quá một năm trước; kiểm tra lại năm"))
        return day

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        digits = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
        if phone and not 8 <= len(digits) <= 15:
            raise forms.ValidationError(_("số điện thoại có %(n)s chữ số; kiểm tra lại") % {"n": len(digits)})
        return digits

    def clean_card(self) -> str:
        number = self.cleaned_data["card"].replace(" ", "")
        if "|" in number or len(number) > 30:
            raise forms.ValidationError(_("không đọc được chuỗi quét; quét lại hoặc gõ số căn cước"))
        return number

    def clean(self) -> dict:
        cleaned = super().clean()
        if bool(cleaned.get("paper_received_on")) != bool((cleaned.get("paper_received_reason") or "").strip()):
            self.add_error("paper_received_reason", _("ghi cả ngày giấy tờ đến và lý do, hoặc để trống cả hai"))
        if cleaned.get("return_channel") == Channel.POSTAL and not (cleaned.get("return_address") or "").strip():
            self.add_error("return_address", _("trả qua bưu chính cần địa chỉ nhận"))
        return cleaned


def _with_card_read(data):
    """The posted values with a scanned card spread over its fields: the scanner types all of it into one box."""
    facts = read_card(data.get("card", ""))
    helper = read_card(data.get("authorised_card", ""))
    if facts is None and helper is None:
        return data
    data = data.copy()
    if facts is not None:
        data["card"], data["name"] = facts.id_number, facts.name
        data["born_on_text"], data["sex"], data["address"] = facts.born_on_text, facts.sex, facts.address
    if helper is not None:
        data["authorised_card"], data["authorised_name"] = helper.id_number, helper.name
    return data


class RegisterFilter(forms.Form):
    """Filters of the register; their names stand in the address."""

    q = forms.CharField(label=gettext_lazy("Mã hồ sơ, tên hoặc số căn cước"), required=False, max_length=100)
    standing = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", "–"),
            ("open", gettext_lazy("đang giải quyết")),
            ("late", gettext_lazy("quá hạn")),
            ("today", gettext_lazy("đến hạn hôm nay")),
            ("waiting", gettext_lazy("chờ người nộp")),
            ("finished", gettext_lazy("xong, chờ trả")),
            ("ended", gettext_lazy("đã kết thúc")),
        ],
    )
    field = forms.ModelChoiceField(
        AdministrativeField.objects.all(), label=gettext_lazy("Lĩnh vực"), required=False, empty_label="–"
    )
    unit = forms.ModelChoiceField(
        Unit.objects.filter(valid_until=None), label=gettext_lazy("Đang ở"), required=False, empty_label="–"
    )
    since = DayField(label=gettext_lazy("Nhận từ ngày"), required=False, help_text="")
    until = DayField(label=gettext_lazy("đến ngày"), required=False, help_text="")

    ALWAYS = ("q", "standing")

    @property
    def always(self) -> list[forms.BoundField]:
        """Filters that are always in sight."""
        return [self[name] for name in self.ALWAYS]

    @property
    def more(self) -> list[forms.BoundField]:
        """Filters that fold away."""
        return [self[name] for name in self.fields if name not in self.ALWAYS]

    @property
    def more_is_used(self) -> bool:
        return any(each.value() for each in self.more)

    def chips(self, query) -> list[tuple[str, str]]:
        """The filters that hold, each with the address of the list without it."""
        chips = []
        for name, value in (self.cleaned_data if self.is_valid() else {}).items():
            if value in (None, ""):
                continue
            rest = query.copy()
            rest.pop(name, None)
            rest.pop("trang", None)
            shown = (
                dict(self.fields[name].choices).get(value, value)
                if name == "standing"
                else self[name].value()
                if name in ("since", "until", "q")
                else value
            )
            chips.append((f"{self.fields[name].label}: {shown}", f"?{rest.urlencode()}"))
        return chips


class RegisterPaperForm(forms.Form):
    """From which day until which day the register is printed."""

    since = DayField()
    until = DayField()

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and not 0 <= (until - since).days <= 366:
            raise forms.ValidationError(_("khoảng ngày phải thuận và trong một năm"))
        return cleaned


class HandOverForm(forms.Form):
    """To whom, and whether the group of steps is done."""

    to_unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Giao cho đơn vị"), empty_label=None)
    to_person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Người nhận"),
        required=False,
        empty_label=gettext_lazy("bất kỳ ai trong đơn vị"),
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=300)
    ends_group = forms.BooleanField(label=gettext_lazy("Đã xong nhóm bước này"), required=False, initial=True)

    def __init__(self, *args, on, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.valid_on(on).filter(posts__assignments__isnull=False, is_agency=False).distinct()
        self.fields["to_unit"].queryset = units
        self.fields["to_person"].queryset = (
            Person.objects.filter(assignments__valid_from__lte=on, assignments__post__unit__in=units)
            .exclude(assignments__valid_until__lt=on)
            .distinct()
            .order_by("full_name")
        )


class ReasonForm(forms.Form):
    """Why, and by which text."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, max_length=300)


class SendBackForm(forms.Form):
    """Why the receiver does not take it."""

    reason = forms.CharField(label=gettext_lazy("Lý do trả lại"), max_length=300)


class SupplementForm(forms.Form):
    """Mẫu 02: everything that is missing, once."""

    content = forms.CharField(
        label=gettext_lazy("Phải bổ sung (mỗi dòng một thứ)"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, max_length=300)
    notified_how = forms.CharField(
        label=gettext_lazy("Đã báo người nộp bằng cách nào"),
        max_length=200,
        help_text=gettext_lazy("ví dụ: gọi điện 09:10, người nhà nhận; gửi thư"),
    )
    answer_by = DayField(label=gettext_lazy("Đề nghị bổ sung trước ngày"), required=False)


class ExtensionForm(forms.Form):
    """Mẫu 04."""

    new_due_on = DayField(label=gettext_lazy("Ngày hẹn mới"))
    reason = forms.CharField(label=gettext_lazy("Lý do chậm"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    notified_how = forms.CharField(label=gettext_lazy("Đã báo người nộp bằng cách nào"), required=False, max_length=200)


class ResultForm(forms.Form):
    """The result as signed, with its file or the reason why there is none."""

    result_code = forms.CharField(label=gettext_lazy("Số, ký hiệu kết quả"), required=False, max_length=100)
    signed_on = DayField(label=gettext_lazy("Ngày ký"))
    signer_name = forms.CharField(label=gettext_lazy("Người ký"), max_length=200)
    file = forms.FileField(label=gettext_lazy("Tệp kết quả (PDF)"), required=False)
    no_file_reason = forms.CharField(label=gettext_lazy("Nếu chưa có tệp, ghi lý do"), required=False, max_length=300)


class ReturnForm(forms.Form):
    """Who took the result, how, and what proves it."""

    receiver_name = forms.CharField(label=gettext_lazy("Người nhận"), max_length=200)
    channel = forms.ChoiceField(label=gettext_lazy("Cách trả"), choices=Channel)
    proof = forms.CharField(
        label=gettext_lazy("Bằng chứng"), max_length=300, help_text=gettext_lazy("ký sổ, số bưu gửi, giấy ủy quyền")
    )
    receiver_is_applicant = forms.BooleanField(label=gettext_lazy("Chính người nộp nhận"), required=False)
    originals_returned = forms.BooleanField(label=gettext_lazy("Đã trả lại bản chính"), required=False)


class NothingForm(forms.Form):
    """A deed that asks nothing more than to be confirmed."""
