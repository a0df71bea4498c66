"""Addresses of the room «Tìm kiếm»."""

from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.Search.as_view(), name="search"),
    path("tai-ve/", views.Download.as_view(), name="download"),
    path("luu/", views.Keep.as_view(), name="keep"),
    path("bo/<int:pk>/", views.Forget.as_view(), name="forget"),
    path("goi-y/", views.Suggest.as_view(), name="suggest"),
]
