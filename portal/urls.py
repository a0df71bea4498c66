"""Addresses of the room «Cổng»."""

from django.urls import path

from portal import views

app_name = "portal"

urlpatterns: list = [
    path("", views.Start.as_view(), name="home"),
]
