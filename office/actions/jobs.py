"""What people do about background work that stands still."""

import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Job, JobState, Person
from office.refusals import WrongState
from office.rules import check_can_run_jobs_again


def run_again(*, job: Job, by: Person, now: datetime.datetime) -> None:
    """Put a parked job back into the queue with all its attempts, once its cause is mended. Refused unless it is parked."""
    check_can_run_jobs_again(by, on=localdate(now))
    with office_act("office.job.run_again", by=by, now=now, subject=job) as line:
        line.data.update(kind=job.kind, key=job.key, reason=job.reason)
        again = Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(
            state=JobState.QUEUED, attempts=0, run_after=now, reason="", fault="", finished_at=None
        )
        if not again:
            raise WrongState(
                _("Việc này không ở trạng thái dừng."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang.")
            )
