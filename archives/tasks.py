"""The archive's work in the background."""

from django.utils import timezone

from archives.actions.recognition import read_original
from archives.models import Original
from office.jobs import Progress, job_handler
from office.models import Job


@job_handler("archives.ocr")
def read_job(job: Job, progress: Progress) -> None:
    """Read the pages of an original: payload {"original": key}."""
    original = Original.objects.select_related("blob", "document").get(pk=job.payload["original"])
    read_original(original=original, progress=progress, now=timezone.now())
