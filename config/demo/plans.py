"""What happened in the sample ward: the year 2023 with the figures of a real ward's report, a bad quarter, and the living desk."""

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal

from config.demo.walk import Plan, working_days
from office.calendar import working_calendar
from office.working_calendar import WorkingCalendar
from processes.due_dates import LimitUnit, due

# (procedure, case, working days, share of what comes)
KINDS = [
    ("2.990002", "chung", 1, 62),
    ("1.990012", "thuong", 3, 18),
    ("1.990012", "co-xac-minh", 13, 3),
    ("1.990005", "khong-xac-minh", 5, 9),
    ("1.990005", "co-xac-minh", 25, 2),
    ("1.990103", "chung", 20, 6),
]
LAND = KINDS[-1]

# As of 31/12/2023 (DOMAIN 1.1, rows 52–53): 2,860 received, of them 1,433 online; 2,431 early, 418 on time, 2 late, 9 open.
YEAR = 2023
RECEIVED, ONLINE, POSTAL = 2860, 1433, 211
EARLY, ON_TIME, LATE, OPEN = 2431, 418, 2, 9


def year_2023() -> list[Plan]:
    """2,860 dossiers. The nine that are open on 31/12/2023 are finished in January 2024."""
    calendar, chance = working_calendar(), random.Random(YEAR)  # noqa: S311 - an invented year
    last = datetime.date(YEAR, 12, 29)
    days = list(working_days(calendar, datetime.date(YEAR, 1, 3), last))
    outcomes = ["early"] * EARLY + ["on_time"] * ON_TIME + ["late"] * LATE
    channels = ["online"] * ONLINE + ["postal"] * POSTAL
    channels += ["direct"] * (RECEIVED - len(channels))
    chance.shuffle(outcomes)
    chance.shuffle(channels)
    plans = []
    for number, outcome in enumerate(outcomes):
        kind = LAND if outcome == "late" else _some_kind(chance)
        # Room for the promise, and for a late end, before the year is over.
        fitting = days[: -(kind[2] + 4)]
        plans.append(
            plan_for(f"{YEAR}-{number}", calendar, chance, chance.choice(fitting), kind, outcome, channels[number])
        )
    for number in range(OPEN):
        kind = (LAND, KINDS[3], KINDS[2])[number % 3]
        day = chance.choice(days[-3:])
        name = f"{YEAR}-{len(outcomes) + number}"
        plans.append(plan_for(name, calendar, chance, day, kind, "on_time", channels[len(outcomes) + number]))
    return plans


def bad_quarter(year: int) -> list[Plan]:
    """The third quarter of a year in land: 40 dossiers, 12 of them days late at the verification on the spot."""
    calendar, chance = working_calendar(), random.Random(year)  # noqa: S311 - an invented quarter
    days = list(working_days(calendar, datetime.date(year, 7, 1), datetime.date(year, 8, 29)))
    late = set(chance.sample(range(40), 12))
    return [
        plan_for(
            f"land-{year}-{number}", calendar, chance, days[number * len(days) // 40], LAND,
            "late" if number in late else chance.choice(["early", "early", "on_time"]), "direct",
            late_days=2 + chance.randrange(6),
        )
        for number in range(40)
    ]  # fmt: skip


def living_desk(now: datetime.datetime) -> list[Plan]:
    """The last 30 days up to `now`: what is due later is mostly still open, one dossier has passed its day."""
    calendar = working_calendar()
    today = now.astimezone(calendar.zone).date()
    chance = random.Random(today.toordinal())  # noqa: S311 - an invented month
    plans, overdue = [], 0
    for day in working_days(calendar, today - datetime.timedelta(days=30), today):
        for number in range(3 + chance.randrange(3)):
            kind = _some_kind(chance)
            plan = plan_for(
                f"desk-{day}-{number}", calendar, chance, day, kind, "early", chance.choice(["direct", "online"])
            )
            if plan.received >= now:
                continue
            ends = due(
                received=plan.received, limit=Decimal(kind[2]), unit=LimitUnit.WORKING_DAY, calendar=calendar, with_ledger=False
            ).due  # fmt: skip
            outcome = "early"
            if ends.date() >= today and (kind[2] > 1 or ends.date() == today):
                outcome = "open"
            elif not overdue and kind[2] in (3, 5) and 0 < (today - ends.date()).days <= 4:
                outcome, overdue = "open", 1
            plans.append(_with_outcome(plan, outcome))
    return plans


def _with_outcome(plan: Plan, outcome: str) -> Plan:
    return Plan(plan.name, plan.received, plan.procedure, plan.case, outcome, plan.channel)


def _some_kind(chance: random.Random) -> tuple[str, str, int, int]:
    return chance.choices(KINDS, weights=[kind[3] for kind in KINDS])[0]


def plan_for(
    name: str, calendar: WorkingCalendar, chance: random.Random, day: datetime.date, kind: Sequence, outcome: str,
    channel: str, late_days: int = 1,
) -> Plan:  # fmt: skip
    """A plan for a day: received at some minute of it when the counter is open."""
    spans = calendar.spans_on(day)
    span = chance.choice(spans)
    received = calendar.at(day, span.opens + chance.randrange(5, max(6, span.minutes - 45)))
    return Plan(name, received, kind[0], kind[1], outcome, channel, late_days)
