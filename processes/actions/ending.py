"""The end of a dossier: result, refusal, stop, withdrawal; and the result in the hands of its owner."""

import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person
from office.refusals import Incomplete
from office.searchable import changed
from office.store import StoredBytes, register
from office.working_calendar import WorkingCalendar
from processes.actions.handing_over import end_running
from processes.actions.locking import calendar_for_act, slip, take
from processes.models import ClockPause, Dossier, DossierDecision, DossierResult, DossierReturn
from processes.queries import ledger_of
from processes.rules import (
    check_can_accept_withdrawal,
    check_can_ask_withdrawal,
    check_can_finish,
    check_can_refuse,
    check_can_return,
    check_can_stop,
    check_says_why,
)
from processes.states import DecisionKind, DeliveryState, DossierState, HoldRule, ResultKind


def finish_with_result(
    *,
    dossier: Dossier,
    signed_on: datetime.date,
    signer_name: str,
    by: Person,
    now: datetime.datetime,
    result_code: str = "",
    file: StoredBytes | None = None,
    file_name: str = "",
    media_type: str = "application/pdf",
    no_file_reason: str = "",
) -> DossierResult:
    """Processing is over: the clock stops here, not when the result is collected (DOMAIN 3.9).

    `file` was received into the content store before (office.store.receive). Refused: to whoever does not have the
    dossier; from another state; while a hand-over waits; without a file and without the reason why there is none.
    """
    calendar = calendar_for_act()
    with office_act("processes.dossier.finish", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_finish(dossier, by, now, has_file=file is not None, reason=no_file_reason)
        if not signer_name.strip() or signed_on > timezone.localdate(now):
            raise Incomplete(
                _("Cần ghi người ký và ngày ký kết quả; ngày ký không ở tương lai."),
                kept=_("Hồ sơ vẫn đang xử lý, thời hạn vẫn chạy."),
                next_step=_("Ghi lại rồi gửi."),
            )
        result = _result(
            dossier,
            kind=ResultKind.GRANTED,
            result_code=result_code.strip(),
            signed_on=signed_on,
            signer_name=signer_name.strip(),
            blob=register(file, media_type=media_type, now=now) if file is not None else None,
            file_name=file_name if file is not None else "",
            no_file_reason="" if file is not None else no_file_reason.strip(),
            made_at=now,
            made_by=by,
        )
        _close(dossier, DossierState.FINISHED, by=by, now=now, calendar=calendar, delivery=DeliveryState.WAITING)
        line.data |= {
            "code": dossier.code,
            "result": result.result_code,
            "file": file.sha256 if file is not None else None,
            "no_file_reason": result.no_file_reason,
            "is_late": now > dossier.due_promised,
        }
    return result


def refuse(
    *, dossier: Dossier, reason: str, by: Person, now: datetime.datetime, legal_basis: str = ""
) -> DossierDecision:
    """Not granted after appraisal, in writing, within the limit; recorded as a result (Mẫu 03; NĐ 61 Art 19.8)."""
    calendar = calendar_for_act()
    with office_act("processes.dossier.refuse", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_refuse(dossier, by, now, reason=reason)
        number = slip("refusal", dossier, timezone.localdate(now), "TCHS")
        decision = _decide(dossier, DecisionKind.REFUSED, reason, legal_basis, by, now, number)
        _result(
            dossier,
            kind=ResultKind.REFUSED,
            result_code=number,
            signed_on=timezone.localdate(now),
            signer_name=by.full_name,
            no_file_reason=_("Phiếu từ chối %(number)s") % {"number": number},
            made_at=now,
            made_by=by,
        )
        _close(dossier, DossierState.FINISHED, by=by, now=now, calendar=calendar, delivery=DeliveryState.WAITING)
        line.data |= {"code": dossier.code, "slip": number, "reason": decision.reason}
    return decision


def stop(
    *, dossier: Dossier, reason: str, by: Person, now: datetime.datetime, legal_basis: str = ""
) -> DossierDecision:
    """No longer worked on: no supplement in time, death, and the like. The reason goes to the applicant in writing."""
    calendar = calendar_for_act()
    with office_act("processes.dossier.stop", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_stop(dossier, by, now, reason=reason)
        number = slip("stop", dossier, timezone.localdate(now), "TBD")
        decision = _decide(dossier, DecisionKind.STOPPED, reason, legal_basis, by, now, number)
        _close(dossier, DossierState.STOPPED, by=by, now=now, calendar=calendar)
        line.data |= {"code": dossier.code, "slip": number, "reason": decision.reason}
    return decision


def ask_withdrawal(*, dossier: Dossier, reason: str, by: Person, now: datetime.datetime) -> DossierDecision:
    """The applicant wants the dossier back: the clock stands until the office agrees."""
    check_says_why(reason)
    calendar = calendar_for_act()
    with office_act("processes.dossier.ask_withdrawal", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_ask_withdrawal(dossier, by, now)
        decision = _decide(dossier, DecisionKind.WITHDRAWAL_ASKED, reason, "", by, now)
        if not dossier.is_paused:
            ClockPause.objects.create(
                dossier=dossier,
                number=(dossier.pauses.aggregate(last=Max("number"))["last"] or 0) + 1,
                reason=_("người nộp yêu cầu rút hồ sơ"),
                hold_rule=HoldRule.PAUSE,
                began_at=now,
                began_by=by,
                due_before=dossier.due_promised,
            )
            dossier.paused_at = now
        dossier.state = DossierState.WITHDRAWAL
        dossier.save(update_fields=["state", "paused_at"])
        changed(dossier, now=now)
        line.data |= {"code": dossier.code, "reason": decision.reason}
    return decision


def accept_withdrawal(*, dossier: Dossier, by: Person, now: datetime.datetime, note: str = "") -> DossierDecision:
    """The office agrees; the dossier ends and stays in the register."""
    calendar = calendar_for_act()
    with office_act("processes.dossier.accept_withdrawal", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_accept_withdrawal(dossier, by, now)
        decision = _decide(dossier, DecisionKind.WITHDRAWN, note or _("theo yêu cầu của người nộp"), "", by, now)
        _close(dossier, DossierState.STOPPED, by=by, now=now, calendar=calendar)
        line.data |= {"code": dossier.code}
    return decision


def return_result(
    *,
    dossier: Dossier,
    channel: str,
    receiver_name: str,
    proof: str,
    by: Person,
    now: datetime.datetime,
    receiver_is_applicant: bool = True,
    originals_returned: bool = False,
) -> DossierReturn:
    """Give the result to its owner, with who took it and what proves it (NĐ 61 Art 20). It moves no clock."""
    if not receiver_name.strip() or not proof.strip():
        raise Incomplete(
            _("Cần ghi người nhận và bằng chứng đã trả."),
            kept=_("Kết quả vẫn chờ trả."),
            next_step=_("Ghi tên người nhận và: ký sổ, số bưu gửi hoặc giấy ủy quyền."),
        )
    calendar = calendar_for_act()
    with office_act("processes.dossier.return", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_return(dossier, by, now)
        given = DossierReturn.objects.create(
            dossier=dossier,
            channel=channel,
            receiver_name=receiver_name.strip(),
            receiver_is_applicant=receiver_is_applicant,
            proof=proof.strip(),
            originals_returned=originals_returned,
            returned_at=now,
            returned_by=by,
        )
        dossier.state, dossier.returned_at = DossierState.RETURNED, now
        dossier.delivery_state = DeliveryState.HANDED_OVER
        dossier.save(update_fields=["state", "returned_at", "delivery_state"])
        changed(dossier, now=now)
        line.data |= {"code": dossier.code, "channel": channel, "is_applicant": receiver_is_applicant}
    return given


def _result(dossier: Dossier, **values: Any) -> DossierResult:
    number = (dossier.results.aggregate(last=Max("number"))["last"] or 0) + 1
    return DossierResult.objects.create(dossier=dossier, number=number, **values)


def _decide(
    dossier: Dossier,
    kind: DecisionKind,
    reason: str,
    legal_basis: str,
    by: Person,
    now: datetime.datetime,
    slip_number: str = "",
) -> DossierDecision:
    return DossierDecision.objects.create(
        dossier=dossier,
        kind=kind,
        slip_number=slip_number,
        reason=reason.strip(),
        legal_basis=legal_basis.strip(),
        decided_at=now,
        decided_by=by,
    )


def _close(
    dossier: Dossier,
    state: DossierState,
    *,
    by: Person,
    now: datetime.datetime,
    calendar: WorkingCalendar,
    delivery: DeliveryState = DeliveryState.NONE,
) -> None:
    """End pause and running group, freeze the days: a calendar that changes later touches no closed dossier."""
    pause = dossier.pauses.filter(ended_at__isnull=True).first()
    if pause is not None:
        pause.ended_at, pause.ended_by, pause.due_after = now, by, dossier.due_promised
        pause.save(update_fields=["ended_at", "ended_by", "due_after"])
    end_running(dossier, by=by, now=now)
    dossier.state, dossier.finished_at, dossier.paused_at = state, now, None
    dossier.delivery_state = delivery
    dossier.final_ledger = ledger_of(dossier, calendar, now)
    dossier.save(update_fields=["state", "finished_at", "paused_at", "delivery_state", "final_ledger"])
    changed(dossier, now=now)
