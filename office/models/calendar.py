"""The working calendar as data: years confirmed by the office, days with kind and legal basis, sessions, reception hours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models.base import Dated
from office.models.people import Person
from office.models.units import Unit
from office.working_calendar import DayKind, DayPart


class YearState(models.TextChoices):
    DRAFT = "draft", _("dự kiến")
    CONFIRMED = "confirmed", _("đã xác nhận")


class CalendarYear(models.Model):
    """A year of the deadline calendar. Until it is confirmed, dates that fall in it are shown as provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=10, choices=YearState, default=YearState.DRAFT)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lịch năm")


class CalendarDay(models.Model):
    """A day that differs from its weekday. The row with the latest `known_since` counts; earlier ones stay as history."""

    day = models.DateField(_("ngày"))
    kind = models.CharField(_("loại"), max_length=12, choices=DayKind)
    part = models.CharField(_("phần ngày"), max_length=10, choices=DayPart, default=DayPart.WHOLE)
    name = models.CharField(_("tên"), max_length=120)
    basis = models.CharField(_("căn cứ"), max_length=300)
    known_since = models.DateTimeField()  # when the office learned of it: a late announcement moves open dossiers only
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ngày trong lịch")
        ordering = ["day", "known_since"]
        constraints = [models.UniqueConstraint(fields=["day", "known_since"], name="office_calendarday_once")]


class WorkSession(Dated):
    """Working time of a weekday (0 = Monday), from and to the minute. The same weekday may have several sessions."""

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField(_("từ"))
    closes = models.TimeField(_("đến"))
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("buổi làm việc")
        ordering = ["weekday", "opens"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_worksession_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="office_worksession_closes_after"),
        ]


class ReceptionServices(models.TextChoices):
    ALL = "all", _("tất cả")
    SAME_DAY = "same_day", _("chỉ việc giải quyết trong ngày")
    RECEIVE_RETURN = "receive_return", _("chỉ nhận và trả")


class ReceptionHours(Dated):
    """When a one-stop unit receives people. Apart from the deadline calendar: a Saturday morning here is no working day there."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reception_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField(_("từ"))
    closes = models.TimeField(_("đến"))
    services = models.CharField(max_length=20, choices=ReceptionServices, default=ReceptionServices.ALL)

    class Meta(Dated.Meta):
        verbose_name = _("giờ tiếp nhận")
        ordering = ["unit", "weekday", "opens"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_reception_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="office_reception_closes_after"),
        ]
