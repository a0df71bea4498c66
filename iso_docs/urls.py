"""Addresses of the room «Tài liệu»."""

from django.urls import path

from iso_docs.views import documents, external, imports, issues, register, roles, rounds, takeovers

app_name = "iso_docs"

urlpatterns = [
    path("", register.Register.as_view(), name="home"),
    path("moi/", register.NewDocument.as_view(), name="new"),
    path("nhap-word/", imports.Upload.as_view(), name="import"),
    path("nhap-word/<int:pk>/", imports.Confirm.as_view(), name="import_check"),
    path("vai-tro/", roles.PrintedRoles.as_view(), name="roles"),
    path("tiep-nhan/", takeovers.TakeOvers.as_view(), name="takeovers"),
    path("tiep-nhan/<int:pk>/", takeovers.TakeOverLines.as_view(), name="takeover"),
    path("tiep-nhan/<int:pk>/tep/<int:position>/", takeovers.TakenFile.as_view(), name="takeover_file"),
    path("ben-ngoai/", external.ExternalList.as_view(), name="external"),
    path("ben-ngoai/moi/", external.ExternalEntry.as_view(), name="external_new"),
    path("ben-ngoai/<int:pk>/", external.ExternalOne.as_view(), name="external_document"),
    path("ben-ngoai/<int:pk>/sua/", external.ExternalEntry.as_view(), name="external_edit"),
    path("<int:pk>/", documents.Document.as_view(), name="document"),
    path("<int:pk>/gui-soat-xet/", documents.Submit.as_view(), name="submit"),
    path("<int:pk>/bieu-mau/", documents.Forms.as_view(), name="forms"),
    path("<int:pk>/noi-nhan/", documents.Distribution.as_view(), name="distribution"),
    path("soat-xet/<int:pk>/", rounds.Round.as_view(), name="round"),
    path("ban-hanh/<int:pk>/", issues.Issue.as_view(), name="issue"),
    path("ban-hanh/<int:pk>/cac-lan/", issues.Issues.as_view(), name="issues"),
    path("ban-hanh/<int:pk>/in/", issues.Print.as_view(), name="print"),
    path("ban-hanh/<int:pk>/tai/<slug:form>/", issues.Export.as_view(), name="export"),
    path("ban-hanh/<int:pk>/huy/", issues.Withdraw.as_view(), name="withdraw"),
    path("ban-hanh/<int:pk>/bieu-mau/<int:position>/", issues.FormFile.as_view(), name="form_file"),
    path("ban-hanh/<int:pk>/tep-goc/", issues.SourceFile.as_view(), name="source_file"),
    path("ban-hanh/<int:pk>/ban-giay/<int:position>/", issues.PaperPicture.as_view(), name="paper_file"),
    path("q/<slug:code>/", issues.Check.as_view(), name="check"),
]
