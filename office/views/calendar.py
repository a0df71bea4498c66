"""The pages of the working calendar: the year to see, and for those who keep it, a day, a swap, the hours, the confirmation."""

import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, RedirectView, TemplateView

from office import calendar_effects
from office.actions.calendar import confirm_year, propose_year, set_sessions, swap_days, write_day
from office.calendar import calendar_warnings, days_written, working_calendar
from office.calendar_effects import Change
from office.calendar_forms import BasisForm, CalendarDayForm, SessionsForm, SwapForm
from office.calendar_seed import DEFAULT_SESSIONS, days_of
from office.dates import WEEKDAYS, WEEKDAYS_SHORT, NotADate, read_date, write_date
from office.models import CalendarYear, DayKind, DayPart, ReceptionHours, WorkSession, YearState
from office.refusals import NotPermitted, Refusal
from office.rules import CALENDAR_KEEPERS, check_can_keep_calendar
from office.views.base import StaffPage
from office.working_calendar import FIRST_YEAR, LAST_YEAR, CalendarFact
from office.year_grid import year_grid


def year_address(year: int) -> str:
    return reverse("office:calendar_year", args=[year])


class ThisYear(StaffPage, RedirectView):
    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        return year_address(timezone.localdate().year)


class YearPage(StaffPage, TemplateView):
    """A year for everybody on the staff: which days count, why not, by what text; and whether the office stands by it."""

    template_name = "office/calendar_year.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.number: int = kwargs["year"]
        if not FIRST_YEAR <= self.number <= LAST_YEAR:
            raise Http404

    def get_context_data(self, *, confirm_form: BasisForm | None = None, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        year = CalendarYear.objects.select_related("confirmed_by").filter(pk=self.number).first()
        rows: list[Any] = list(days_written(self.number)) if year else list(days_of(self.number))
        rows = [row for row in rows if row.kind != DayKind.ORDINARY]
        shown_on = max(today, datetime.date(self.number, 1, 1)) if self.number >= today.year else None
        return super().get_context_data(**kwargs) | {
            # As text: a year is no quantity, and would be written 2.026.
            "number": str(self.number),
            "before": str(self.number - 1),
            "after": str(self.number + 1),
            "year": year,
            "is_confirmed": bool(year and year.state == YearState.CONFIRMED),
            "rows": [_row(row) for row in rows],
            "counts": _counts(rows),
            "months": year_grid(working_calendar(), self.number, today=today),
            "weekdays": _weekday_heads(),
            "sessions": _sessions(shown_on or datetime.date(self.number, 12, 31)),
            "reception": _reception(today),
            "may_keep": self.asker.has_role(*CALENDAR_KEEPERS),
            "warnings": [each for each in calendar_warnings(today) if each.year == self.number],
            "confirm_form": confirm_form or BasisForm(),
        }


class KeeperPage(StaffPage):
    """Pages that change the calendar: others are told who may."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.person is not None:
            check_can_keep_calendar(self.asker.person, on=self.asker.on)
        return super().dispatch(request, *args, **kwargs)


class ProposeYear(KeeperPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        propose_year(year=year, by=self.asker.person, now=timezone.now())
        messages.success(
            request, _("Đã lập dự kiến lịch năm %(year)s. Soát từng ngày, sửa rồi xác nhận.") % {"year": year}
        )
        return HttpResponseRedirect(year_address(year))


class ConfirmYear(KeeperPage, YearPage):
    """Answers the form on the year's page; on a mistake the page comes back with it."""

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        form = BasisForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(confirm_form=form, form=form), status=422)
        confirm_year(year=year, basis=form.cleaned_data["basis"], by=self.asker.person, now=timezone.now())
        messages.success(
            request, _("Đã xác nhận lịch năm %(year)s. Ngày hẹn trong năm này không còn là tạm tính.") % {"year": year}
        )
        return HttpResponseRedirect(year_address(year))


class ChangePage(KeeperPage, FormView):
    """A form whose refusal comes back on the same page, with what was typed."""

    template_name = "office/calendar_change.html"

    @cached_property
    def trail(self) -> list[tuple[str, str]]:
        year = timezone.localdate().year
        return [(_("Lịch làm việc"), reverse("office:calendar")), (str(year), year_address(year))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trail=self.trail, title=self.title, button=self.button, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """First show what would move and ask; the same list seen and sent again makes the change and moves it."""
        foreseen = self.foreseen(form.cleaned_data, form)
        moved = calendar_effects.moved_by(foreseen, self.request.user)
        mark = calendar_effects.mark_of(moved)
        if moved and self.request.POST.get("da_xem") != mark:
            return self.render_to_response(self.get_context_data(form=form, moved=moved, mark=mark))
        try:
            year, said = self.change(form.cleaned_data, form)
            count = calendar_effects.carry_out(foreseen, by=self.asker.person, now=timezone.now())
            if count:
                said += " " + ngettext("%(n)s hồ sơ đang mở dời hẹn.", "%(n)s hồ sơ đang mở dời hẹn.", count) % {
                    "n": count
                }
        except NotPermitted:
            raise
        except Refusal as refusal:
            context = self.get_context_data(form=form, refusal=refusal)
            return self.render_to_response(context, status=refusal.status)
        messages.success(self.request, said)
        return HttpResponseRedirect(year_address(year))

    def foreseen(self, data: dict[str, Any], form: Any) -> Change:
        """The calendar as it would be."""
        raise NotImplementedError

    def change(self, data: dict[str, Any], form: Any) -> tuple[int, str]:
        """Make the change; the year to show and the sentence to say."""
        raise NotImplementedError


class WriteDay(ChangePage):
    form_class = CalendarDayForm

    @property
    def title(self) -> str:
        return _("Ghi một ngày trong lịch")

    @property
    def button(self) -> str:
        return _("Ghi ngày này")

    def get_initial(self) -> dict[str, Any]:
        """What is known of the day that the address names, so that a correction starts from it."""
        try:
            day = read_date(self.request.GET.get("ngay", ""), today=timezone.localdate())
        except NotADate:
            return {}
        fact = working_calendar().fact_on(day)
        if fact is None:
            return {"day": day, "kind": DayKind.EMERGENCY}
        return {"day": day, "kind": fact.kind, "part": fact.part, "name": fact.name, "basis": fact.basis}

    def foreseen(self, data: dict[str, Any], form: Any) -> Change:
        return _with_facts(CalendarFact(data["day"], data["kind"], data["name"], data["basis"], data["part"]))

    def change(self, data: dict[str, Any], form: Any) -> tuple[int, str]:
        made = write_day(**data, by=self.asker.person, now=timezone.now())
        said = _("Đã ghi %(day)s: %(kind)s, %(name)s.")
        return made.day.year, said % {
            "day": write_date(made.day),
            "kind": DayKind(made.kind).label,
            "name": made.name,
        }


class SwapDays(ChangePage):
    form_class = SwapForm

    @property
    def title(self) -> str:
        return _("Hoán đổi ngày làm việc")

    @property
    def button(self) -> str:
        return _("Hoán đổi hai ngày này")

    def foreseen(self, data: dict[str, Any], form: Any) -> Change:
        return _with_facts(
            CalendarFact(data["day_off"], DayKind.SWAPPED_OFF, "", data["basis"]),
            CalendarFact(data["worked_day"], DayKind.SWAPPED_WORK, "", data["basis"]),
        )

    def change(self, data: dict[str, Any], form: Any) -> tuple[int, str]:
        off, work = swap_days(**data, by=self.asker.person, now=timezone.now())
        said = _("Đã hoán đổi: nghỉ %(off)s, làm bù %(work)s.")
        return off.day.year, said % {"off": write_date(off.day), "work": write_date(work.day)}


class SetSessions(ChangePage):
    form_class = SessionsForm

    @property
    def title(self) -> str:
        return _("Giờ làm việc")

    @property
    def button(self) -> str:
        return _("Áp dụng giờ này")

    def get_initial(self) -> dict[str, Any]:
        return {"weekdays": list(range(5)), "morning": "07:30–11:30", "afternoon": "13:30–17:00"}

    def foreseen(self, data: dict[str, Any], form: SessionsForm) -> Change:
        before, since = working_calendar(), data["valid_from"]
        return Change(before, before.with_hours(form.sessions(), since), since, None)

    def change(self, data: dict[str, Any], form: SessionsForm) -> tuple[int, str]:
        set_sessions(
            sessions=form.sessions(),
            valid_from=data["valid_from"],
            basis=data["basis"],
            by=self.asker.person,
            now=timezone.now(),
        )
        return data["valid_from"].year, _("Đã ghi giờ làm việc từ ngày %(day)s.") % {
            "day": write_date(data["valid_from"])
        }


def _with_facts(*facts: CalendarFact) -> Change:
    """Today's calendar and the one with these days in it."""
    before, days = working_calendar(), [fact.day for fact in facts]
    return Change(before, before.changed(facts), min(days), max(days))


def _row(row: Any) -> dict[str, Any]:
    """A day as the list shows it; rows of the table and proposals look the same."""
    return {
        "day": row.day,
        "kind": DayKind(row.kind).label,
        "is_made_up": row.kind == DayKind.SWAPPED_WORK,
        "name": row.name,
        "part": "" if row.part == DayPart.WHOLE else DayPart(row.part).label,
        "basis": row.basis,
        "entered_by": "" if isinstance(row, CalendarFact) else row.entered_by,
        "known_since": None if isinstance(row, CalendarFact) else row.known_since,
    }


def _counts(rows: list[Any]) -> dict[str, int]:
    kinds = [row.kind for row in rows]
    return {
        "holidays": kinds.count(DayKind.HOLIDAY),
        "compensations": kinds.count(DayKind.COMPENSATION),
        "swaps": kinds.count(DayKind.SWAPPED_OFF),
        "emergencies": kinds.count(DayKind.EMERGENCY),
    }


def _weekday_heads() -> list[tuple[str, str]]:
    return [(str(short), str(long)) for short, long in zip(WEEKDAYS_SHORT, WEEKDAYS, strict=True)]


def _reception(on: datetime.date) -> list[dict[str, Any]]:
    rows = ReceptionHours.objects.valid_on(on).select_related("unit")
    return [
        {
            "unit": row.unit.name,
            "weekday": WEEKDAYS[row.weekday],
            "hours": f"{row.opens:%H:%M}–{row.closes:%H:%M}",
            "services": row.get_services_display(),
        }
        for row in rows
    ]


def _sessions(on: datetime.date) -> list[dict[str, Any]]:
    """The hours that hold on a day, a line for each run of weekdays with the same hours."""
    rows = list(WorkSession.objects.valid_on(on)) or list(DEFAULT_SESSIONS)
    by_weekday: dict[int, list[str]] = {}
    for row in rows:
        by_weekday.setdefault(row.weekday, []).append(f"{row.opens:%H:%M}–{row.closes:%H:%M}")
    lines: list[dict[str, Any]] = []
    for weekday in sorted(by_weekday):
        hours = sorted(by_weekday[weekday])
        if lines and lines[-1]["hours"] == hours and lines[-1]["last"] == weekday - 1:
            lines[-1]["last"] = weekday
        else:
            lines.append({"first": weekday, "last": weekday, "hours": hours})
    for line in lines:
        first, last = WEEKDAYS[line["first"]], WEEKDAYS[line["last"]]
        line["days"] = str(first) if first == last else f"{first} – {last}"
    return lines
