"""Addresses of the room «Tìm kiếm»."""

app_name = "search"

urlpatterns: list = []
