"""Filters for dates, numbers and shares as the office writes them; built in, no load needed."""

from django import template

register = template.Library()
