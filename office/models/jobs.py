"""Work that outlives a request: leased, with heartbeat and progress, and a visible reason when parked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("chờ chạy")
    RUNNING = "running", _("đang chạy")
    DONE = "done", _("đã xong")
    PARKED = "parked", _("dừng, cần xem")


class Job(models.Model):
    """One piece of work, known by (kind, key): asking for it twice makes one row."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    lease_token = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)  # why it is parked, in words for people
    fault = models.TextField(blank=True)  # the last traceback, for operators
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("việc nền")
        verbose_name_plural = _("việc nền")
        indexes = [
            # The worker's question: what is due next?
            models.Index(fields=["state", "-priority", "run_after"], name="office_job_next"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="office_job_once"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | (Q(leased_until__isnull=False) & ~Q(lease_token="")),
                name="office_job_running_is_leased",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.PARKED) | ~Q(reason=""), name="office_job_parked_says_why"
            ),
        ]


class WorkerLease(models.Model):
    """The one worker that may ring the clock and write the index, one row. Its heartbeat shows on the health page."""

    token = models.CharField(max_length=32, blank=True)
    host = models.CharField(max_length=120, blank=True)
    pid = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tiến trình nền")
        verbose_name_plural = _("tiến trình nền")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="office_workerlease_one_row")]


class DutyRun(models.Model):
    """When a periodic duty (office.duties) last ran, and what went wrong if something did."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True)  # the last traceback; empty when the last run went well

    class Meta:
        verbose_name = _("việc định kỳ")
        verbose_name_plural = _("việc định kỳ")
