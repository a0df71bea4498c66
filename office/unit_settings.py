"""Numbers that an office sets for itself: dated rows of the agency, each with its basis; what nobody has set has a default.

A room declares its own at import, beside the code that reads it:

    REMIND_BEFORE = number("office.remind_before", label=…, default=2, least=0, most=20)
    …
    REMIND_BEFORE.on(day)
"""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.models import Unit, UnitSetting


@dataclass(frozen=True)
class NumberSetting:
    """A whole number between `least` and `most`. `default` holds until the office sets its own."""

    key: str
    label: str | Promise
    default: int
    least: int
    most: int

    def row_on(self, day: datetime.date) -> UnitSetting | None:
        return UnitSetting.objects.valid_on(day).filter(key=self.key).order_by("-valid_from", "-pk").first()

    def on(self, day: datetime.date) -> int:
        row = self.row_on(day)
        return self.default if row is None else int(row.value)


_settings: dict[str, NumberSetting] = {}


def number(key: str, *, label: str | Promise, default: int, least: int, most: int) -> NumberSetting:
    made = NumberSetting(key, label, default, least, most)
    if _settings.get(key, made) != made:
        raise ValueError(f"Two settings are named {key}.")
    _settings[key] = made
    return made


def known_settings() -> dict[str, NumberSetting]:
    return dict(_settings)


def agency_on(day: datetime.date) -> Unit | None:
    return Unit.objects.valid_on(day).filter(is_agency=True).order_by("-valid_from").first()


REMIND_BEFORE = number(
    "office.remind_before", label=_("Nhắc việc trước hạn (ngày làm việc)"), default=2, least=0, most=20
)
ESCALATE_AFTER = number(
    "office.escalate_after", label=_("Báo trưởng đơn vị khi quá hạn (ngày làm việc)"), default=1, least=1, most=60
)
