"""Addresses of the room «Lưu trữ»."""

app_name = "archives"

urlpatterns: list = []
