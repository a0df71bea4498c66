"""The applicant is asked for what is missing; the clock stands while they look for it."""

import datetime
from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person
from office.refusals import Incomplete
from office.searchable import changed
from office.text_forms import clean
from processes.actions.locking import calendar_for_act, slip, take
from processes.actions.receiving import GivenPaper
from processes.models import ClockPause, Dossier, DossierPaper, SupplementRequest
from processes.queries import promise_of
from processes.rules import check_can_complete_supplement, check_can_request_supplement, check_says_why
from processes.states import DossierState


def request_supplement(
    *,
    dossier: Dossier,
    content: str,
    reason: str,
    notified_how: str,
    by: Person,
    now: datetime.datetime,
    legal_basis: str = "",
    answer_by: datetime.date | None = None,
) -> SupplementRequest:
    """Ask in writing for all that is missing (Mẫu 02) and stop the clock.

    `content`: one thing a line. `notified_how` says how the applicant was told; a pause nobody knew of is none.
    Refused: outside the one-stop unit, too often, too late after reception, without content, reason or notice.
    """
    check_says_why(reason)
    if not content.strip() or not notified_how.strip():
        raise Incomplete(
            _("Phiếu bổ sung cần ghi rõ giấy tờ phải bổ sung và cách đã báo người nộp."),
            kept=_("Chưa tạm dừng thời hạn."),
            next_step=_("Ghi đủ hai ô rồi gửi lại."),
        )
    if answer_by is not None and answer_by < localdate(now):
        raise Incomplete(
            _("Hạn bổ sung %(day)s đã qua.") % {"day": f"{answer_by:%d/%m/%Y}"},
            kept=_("Chưa tạm dừng thời hạn."),
            next_step=_("Ghi hạn từ hôm nay trở đi."),
        )
    calendar = calendar_for_act()
    with office_act("processes.dossier.request_supplement", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_request_supplement(dossier, by, now, calendar)
        number = (dossier.pauses.aggregate(last=Max("number"))["last"] or 0) + 1
        pause = ClockPause.objects.create(
            dossier=dossier,
            number=number,
            reason=reason.strip(),
            hold_rule=dossier.procedure_version.hold_rule,
            began_at=now,
            began_by=by,
            due_before=dossier.due_promised,
        )
        request = SupplementRequest.objects.create(
            dossier=dossier,
            number=dossier.supplements.count() + 1,
            pause=pause,
            slip_number=slip("supplement", dossier, timezone.localdate(now), "HDHS"),
            content=clean(content.strip()),
            reason=reason.strip(),
            legal_basis=legal_basis.strip(),
            notified_how=notified_how.strip(),
            requested_at=now,
            requested_by=by,
            answer_by=answer_by,
        )
        dossier.state, dossier.paused_at = DossierState.SUPPLEMENT, now
        dossier.save(update_fields=["state", "paused_at"])
        changed(dossier, now=now)
        line.data |= {"code": dossier.code, "slip": request.slip_number, "notified_how": request.notified_how}
    return request


def complete_supplement(
    *, dossier: Dossier, by: Person, now: datetime.datetime, papers: Sequence[GivenPaper] = ()
) -> Dossier:
    """All that was asked for has come: the clock runs again, and the promise moves by the version's hold rule.

    A promise that had passed before the applicant was asked stays where it was: waiting rescues no lateness.
    """
    calendar = calendar_for_act()
    with office_act("processes.dossier.complete_supplement", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_complete_supplement(dossier, by, now)
        pause = dossier.pauses.get(ended_at__isnull=True)
        pause.ended_at, pause.ended_by = now, by
        pause.save(update_fields=["ended_at", "ended_by"])
        dossier.supplements.filter(pause=pause).update(answered_at=now)
        had_passed = pause.began_at > dossier.due_promised
        due = dossier.due_promised if had_passed else max(dossier.due_promised, promise_of(dossier, calendar).due)
        pause.due_after = due
        pause.save(update_fields=["due_after"])
        _take_in(dossier, papers, now)
        dossier.state, dossier.paused_at = DossierState.IN_PROCESS, None
        dossier.due_promised, dossier.due_current = due, max(due, dossier.due_current)
        dossier.save(update_fields=["state", "paused_at", "due_promised", "due_current"])
        changed(dossier, now=now)
        line.data |= {"code": dossier.code, "due_before": pause.due_before, "due_after": due}
    return dossier


def _take_in(dossier: Dossier, papers: Sequence[GivenPaper], now: datetime.datetime) -> None:
    last = dossier.papers.aggregate(last=Max("position"))["last"] or 0
    DossierPaper.objects.bulk_create(
        DossierPaper(
            dossier=dossier,
            position=last + number,
            name=clean(paper.name.strip()),
            kind=paper.kind,
            count=paper.count,
            asked_for=paper.asked_for,
            came_at=now,
        )
        for number, paper in enumerate(papers, start=1)
    )
