"""The catalogue of administrative procedures: announcing a version, ending one, saying which document describes it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from iso_docs.models import ControlledDocument
from office.acts import office_act
from office.models import Person, Role, Unit
from office.refusals import Incomplete, WrongState
from office.rules import check_has_role
from processes.models import (
    AdministrativeField,
    AdministrativeProcedure,
    AdministrativeProcedureCase,
    AdministrativeProcedureVersion,
    ProcedureDocument,
    ProcedureFee,
    ProcedurePaper,
)
from processes.states import FormRegime, HoldRule, LimitUnit, PaperKind

# Who enters what the province has announced; the numbers themselves are the law's (ARCHITECTURE 3).
CATALOGUE_KEEPERS = (Role.QUALITY_OFFICER, Role.CHIEF_OF_OFFICE)


@dataclass(frozen=True)
class AnnouncedPaper:
    """A paper that a case asks for; `condition` empty means always."""

    name: str
    kind: str = PaperKind.ORIGINAL
    count: int = 1
    condition: str = ""


@dataclass(frozen=True)
class AnnouncedCase:
    """A case with its legal limit. `issue_case_key` names the case of the ISO document when the names differ."""

    key: str
    limit: Decimal
    limit_unit: str = LimitUnit.WORKING_DAY
    name: str = ""
    papers: Sequence[AnnouncedPaper] = ()
    issue_case_key: str = ""
    basis: str = ""


@dataclass(frozen=True)
class AnnouncedFee:
    """Phí or lệ phí with its basis; never one number for both."""

    kind: str
    name: str
    amount: int
    basis: str
    channel: str = ""
    exemption: str = ""


@dataclass(frozen=True)
class Announcement:
    """A version of a procedure as a decision announced it."""

    code: str
    name: str
    field_code: str
    field_name: str
    decision_number: str
    decided_on: datetime.date
    decision_issuer: str
    valid_from: datetime.date
    cases: Sequence[AnnouncedCase]
    fees: Sequence[AnnouncedFee] = ()
    level: str = "commune"
    announcement: str = "new"
    handling_unit: Unit | None = None
    hold_rule: str = HoldRule.RESTART
    hold_basis: str = ""
    form_regime: str = FormRegime.TT03_2025
    is_immediate: bool = False
    cutoff_effect: str = "transfer_only"
    basis: str = ""
    documents: Sequence[ControlledDocument] = field(default_factory=tuple)


def announce_procedure(
    *, announced: Announcement, by: Person, now: datetime.datetime
) -> AdministrativeProcedureVersion:
    """Enter a version of a procedure. The version before it ends the day before; dossiers already received keep theirs.

    Refused: without the role; no case; a case given twice; a first day that is not after the first day of the version
    before; a code that is none.
    """
    check_has_role(by, CATALOGUE_KEEPERS, on=localdate(now), what=_("sửa danh mục thủ tục hành chính"))
    _check_cases(announced.cases)
    with office_act("processes.procedure.announce", by=by, now=now) as line:
        procedure = _procedure(announced)
        _end_version_before(procedure, announced.valid_from)
        version = AdministrativeProcedureVersion.objects.create(
            procedure=procedure,
            decision_number=announced.decision_number,
            decided_on=announced.decided_on,
            decision_issuer=announced.decision_issuer,
            announcement=announced.announcement,
            handling_unit=announced.handling_unit,
            hold_rule=announced.hold_rule,
            hold_basis=announced.hold_basis,
            form_regime=announced.form_regime,
            is_immediate=announced.is_immediate,
            cutoff_effect=announced.cutoff_effect,
            basis=announced.basis,
            valid_from=announced.valid_from,
        )
        for position, each in enumerate(announced.cases, start=1):
            _write_case(version, each, position)
        ProcedureFee.objects.bulk_create(
            ProcedureFee(
                version=version,
                kind=fee.kind,
                name=fee.name,
                amount=fee.amount,
                basis=fee.basis,
                channel=fee.channel,
                exemption=fee.exemption,
            )
            for fee in announced.fees
        )
        for position, document in enumerate(announced.documents, start=1):
            ProcedureDocument.objects.get_or_create(
                procedure=procedure,
                document=document,
                valid_until=None,
                defaults={"valid_from": announced.valid_from, "position": position},
            )
        line.subject = procedure
        line.data |= {
            "code": procedure.code,
            "decision": announced.decision_number,
            "valid_from": announced.valid_from,
            "limits": {case.key: f"{case.limit} {case.limit_unit}" for case in announced.cases},
        }
    return version


def _check_cases(cases: Sequence[AnnouncedCase]) -> None:
    if not cases:
        raise Incomplete(
            _("Thủ tục phải có ít nhất một trường hợp và thời hạn."), next_step=_("Thêm trường hợp rồi lưu.")
        )
    keys = [case.key for case in cases]
    if len(set(keys)) < len(keys):
        raise Incomplete(_("Hai trường hợp trùng tên."), next_step=_("Đặt tên khác nhau cho từng trường hợp."))


def _procedure(announced: Announcement) -> AdministrativeProcedure:
    group, _made = AdministrativeField.objects.get_or_create(
        code=announced.field_code, defaults={"name": announced.field_name}
    )
    known = AdministrativeProcedure.objects.filter(code=announced.code, level=announced.level).first()
    if known is not None:
        return known
    made = AdministrativeProcedure(code=announced.code, level=announced.level, name=announced.name, field=group)
    try:
        made.full_clean()
    except ValidationError as error:
        raise Incomplete(
            _("Thủ tục «%(name)s» chưa ghi được.") % {"name": announced.name},
            kept=_("Chưa lưu gì."),
            next_step=_("Mã thủ tục có dạng 1.000123 như trên Cơ sở dữ liệu quốc gia về thủ tục hành chính."),
            details=error.messages,
        ) from error
    made.save()
    return made


def _end_version_before(procedure: AdministrativeProcedure, valid_from: datetime.date) -> None:
    before = procedure.versions.order_by("-valid_from").first()
    if before is None:
        return
    if before.valid_from >= valid_from:
        raise WrongState(
            _("Phiên bản trước có hiệu lực từ %(day)s; phiên bản mới phải sau ngày đó.")
            % {"day": f"{before.valid_from:%d/%m/%Y}"},
            kept=_("Chưa lưu gì."),
            next_step=_("Xem lại ngày có hiệu lực trong quyết định công bố."),
        )
    last_day = valid_from - datetime.timedelta(days=1)
    if before.valid_until is None or before.valid_until > last_day:
        procedure.versions.filter(pk=before.pk).update(valid_until=last_day)


def _write_case(version: AdministrativeProcedureVersion, announced: AnnouncedCase, position: int) -> None:
    case = AdministrativeProcedureCase.objects.create(
        version=version,
        key=announced.key,
        name=announced.name,
        position=position,
        limit=announced.limit,
        limit_unit=announced.limit_unit,
        issue_case_key=announced.issue_case_key,
        basis=announced.basis,
    )
    ProcedurePaper.objects.bulk_create(
        ProcedurePaper(
            case=case, position=number, name=paper.name, kind=paper.kind, count=paper.count, condition=paper.condition
        )
        for number, paper in enumerate(announced.papers, start=1)
    )
