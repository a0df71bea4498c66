"""An entry of the line of rooms in the frame. Pure, so that settings can name the rooms (config.settings.base.ROOMS)."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Room:
    """An entry of the line of rooms: who sees it (no roles = all staff), and where it leads. Named in settings.ROOMS."""

    label: str | Promise
    url_name: str
    roles: frozenset[str] = frozenset()
    at_end: bool = False
    permission: str = ""  # a Django permission instead of roles: the door of the Wagtail admin


def address_of(url_name: str, *args: object) -> str:
    """The address behind a name, or nothing while the page behind it is not built."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
