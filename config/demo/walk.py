"""Walking dossiers through their lives: each act at its time, by the person whose turn it is, in order of time over all dossiers.

A plan says when a dossier comes, under which procedure and how it shall end; everything else follows from the promise that
`receive_dossier` makes. The walk may be stopped anywhere and begun again: what stands in the database is not done twice.
"""

import datetime
import heapq
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.demo.names import applicant
from office.calendar import working_calendar
from office.models import Assignment, Person, Unit
from office.working_calendar import WorkingCalendar
from processes.actions import (
    GivenPaper,
    accept_hand_over,
    finish_with_result,
    hand_over,
    receive_dossier,
    return_result,
)
from processes.due_dates import LimitUnit, due
from processes.models import AdministrativeProcedure, AdministrativeProcedureCase, Dossier, HandOver

NAMESPACE = uuid.UUID("6d0c6a52-1c0a-4f5e-9a53-0d7c6f2f2a11")

# The person behind a wording of the step table, by staff code: before and after 01/07/2025 the same people.
RESPONSIBLE = [
    ("chuyên viên địa chính", "BA-03"),
    ("trưởng phòng kinh tế", "BA-05"),
    ("tư pháp", "BA-04"),
    ("lãnh đạo", "BA-09"),
    ("văn thư", "BA-12"),
    ("cán bộ tiếp nhận", "BA-01"),
]


@dataclass(frozen=True)
class Plan:
    """One dossier as it shall be. `outcome`: early, on_time, late (a working day or more after the promise), open (no end)."""

    name: str
    received: datetime.datetime
    procedure: str
    case: str
    outcome: str
    channel: str = "direct"
    late_days: int = 1

    @property
    def key(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.name)


@dataclass(order=True)
class _Event:
    at: datetime.datetime
    order: int
    act: Callable[[datetime.datetime], None] = field(compare=False)


class Walk:
    """Plays plans until a moment. `tell(done, total)` after each act; total grows as lives unfold."""

    def __init__(
        self, plans: list[Plan], *, until: datetime.datetime, tell: Callable[[int, int], None] | None = None
    ) -> None:
        self.calendar = working_calendar()
        self.until = until
        self.tell = tell or (lambda done, total: None)
        self.events: list[_Event] = []
        self.count = 0
        self.done = 0
        self._known: dict[tuple, Any] = {}
        for plan in plans:
            self._at(plan.received, lambda now, plan=plan: self._receive(plan, now))

    def run(self) -> int:
        """Do everything that is due until the moment; returns the number of acts and skips together."""
        while self.events and self.events[0].at <= self.until:
            event = heapq.heappop(self.events)
            event.act(event.at)
            self.done += 1
            self.tell(self.done, self.count)
        return self.done

    def live(self, plan: Plan) -> None:
        """One whole life in one transaction: duties of a running worker never meet a dossier of the past half-way."""
        with transaction.atomic():
            self._at(plan.received, lambda now: self._receive(plan, now))
            self.run()

    def person(self, staff_code: str) -> Person:
        return self._once(("person", staff_code), lambda: Person.objects.get(staff_code=staff_code))

    def unit_of(self, person: Person, on: datetime.date) -> Unit:
        """Where somebody works on a day."""
        held = Assignment.objects.valid_on(on).filter(person=person).select_related("post__unit")
        return self._once(("unit", person.pk, on), lambda: held.get().post.unit)

    def case_on(self, procedure: str, case: str, on: datetime.date) -> AdministrativeProcedureCase:
        def ask() -> AdministrativeProcedureCase:
            version = AdministrativeProcedure.objects.get(code=procedure).versions.of_day(on).get()
            return version.cases.select_related("version__procedure").get(key=case)

        return self._once(("case", procedure, case, on), ask)

    def _once(self, key: tuple, ask: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = ask()
        return self._known[key]

    def _at(self, at: datetime.datetime, act: Callable[[datetime.datetime], None]) -> None:
        self.count += 1
        heapq.heappush(self.events, _Event(at, self.count, act))

    def _receive(self, plan: Plan, now: datetime.datetime) -> None:
        case = self.case_on(plan.procedure, plan.case, timezone.localdate(now))
        dossier = receive_dossier(
            key=plan.key,
            case=case,
            applicant=applicant(plan.name),
            papers=[GivenPaper(paper.name, paper.kind, paper.count, paper) for paper in case.papers.all()],
            by=self.person("BA-01" if plan.key.int % 2 else "BA-02"),
            now=now,
            submit_channel=plan.channel,
            return_channel="direct" if plan.channel == "direct" else plan.channel,
        )
        _Life(self, plan, dossier).unfold()


class _Life:
    """The rest of one dossier's acts, laid out between its reception and its end."""

    def __init__(self, walk: Walk, plan: Plan, dossier: Dossier) -> None:
        self.walk, self.plan, self.key = walk, plan, dossier.pk
        self.received, self.promised = dossier.received_at, dossier.due_promised
        self.chance = random.Random(plan.name)  # noqa: S311 - an invented life
        self.groups = list(dossier.issue_case.time_groups.select_related("first_step").order_by("first_position"))

    def unfold(self) -> None:
        end = self._end()
        turns = self._turns()
        last = self.walk.until if end is None else end
        moments = self._moments(len(turns), last)
        for number, (code, (given, taken)) in enumerate(zip(turns, moments, strict=True), start=1):
            self.walk._at(given, lambda now, n=number, c=code: self._give(n, c, now))
            self.walk._at(taken, lambda now, n=number, c=code: self._take(n, c, now))
        if end is not None:
            self.walk._at(end, self._finish)
            self.walk._at(_later(self.walk.calendar, end, self.chance.randrange(30, 900)), self._return)

    def _end(self) -> datetime.datetime | None:
        """When processing ends, or None for a dossier that stays open."""
        calendar, promised = self.walk.calendar, self.promised.astimezone(self.walk.calendar.zone)
        if self.plan.outcome == "open":
            return None
        if self.plan.outcome == "late":
            day = promised.date()
            for _each in range(self.plan.late_days):
                day = calendar.next_working_day(day)
            return calendar.at(day, 9 * 60 + self.chance.randrange(0, 120))
        if self.plan.outcome == "on_time":
            begin = max(calendar.at(promised.date(), 8 * 60), _later(calendar, self.received, 20))
            return _between(calendar, begin, promised, self.chance.random() * 0.8 + 0.1)
        before = _last_moment_before(calendar, promised.date())
        begin = _later(calendar, self.received, 20)
        return _between(calendar, begin, max(before, begin), self.chance.random() * 0.6 + 0.35)

    def _turns(self) -> list[str]:
        """Staff codes of those who get the dossier, group by group; within one group the leader signs and gives it back."""
        if len(self.groups) <= 1:
            return ["BA-09"]
        return [_responsible(group.first_step.responsible) for group in self.groups[1:]]

    def _moments(self, count: int, end: datetime.datetime) -> list[tuple[datetime.datetime, datetime.datetime]]:
        """(given, taken) for each turn, in working time. A late or stuck dossier loses its time in the second group."""
        calendar = self.walk.calendar
        if self.plan.outcome in {"late", "open"} and count > 1:
            shares = [0.04, *(0.86 + 0.1 * number / count for number in range(1, count))]
        else:
            shares = [(number + 0.5) / (count + 1) for number in range(count)]
        whole = calendar.minutes_between(self.received, end)
        found = []
        for share in shares:
            given = _later(calendar, self.received, max(3, int(whole * share)))
            found.append((given, _later(calendar, given, max(1, min(25, int(whole * 0.03))))))
        if self.plan.outcome == "open" and count > 1:
            return [found[0], *((self.walk.until + datetime.timedelta(days=1),) * 2 for _each in found[1:])]
        return found

    def _dossier(self) -> Dossier:
        return Dossier.objects.get(pk=self.key)

    def _give(self, number: int, code: str, now: datetime.datetime) -> None:
        dossier = self._dossier()
        if dossier.finished_at or dossier.hand_overs.filter(number=number).exists():
            return
        person = self.walk.person(code)
        hand_over(
            dossier=dossier,
            to_unit=self.walk.unit_of(person, timezone.localdate(now)),
            to_person=person,
            by=dossier.holder,
            now=now,
        )

    def _take(self, number: int, code: str, now: datetime.datetime) -> None:
        given = HandOver.objects.get(dossier_id=self.key, number=number)
        if given.is_waiting:
            accept_hand_over(hand_over=given, by=self.walk.person(code), now=now)

    def _finish(self, now: datetime.datetime) -> None:
        dossier = self._dossier()
        if dossier.finished_at is None:
            finish_with_result(
                dossier=dossier, signed_on=timezone.localdate(now), signer_name="Bùi Minh Ngọc", by=dossier.holder, now=now,
                no_file_reason="kết quả bản giấy, dữ liệu mẫu không có bản quét",
            )  # fmt: skip

    def _return(self, now: datetime.datetime) -> None:
        dossier = self._dossier()
        if dossier.returned_at is None:
            return_result(
                dossier=dossier, channel=dossier.return_channel, receiver_name=dossier.applicant_name, by=self.walk.person("BA-01"),
                now=now, proof="ký nhận trong sổ" if dossier.return_channel == "direct" else "biên nhận giao trả",
            )  # fmt: skip


def working_days(calendar: WorkingCalendar, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    day = calendar.working_day_from(first)
    while day <= last:
        yield day
        day = calendar.next_working_day(day)


def _later(calendar: WorkingCalendar, start: datetime.datetime, minutes: int) -> datetime.datetime:
    """So many working minutes after a moment."""
    return due(
        received=start, limit=Decimal(minutes) / 60, unit=LimitUnit.WORKING_HOUR, calendar=calendar, with_ledger=False
    ).due


def _between(
    calendar: WorkingCalendar, begin: datetime.datetime, end: datetime.datetime, share: float
) -> datetime.datetime:
    return _later(calendar, begin, max(1, int(calendar.minutes_between(begin, end) * share)))


def _last_moment_before(calendar: WorkingCalendar, day: datetime.date) -> datetime.datetime:
    """Ten minutes before closing on the working day before `day`."""
    before = day - datetime.timedelta(days=1)
    while not calendar.is_working(before):
        before -= datetime.timedelta(days=1)
    return calendar.closing_of(before) - datetime.timedelta(minutes=10)


def _responsible(wording: str) -> str:
    low = wording.lower()
    return next((code for words, code in RESPONSIBLE if words in low), "BA-01")
