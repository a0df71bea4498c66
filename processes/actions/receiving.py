"""Receiving: a code, the rules of the day pinned, the promise counted, and the first group's time begun, all in one act."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office.acts import office_act
from office.calendar import working_calendar
from office.journal import pseudonym
from office.models import Person, Unit
from office.numbering import next_number
from office.refusals import Incomplete, WrongState
from office.searchable import changed
from office.text_forms import clean, fold
from processes.models import (
    AdministrativeProcedureCase,
    Applicant,
    Counter,
    Dossier,
    DossierPaper,
    ProcedurePaper,
    StepProgress,
)
from processes.queries import groups_of, issue_case_for, issue_of_day, name_of_group, promise_for, version_of_day
from processes.rules import reception_unit
from processes.states import ApplicantKind, Channel, DossierState, FinanceState, PaperKind


@dataclass(frozen=True, slots=True)
class ApplicantDetails:
    """Who applies, as told or scanned. `id_number` is text: leading zeros count."""

    name: str
    kind: str = ApplicantKind.PERSON
    id_number: str = ""
    born_on_text: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A paper that lies on the counter; `asked_for` when the procedure asks for it."""

    name: str
    kind: str = PaperKind.ORIGINAL
    count: int = 1
    asked_for: ProcedurePaper | None = None


def receive_dossier(
    *,
    key: uuid.UUID,
    case: AdministrativeProcedureCase,
    applicant: ApplicantDetails,
    papers: Sequence[GivenPaper],
    by: Person,
    now: datetime.datetime,
    authorised: ApplicantDetails | None = None,
    submit_channel: str = Channel.DIRECT,
    return_channel: str = Channel.DIRECT,
    return_address: str = "",
    counter: Counter | None = None,
    competent_agency: Unit | None = None,
    support_point: Unit | None = None,
    paper_received_at: datetime.datetime | None = None,
    paper_received_reason: str = "",
) -> Dossier:
    """Take in a complete dossier and promise a day for it.

    The same `key` twice is one dossier: the second call returns the first's, and is refused for another person or case. Pins the procedure version, its case and
    the issue in force on the day of `now`; counts the law's and the committed limit; begins the first group of steps.
    `paper_received_at` tells when the papers came if that was before the dossier was entered; it needs a reason and
    moves no date (the clock is the server's).

    Refused: no one-stop clerk (NotPermitted); no name, or papers missing that the case always asks for (Incomplete);
    a version that is not the one of the day, or no agency with a code (WrongState).
    """
    earlier = Dossier.objects.filter(receive_key=key).first()
    if earlier is not None:
        return _the_same(earlier, case, applicant)
    unit = counter.unit if counter is not None else reception_unit(by, now)
    reception_unit(by, now)
    on = timezone.localdate(now)
    version = case.version
    if version_of_day(version.procedure, on) != version:
        raise WrongState(
            _("Phiên bản thủ tục đã chọn không phải phiên bản có hiệu lực ngày %(on)s.") % {"on": f"{on:%d/%m/%Y}"},
            kept=_("Chưa tiếp nhận hồ sơ."),
            next_step=_("Chọn lại thủ tục để lấy phiên bản đang có hiệu lực."),
        )
    _check_complete(case, applicant, papers)
    _check_paper_date(paper_received_at, paper_received_reason, now)
    agency = agency_of_day(on)
    issue = issue_of_day(version.procedure, on)
    issue_case = issue_case_for(case, issue)
    counted = promise_for(case=case, issue_case=issue_case, received=now, calendar=working_calendar())
    try:
        with transaction.atomic(), office_act("processes.dossier.receive", by=by, now=now) as line:
            who = _known_applicant(applicant)
            year = on.year
            dossier = Dossier.objects.create(  # type: ignore[misc]
                code=next_code(agency, on),
                receive_key=key,
                register_year=year,
                register_number=next_number(f"processes.register:{unit.pk}", str(year)),
                procedure_version=version,
                case=case,
                issue=issue,
                issue_case=issue_case,
                procedure_name=version.procedure.name,
                form_regime=version.form_regime,
                applicant=who,
                authorised=_known_applicant(authorised) if authorised is not None else None,
                applicant_name=clean(applicant.name.strip()),
                applicant_name_folded=fold(applicant.name.strip()),
                applicant_address=clean(applicant.address.strip()),
                applicant_phone=applicant.phone.strip(),
                applicant_email=applicant.email.strip(),
                submit_channel=submit_channel,
                return_channel=return_channel,
                return_address=return_address.strip(),
                sets=version.sets,
                receiving_unit=unit,
                competent_agency=competent_agency or agency,
                support_point=support_point,
                counter=counter,
                received_at=now,
                received_by=by,
                paper_received_at=paper_received_at,
                paper_received_reason=paper_received_reason.strip(),
                due_legal=counted.legal.due.due,
                due_committed=counted.committed.due.due if counted.committed is not None else None,
                due_original=counted.due,
                due_promised=counted.due,
                due_current=counted.due,
                promise=counted.as_json(),
                state=DossierState.RECEIVED,
                finance_state=FinanceState.OWED if _is_something_owed(case, submit_channel) else FinanceState.NONE,
                holder_unit=unit,
                holder=by,
                owner_unit=version.handling_unit or unit,
            )
            DossierPaper.objects.bulk_create(
                DossierPaper(
                    dossier=dossier,
                    position=position,
                    name=clean(paper.name.strip()),
                    kind=paper.kind,
                    count=paper.count,
                    asked_for=paper.asked_for,
                    came_at=now,
                )
                for position, paper in enumerate(papers, start=1)
            )
            _begin_first_group(dossier, unit=unit, by=by, now=now)
            changed(dossier, now=now)
            line.subject = dossier
            line.data |= {
                "code": dossier.code,
                "applicant": pseudonym(who),
                "procedure": version.procedure.code,
                "version": version.pk,
                "case": case.key,
                "issue": issue.pk if issue is not None else None,
                "due_legal": dossier.due_legal,
                "due_committed": dossier.due_committed,
                "due_original": dossier.due_original,
                "papers": len(papers),
            }
    except IntegrityError:
        # Somebody pressed twice and both came through the check above: the first is the dossier.
        earlier = Dossier.objects.filter(receive_key=key).first()
        if earlier is None:
            raise
        return _the_same(earlier, case, applicant)
    return dossier


def _the_same(earlier: Dossier, case: AdministrativeProcedureCase, applicant: ApplicantDetails) -> Dossier:
    """The dossier this key made before, when it was sent again as it was; somebody else's under the same key is refused."""
    if (earlier.case_id, earlier.applicant_name) == (case.pk, clean(applicant.name.strip())):
        return earlier
    raise WrongState(
        _("Phiếu này đã dùng để tiếp nhận hồ sơ %(code)s của %(name)s.")
        % {"code": earlier.code, "name": earlier.applicant_name},
        kept=_("Hồ sơ %(code)s giữ nguyên; chưa tiếp nhận hồ sơ mới.") % {"code": earlier.code},
        next_step=_("Mở trang tiếp nhận mới rồi nhập lại cho người này."),
    )


def agency_of_day(on: datetime.date) -> Unit:
    """The agency of this installation on the day. Refuses without one, or when it has no code to begin dossier codes with."""
    agency = Unit.objects.valid_on(on).filter(is_agency=True).first()
    if agency is None or not agency.code:
        raise WrongState(
            _("Cơ quan chưa có mã định danh điện tử nên chưa cấp được mã hồ sơ."),
            kept=_("Chưa tiếp nhận hồ sơ."),
            next_step=_("Quản trị hệ thống ghi mã định danh vào đơn vị là cơ quan chủ quản."),
        )
    return agency


def next_code(agency: Unit, on: datetime.date) -> str:
    """Agency code, day of reception, number of the day (TT 01/2018 Art 19); inside the act."""
    day = f"{on:%y%m%d}"
    return f"{agency.code}-{day}-{next_number(f'processes.dossier:{agency.code}', day):04d}"


def _check_complete(
    case: AdministrativeProcedureCase, applicant: ApplicantDetails, papers: Sequence[GivenPaper]
) -> None:
    missing: list[str] = []
    if not applicant.name.strip():
        missing.append(_("họ tên người nộp"))
    given = {paper.asked_for.pk for paper in papers if paper.asked_for is not None}
    missing += [each.name for each in case.papers.all() if not each.condition and each.pk not in given]
    if missing:
        raise Incomplete(
            _("Hồ sơ chưa đủ nên chưa tiếp nhận được."),
            kept=_("Những gì đã nhập vẫn còn trên màn hình."),
            next_step=_("Bổ sung cho đủ, hoặc hướng dẫn người nộp bằng phiếu (Mẫu 02)."),
            details=list(missing),
        )


def _check_paper_date(at: datetime.datetime | None, reason: str, now: datetime.datetime) -> None:
    if at is None and not reason.strip():
        return
    if at is None or not reason.strip() or at > now:
        raise Incomplete(
            _("Ngày giấy tờ đến trước phải có cả thời điểm đã qua và lý do."),
            kept=_("Chưa tiếp nhận hồ sơ."),
            next_step=_("Ghi đủ hai ô, hoặc để trống cả hai."),
        )


def _is_something_owed(case: AdministrativeProcedureCase, channel: str) -> bool:
    return any(
        fee.amount and fee.case_id in (None, case.pk) and fee.channel in ("", channel)
        for fee in case.version.fees.all()
    )


def _known_applicant(details: ApplicantDetails) -> Applicant:
    """The applicant with these papers, with what was told today as the newest contact; a new one without papers."""
    name = clean(details.name.strip())
    told = {
        "name": name,
        "name_folded": fold(name),
        "born_on_text": details.born_on_text.strip(),
        "sex": clean(details.sex.strip()),
        "address": clean(details.address.strip()),
        "phone": details.phone.strip(),
        "email": details.email.strip(),
    }
    number = details.id_number.strip()
    if not number:
        return Applicant.objects.create(kind=details.kind, **told)
    applicant, made = Applicant.objects.get_or_create(kind=details.kind, id_number=number, defaults=told)
    if not made:
        for field, value in told.items():
            if value:
                setattr(applicant, field, value)
        applicant.save()
    return applicant


def _begin_first_group(dossier: Dossier, *, unit: Unit, by: Person, now: datetime.datetime) -> None:
    groups = groups_of(dossier.issue_case)
    if groups:
        first = groups[0]
        what = {
            "group": first,
            "key": first.key,
            "name": name_of_group(first),
            "limit": first.quantity,
            "limit_unit": first.unit,
        }
    else:
        what = {
            "key": StepProgress.WHOLE,
            "name": _("cả quá trình"),
            "limit": dossier.case.limit,
            "limit_unit": dossier.case.limit_unit,
        }
    StepProgress.objects.create(dossier=dossier, number=1, unit=unit, person=by, began_at=now, **what)
