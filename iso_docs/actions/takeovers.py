"""Acts of taking over a folder of papers: bring it in, read each file, put the lines right, take them."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions.paper_issues import OnPaper, Paper, take_over_document
from iso_docs.blocks import block
from iso_docs.models import ControlledDocument, DocumentIssue, TakeOver, TakeOverFile, TakeOverLine
from iso_docs.recognised_draft import fill_draft
from iso_docs.states import TakeOverFileState
from iso_docs.take_over_proposals import Proposal, is_same_agency, proposal_of_scan, proposals_of_word, stem_of
from iso_docs.word.reading import read_word_file
from iso_docs.word.recognised import RecognisedFile
from iso_docs.word.source import folded
from office import jobs, scans, store
from office.acts import office_act
from office.models import Person, Unit
from office.refusals import Incomplete, Refusal, WrongState
from office.store import StoredBytes

READ_JOB = "iso_docs.take_over"
WORD_ENDINGS = (".doc", ".docx")
SCAN_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
}
EDITABLE = (
    "code", "title", "kind", "field", "issue_no", "revision_no", "decided_on", "effective_from", "decision_number",
    "signers", "owner_unit", "is_left_out", "issuer", "source_number",
)  # fmt: skip


@dataclass(frozen=True)
class ReadFile:
    """What was read of one file, or why not. Plain data, kept with the file."""

    media_type: str = ""
    recognised: RecognisedFile | None = None
    pages: list[dict[str, Any]] | None = None
    reason: str = ""

    def proposals(self, name: str) -> list[Proposal]:
        if self.recognised is not None:
            return proposals_of_word(self.recognised)
        return [] if self.pages is None else [proposal_of_scan(self.pages, name)]


def read_paper(path: Any, name: str, tell: Callable[[int, int], None] = lambda done, total: None) -> ReadFile:
    """Read a Word file, PDF or picture of a paper. Slow, outside any transaction; a refusal becomes the reason."""
    lower = name.lower()
    try:
        if lower.endswith(WORD_ENDINGS):
            recognised = read_word_file(path, name=name)
            return ReadFile(MEDIA_TYPES.get(recognised.source_format, "application/octet-stream"), recognised)
        if not lower.endswith(SCAN_ENDINGS):
            return ReadFile(reason=_("Chỉ nhận tệp Word (.doc, .docx), PDF và ảnh quét."))
        found = scans.read_scan(path, name, tell)
    except Refusal as refusal:
        return ReadFile(reason=str(refusal))
    pages = [
        {
            "number": page.number, "text": page.text, "rows": page.rows if page.number <= 2 else [],
            "confidence": page.confidence if page.is_recognised else None, "problem": page.problem,
        }
        for page in found.pages
    ]  # fmt: skip
    return ReadFile(found.media_type, pages=pages)


def begin_take_over(
    *, name: str, owner_unit: Unit, files: Sequence[tuple[StoredBytes, str]], by: Person, now: datetime.datetime
) -> TakeOver:
    """Bring a folder in: every file is kept and a job reads it. The same bytes twice are one file.

    Refused: who is not the quality officer (NotPermitted), and an empty folder (Incomplete).
    """
    rules.check_can_take_over(by, on=timezone.localdate(now))
    if not files:
        raise Incomplete(_("Chưa chọn tệp nào."), kept=_("Chưa lưu gì."))
    with office_act("iso_docs.take_over.begin", by=by, now=now, name=name, files=len(files)) as line:
        takeover = TakeOver.objects.create(
            name=name.strip()[:200] or _("Tiếp nhận"), owner_unit=owner_unit, begun_by=by, begun_at=now
        )
        once = {stored.sha256: (stored, file_name) for stored, file_name in reversed(files)}
        for position, (stored, file_name) in enumerate(reversed(once.values()), start=1):
            row = TakeOverFile.objects.create(
                takeover=takeover,
                position=position,
                blob=store.register(stored, media_type="application/octet-stream", now=now),
                name=file_name[:255],
            )
            jobs.ask(READ_JOB, str(row.pk), now=now)
        line.subject = takeover
    return takeover


def keep_read_file(*, file: TakeOverFile, read: ReadFile, now: datetime.datetime, finish: Callable[[], None]) -> None:
    """Keep what was read of a file and propose its lines; a scan that belongs to a Word file joins its line. Once per file."""
    with office_act("iso_docs.take_over.read", by=None, now=now, subject=file, name=file.name) as line:
        TakeOver.objects.select_for_update().get(pk=file.takeover_id)
        file = TakeOverFile.objects.select_related("takeover").get(pk=file.pk)
        if file.state == TakeOverFileState.WAITING:
            file.state = TakeOverFileState.FAILED if read.reason else TakeOverFileState.READ
            file.reason, file.media_type = read.reason, read.media_type
            file.recognised = read.recognised.to_dict() if read.recognised else None
            file.pages = read.pages
            file.save()
            for number, proposal in enumerate(read.proposals(file.name)):
                _propose(file, number, proposal, on=timezone.localdate(now))
            _pair(file.takeover)
        line.data["state"] = file.state
        finish()


def _propose(file: TakeOverFile, number: int, proposal: Proposal, *, on: datetime.date) -> None:
    agencies = Unit.objects.valid_on(on).filter(is_agency=True).values_list("name", flat=True)
    if proposal.issuer and not any(is_same_agency(proposal.issuer, name) for name in agencies):
        proposal.becomes_adoption()
    else:
        proposal.issuer = ""
    is_word = file.recognised is not None
    TakeOverLine.objects.create(
        takeover=file.takeover,
        position=file.position * 1000 + number,
        text_file=file if is_word else None,
        scan_file=None if is_word else file,
        number_in_file=number,
        owner_unit=file.takeover.owner_unit,
        **proposal.values(),
    )


def _pair(takeover: TakeOver) -> None:
    """Give each Word line that has no scan yet the scan with its code or its file name; the scan's own line goes."""
    lines = takeover.lines.select_related("text_file", "scan_file").filter(issue__isnull=True, is_left_out=False)
    scans_alone = [line for line in lines if line.text_file is None]
    for line in lines:
        if line.text_file is None or line.scan_file is not None:
            continue
        code, stem = folded(line.code), stem_of(line.text_file.name)
        for scan in scans_alone:
            same_code = bool(code) and folded(scan.code) == code
            assert scan.scan_file is not None
            if same_code or stem_of(scan.scan_file.name) == stem:
                line.scan_file = scan.scan_file
                for name in ("decided_on", "effective_from", "decision_number", "signers"):
                    if not getattr(line, name):  # the signed paper knows what the Word file left open
                        setattr(line, name, getattr(scan, name))
                line.save()
                scan.delete()
                scans_alone.remove(scan)
                break


def put_lines_right(
    *, takeover: TakeOver, values: Mapping[int, Mapping[str, Any]], by: Person, now: datetime.datetime
) -> int:
    """Write what the officer put right, line by line (key → fields); lines that were taken stay. Returns how many changed."""
    rules.check_can_take_over(by, on=timezone.localdate(now))
    changed = 0
    with office_act("iso_docs.take_over.put_right", by=by, now=now, subject=takeover) as line:
        for row in takeover.lines.select_for_update().filter(pk__in=values, issue__isnull=True):
            said = {name: value for name, value in values[row.pk].items() if name in EDITABLE}
            different = [name for name, value in said.items() if getattr(row, name) != value]
            if different:
                for name in different:
                    setattr(row, name, said[name])
                row.save(update_fields=different)
                changed += 1
        line.data["changed"] = changed
    return changed


def take_line(
    *, line: TakeOverLine, by: Person, now: datetime.datetime, review_due_on: datetime.date | None = None
) -> DocumentIssue:
    """Make of one line a document in force, taken over as it stands on paper. Refused like `take_over_document`, and twice."""
    if line.issue_id is not None or line.is_left_out:
        raise WrongState(_("Dòng này đã xong."), kept=_("Không đổi gì."))
    lacking = missing_of(line)
    if lacking:
        raise Incomplete(_("Dòng còn thiếu."), kept=_("Chưa tiếp nhận dòng này."), details=lacking)
    assert line.decided_on is not None
    assert line.effective_from is not None
    assert line.issue_no is not None
    papers = [] if line.scan_file is None else [_paper(line.scan_file)]
    with office_act("iso_docs.take_over.take", by=by, now=now, subject=line.takeover) as journal_line:
        row = TakeOverLine.objects.select_for_update().get(pk=line.pk)
        if row.issue_id is not None:
            raise WrongState(_("Dòng này đã xong."), kept=_("Không đổi gì."))
        row.issue = take_over_document(
            code=line.code,
            title=line.title,
            kind=line.kind,
            field=line.field,
            issuer=line.issuer,
            owner_unit=line.owner_unit,
            on_paper=OnPaper(
                decided_on=line.decided_on,
                effective_from=line.effective_from,
                issue_no=line.issue_no,
                revision_no=line.revision_no,
                decision_number=line.decision_number,
                source_number=line.source_number,
                signers=[(duty, name, post) for duty, name, post in line.signers],
                decided_by=line.signers[-1][1] if line.signers and not line.issuer else "",
            ),
            papers=papers,
            source=None if line.text_file is None else _paper(line.text_file),
            fill=_filler(line),
            review_due_on=review_due_on,
            by=by,
            now=now,
        )
        row.save(update_fields=["issue"])
        journal_line.data |= {"line": line.pk, "issue": row.issue.pk}
    line.issue = row.issue
    return row.issue


def take_lines(
    *, lines: Iterable[TakeOverLine], by: Person, now: datetime.datetime, review_due_on: datetime.date | None = None
) -> tuple[list[DocumentIssue], list[tuple[TakeOverLine, Refusal]]]:
    """Take each line in an act of its own: one that is refused takes no other with it."""
    taken: list[DocumentIssue] = []
    refused: list[tuple[TakeOverLine, Refusal]] = []
    for line in lines:
        try:
            taken.append(take_line(line=line, by=by, now=now, review_due_on=review_due_on))
        except Refusal as refusal:
            refused.append((line, refusal))
    return taken, refused


def missing_of(line: TakeOverLine) -> list[str]:
    """What a line lacks before it can be taken."""
    wanted = [
        (line.code.strip(), _("mã hiệu")),
        (line.title.strip(), _("tên tài liệu")),
        (line.issue_no, _("lần ban hành")),
        (line.decided_on, _("ngày ban hành")),
        (line.effective_from, _("ngày hiệu lực")),
        (line.decision_number.strip() or not line.issuer.strip(), _("số quyết định áp dụng")),
    ]
    return [str(name) for value, name in wanted if not value]


def _paper(file: TakeOverFile) -> Paper:
    stored = StoredBytes(file.blob.sha256, file.blob.size)
    return Paper(stored, file.name, file.media_type or "application/octet-stream")


def _filler(line: TakeOverLine) -> Callable[[ControlledDocument], None]:
    if line.text_file is not None:
        assert line.text_file.recognised is not None
        recognised = RecognisedFile.from_dict(line.text_file.recognised).procedures[line.number_in_file]
        return lambda draft: fill_draft(draft, recognised)
    pages = line.scan_file.pages if line.scan_file is not None else []
    return lambda draft: _fill_with_pages(draft, pages or [])


def _fill_with_pages(draft: ControlledDocument, pages: Sequence[Mapping[str, Any]]) -> None:
    """The text of a scan, page by page: findable and readable; the picture of the paper is what counts."""
    draft.sections = [
        block(
            "section",
            {
                "number": "",
                "heading": f"Trang {page['number']}",
                "body": [
                    block("paragraph", paragraph, f"page-{page['number']}-{order}")
                    for order, paragraph in enumerate(_paragraphs(page["text"]), start=1)
                ],
            },
            f"page-{page['number']}",
        )
        for page in pages
        if page["text"].strip()
    ]


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
