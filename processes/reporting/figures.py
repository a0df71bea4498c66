"""The figures of a period (the family of Biểu II.06): every dossier is counted once in each identity, every number is a list.

    received = carried over + new            new = online + direct + postal + at home
    received = resolved + stopped + open     resolved = early + on time + late          open = in time + late

Channel and outcome never stand in one sum. What a number counts, `LINES` says in words and as a filter, so the list behind
it cannot differ from it. As of a day: what happened later is not looked at, and the promise is the one of that day.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.models import Person, Unit
from processes.models import (
    AdministrativeField,
    AdministrativeProcedure,
    ClockPause,
    Dossier,
    DossierDecision,
    StepProgress,
)
from processes.states import Channel, DecisionKind, DossierState

NEVER = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included, as the books stood at the end of `as_of`."""

    first: datetime.date
    last: datetime.date
    as_of: datetime.date

    @property
    def begins(self) -> datetime.datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime.datetime:
        """The first instant that is not looked at: after the period, or after the day of the books."""
        return _midnight(min(self.last, self.as_of) + datetime.timedelta(days=1))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the report: its name, what it counts, and the filter that counts it."""

    key: str
    label: Any
    meaning: Any
    sign: Q = field(default_factory=Q)


def lines_of(period: Period) -> dict[str, Line]:
    """The numbers of a period in their order. The filters work on rows of `counted(period)`."""
    new = Q(received_at__gte=period.begins)
    ended = Q(ended__lt=period.ends)
    resolved = ended & ~Q(state=DossierState.STOPPED)
    late, same_day = Q(ended__gt=F("due_then")), Q(ended_day=F("due_day"))
    still = ~ended
    lines = [
        Line("received", _("Tổng số tiếp nhận"), _("kỳ trước chuyển sang cộng mới tiếp nhận"), Q(pk__isnull=False)),
        Line("carried_over", _("Kỳ trước chuyển sang"), _("tiếp nhận trước kỳ, đầu kỳ chưa xong"), ~new),
        Line("new", _("Mới tiếp nhận"), _("tiếp nhận trong kỳ"), new),
        Line("new_online", _("trực tuyến"), _("mới tiếp nhận, nộp trực tuyến"), new & Q(submit_channel=Channel.ONLINE)),
        Line("new_direct", _("trực tiếp"), _("mới tiếp nhận, nộp tại quầy"), new & Q(submit_channel=Channel.DIRECT)),
        Line("new_postal", _("bưu chính"), _("mới tiếp nhận, qua bưu chính công ích"), new & Q(submit_channel=Channel.POSTAL)),
        Line("new_at_home", _("tại nhà"), _("mới tiếp nhận, nhận tại nhà"), new & Q(submit_channel=Channel.AT_HOME)),
        Line("resolved", _("Đã giải quyết"), _("xử lý xong trong kỳ, kể cả từ chối giải quyết"), resolved),
        Line("early", _("trước hạn"), _("xong trước ngày hẹn trả"), resolved & ~late & ~same_day),
        Line("on_time", _("đúng hạn"), _("xong trong ngày hẹn trả, chưa quá giờ hẹn"), resolved & ~late & same_day),
        Line("late", _("quá hạn"), _("xong sau hẹn trả; hẹn lại (Mẫu 04) không làm thành đúng hạn"), resolved & late),
        Line("stopped", _("Dừng, rút hồ sơ"), _("dừng giải quyết hoặc cho rút trong kỳ"), ended & Q(state=DossierState.STOPPED)),
        Line("open", _("Đang giải quyết"), _("đến cuối kỳ chưa xong"), still),
        Line("open_in_time", _("trong hạn"), _("chưa xong, chưa qua hẹn trả hoặc đang chờ người nộp"), still & ~_open_late(period)),
        Line("open_late", _("quá hạn"), _("chưa xong, đã qua hẹn trả"), still & _open_late(period)),
    ]  # fmt: skip
    return {line.key: line for line in lines}


def _open_late(period: Period) -> Q:
    return Q(due_then__lt=period.ends, stands=False)


def counted(rows: QuerySet[Dossier], period: Period) -> QuerySet[Dossier]:
    """The dossiers of a period, each with when it ended, its promise and whether its clock stood, as of the books' day."""
    end = period.ends
    stopped_at = DossierDecision.objects.filter(
        dossier=OuterRef("pk"), kind__in=[DecisionKind.STOPPED, DecisionKind.WITHDRAWN]
    ).order_by("decided_at")
    last_work = StepProgress.objects.filter(dossier=OuterRef("pk")).order_by("-number")
    waited = ClockPause.objects.filter(dossier=OuterRef("pk"), ended_at__lt=end, due_after__isnull=False).order_by(
        "-number"
    )
    standing = ClockPause.objects.filter(dossier=OuterRef("pk"), began_at__lt=end).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=end)
    )
    moment = DateTimeField()
    return (
        rows.exclude(state__in=[DossierState.REGISTERED, DossierState.NOT_RECEIVED])
        .filter(received_at__lt=end)
        .annotate(
            ended=Case(
                When(finished_at__isnull=False, then=F("finished_at")),
                When(
                    state=DossierState.STOPPED,
                    then=Coalesce(
                        Subquery(stopped_at.values("decided_at")[:1]),
                        Subquery(last_work.values("ended_at")[:1]),
                        F("received_at"),
                        output_field=moment,
                    ),
                ),
                default=Value(NEVER, output_field=moment),
                output_field=moment,
            ),
            # A pause that ended later moved the promise later than the books' day. Mirrored ones keep no pauses.
            due_then=Case(
                When(received_by__isnull=True, then=F("due_promised")),
                default=Coalesce(Subquery(waited.values("due_after")[:1]), F("due_original"), output_field=moment),
                output_field=moment,
            ),
            stands=Case(
                When(received_by__isnull=True, paused_at__lt=end, then=Value(True)),
                When(pk__in=standing.values("dossier"), then=Value(True)),
                default=Value(False),
            ),
        )
        .annotate(ended_day=TruncDate("ended"), due_day=TruncDate("due_then"))
        .filter(ended__gte=period.begins)
    )


# --- by what ---------------------------------------------------------------------------------------------------------

BY: dict[str, Any] = {
    "": gettext_lazy("không chia"),
    "month": gettext_lazy("tháng"),
    "quarter": gettext_lazy("quý"),
    "year": gettext_lazy("năm"),
    "unit": gettext_lazy("đơn vị giải quyết"),
    "field": gettext_lazy("lĩnh vực"),
    "procedure": gettext_lazy("thủ tục"),
    "group": gettext_lazy("nhóm bước"),
    "person": gettext_lazy("người giải quyết"),
    "channel": gettext_lazy("cách nộp"),
}
IN_TIME = ("month", "quarter", "year")


def _key_column(rows: QuerySet[Dossier], by: str, period: Period) -> tuple[QuerySet[Dossier], str]:
    """Rows with the column that `by` groups by. Persons and groups: who had it last before the books' end."""
    last = StepProgress.objects.filter(dossier=OuterRef("pk"), began_at__lt=period.ends).order_by("-number")
    match by:
        case "unit":
            return rows, "owner_unit"
        case "field":
            return rows, "procedure_version__procedure__field"
        case "procedure":
            return rows, "procedure_version__procedure"
        case "channel":
            return rows, "submit_channel"
        case "person":
            return rows.annotate(last_person=Subquery(last.values("person")[:1])), "last_person"
        case "group":
            return rows.annotate(last_group=Subquery(last.values("key")[:1])), "last_group"
    raise ValueError(by)


def _labels(by: str, keys: list[Any]) -> dict[Any, str]:
    match by:
        case "unit":
            return {each.pk: each.name for each in Unit.objects.filter(pk__in=keys)}
        case "field":
            return {each.pk: each.name for each in AdministrativeField.objects.filter(pk__in=keys)}
        case "procedure":
            return {each.pk: str(each) for each in AdministrativeProcedure.objects.filter(pk__in=keys)}
        case "person":
            return {each.pk: each.full_name for each in Person.objects.filter(pk__in=keys)}
        case "group":
            found = StepProgress.objects.filter(key__in=keys).values_list("key", "name").order_by("pk")
            return dict(found)
        case "channel":
            return dict(Channel.choices)
    return {}


def parts_of(period: Period, by: str) -> Iterator[tuple[str, str, Period]]:
    """The months, quarters or years of a period: (key, label, the part of the period). Each carries over from the one before."""
    step = {"month": 1, "quarter": 3, "year": 12}[by]
    day = period.first
    while day <= period.last:
        begin = (day.month - 1) // step * step
        months = day.year * 12 + begin + step
        following = datetime.date(months // 12, months % 12 + 1, 1)
        last = min(following - datetime.timedelta(days=1), period.last)
        number = begin // step + 1
        label = {
            "month": _("tháng %(n)s/%(year)s"), "quarter": _("quý %(n)s/%(year)s"), "year": _("năm %(year)s"),
        }[by] % {"n": f"{number:02d}" if by == "month" else number, "year": day.year}  # fmt: skip
        yield f"{day.year}" if by == "year" else f"{day.year}-{number:02d}", label, Period(day, last, period.as_of)
        day = following


# --- the report ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of figures. `key` leads to its lists; None where dossiers have no such thing."""

    key: Any
    label: str
    figures: dict[str, int]
    period: Period


@dataclass(frozen=True)
class Report:
    """The whole with its rows, the words of its definitions, and the sums that do not close (none, ever)."""

    period: Period
    by: str
    unit: Unit | None
    total: dict[str, int]
    rows: list[Row]
    problems: list[str]

    @property
    def definitions(self) -> list[tuple[str, str]]:
        return [(line.label, line.meaning) for line in lines_of(self.period).values()]


def _counts(period: Period) -> dict[str, Any]:
    return {f"n_{line.key}": Count("pk", filter=line.sign) for line in lines_of(period).values()}


def _figures(found: dict[str, Any]) -> dict[str, int]:
    return {name.removeprefix("n_"): value for name, value in found.items() if name.startswith("n_")}


def period_report(rows: QuerySet[Dossier], period: Period, *, by: str = "", unit: Unit | None = None) -> Report:
    """Count. `rows` is what the asker may see. Two queries, one more for names; by month one per month."""
    if unit is not None:
        rows = rows.filter(owner_unit=unit)
    total = _figures(counted(rows, period).order_by().aggregate(**_counts(period)))
    made: list[Row] = []
    if by in IN_TIME:
        for key, label, part in parts_of(period, by):
            found = counted(rows, part).order_by().aggregate(**_counts(part))
            made.append(Row(key, label, _figures(found), part))
    elif by:
        keyed, column = _key_column(counted(rows, period), by, period)
        found_rows = list(keyed.order_by().values(column).annotate(**_counts(period)))
        labels = _labels(by, [each[column] for each in found_rows])
        made = [
            Row(each[column], labels.get(each[column], _("chưa giao ai")), _figures(each), period)
            for each in found_rows
        ]
        made.sort(key=lambda row: (-row.figures["received"], row.label))
    problems = [
        *_not_closing(_("Tổng"), total),
        *(sentence for row in made for sentence in _not_closing(row.label, row.figures)),
    ]
    if by and by not in IN_TIME:
        problems += [
            _("%(name)s: các dòng cộng lại không bằng tổng.") % {"name": name}
            for name in total
            if sum(row.figures[name] for row in made) != total[name]
        ]
    return Report(period, by, unit, total, made, problems)


SUMS = (
    ("received", ("carried_over", "new")),
    ("new", ("new_online", "new_direct", "new_postal", "new_at_home")),
    ("resolved", ("early", "on_time", "late")),
    ("open", ("open_in_time", "open_late")),
    ("received", ("resolved", "stopped", "open")),
)


def _not_closing(label: str, figures: dict[str, int]) -> list[str]:
    return [
        _("%(label)s: %(whole)s khác tổng của %(parts)s.") % {"label": label, "whole": whole, "parts": ", ".join(parts)}
        for whole, parts in SUMS
        if figures[whole] != sum(figures[part] for part in parts)
    ]


def dossiers_behind(
    rows: QuerySet[Dossier],
    period: Period,
    line: str,
    *,
    by: str = "",
    key: str | None = None,
    unit: Unit | None = None,
) -> QuerySet[Dossier]:
    """The dossiers that one number counts. `key` as in the row («» : dossiers that have no such thing). KeyError: no such number."""
    if unit is not None:
        rows = rows.filter(owner_unit=unit)
    if key is not None and by in IN_TIME:
        period = {name: part for name, _label, part in parts_of(period, by)}[key]
    found = counted(rows, period).filter(lines_of(period)[line].sign)
    if key is not None and by and by not in IN_TIME:
        found, column = _key_column(found, by, period)
        is_number = by in ("unit", "field", "procedure", "person")
        if key == "" or (is_number and not (key.isascii() and key.isdecimal() and len(key) < 16)):
            found = found.filter(**{f"{column}__isnull": True})
        else:
            found = found.filter(**{column: int(key) if is_number else key})
    return found.order_by("due_then", "pk")


def share(part: int, whole: int, places: int = 2) -> Decimal:
    """Per cent, half up, as the reports print it: 2431 of 2851 is 85,27."""
    if not whole:
        return Decimal(0).quantize(Decimal(1).scaleb(-places))
    return (Decimal(part) * 100 / whole).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def shares(figures: dict[str, int]) -> dict[str, Decimal]:
    """The shares that the reports print: outcome among resolved, channel among new."""
    return {
        "early": share(figures["early"], figures["resolved"]),
        "on_time": share(figures["on_time"], figures["resolved"]),
        "late": share(figures["late"], figures["resolved"]),
        "early_or_on_time": share(figures["early"] + figures["on_time"], figures["resolved"]),
        "online": share(figures["new_online"], figures["new"]),
        "direct_and_postal": share(figures["new"] - figures["new_online"], figures["new"]),
    }
