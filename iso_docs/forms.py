"""Forms of the light pages: submit, sign, issue, withdraw, read, distribute, filter, import."""

from hashlib import sha256
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from iso_docs import rules
from iso_docs.models import ControlledDocument, PrintedRole
from iso_docs.printed_roles import Wording, suggested
from iso_docs.states import DocumentKind, DocumentState
from office.form_fields import DayField
from office.models import Assignment, Confidentiality, Person, Post, PostRole, Role, Unit


class RegisterFilter(forms.Form):
    """Filters of «Danh mục tài liệu»; they live in the address."""

    q = forms.CharField(label=_("Mã hiệu, tên"), required=False)
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=[("", _("tất cả")), *DocumentKind.choices])
    tinh_trang = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("tất cả")), *DocumentState.choices]
    )
    don_vi = forms.ModelChoiceField(
        label=_("Đơn vị"), required=False, queryset=Unit.objects.none(), empty_label=_("tất cả")
    )
    ngay = DayField(label=_("Như vào ngày"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = ControlledDocument.objects.values("owner_unit")
        self.fields["don_vi"].queryset = Unit.objects.filter(pk__in=used)


def people_with(roles: tuple[Role, ...], on) -> Any:
    """People who hold one of `roles` on a day, for choosers."""
    posts = PostRole.objects.valid_on(on).filter(role__in=roles).values("post")
    held = Assignment.objects.valid_on(on).filter(post__in=posts).values("person")
    return Person.objects.filter(Q(pk__in=held)).order_by("full_name")


class SubmitForm(forms.Form):
    reviewer = forms.ModelChoiceField(label=_("Người soát xét"), queryset=Person.objects.none())
    review_due_on = DayField(label=_("Hạn soát xét"), required=False)
    approver = forms.ModelChoiceField(label=_("Người phê duyệt"), queryset=Person.objects.none())
    approval_due_on = DayField(label=_("Hạn phê duyệt"), required=False)
    note = forms.CharField(label=_("Lời gửi"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    difference_reason = forms.CharField(
        label=_("Lý do chấp nhận tổng thời gian khác thời hạn"),
        help_text=_("Hoặc sửa thời gian các bước. Lý do in cùng lần ban hành và không sửa được sau khi ban hành."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, document: ControlledDocument, by: Person, on, differs: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not differs:
            del self.fields["difference_reason"]
        wrote = {person.pk for person in rules.authors_since_last_issue(document)} | {by.pk}
        self.fields["reviewer"].queryset = people_with(rules.REVIEWERS, on).exclude(pk__in=wrote)
        self.fields["approver"].queryset = people_with(rules.APPROVERS, on).exclude(pk__in=wrote)


class SignForm(forms.Form):
    """A signature is bound to `content_hash`, the text this very page showed, and to a password typed now."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(
        label=_("Ý kiến"),
        help_text=_("Trả lại thì phải nêu lý do."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ApproveForm(SignForm):
    effective_from = DayField(label=_("Có hiệu lực từ"))
    is_amendment = forms.BooleanField(label=_("Là lần sửa đổi (giữ nguyên lần ban hành)"), required=False)
    reading_due_on = DayField(label=_("Hạn đọc"), required=False)
    decision_number = forms.CharField(label=_("Quyết định ban hành"), required=False, max_length=100)


class IssueForm(forms.Form):
    effective_from = DayField(label=_("Có hiệu lực từ"))
    is_amendment = forms.BooleanField(label=_("Là lần sửa đổi (giữ nguyên lần ban hành)"), required=False)
    reading_due_on = DayField(label=_("Hạn đọc"), required=False)
    decision_number = forms.CharField(label=_("Quyết định ban hành"), required=False, max_length=100)


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("Lý do rút về"), widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    withdrawn_on = DayField(label=_("Hết hiệu lực từ"))
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    password = forms.CharField(
        label=_("Mật khẩu"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class DistributeForm(forms.Form):
    """One of the three."""

    unit = forms.ModelChoiceField(label=_("Đơn vị"), required=False, queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Vai trò"), required=False, choices=[("", "---------"), *Role.choices])
    person = forms.ModelChoiceField(label=_("Cán bộ"), required=False, queryset=Person.objects.none())

    def __init__(self, *args: Any, on, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.valid_on(on)
        self.fields["person"].queryset = Person.objects.filter(
            pk__in=Assignment.objects.valid_on(on).values("person")
        ).order_by("full_name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if [bool(data.get(name)) for name in ("unit", "role", "person")].count(True) != 1:
            raise forms.ValidationError(_("Chọn đúng một: đơn vị, vai trò hoặc cán bộ."))
        return data


class NewDocumentForm(forms.Form):
    """A document begun without a Word file."""

    code = forms.CharField(label=_("Mã hiệu"), max_length=60)
    title = forms.CharField(label=_("Tên tài liệu"), max_length=300)
    kind = forms.ChoiceField(label=_("Loại"), choices=DocumentKind.choices, initial=DocumentKind.PROCEDURE)
    field = forms.CharField(label=_("Lĩnh vực"), required=False, max_length=150)
    owner_unit = forms.ModelChoiceField(label=_("Đơn vị phụ trách"), queryset=Unit.objects.none())
    confidentiality = forms.TypedChoiceField(
        label=_("Phạm vi được xem"), choices=Confidentiality.choices, coerce=int, initial=Confidentiality.INTERNAL
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].queryset = units


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp Word"),
        help_text=_("Tệp .docx hoặc .doc. Tệp gốc được giữ nguyên; chưa có gì thay đổi khi đọc xong."),
    )


class RolesFilter(forms.Form):
    """One filter of «Cách ghi trách nhiệm»; it lives in the address."""

    q = forms.CharField(label=_("Cách ghi"), required=False, max_length=200)


class RolesForm(forms.Form):
    """A post for each wording of a page; what is proposed stands chosen and is said to be a proposal."""

    def __init__(self, *args: Any, rows: list[Wording], posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(post.pk), str(post)) for post in posts]
        listed = {post.pk for post in posts}
        self.by_key = {str(post.pk): post for post in posts}
        self.names: list[tuple[str, Wording]] = []
        for row in rows:
            # Named by its words, not its place: what was typed stays with its wording when the order changes.
            name = f"r{sha256(row.text.encode()).hexdigest()[:12]}"
            chosen = row.proposed
            more = [(str(chosen.pk), str(chosen))] if chosen is not None and chosen.pk not in listed else []
            self.fields[name] = forms.ChoiceField(
                label=_("«%(wording)s» là vị trí nào") % {"wording": row.text},
                # A wording that was mapped is mapped again, never unmapped: steps were filled by it.
                choices=([] if row.post else [("", _("chưa ghi"))]) + choices + more,
                required=False,
                initial=str(chosen.pk) if chosen else "",
            )
            self.names.append((name, row))

    def lines(self) -> list[tuple[Any, Wording]]:
        return [(self[name], row) for name, row in self.names]

    def changes(self) -> list[tuple[str, Post]]:
        """(wording, post) of those that are to be written anew."""
        found = []
        for name, row in self.names:
            post = self.by_key.get(self.cleaned_data.get(name) or "")
            if post is not None and post != row.post:
                found.append((row.text, post))
        return found


class ConfirmForm(forms.Form):
    """What the officer settles about one recognised procedure before it becomes a draft."""

    take = forms.BooleanField(label=_("Tạo bản thảo từ quy trình này"), required=False, initial=True)
    code = forms.CharField(label=_("Mã hiệu"), max_length=60, required=False)
    title = forms.CharField(label=_("Tên tài liệu"), max_length=300, required=False)
    issuer = forms.CharField(
        label=_("Cơ quan ban hành"),
        help_text=_("để trống nếu cơ quan tự ban hành"),
        max_length=200,
        required=False,
    )
    owner_unit = forms.ModelChoiceField(label=_("Đơn vị phụ trách"), queryset=Unit.objects.none())

    def __init__(
        self, *args: Any, units: Any, wordings: list[str], posts: list[Post], known: list[PrintedRole], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].queryset = units
        self.posts = {str(post.pk): post for post in posts}
        self.wordings = {f"role_{number}": wording for number, wording in enumerate(wordings)}
        choices = [("", "---------"), *((key, str(post)) for key, post in self.posts.items())]
        for name, wording in self.wordings.items():
            post, because = suggested(wording, known, posts)
            is_listed = post is not None and str(post.pk) in self.posts
            self.fields[name] = forms.ChoiceField(
                label=_("«%(wording)s» là ai?") % {"wording": wording},
                help_text=escape(_("Gợi ý vì giống «%(other)s»; nhớ cho các tệp sau.") % {"other": because})
                if is_listed
                else _("Gặp lần đầu; nhớ cho các tệp sau."),
                required=False,
                choices=choices,
                initial=str(post.pk) if post is not None and is_listed else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("take"):
            for name in ("code", "title"):
                if not data.get(name):
                    self.add_error(name, _("cần có để tạo bản thảo"))
        return data

    def chosen_posts(self) -> list[tuple[str, Any]]:
        """(wording, post) of those that were chosen."""
        return [
            (wording, self.posts[self.cleaned_data[name]])
            for name, wording in self.wordings.items()
            if self.cleaned_data.get(name)
        ]


class AttachForm(forms.Form):
    """A form named by the draft: a file, or a controlled document of kind «biểu mẫu»."""

    code = forms.CharField(label=_("Mã hiệu"), required=False, max_length=60)
    title = forms.CharField(label=_("Tên biểu mẫu"), max_length=300)
    file = forms.FileField(label=_("Tệp"), required=False)
    form_document = forms.ModelChoiceField(
        label=_("Hoặc biểu mẫu có kiểm soát"), required=False, queryset=ControlledDocument.objects.none()
    )

    def __init__(self, *args: Any, forms_of_office: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_document"].queryset = forms_of_office

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file") and data.get("form_document"):
            raise forms.ValidationError(_("Chọn một: tệp, hoặc biểu mẫu có kiểm soát."))
        return data
