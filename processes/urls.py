"""Addresses of the room «Hồ sơ»."""

app_name = "processes"

urlpatterns: list = []
