"""Addresses of the room «Cơ quan»."""

app_name = "office"

urlpatterns: list = []
