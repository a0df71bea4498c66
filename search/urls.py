"""Addresses of the room «Tìm kiếm»."""

from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.Search.as_view(), name="search"),
    path("goi-y/", views.Suggest.as_view(), name="suggest"),
]
