"""What the lists of all rooms share: the filters that hold, each with the address that takes it away."""

from typing import Any

from django import forms
from django.http import HttpRequest

from office.dates import write_date


def chips_of(request: HttpRequest, form: forms.Form, chosen: dict[str, Any]) -> list[tuple[str, str]]:
    """(words, address without this filter) of each filter in `chosen`, the cleaned data of `form`."""
    chips = []
    for name, value in chosen.items():
        if value in (None, "", False):
            continue
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("trang", None)
        choices = dict(getattr(form.fields[name], "choices", [])) if isinstance(value, str) else {}
        shown = choices.get(value, write_date(value) if hasattr(value, "strftime") else value)
        label = form.fields[name].label
        chips.append((str(label) if value is True else f"{label}: {shown}", f"?{query.urlencode()}"))
    return chips
