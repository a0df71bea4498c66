"""Due dates found by walking, on a calendar typed by hand from the published notices. Slow, plain, and not clever at all.

Nothing here may be shared with the product: a mistake in thought would then agree with itself (import-linter holds it).
Times are minutes since 01/01/2018 00:00 local time.
"""

import calendar
import datetime
import random

FIRST = datetime.date(2018, 1, 1)
LAST = datetime.date(2026, 12, 31)
DAYS = (LAST - FIRST).days + 1

# Weekdays on which offices were closed, as ddmm.
CLOSED = {
    2018: "0101 1402 1502 1602 1902 2002 2504 3004 0105 0309 3112",
    2019: "0101 0402 0502 0602 0702 0802 1504 2904 3004 0105 0209",
    2020: "0101 2301 2401 2701 2801 2901 0204 3004 0105 0209",
    2021: "0101 1002 1102 1202 1502 1602 2104 3004 0305 0209 0309",
    2022: "0301 3101 0102 0202 0302 0402 1104 0205 0305 0109 0209",
    2023: "0201 2001 2301 2401 2501 2601 0105 0205 0305 0109 0409",
    2024: "0101 0802 0902 1202 1302 1402 1804 2904 3004 0105 0209 0309",
    2025: "0101 2701 2801 2901 3001 3101 0704 3004 0105 0205 0109 0209",
    2026: "0101 0201 1602 1702 1802 1902 2002 2704 3004 0105 3108 0109 0209 2411",
}
# Saturdays that were worked.
OPENED = {2019: "0501 0405", 2024: "0405", 2025: "2604", 2026: "1001 2208"}


def _days(table: dict[int, str]) -> set[int]:
    return {
        (datetime.date(year, int(word[2:]), int(word[:2])) - FIRST).days
        for year, words in table.items()
        for word in words.split()
    }


_closed, _opened = _days(CLOSED), _days(OPENED)
WORKED = [
    day in _opened or ((FIRST + datetime.timedelta(days=day)).weekday() < 5 and day not in _closed)
    for day in range(DAYS)
]
MORNING, AFTERNOON = (450, 690), (810, 1020)  # 07:30–11:30, 13:30–17:00
_working_day = bytes(
    MORNING[0] <= minute < MORNING[1] or AFTERNOON[0] <= minute < AFTERNOON[1] for minute in range(1440)
)
MINUTES = b"".join(_working_day if worked else bytes(1440) for worked in WORKED)


class OffTheCalendar(Exception):
    """The walk left the typed years."""


def after_working_days(start: int, halves: int) -> int:
    """The end of the last of `halves` half days after the day of `start`; of that day, rolled on, when there are none."""
    day = start // 1440
    if halves == 0:
        while not _worked(day):
            day += 1
        return day * 1440 + AFTERNOON[1]
    while True:
        day += 1
        if _worked(day):
            for session in (MORNING, AFTERNOON):
                halves -= 1
                if halves == 0:
                    return day * 1440 + session[1]


def after_days(start: int, days: int) -> int:
    day = start // 1440 + days
    while not _worked(day):
        day += 1
    return day * 1440 + AFTERNOON[1]


def after_months(start: int, months: int) -> int:
    date = FIRST + datetime.timedelta(days=start // 1440)
    year, month, number = date.year, date.month, date.day
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while number > calendar.monthrange(year, month)[1]:
        number -= 1
    return after_days((datetime.date(year, month, number) - FIRST).days * 1440, 0)


def after_working_minutes(start: int, minutes: int) -> int:
    at, worked = start, MINUTES
    try:
        if minutes == 0:
            while not worked[at]:
                at += 1
            return at
        while minutes:
            minutes -= worked[at]
            at += 1
    except IndexError:
        raise OffTheCalendar from None
    return at


def working_minutes(start: int, end: int) -> int:
    total = 0
    for at in range(start, min(end, len(MINUTES))):
        total += MINUTES[at]
    return total


def halves_used(start: int, asked: int) -> int:
    return sum(2 for day in range(start // 1440 + 1, asked // 1440 + 1) if _worked(day))


def _worked(day: int) -> bool:
    if day >= DAYS:
        raise OffTheCalendar
    return WORKED[day]


def end_of(case: dict) -> tuple[int, int]:
    """(due, due_original) of a case in minutes. `halves`, `days`, `minutes` or `months` by its unit."""
    received, amount = case["received"], case["amount"]
    after = {
        "working_day": after_working_days,
        "day": after_days,
        "working_hour": after_working_minutes,
        "month": after_months,
    }[case["unit"]]
    original = after(received, amount)
    if case["hold"] is None:
        return original, original
    if case["hold"] == "restart":
        return after(case["complete"], amount), original
    used = halves_used if case["unit"] == "working_day" else working_minutes
    return after(case["complete"], max(0, amount - used(received, case["asked"]))), original


# Where calendars go wrong: around Tết, holidays, swapped Saturdays and the turn of the year.
EDGES = sorted(_closed | _opened)


def generate(count: int, seed: int):
    """Cases at random, half of them near a day off or a make-up day. Those that leave the typed years are left out."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        if chance.random() < 0.5:
            day = chance.choice(EDGES) + chance.randint(-12, 4)
        else:
            day = chance.randrange(DAYS - 40)
        if not 0 <= day < DAYS - 5:
            continue
        unit = chance.choices(["working_day", "working_hour", "day", "month"], [5, 3, 2, 1])[0]
        amount = {
            "working_day": lambda: chance.choice([1, 2, 3, 4, 6, 10, 14, 20, 30, 60]) + chance.choice([0, 0, 0, 1]),
            "working_hour": lambda: chance.choice([30, 60, 90, 120, 240, 480, 960, 1440]) + chance.choice([0, 0, 0, 7]),
            "day": lambda: chance.randint(0, 45),
            "month": lambda: chance.randint(1, 6),
        }[unit]()
        # Any minute of the day; often on the edge of a session.
        minute = chance.choice([chance.randrange(1440), chance.choice([449, 450, 689, 690, 809, 810, 1019, 1020])])
        case = {"received": day * 1440 + minute, "unit": unit, "amount": amount, "hold": None}
        if chance.random() < 0.4:
            case["hold"] = "restart" if unit in ("day", "month") else chance.choice(["restart", "pause"])
            case["asked"] = case["received"] + chance.choice([0, 1]) * chance.randrange(20 * 1440)
            case["complete"] = case["asked"] + chance.choice([0, 1, 1]) * chance.randrange(30 * 1440)
            if case["complete"] >= len(MINUTES):
                continue
        try:
            case["due"], case["due_original"] = end_of(case)
        except OffTheCalendar:
            continue
        made += 1
        yield case


def written(minute: int) -> str:
    """A minute as ISO local time."""
    return f"{datetime.datetime(2018, 1, 1) + datetime.timedelta(minutes=minute):%Y-%m-%dT%H:%M}"


def limit_of(case: dict) -> str:
    """The amount as the limit is written: halves of working days and minutes as decimals."""
    amount = case["amount"]
    if case["unit"] == "working_day":
        return f"{amount / 2:g}"
    if case["unit"] == "working_hour":
        whole, minutes = divmod(amount, 60)
        return str(whole) if minutes == 0 else f"{amount / 60:.10f}"
    return str(amount)


def question(case: dict, number: int) -> dict:
    """A case as one line of `manage.py due_date --batch`."""
    asked = {"id": number, "received": written(case["received"]), "limit": limit_of(case), "unit": case["unit"]}
    if case["hold"]:
        asked |= {"hold": case["hold"], "asked": written(case["asked"]), "complete": written(case["complete"])}
    return asked
