"""What is proposed for a paper in force from what was read of it, and what to look at twice. Decides nothing, keeps nothing."""

import dataclasses
import datetime
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from iso_docs.paper_cover import counter_in, cover_of, decision_in
from iso_docs.states import DocumentKind
from iso_docs.word.recognised import Cover, RecognisedDocument, RecognisedFile
from iso_docs.word.source import folded

POOR_OCR = 70  # per cent
_KINDS = [
    ("bieu mau", DocumentKind.FORM),
    ("huong dan", DocumentKind.INSTRUCTION),
    ("so tay", DocumentKind.MANUAL),
    ("chinh sach", DocumentKind.POLICY),
    ("muc tieu", DocumentKind.OBJECTIVES),
    ("quy che", DocumentKind.REGULATION),
    ("quy dinh", DocumentKind.REGULATION),
    ("noi quy", DocumentKind.REGULATION),
]
_CODE_IN_NAME = re.compile(
    r"(?<![A-Z])((?:QT|HD|BM|QC|CS|MT|ST)[-. _]?\d{1,3}(?:[-._/][A-ZĐ0-9]{1,8}){0,3})", re.IGNORECASE
)
_SCAN_WORDS = re.compile(r"[-_. ]*(?:\(?(?:ky|da ky|signed|scan|ban quet|quet|ban ky|final|pdf|\d{1,2})\)?)$")


@dataclasses.dataclass
class Proposal:
    """One document as its paper shows it."""

    code: str = ""
    title: str = ""
    kind: str = DocumentKind.PROCEDURE
    field: str = ""
    issuer: str = ""
    source_number: str = ""
    issue_no: int | None = None
    revision_no: int = 0
    decided_on: datetime.date | None = None
    effective_from: datetime.date | None = None
    decision_number: str = ""
    signers: list[list[str]] = dataclasses.field(default_factory=list)  # [duty, name, post]
    doubts: list[str] = dataclasses.field(default_factory=list)

    def values(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def becomes_adoption(self) -> None:
        """The text of another agency binds here by a decision of this office: its own number and dates are another's."""
        number = self.decision_number
        if self.decided_on is not None:
            number = f"{number} {_('ngày')} {self.decided_on:%d/%m/%Y}".strip()
        self.source_number = number[:100]
        self.decision_number, self.decided_on, self.effective_from = "", None, None
        self.doubts.append(_("Của cơ quan khác: ghi quyết định áp dụng của cơ quan mình."))


def proposals_of_word(file: RecognisedFile) -> list[Proposal]:
    """One per procedure of a Word file."""
    return [_of_word(file, procedure) for procedure in file.procedures]


def proposal_of_scan(pages: Sequence[dict[str, Any]], name: str) -> Proposal:
    """From the pages of a PDF or picture (office.scans as plain data)."""
    cover = cover_of([page["rows"] for page in pages])
    proposal = _of_cover(cover, name)
    text = "\n".join(page["text"] for page in pages[:2])
    _from_decision(proposal, text)
    unread = [str(page["number"]) for page in pages if page["problem"]]
    poor = [str(page["number"]) for page in pages if page["confidence"] is not None and page["confidence"] < POOR_OCR]
    if unread:
        proposal.doubts.append(_("Không đọc được trang %(pages)s.") % {"pages": ", ".join(unread)})
    if poor:
        proposal.doubts.append(_("Chữ mờ, nhận dạng kém ở trang %(pages)s.") % {"pages": ", ".join(poor)})
    return _judged(proposal)


def stem_of(name: str) -> str:
    """What two files of one paper have in common: «QT-01 (đã ký).pdf» and «QT-01.docx»."""
    stem = folded(PurePath(name).stem)
    while (shorter := _SCAN_WORDS.sub("", stem)) != stem and len(shorter) >= 4:
        stem = shorter
    return stem


def is_same_agency(one: str, other: str) -> bool:
    """«UBND PHƯỜNG HƯƠNG XUÂN» and «Ủy ban nhân dân phường Hương Xuân»."""
    return _spelled(one) == _spelled(other)


def _spelled(agency: str) -> str:
    return " ".join(re.sub(r"\bubnd\b", "uy ban nhan dan", folded(agency)).split())


def _agency(text: str) -> str:
    """The agency of a cover, where it reads like one: OCR puts much in its place."""
    name = " ".join(text.split())
    return name[:200] if re.match(r"(?:uy ban|so|bo|ban|chi cuc|cuc|tinh|hdnd|hoi dong)\b", _spelled(name)) else ""


def _of_word(file: RecognisedFile, procedure: RecognisedDocument) -> Proposal:
    cover = procedure.cover
    proposal = _of_cover(cover, file.name, number=procedure.number_in_file, alone=len(file.procedures) == 1)
    _from_decision(proposal, cover.decision)
    if file.doubts or procedure.doubts:
        count = len(procedure.doubts) + (len(file.doubts) if len(file.procedures) == 1 else 0)
        if count:
            proposal.doubts.append(_("%(count)s chỗ trong bảng bước và các mục cần xem.") % {"count": count})
    return _judged(proposal)


def _of_cover(cover: Cover, name: str, *, number: str = "", alone: bool = True) -> Proposal:
    proposal = Proposal(
        code=(cover.code or number)[:60],
        title=" ".join(cover.title.split())[:300],
        kind=_kind_of(f"{cover.kind} {cover.title if not cover.kind else ''}"),
        field=cover.field_of_work[:150],
        issuer=_agency(cover.agency),
        issue_no=counter_in(cover.issue),
        revision_no=counter_in(cover.revision) or 0,
        decided_on=cover.issued_on,
        effective_from=cover.effective_on,
        signers=[[signer.duty, signer.name, signer.post] for signer in cover.signers],
    )
    if not cover.revision and (both := re.fullmatch(r"\D*(\d{1,2})\s*[/.-]\s*(\d{1,2})", cover.issue.strip())):
        proposal.revision_no = int(both[2])  # «01/00»: issue and revision in one cell
    stem = PurePath(name).stem
    if not proposal.code and alone and (found := _CODE_IN_NAME.search(stem)):
        proposal.code = found[1].upper().replace("_", "-").replace(" ", "-")
        proposal.doubts.append(_("Mã hiệu lấy từ tên tệp."))
    if not proposal.title and alone:
        proposal.title = " ".join(re.sub(r"[-_]+", " ", stem).split())[:300]
        proposal.doubts.append(_("Tên lấy từ tên tệp."))
    return proposal


def _from_decision(proposal: Proposal, text: str) -> None:
    number, day = decision_in(text)
    proposal.decision_number = proposal.decision_number or number[:100]
    if proposal.decided_on is None and day is not None:
        proposal.decided_on = day
        proposal.doubts.append(_("Ngày ban hành lấy theo ngày quyết định."))


def _judged(proposal: Proposal) -> Proposal:
    """Say what is missing; what the paper leaves out is proposed as papers do, and said."""
    if not proposal.code:
        proposal.doubts.append(_("Không thấy mã hiệu."))
    if proposal.issue_no is None:
        proposal.issue_no = 1
        proposal.doubts.append(_("Không thấy lần ban hành, ghi là 01."))
    if proposal.issue_no > 99 or proposal.revision_no > 99:
        proposal.issue_no, proposal.revision_no = min(proposal.issue_no, 99), min(proposal.revision_no, 99)
    proposal.issue_no = max(proposal.issue_no, 1)
    if proposal.decided_on is None:
        proposal.doubts.append(_("Không thấy ngày ban hành."))
    elif proposal.effective_from is None:
        proposal.effective_from = proposal.decided_on  # the usual cover prints one date
    if not any(name for _duty, name, _post in proposal.signers):
        proposal.doubts.append(_("Không thấy tên người ký."))
    return proposal


def _kind_of(text: str) -> DocumentKind:
    plain = folded(text).strip()
    return next((kind for beginning, kind in _KINDS if plain.startswith(beginning)), DocumentKind.PROCEDURE)
