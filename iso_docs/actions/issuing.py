"""Acts that make a text binding and that end it: issue and withdrawal."""

import datetime
import json
import secrets
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions.reading import READING, oblige_readers
from iso_docs.actions.review import approve, check_unchanged, close_round, void_if_changed
from iso_docs.models import (
    ControlledDocument,
    DocumentIssue,
    IssueCase,
    IssueForm,
    IssueSigner,
    IssueStep,
    IssueTimeGroup,
    IssueWithdrawal,
    ReviewRound,
)
from iso_docs.states import RoundOutcome, SignerPart
from office import jobs, obligations, searchable, signing
from office.acts import office_act
from office.canonical import sha256_of
from office.models import Assignment, Obligation, Person, Post, SignatureMeaning
from office.refusals import Incomplete, NotPermitted
from office.signing import Reauthentication

# Letters and digits that nobody mixes up when a code is typed from paper.
SHORT_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def issue_document(
    *,
    round_: ReviewRound,
    effective_from: datetime.date,
    by: Person,
    now: datetime.datetime,
    is_amendment: bool = False,
    decision_number: str = "",
    reading_due_on: datetime.date | None = None,
) -> DocumentIssue:
    """Make binding, from `effective_from` on, what reviewer and approver signed.

    Effects: the issue with its frozen content, compiled cases, steps, time groups and forms, its signers as text; the signed
    revision (never the latest one) becomes live; the round ends; readers are obliged. `is_amendment`: lần sửa đổi rises and
    lần ban hành stays, else lần ban hành rises and lần sửa đổi starts anew.
    Refused: who is neither approver nor quality officer (NotPermitted), missing signatures, a day that is past or not after
    every other issue (WrongState). A text that changed voids the signatures (WrongState).
    """
    on = timezone.localdate(now)
    void_if_changed(round_=round_, now=now)
    with office_act("iso_docs.document.issue", by=by, now=now) as line:
        desk = ControlledDocument.objects.select_for_update().get(pk=round_.document_id)
        round_ = ReviewRound.objects.select_related("revision", "submitted_by").get(pk=round_.pk)
        round_.document = desk
        rules.check_can_issue(round_, by=by, effective_from=effective_from, on=on)
        check_unchanged(round_, on=on)
        content = json.loads(round_.content)
        signatures = {each.meaning: each for each in rules.counted_signatures(round_)}
        if {each.content_hash for each in signatures.values()} != {round_.content_hash}:
            raise RuntimeError("A counted signature stands under another text than its round.")
        last = desk.issues.order_by("-number").first()
        draft = round_.revision.as_object()
        issue = DocumentIssue.objects.create(
            document=desk,
            number=last.number + 1 if last else 1,
            issue_no=1 if last is None else last.issue_no + (0 if is_amendment else 1),
            revision_no=last.revision_no + 1 if last is not None and is_amendment else 0,
            code=content["code"],
            title=content["title"],
            kind=content["kind"],
            content=round_.content,
            content_hash=round_.content_hash,
            effective_from=effective_from,
            issued_at=now,
            decision_number=decision_number,
            reading_due_on=reading_due_on,
            review=round_,
            revision=round_.revision,
            submitted_by=round_.submitted_by,
            reviewer=signatures[SignatureMeaning.REVIEWED].person,
            approver=signatures[SignatureMeaning.APPROVED].person,
            source_blob=draft.source_blob,
            source_name=draft.source_name,
            short_code=new_short_code(),
            owner_unit_id=draft.owner_unit_id,
            confidentiality=draft.confidentiality,
        )
        compile_issue(issue, content)
        freeze_forms(issue, content, draft)
        _write_signers(issue, round_, signatures, now=now)
        close_round(round_, RoundOutcome.ISSUED, reason="", by=by, now=now)
        round_.revision.publish(user=getattr(by, "user", None), skip_permission_checks=True)
        for earlier in desk.issues.exclude(pk=issue.pk):
            obligations.lift(
                Obligation.objects.about(earlier).filter(kind=READING), reason=_("đã có lần ban hành mới"), now=now
            )
        oblige_readers(issue=issue, now=now)
        searchable.changed(*desk.issues.all(), now=now)
        if effective_from > on:
            jobs.ask(
                "iso_docs.takes_effect",
                str(issue.pk),
                now=now,
                run_after=timezone.make_aware(datetime.datetime.combine(effective_from, datetime.time())),
            )
        line.subject = issue
        line.data |= {
            "code": issue.code,
            "issue_no": issue.issue_no,
            "revision_no": issue.revision_no,
            "effective_from": effective_from,
            "content_hash": issue.content_hash,
            "revision": round_.revision_id,
        }
    return issue


def approve_and_issue(
    *,
    round_: ReviewRound,
    content_hash: str,
    effective_from: datetime.date,
    by: Person,
    proof: Reauthentication,
    now: datetime.datetime,
    note: str = "",
    is_amendment: bool = False,
    decision_number: str = "",
    reading_due_on: datetime.date | None = None,
) -> DocumentIssue:
    """The approver signs and issues in one go: both or neither. Refused like `approve` and `issue_document`."""
    void_if_changed(round_=round_, now=now)
    with office_act("iso_docs.document.approve_and_issue", by=by, now=now) as line:
        approve(round_=round_, content_hash=content_hash, by=by, proof=proof, now=now, note=note)
        line.subject = issue_document(
            round_=round_,
            effective_from=effective_from,
            by=by,
            now=now,
            is_amendment=is_amendment,
            decision_number=decision_number,
            reading_due_on=reading_due_on,
        )
    return line.subject


def withdraw_issue(
    *,
    issue: DocumentIssue,
    withdrawn_on: datetime.date,
    reason: str,
    by: Person,
    proof: Reauthentication,
    now: datetime.datetime,
) -> IssueWithdrawal:
    """End an issue from `withdrawn_on` on, signed and with its reason. It revives no earlier one; nothing is deleted.

    Refused: who approves nothing (NotPermitted), a past day, a second withdrawal, an issue already superseded (WrongState).
    """
    if not reason.strip():
        raise Incomplete(_("Hủy hiệu lực phải nêu lý do."), kept=_("Lần ban hành giữ nguyên."))
    on = timezone.localdate(now)
    with office_act("iso_docs.document.withdraw", by=by, now=now, subject=issue) as line:
        ControlledDocument.objects.select_for_update().get(pk=issue.document_id)
        issue = DocumentIssue.objects.select_related("document").get(pk=issue.pk)
        rules.check_can_withdraw(issue, by=by, withdrawn_on=withdrawn_on, on=on)
        held = (
            Assignment.objects.valid_on(on)
            .filter(person=by, post__roles__role__in=rules.APPROVERS)
            .select_related("post__unit")
            .first()
        )
        if held is None:
            raise NotPermitted(_("Hôm nay anh/chị không giữ vị trí nào ký được việc này."))
        said = {"issue": issue.content_hash, "withdrawn_on": withdrawn_on, "reason": reason.strip()}
        signing.sign(
            subject=issue,
            content_hash=sha256_of(said),
            meaning=SignatureMeaning.APPROVED,
            by=by,
            post=held.post,
            proof=proof,
            now=now,
            round_key=f"iso_docs.withdrawal:{issue.pk}",
        )
        withdrawal = IssueWithdrawal.objects.create(
            issue=issue,
            withdrawn_on=withdrawn_on,
            reason=reason.strip(),
            person=by,
            person_name=by.full_name,
            post_name=held.post.name,
            decided_at=now,
        )
        obligations.lift(
            Obligation.objects.about(issue).filter(kind=READING), reason=_("lần ban hành hết hiệu lực"), now=now
        )
        searchable.changed(issue, now=now)
        if withdrawn_on > on:
            jobs.ask(
                "iso_docs.takes_effect",
                f"{issue.pk}:withdrawn",
                now=now,
                run_after=timezone.make_aware(datetime.datetime.combine(withdrawn_on, datetime.time())),
            )
        line.data |= {"code": issue.code, **said}
    return withdrawal


def new_short_code() -> str:
    while True:
        code = "".join(secrets.choice(SHORT_CODE_LETTERS) for _letter in range(8))
        if not DocumentIssue.objects.filter(short_code=code).exists():
            return code


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def compile_issue(issue: DocumentIssue, content: dict[str, Any]) -> None:
    """Cases, steps and time groups as rows, from the frozen content alone: what dossiers follow is what was signed."""
    cases = IssueCase.objects.bulk_create(
        IssueCase(
            issue=issue,
            key=case["key"],
            position=position,
            name=case["name"],
            quantity=_number(case["quantity"]),
            unit=case["unit"],
            starts_from=case["starts_from"],
            as_printed=case["as_printed"],
        )
        for position, case in enumerate(content["cases"], start=1)
    )
    known_posts = set(
        Post.objects.filter(pk__in=[step["post_id"] for step in content["steps"] if step["post_id"]]).values_list(
            "pk", flat=True
        )
    )
    steps = IssueStep.objects.bulk_create(
        IssueStep(
            issue=issue,
            key=step["key"],
            position=position,
            number=step["number"],
            work=step["work"],
            responsible=step["responsible"],
            post_id=step["post_id"] if step["post_id"] in known_posts else None,
            post_name=step["post"],
            result=step["result"],
            stage=step["stage"],
            note=step["note"],
        )
        for position, step in enumerate(content["steps"], start=1)
    )
    case_of = {case.key: case for case in cases}
    step_of = {step.key: step for step in steps}
    IssueTimeGroup.objects.bulk_create(
        IssueTimeGroup(
            issue=issue,
            case=case_of[time["case"]],
            first_step=step_of[time["first"]],
            last_step=step_of[time["last"]],
            first_position=step_of[time["first"]].position,
            last_position=step_of[time["last"]].position,
            key=f"{time['case']}:{time['first']}",
            quantity=_number(time["quantity"]),
            unit=time["unit"],
            starts_from=time["starts_from"],
            is_counted=time["is_counted"],
            as_printed=time["as_printed"],
        )
        for time in content["times"]
    )


def freeze_forms(issue: DocumentIssue, content: dict[str, Any], draft: ControlledDocument) -> None:
    blobs = {form.blob.sha256: form.blob for form in draft.forms.all() if form.blob}
    IssueForm.objects.bulk_create(
        IssueForm(
            issue=issue,
            position=position,
            code=form["code"],
            title=form["title"],
            form_issue_id=form["issue_id"],
            blob=None if form["issue_id"] else blobs.get(form["sha256"]),
            file_name=form["file_name"],
            sha256=form["sha256"],
        )
        for position, form in enumerate(content["forms"], start=1)
    )


def _write_signers(issue: DocumentIssue, round_: ReviewRound, signatures: dict, *, now: datetime.datetime) -> None:
    on = timezone.localdate(round_.submitted_at)
    rows = []
    for author in round_.authors.select_related("person").order_by("pk"):
        post = (
            Assignment.objects.valid_on(on)
            .filter(person=author.person)
            .select_related("post__unit")
            .order_by("pk")
            .first()
        )
        rows.append(
            IssueSigner(
                issue=issue,
                part=SignerPart.AUTHOR,
                person=author.person,
                person_name=author.person.full_name,
                post_name=post.post.name if post else "",
                unit_name=post.post.unit.name if post else "",
                signed_at=round_.submitted_at,
                content_hash=round_.content_hash,
            )
        )
    for meaning, part in (
        (SignatureMeaning.REVIEWED, SignerPart.REVIEWER),
        (SignatureMeaning.APPROVED, SignerPart.APPROVER),
    ):
        signature = signatures[meaning]
        rows.append(
            IssueSigner(
                issue=issue,
                part=part,
                person=signature.person,
                person_name=signature.person_name,
                post_name=signature.post_name,
                unit_name=signature.unit_name,
                acted_for=signature.acted_for,
                signed_at=signature.signed_at,
                content_hash=signature.content_hash,
            )
        )
    IssueSigner.objects.bulk_create(rows)
