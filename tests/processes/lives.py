"""Lives of dossiers, walked by the real actions: a procedure with its issue, people at the counter, moments of November 2026."""

import datetime
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

from iso_docs.models import (
    ControlledDocument,
    DocumentIssue,
    IssueCase,
    IssueStep,
    IssueTimeGroup,
    IssueWithdrawal,
    ReviewRound,
)
from office.canonical import canonical_json, sha256_of
from processes.actions import ApplicantDetails, GivenPaper, accept_hand_over, hand_over, receive_dossier
from processes.models import (
    AdministrativeField,
    AdministrativeProcedure,
    AdministrativeProcedureCase,
    AdministrativeProcedureVersion,
    Dossier,
    ProcedureDocument,
    ProcedureFee,
    ProcedurePaper,
)
from processes.models.procedures import FeeKind
from processes.states import HoldRule, PaperKind
from tests.cast import Cast

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SINCE = datetime.date(2026, 1, 5)
MAI = ApplicantDetails(
    name="Phan Thị Mai",
    id_number="099190004567",
    born_on_text="05/03/1990",
    address="tổ dân phố 4, phường Bình An",
    phone="0900000173",
)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime.datetime:
    """A moment of 2026 in the office's zone; November unless said."""
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def a_procedure(
    cast: Cast, *, code: str = "1.004859", name: str = "Cấp phép sửa chữa nhà ở", limit="5", unit="working_day", **rules
) -> AdministrativeProcedureCase:
    """A procedure in force since January with one case, two papers and a charge; returns the case."""
    field, _made = AdministrativeField.objects.get_or_create(code="XD-01", defaults={"name": "Xây dựng"})
    procedure = AdministrativeProcedure.objects.create(code=code, name=name, field=field)
    version = AdministrativeProcedureVersion.objects.create(
        procedure=procedure,
        valid_from=SINCE,
        decision_number="12/QĐ-UBND",
        decided_on=SINCE,
        decision_issuer="UBND tỉnh Nam Hải",
        handling_unit=cast.unit("kinh_te"),
        **{"hold_rule": HoldRule.RESTART} | rules,
    )
    case = AdministrativeProcedureCase.objects.create(
        version=version, key="chung", limit=Decimal(limit), limit_unit=unit, basis="Nghị định 15/2026/NĐ-CP"
    )
    for position, (paper, kind, condition) in enumerate(
        [
            ("Đơn đề nghị theo mẫu", PaperKind.ORIGINAL, ""),
            ("Bản vẽ hiện trạng", PaperKind.COPY, ""),
            ("Văn bản ủy quyền", PaperKind.ORIGINAL, "nộp thay"),
        ],
        start=1,
    ):
        ProcedurePaper.objects.create(case=case, position=position, name=paper, kind=kind, condition=condition)
    ProcedureFee.objects.create(
        version=version, kind=FeeKind.CHARGE, name="Lệ phí cấp phép", amount=15_000, basis="Nghị quyết 08/2025/NQ-HĐND"
    )
    return case


def an_issue(
    cast: Cast,
    case: AdministrativeProcedureCase,
    *,
    number: int = 1,
    effective_from: datetime.date = SINCE,
    committed="4",
    groups=(("1", 1, 1, "0.5"), ("2", 2, 3, "2.5"), ("4", 4, 4, "1")),
    document: ControlledDocument | None = None,
) -> DocumentIssue:
    """An issue of the procedure's document with four steps in three time groups; linked to the procedure."""
    if document is None:
        document = ControlledDocument.objects.create(
            code="QT-XD-01", title="Quy trình cấp phép sửa chữa", owner_unit=cast.unit("office")
        )
        ProcedureDocument.objects.create(procedure=case.version.procedure, document=document, valid_from=SINCE)
    content = {"number": number}
    moment = datetime.datetime.combine(effective_from, datetime.time(8), tzinfo=ZONE)
    revision = document.save_revision()
    review = ReviewRound.objects.create(
        document=document,
        number=number,
        revision=revision,
        content=canonical_json(content),
        content_hash=sha256_of(content),
        submitted_by=cast.person("quan"),
        submitted_at=moment,
        reviewer=cast.person("thao"),
        approver=cast.person("ngoc"),
        closed_at=moment,
        closed_by=cast.person("ngoc"),
        outcome="issued",
    )
    issue = DocumentIssue.objects.create(
        document=document,
        number=number,
        issue_no=number,
        code=document.code,
        title=document.title,
        kind=document.kind,
        content=canonical_json(content),
        content_hash=sha256_of(content),
        effective_from=effective_from,
        issued_at=moment,
        review=review,
        revision=revision,
        approver=cast.person("ngoc"),
        reviewer=cast.person("thao"),
        submitted_by=cast.person("quan"),
        short_code=f"XD{number:04d}",
        owner_unit=cast.unit("office"),
    )
    issue_case = IssueCase.objects.create(
        issue=issue, key="c1", position=1, quantity=Decimal(committed), unit="working_day"
    )
    works = ["Tiếp nhận, kiểm tra hồ sơ", "Thẩm định hồ sơ", "Lập tờ trình", "Ký giấy phép"]
    steps = [
        IssueStep.objects.create(issue=issue, key=f"s{position}", position=position, number=str(position), work=work)
        for position, work in enumerate(works, start=1)
    ]
    for key, first, last, quantity in groups:
        IssueTimeGroup.objects.create(
            issue=issue,
            case=issue_case,
            first_step=steps[first - 1],
            last_step=steps[last - 1],
            first_position=first,
            last_position=last,
            key=f"c1:s{key}",
            quantity=Decimal(quantity),
            unit="working_day",
        )
    return issue


def withdraw(cast: Cast, issue: DocumentIssue, on: datetime.date) -> None:
    IssueWithdrawal.objects.create(
        issue=issue,
        withdrawn_on=on,
        reason="thay bằng quy trình của tỉnh",
        person=cast.person("ngoc"),
        person_name="Bùi Minh Ngọc",
        post_name="Chủ tịch",
        decided_at=datetime.datetime.combine(on, datetime.time(8), tzinfo=ZONE),
    )


def all_papers(case: AdministrativeProcedureCase) -> list[GivenPaper]:
    return [
        GivenPaper(paper.name, paper.kind, paper.count, asked_for=paper)
        for paper in case.papers.all()
        if not paper.condition
    ]


def a_dossier(
    cast: Cast,
    case: AdministrativeProcedureCase,
    now: datetime.datetime,
    *,
    applicant: ApplicantDetails = MAI,
    key: uuid.UUID | None = None,
    **values,
) -> Dossier:
    """Received by Lan at the counter."""
    return receive_dossier(
        key=key or uuid.uuid4(),
        case=case,
        applicant=applicant,
        papers=all_papers(case),
        by=cast.person("lan"),
        now=now,
        **values,
    )


def passed_to(cast: Cast, dossier: Dossier, who: str, given: datetime.datetime, taken: datetime.datetime) -> Dossier:
    """From whoever holds it to `who`, each confirming."""
    dossier.refresh_from_db()
    person = cast.person(who)
    unit = cast.post(who).unit
    handed = hand_over(dossier=dossier, to_unit=unit, to_person=person, by=dossier.holder, now=given)
    return accept_hand_over(hand_over=handed, by=person, now=taken)
