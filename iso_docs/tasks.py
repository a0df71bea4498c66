"""Bells of the room: on the day an issue takes effect or ends, the index and the list of readers follow."""

from django.utils import timezone

from iso_docs.actions import keep_read_file, oblige_readers, read_paper
from iso_docs.actions.takeovers import READ_JOB
from iso_docs.models import DocumentIssue, TakeOverFile
from office import searchable, store
from office.acts import office_act
from office.jobs import Progress, job_handler
from office.models import Job


@job_handler("iso_docs.takes_effect")
def takes_effect(job: Job, progress: Progress) -> None:
    """What binds is a question to a date and needs no job; the index does. Once or twice, the effect is the same."""
    now = timezone.now()
    issue = DocumentIssue.objects.select_related("document").get(pk=int(job.key.split(":")[0]))
    with office_act("iso_docs.document.day", by=None, now=now, subject=issue):
        searchable.changed(*issue.document.issues.all(), now=now)
        for current in DocumentIssue.objects.in_force_on(timezone.localdate(now)).filter(document=issue.document):
            oblige_readers(issue=current, now=now)
    progress(1, 1)


@job_handler(READ_JOB)
def read_take_over(job: Job, progress: Progress) -> None:
    """Read one file of a folder to take over: minutes of OCR outside any transaction, then its lines."""
    file = TakeOverFile.objects.select_related("blob").get(pk=int(job.key))
    read = read_paper(store.path_of(file.blob.sha256), file.name, progress)
    keep_read_file(file=file, read=read, now=timezone.now(), finish=progress.finish)
