"""Addresses of the room «Cổng»."""

app_name = "portal"

urlpatterns: list = []
