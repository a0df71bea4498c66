"""Addresses of the room «Cải tiến»."""

app_name = "audits"

urlpatterns: list = []
