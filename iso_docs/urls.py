"""Addresses of the room «Tài liệu»."""

from django.urls import path
from django.views import View

app_name = "iso_docs"

urlpatterns: list = [
    path("<int:pk>/", View.as_view(), name="document"),
    path("ban-hanh/<int:pk>/", View.as_view(), name="issue"),
    path("soat-xet/<int:pk>/", View.as_view(), name="round"),
]
