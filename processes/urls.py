"""Addresses of the room «Hồ sơ»."""

from django.urls import path

from processes.views.dossiers import DossierPage

app_name = "processes"

urlpatterns = [path("<int:pk>/", DossierPage.as_view(), name="dossier")]
