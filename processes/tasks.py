"""What the worker does and rings for in this room."""

import datetime

from django.conf import settings
from django.utils import timezone

from office.duties import duty
from office.jobs import Progress, job_handler
from office.models import Job, Person
from processes import actions
from processes.actions.importing import write_province_file
from processes.models import ProvinceFile
from processes.province.folder import take_in_folder


@duty("processes.breaches", every=datetime.timedelta(minutes=5))
def record_breaches(now: datetime.datetime) -> None:
    actions.record_breaches(now=now)


@duty("processes.province_folder", every=datetime.timedelta(minutes=settings.PROVINCE_EVERY_MINUTES))
def take_in_province_files(now: datetime.datetime) -> None:
    """An overdue list within minutes of a dropped file: what came is written, and what has passed is recorded at once."""
    if take_in_folder(now):
        actions.record_breaches(now=now)


@job_handler("processes.write_province_file")
def write_file(job: Job, progress: Progress) -> None:
    file = ProvinceFile.objects.get(pk=job.payload["file"])
    write_province_file(file=file, by=Person.objects.get(pk=job.payload["by"]), now=timezone.now(), tell=progress)
    actions.record_breaches(now=timezone.now())
