"""Forms of the office's own pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại."
        ),
        "inactive": _("Tài khoản này đã khóa. Hỏi người quản trị hệ thống của cơ quan."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["username"].widget.attrs |= {"class": "short", "autofocus": False, "spellcheck": "false"}
        self.fields["username"].widget.attrs.pop("autofocus")
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].widget.attrs |= {"class": "short"}


class ChangePasswordForm(PasswordChangeForm):
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Mật khẩu đang dùng")
        self.fields["new_password1"].label = _("Mật khẩu mới")
        self.fields["new_password1"].help_text = _(
            "Từ 10 ký tự, không phải mật khẩu hay gặp, không giống tên đăng nhập, không chỉ toàn chữ số. "
            "Một câu ngắn dễ nhớ là tốt nhất."
        )
        self.fields["new_password2"].label = _("Gõ lại mật khẩu mới")
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs |= {"class": "short"}
            field.widget.attrs.pop("autofocus", None)

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("không đúng mật khẩu đang dùng"), code="password_incorrect")
        return old
