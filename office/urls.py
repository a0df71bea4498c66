"""Addresses of the room «Cơ quan»."""

from django.urls import path

from office.views import accounts, patterns

app_name = "office"

urlpatterns: list = [
    path("dang-nhap/", accounts.SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", accounts.SignOut.as_view(), name="sign_out"),
    path("tai-khoan/", accounts.Account.as_view(), name="account"),
    path("tai-khoan/mat-khau/", accounts.ChangePassword.as_view(), name="change_password"),
    path("ngon-ngu/<slug:language>/", accounts.ChooseLanguage.as_view(), name="language"),
    path("thanh-phan/", patterns.Patterns.as_view(), name="patterns"),
]
