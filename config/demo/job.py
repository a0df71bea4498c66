"""The past of the sample ward as a job of the worker: visible, stoppable, begun again where it stood."""

from django.utils import timezone

from config.demo import fill
from office.jobs import Progress, job_handler
from office.models import Job

WALK = "config.demo_past"


@job_handler(WALK)
def walk_the_past(job: Job, progress: Progress) -> None:
    """Walk 2023 and last year's bad quarter; a second run skips what stands."""

    def tell(done: int, total: int) -> None:
        if done % 5 == 0:
            progress(done, total)

    fill.walk_past(timezone.now(), tell)
