"""The working calendar as data: years confirmed by the office, days with kind and legal basis, sessions, reception hours."""

from django.db import models
from django.db.models import Q

from office.models.base import Dated
from office.models.people import Person
from office.models.units import Unit


class YearState(models.TextChoices):
    DRAFT = "draft", "dự kiến"
    CONFIRMED = "confirmed", "đã xác nhận"


class CalendarYear(models.Model):
    """A year of the deadline calendar. Until it is confirmed, dates that fall in it are shown as provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=10, choices=YearState, default=YearState.DRAFT)
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "lịch năm"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "nghỉ lễ, Tết"
    COMPENSATION = "compensation", "nghỉ bù"  # BLLĐ Art 111.3
    SWAPPED_OFF = "swapped_off", "nghỉ hoán đổi"
    SWAPPED_WORK = "swapped_work", "làm bù"
    EMERGENCY = "emergency", "nghỉ đột xuất"
    ORDINARY = "ordinary", "như ngày thường"  # takes back an earlier row of the same day


class DayPart(models.TextChoices):
    WHOLE = "whole", "cả ngày"
    MORNING = "morning", "buổi sáng"
    AFTERNOON = "afternoon", "buổi chiều"


class CalendarDay(models.Model):
    """A day that differs from its weekday. The row with the latest `known_since` counts; earlier ones stay as history."""

    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=12, choices=DayKind)
    part = models.CharField("phần ngày", max_length=10, choices=DayPart, default=DayPart.WHOLE)
    name = models.CharField("tên", max_length=120)
    basis = models.CharField("căn cứ", max_length=300)
    known_since = models.DateTimeField()  # when the office learned of it: a late announcement moves open dossiers only
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ngày trong lịch"
        ordering = ["day", "known_since"]
        constraints = [models.UniqueConstraint(fields=["day", "known_since"], name="office_calendarday_once")]


class WorkSession(Dated):
    """Working time of a weekday (0 = Monday), from and to the minute. The same weekday may have several sessions."""

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField("từ")
    closes = models.TimeField("đến")
    basis = models.CharField("căn cứ", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "buổi làm việc"
        ordering = ["weekday", "opens"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_worksession_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="office_worksession_closes_after"),
        ]


class ReceptionServices(models.TextChoices):
    ALL = "all", "tất cả"
    SAME_DAY = "same_day", "chỉ việc giải quyết trong ngày"
    RECEIVE_RETURN = "receive_return", "chỉ nhận và trả"


class ReceptionHours(Dated):
    """When a one-stop unit receives people. Apart from the deadline calendar: a Saturday morning here is no working day there."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reception_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField("từ")
    closes = models.TimeField("đến")
    services = models.CharField(max_length=20, choices=ReceptionServices, default=ReceptionServices.ALL)

    class Meta(Dated.Meta):
        verbose_name = "giờ tiếp nhận"
        ordering = ["unit", "weekday", "opens"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_reception_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="office_reception_closes_after"),
        ]
