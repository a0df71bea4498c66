"""Addresses of the room «Cơ quan»."""

from django.urls import path

from office.views import accounts, calendar, health, help, letters, overdue, patterns, settings, staff

app_name = "office"

urlpatterns: list = [
    path("dang-nhap/", accounts.SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", accounts.SignOut.as_view(), name="sign_out"),
    path("tai-khoan/", accounts.Account.as_view(), name="account"),
    path("tai-khoan/mat-khau/", accounts.ChangePassword.as_view(), name="change_password"),
    path("ngon-ngu/<slug:language>/", accounts.ChooseLanguage.as_view(), name="language"),
    path("lich-lam-viec/", calendar.ThisYear.as_view(), name="calendar"),
    path("lich-lam-viec/ngay/", calendar.WriteDay.as_view(), name="calendar_day"),
    path("lich-lam-viec/hoan-doi/", calendar.SwapDays.as_view(), name="calendar_swap"),
    path("lich-lam-viec/gio/", calendar.SetSessions.as_view(), name="calendar_sessions"),
    path("lich-lam-viec/<int:year>/", calendar.YearPage.as_view(), name="calendar_year"),
    path("lich-lam-viec/<int:year>/lap/", calendar.ProposeYear.as_view(), name="calendar_propose"),
    path("lich-lam-viec/<int:year>/xac-nhan/", calendar.ConfirmYear.as_view(), name="calendar_confirm"),
    path("he-thong/suc-khoe/", health.Health.as_view(), name="health"),
    path("he-thong/mau-giay/", letters.Templates.as_view(), name="letter_templates"),
    path("he-thong/mau-giay/<str:key>/", letters.TemplatePage.as_view(), name="letter_template"),
    path("he-thong/mau-giay/<str:key>/<slug:what>.docx", letters.TemplateFile.as_view(), name="letter_template_file"),
    path("viec-qua-han/", overdue.Overdue.as_view(), name="overdue"),
    path("co-quan/quy-dinh/", settings.Settings.as_view(), name="settings"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("tro-giup/", help.Help.as_view(), name="help"),
    path("thanh-phan/", patterns.Patterns.as_view(), name="patterns"),
    path("co-quan/", staff.StaffList.as_view(), name="staff"),
    path("co-quan/can-bo/them/", staff.EnterPerson.as_view(), name="enter_person"),
    path("co-quan/can-bo/<int:pk>/", staff.PersonPage.as_view(), name="person"),
    path("co-quan/can-bo/<int:pk>/sua/", staff.CorrectPerson.as_view(), name="correct_person"),
    path("co-quan/can-bo/<int:pk>/giao-vi-tri/", staff.Assign.as_view(), name="assign"),
    path("co-quan/can-bo/<int:pk>/mo-tai-khoan/", staff.OpenAccount.as_view(), name="open_account"),
    path("co-quan/can-bo/<int:pk>/mat-khau/", staff.NewPassword.as_view(), name="new_password"),
    path("co-quan/can-bo/<int:pk>/khoa/", staff.DisableAccount.as_view(), name="disable_account"),
    path("co-quan/can-bo/<int:pk>/mo-lai/", staff.EnableAccount.as_view(), name="enable_account"),
    path("co-quan/phan-cong/<int:pk>/thoi-giu/", staff.EndAssignment.as_view(), name="end_assignment"),
    path("co-quan/phan-cong/<int:pk>/thay-the/", staff.NameSubstitute.as_view(), name="name_substitute"),
    path("co-quan/don-vi/them/", staff.FoundUnit.as_view(), name="found_unit"),
    path("co-quan/don-vi/<int:pk>/", staff.UnitPage.as_view(), name="unit"),
    path("co-quan/don-vi/<int:pk>/ke-thua/", staff.SucceedUnit.as_view(), name="succeed_unit"),
    path("co-quan/don-vi/<int:pk>/them-vi-tri/", staff.MakePost.as_view(), name="make_post"),
]
