"""Addresses of the room «Tài liệu»."""

app_name = "iso_docs"

urlpatterns: list = []
