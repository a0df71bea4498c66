"""What every page's frame shows: the agency, who is signed in, the rooms this person may enter."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise

from office.access import Asker, asker_of
from office.models import Unit
from office.rooms import Room, address_of


@dataclass(frozen=True)
class RoomLink:
    label: str | Promise
    address: str
    is_current: bool
    at_end: bool


class Shell:
    """Lazy on purpose: the Wagtail admin asks for this context too and uses none of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def now(self) -> datetime.datetime:
        return timezone.now()

    @cached_property
    def agency_name(self) -> str:
        agency = Unit.objects.valid_on(timezone.localdate()).filter(is_agency=True).order_by("-valid_from").first()
        return agency.name if agency else ""

    @cached_property
    def _user(self):
        return getattr(self._request, "user", None)

    @property
    def is_signed_in(self) -> bool:
        return bool(self._user and self._user.is_authenticated)

    @cached_property
    def asker(self) -> Asker | None:
        return asker_of(self._user) if self.is_signed_in else None

    @property
    def is_staff(self) -> bool:
        return bool(self.asker and self.asker.is_staff)

    @property
    def person_name(self) -> str:
        if self._user.person_id:
            return self._user.person.full_name
        return self._user.get_username()

    @property
    def search_address(self) -> str:
        return address_of("search:search")

    @cached_property
    def rooms(self) -> list[RoomLink]:
        """The rooms in the order of settings.ROOMS; a room without an address yet is left out."""
        if not self.is_staff:
            return []
        links = [
            (room, address)
            for room in settings.ROOMS
            if self._may_enter(room) and (address := address_of(room.url_name))
        ]
        here = max(
            (address for _room, address in links if self._is_under(address)),
            key=len,
            default="",
        )
        return [RoomLink(room.label, address, address == here, room.at_end) for room, address in links]

    @cached_property
    def record_button(self) -> RoomLink | None:
        """The button beside any record that takes it along to another room (settings.RECORD_BUTTON)."""
        room = settings.RECORD_BUTTON
        if not self.is_staff or not self._may_enter(room) or not (address := address_of(room.url_name)):
            return None
        return RoomLink(room.label, address, is_current=False, at_end=True)

    def _may_enter(self, room: Room) -> bool:
        if room.permission:
            return self._user.has_perm(room.permission)
        return not room.roles or bool(self.asker and self.asker.roles & room.roles)

    def _is_under(self, address: str) -> bool:
        path = self._request.path
        return path == address if address == "/" else path.startswith(address)


def shell(request: HttpRequest) -> dict[str, object]:
    return {"shell": Shell(request)}
