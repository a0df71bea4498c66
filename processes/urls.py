"""Addresses of the room «Hồ sơ»."""

from django.urls import path

from processes.views.catalogue import AnnouncePage, CataloguePage
from processes.views.counter import HandOverPage, ReturnsPage, SendBackPage
from processes.views.deeds import DeedPage
from processes.views.dossiers import DossierPage, RevealApplicant
from processes.views.papers import DossierPaperFile, RegisterPaper
from processes.views.period import PeriodListPage, PeriodReportPage, ReminderPaper, RemindersPage
from processes.views.province import (
    MappingPage,
    ProvinceExport,
    ProvinceFilePage,
    ProvincePage,
    ReconciliationPage,
    ScanPage,
)
from processes.views.receipt import ReceiptPage
from processes.views.reception import ReceptionPage
from processes.views.register import RegisterPage

app_name = "processes"

urlpatterns = [
    path("", RegisterPage.as_view(), name="home"),
    path("thu-tuc/", CataloguePage.as_view(), name="catalogue"),
    path("thu-tuc/ghi/", AnnouncePage.as_view(), name="announce"),
    path("tiep-nhan/", ReceptionPage.as_view(), name="reception"),
    path("ban-giao/", HandOverPage.as_view(), name="hand_overs"),
    path("ban-giao/<int:pk>/tra-lai/", SendBackPage.as_view(), name="send_back"),
    path("tra-ket-qua/", ReturnsPage.as_view(), name="returns"),
    path("tu-tinh/", ProvincePage.as_view(), name="province"),
    path("tu-tinh/cach-doc/", MappingPage.as_view(), name="mapping"),
    path("tu-tinh/quet/", ScanPage.as_view(), name="scan"),
    path("tu-tinh/xuat/", ProvinceExport.as_view(), name="province_export"),
    path("tu-tinh/doi-chieu/", ReconciliationPage.as_view(), name="reconciliation"),
    path("tu-tinh/<int:pk>/", ProvinceFilePage.as_view(), name="province_file"),
    path("so-lieu/", PeriodReportPage.as_view(), name="period_report"),
    path("so-lieu/danh-sach/", PeriodListPage.as_view(), name="period_list"),
    path("so-lieu/nhac-viec/", RemindersPage.as_view(), name="reminders"),
    path("so-lieu/nhac-viec/<int:pk>/", ReminderPaper.as_view(), name="reminder"),
    path("<int:pk>/", DossierPage.as_view(), name="dossier"),
    path("so-theo-doi.<slug:form>", RegisterPaper.as_view(), name="register_paper"),
    path("<int:pk>/giay/<slug:paper>/<int:fact>.<slug:form>", DossierPaperFile.as_view(), name="dossier_paper"),
    path("<int:pk>/giay-hen/", ReceiptPage.as_view(), name="receipt"),
    path("<int:pk>/xem-thong-tin/", RevealApplicant.as_view(), name="reveal"),
    path("<int:pk>/<slug:verb>/", DeedPage.as_view(), name="deed"),
]
