"""Acts that bring in force here what was signed elsewhere: a paper of the office itself, or a document of others it adopts.

Neither carries a signature of ours, and neither says so: the names on the paper are kept as printed (`PaperBasis`).
"""

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions.drafts import create_document, save_draft
from iso_docs.actions.issuing import compile_issue, freeze_forms, new_short_code
from iso_docs.content import frozen_content
from iso_docs.models import ControlledDocument, DocumentIssue, PaperBasis, PaperFile, PaperSigner
from iso_docs.states import DocumentKind, IssueOrigin, PaperFileKind
from office import obligations, searchable
from office.acts import office_act
from office.canonical import canonical_json, sha256_of
from office.models import Assignment, Confidentiality, Person, Unit
from office.refusals import Incomplete, WrongState
from office.store import StoredBytes, register

PERIODIC_REVIEW = "iso_docs.periodic_review"


@dataclass(frozen=True)
class Paper:
    """A file received before the act (office.store)."""

    stored: StoredBytes
    name: str
    media_type: str
    kind: str = PaperFileKind.TEXT


@dataclass(frozen=True)
class OnPaper:
    """What the paper says of itself."""

    decided_on: datetime.date
    effective_from: datetime.date
    issue_no: int = 1
    revision_no: int = 0
    decision_number: str = ""
    decided_by: str = ""
    source_number: str = ""  # of the decision of another agency that issued the text
    note: str = ""
    signers: Sequence[tuple[str, str, str]] = ()  # duty, name, post


def take_over_document(
    *,
    code: str,
    title: str,
    owner_unit: Unit,
    on_paper: OnPaper,
    papers: Sequence[Paper],
    fill: Callable[[ControlledDocument], None],
    by: Person,
    now: datetime.datetime,
    kind: str = DocumentKind.PROCEDURE,
    issuer: str = "",
    field: str = "",
    confidentiality: int = Confidentiality.INTERNAL,
    source: Paper | None = None,
    review_due_on: datetime.date | None = None,
) -> DocumentIssue:
    """Put a document that was signed on paper and is in force into the register as it is.

    A text of another agency (`issuer`) is adopted by the decision named, which binds it here. `fill` writes what was read of it into the draft; `source` is the Word file behind it, `papers` pictures of what was signed.
    Effects: the document, its one issue with the dates and counters of the paper, cases and steps for the clock, the names on
    the paper, the index, a review that is owed by `review_due_on`.
    Refused: who is not the quality officer (NotPermitted); a day that is not past, no trace of the paper (Incomplete); a code
    that is taken.
    """
    on = timezone.localdate(now)
    rules.check_can_take_over(by, on=on)
    rules.check_paper(on_paper.decided_on, on_paper.effective_from, on=on)
    if issuer and not on_paper.decision_number.strip():
        raise Incomplete(_("Áp dụng phải có số quyết định của cơ quan mình."), kept=_("Chưa ghi gì."))
    twin = ControlledDocument.objects.filter(code=code, issuer=issuer).first()
    if twin is not None and (not issuer or (twin.field, twin.title) == (field, title)):
        raise WrongState(
            _("Mã hiệu %(code)s đã có trong danh mục: %(title)s.") % {"code": code, "title": twin.title},
            kept=_("Chưa ghi gì."),
            next_step=_("Xem có phải cùng một tài liệu; nếu không thì sửa mã hiệu."),
        )
    if not papers and not on_paper.decision_number.strip() and source is None:
        raise Incomplete(
            _("Chưa có gì cho thấy bản giấy: cần tệp quét, tệp Word hoặc số quyết định."), kept=_("Chưa ghi gì.")
        )
    with office_act("iso_docs.document.take_over", by=by, now=now, code=code, title=title) as line:
        document = create_document(
            code=code, title=title, owner_unit=owner_unit, kind=kind, issuer=issuer, field=field,
            confidentiality=confidentiality, by=by, now=now,
        )  # fmt: skip
        if source is not None:
            document.source_blob = register(source.stored, media_type=source.media_type, now=now)

        def write(draft: ControlledDocument) -> None:
            if source is not None:
                draft.source_blob, draft.source_name = document.source_blob, source.name[:255]
            fill(draft)

        save_draft(document=document, change=write, by=by, now=now)
        origin = IssueOrigin.ADOPTED if issuer else IssueOrigin.TAKEN_OVER
        issue = _issue_on_paper(document, origin, on_paper, papers, by=by, now=now)
        if review_due_on is not None:
            owe_review(issue, review_due_on, now=now)
        line.subject = issue
        line.data |= {"effective_from": issue.effective_from, "content_hash": issue.content_hash}
    return issue


def adopt_document(
    *,
    document: ControlledDocument,
    on_paper: OnPaper,
    papers: Sequence[Paper],
    by: Person,
    now: datetime.datetime,
    is_amendment: bool = False,
    review_due_on: datetime.date | None = None,
) -> DocumentIssue:
    """Bring in force here the text of another agency that lies on the desk of `document`, by a decision of this office.

    The first adoption may have taken effect in the past; a later one (the other agency replaced its text) begins today or
    later, after every other. The source file and its hash stay with the issue; counters count adoptions here.
    Refused: who is not the quality officer, a document the office issues itself, no decision, a draft without changes or under review.
    """
    on = timezone.localdate(now)
    rules.check_can_take_over(by, on=on)
    if not document.issuer:
        raise WrongState(
            _("Tài liệu này do cơ quan tự ban hành, không phải để áp dụng."),
            kept=_("Dự thảo giữ nguyên."),
            next_step=_("Gửi soát xét và ban hành như thường lệ."),
        )
    if not on_paper.decision_number.strip():
        raise Incomplete(_("Áp dụng phải có số quyết định của cơ quan mình."), kept=_("Dự thảo giữ nguyên."))
    with office_act("iso_docs.document.adopt", by=by, now=now, subject=document) as line:
        desk = ControlledDocument.objects.select_for_update().get(pk=document.pk)
        rules.check_not_in_review(desk)
        last = desk.issues.order_by("-number").first()
        if last is None:
            rules.check_adoption_dates(on_paper.decided_on, on_paper.effective_from, on=on)
        else:
            rules.check_effective_from(desk, on_paper.effective_from, on=on)
            if not desk.has_unpublished_changes:
                raise WrongState(
                    _("Chưa có nội dung mới để áp dụng."), next_step=_("Nhập bản mới của cơ quan ban hành.")
                )
        issue = _issue_on_paper(
            desk, IssueOrigin.ADOPTED, on_paper, papers, by=by, now=now, last=last, is_amendment=is_amendment
        )
        if review_due_on is not None:
            owe_review(issue, review_due_on, now=now)
        line.data |= {
            "issue": issue.pk,
            "issuer": desk.issuer,
            "decision": on_paper.decision_number,
            "effective_from": issue.effective_from,
            "content_hash": issue.content_hash,
        }
    return issue


def add_paper_file(*, issue: DocumentIssue, paper: Paper, by: Person, now: datetime.datetime) -> PaperFile:
    """Add a picture of the paper that was found later. Refused to whoever is not the quality officer, and to issues signed here."""
    rules.check_can_take_over(by, on=timezone.localdate(now))
    basis = PaperBasis.objects.filter(issue=issue).first()
    if basis is None:
        raise WrongState(_("Lần ban hành này ký trên hệ thống, không có bản giấy để kèm."), kept=_("Chưa lưu gì."))
    with office_act("iso_docs.paper.add", by=by, now=now, subject=issue, sha256=paper.stored.sha256):
        basis = PaperBasis.objects.select_for_update().get(pk=basis.pk)
        return _keep_paper(basis, basis.files.count() + 1, paper, by=by, now=now)


def owe_review(issue: DocumentIssue, due_on: datetime.date, *, now: datetime.datetime) -> None:
    """The unit that owns the document owes a look whether the issue still fits."""
    obligations.oblige(
        kind=PERIODIC_REVIEW,
        key=f"{issue.pk}",
        what=_("Rà soát %(code)s %(title)s") % {"code": issue.code, "title": issue.title},
        subject=issue,
        address=issue.get_absolute_url(),
        unit=issue.owner_unit,
        due_on=due_on,
        source=_("rà soát định kỳ"),
        now=now,
    )


def _issue_on_paper(
    document: ControlledDocument,
    origin: IssueOrigin,
    on_paper: OnPaper,
    papers: Sequence[Paper],
    *,
    by: Person,
    now: datetime.datetime,
    last: DocumentIssue | None = None,
    is_amendment: bool = False,
) -> DocumentIssue:
    revision = document.get_latest_revision()
    assert revision is not None
    draft = revision.as_object()
    text = canonical_json(frozen_content(draft, on=on_paper.effective_from))
    content = json.loads(text)
    issue_no, revision_no = on_paper.issue_no, on_paper.revision_no
    if last is not None:
        issue_no = last.issue_no + (0 if is_amendment else 1)
        revision_no = last.revision_no + 1 if is_amendment else 0
    issue = DocumentIssue.objects.create(
        document=document,
        origin=origin,
        number=last.number + 1 if last else 1,
        issue_no=issue_no,
        revision_no=revision_no,
        code=content["code"],
        title=content["title"],
        kind=content["kind"],
        content=text,
        content_hash=sha256_of(content),
        effective_from=on_paper.effective_from,
        issued_at=timezone.make_aware(datetime.datetime.combine(on_paper.decided_on, datetime.time())),
        decision_number=on_paper.decision_number.strip(),
        revision=revision,
        submitted_by=by,
        source_blob=draft.source_blob,
        source_name=draft.source_name,
        short_code=new_short_code(),
        owner_unit_id=draft.owner_unit_id,
        confidentiality=draft.confidentiality,
    )
    compile_issue(issue, content)
    freeze_forms(issue, content, draft)
    post = (
        Assignment.objects.valid_on(timezone.localdate(now))
        .filter(person=by)
        .select_related("post")
        .order_by("pk")
        .first()
    )
    basis = PaperBasis.objects.create(
        issue=issue,
        decided_on=on_paper.decided_on,
        decided_by=on_paper.decided_by.strip(),
        source_number=on_paper.source_number.strip(),
        note=on_paper.note.strip(),
        person=by,
        person_name=by.full_name,
        post_name=post.post.name if post else "",
        taken_at=now,
    )
    PaperSigner.objects.bulk_create(
        PaperSigner(basis=basis, position=position, duty=duty[:100], name=name[:200], post=held[:200])
        for position, (duty, name, held) in enumerate(on_paper.signers, start=1)
    )
    for position, paper in enumerate(papers, start=1):
        _keep_paper(basis, position, paper, by=by, now=now)
    revision.publish(user=getattr(by, "user", None), skip_permission_checks=True)
    searchable.changed(*document.issues.all(), now=now)
    return issue


def _keep_paper(basis: PaperBasis, position: int, paper: Paper, *, by: Person, now: datetime.datetime) -> PaperFile:
    return PaperFile.objects.create(
        basis=basis,
        position=position,
        kind=paper.kind,
        blob=register(paper.stored, media_type=paper.media_type, now=now),
        file_name=paper.name[:255],
        added_by=by,
        added_at=now,
    )
