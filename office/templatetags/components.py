"""Small helpers of templates/components: what a component needs computed; built in, no load needed."""

from django import template
from django.core.paginator import Page
from django.forms import BoundField

register = template.Library()


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The pages a pager names: first, last and the neighbours; 0 stands for a gap."""
    last = page.paginator.num_pages
    shown = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[int] = []
    for n in shown:
        if numbers and n > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(n)
    return numbers


@register.filter
def echo_of(field: BoundField) -> str:
    """What a field understood from what was typed, in words («thứ Năm, 05/03/2026»); most fields have nothing to say."""
    echo = getattr(field.field, "echo", None)
    return echo(field.value()) if echo else ""
