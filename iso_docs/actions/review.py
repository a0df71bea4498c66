"""Acts of review: submit, sign, return. What is shown and signed is the canonical text kept in the round (ARCHITECTURE 2)."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision, Workflow

from iso_docs import rules
from iso_docs.actions.drafts import save_draft
from iso_docs.content import frozen_content
from iso_docs.models import ControlledDocument, ReviewRound, RoundAuthor, SignatureTaskState
from iso_docs.printed_roles import fill_posts
from iso_docs.states import RoundOutcome
from office import obligations, signing
from office.acts import office_act
from office.canonical import canonical_json, sha256_of
from office.models import Assignment, Obligation, Person, Post, Signature, SignatureMeaning, Substitution
from office.refusals import Incomplete, NotPermitted, WrongState
from office.signing import Reauthentication

REVIEW = "iso_docs.review"


def submit_for_review(
    *,
    document: ControlledDocument,
    reviewer: Person,
    approver: Person,
    by: Person,
    now: datetime.datetime,
    note: str = "",
    review_due_on: datetime.date | None = None,
    approval_due_on: datetime.date | None = None,
    reviewer_stand_in: Person | None = None,
    approver_stand_in: Person | None = None,
) -> ReviewRound:
    """Put the latest draft before a reviewer, then an approver. From now on it is locked for everybody.

    Effects: steps whose printed role is mapped name its post; the round with the canonical text and its hash, its authors, Wagtail's workflow, the reviewer's obligation.
    Refused: who may not draft, a round that is open, people who wrote it or are the same (NotPermitted); a draft that is not
    whole, or whose times do not add up to its limits without a reason (Incomplete).
    """
    on = timezone.localdate(now)
    with office_act("iso_docs.review.submit", by=by, now=now) as line:
        desk = ControlledDocument.objects.select_for_update().get(pk=document.pk)
        rules.check_can_submit(
            desk,
            by=by,
            reviewer=reviewer,
            approver=approver,
            reviewer_stand_in=reviewer_stand_in,
            approver_stand_in=approver_stand_in,
            on=on,
        )
        revision = desk.get_latest_revision()
        if revision is None or not desk.has_unpublished_changes:
            raise WrongState(
                _("Không có dự thảo mới để gửi soát xét."), next_step=_("Sửa tài liệu, lưu bản nháp rồi gửi.")
            )
        draft = revision.as_object()
        rules.check_complete(draft)
        if fill_posts(draft):  # wordings that were mapped since the draft was written
            revision = save_draft(document=desk, change=fill_posts, by=by, now=now)
            desk.refresh_from_db()
            draft = revision.as_object()
        content = frozen_content(draft, on=on)
        round_ = ReviewRound.objects.create(
            document=desk,
            number=desk.rounds.count() + 1,
            revision=revision,
            content=canonical_json(content),
            content_hash=sha256_of(content),
            submitted_by=by,
            submitted_at=now,
            note=note,
            reviewer=reviewer,
            approver=approver,
            reviewer_stand_in=reviewer_stand_in,
            approver_stand_in=approver_stand_in,
            review_due_on=review_due_on,
            approval_due_on=approval_due_on,
        )
        authors = {person.pk for person in rules.authors_since_last_issue(desk)} | {by.pk}
        RoundAuthor.objects.bulk_create(RoundAuthor(round=round_, person_id=pk) for pk in sorted(authors))
        # No account as requester: Wagtail would mail them inside the transaction and let them cancel past our rules.
        _workflow(desk).start(desk, None)
        _ask(round_, SignatureMeaning.REVIEWED, now=now)
        line.subject = desk
        line.data |= {"round": round_.number, "revision": revision.pk, "content_hash": round_.content_hash}
    return round_


def sign_review(
    *,
    round_: ReviewRound,
    content_hash: str,
    by: Person,
    proof: Reauthentication,
    now: datetime.datetime,
    note: str = "",
) -> Signature:
    """The reviewer signs what they read. `content_hash`: of the text the page showed; another text there now refuses.

    Refused: authors and whoever the round does not ask (NotPermitted), a closed round or a second signature (WrongState).
    When the draft no longer gives the text of the round, its signatures are voided and the round ends (WrongState).
    """
    return _sign(round_, SignatureMeaning.REVIEWED, content_hash=content_hash, by=by, proof=proof, now=now, note=note)


def approve(
    *,
    round_: ReviewRound,
    content_hash: str,
    by: Person,
    proof: Reauthentication,
    now: datetime.datetime,
    note: str = "",
) -> Signature:
    """The approver signs the same text after the reviewer. Issues nothing yet: that is `issue_document`. Refused like `sign_review`."""
    return _sign(round_, SignatureMeaning.APPROVED, content_hash=content_hash, by=by, proof=proof, now=now, note=note)


def _sign(
    round_: ReviewRound,
    meaning: SignatureMeaning,
    *,
    content_hash: str,
    by: Person,
    proof: Reauthentication,
    now: datetime.datetime,
    note: str,
) -> Signature:
    void_if_changed(round_=round_, now=now)
    verb = "review" if meaning == SignatureMeaning.REVIEWED else "approve"
    with office_act(f"iso_docs.document.{verb}", by=by, now=now, subject=round_.document) as line:
        round_ = _locked(round_)
        rules.check_can_sign(round_, meaning, by=by, on=timezone.localdate(now))
        if content_hash != round_.content_hash:
            raise WrongState(
                _("Bản anh/chị đang xem không còn là bản chờ ký."),
                kept=_("Chưa ký gì."),
                next_step=_("Mở lại trang, đọc bản hiện tại rồi ký."),
            )
        check_unchanged(round_, on=timezone.localdate(now))
        post, acted_for = _post_for(round_, meaning, by=by, on=timezone.localdate(now))
        signature = signing.sign(
            subject=round_,
            content_hash=round_.content_hash,
            meaning=meaning,
            by=by,
            post=post,
            proof=proof,
            now=now,
            round_key=round_.key,
            acted_for=acted_for,
        )
        _move_workflow(round_, signature, note)
        obligations.fulfil(kind=REVIEW, key=f"{round_.pk}:{meaning}", by=by, now=now)
        if meaning == SignatureMeaning.REVIEWED:
            _ask(round_, SignatureMeaning.APPROVED, now=now)
        line.data |= {"round": round_.number, "content_hash": round_.content_hash, "signature": signature.pk}
        if note:
            line.data["note"] = note
    return signature


def return_to_author(*, round_: ReviewRound, reason: str, by: Person, now: datetime.datetime) -> ReviewRound:
    """End the round so that the text can be changed; signatures given are voided. A reason is required.

    By a reviewer or approver it is a return, by an author or the quality officer a recall. Refused to everybody else.
    """
    if not reason.strip():
        raise Incomplete(_("Trả lại phải nêu lý do."), kept=_("Chưa trả lại."), next_step=_("Ghi lý do rồi bấm lại."))
    with office_act("iso_docs.review.return", by=by, now=now, subject=round_.document) as line:
        round_ = _locked(round_)
        rules.check_can_return(round_, by=by, on=timezone.localdate(now))
        asked = rules.part_in(round_, by) is not None
        outcome = RoundOutcome.RETURNED if asked else RoundOutcome.RECALLED
        close_round(round_, outcome, reason=reason.strip(), by=by, now=now)
        line.data |= {"round": round_.number, "outcome": outcome, "reason": reason.strip()}
        if outcome == RoundOutcome.RETURNED:
            obligations.oblige(
                kind="iso_docs.revise",
                key=str(round_.pk),
                what=_("Sửa %(document)s: %(reason)s") % {"document": round_.document, "reason": reason.strip()[:120]},
                subject=round_.document,
                address=reverse("iso_docs:document", args=[round_.document_id]),
                person=round_.submitted_by,
                now=now,
            )
    return round_


def name_stand_ins(
    *,
    round_: ReviewRound,
    by: Person,
    now: datetime.datetime,
    reviewer_stand_in: Person | None = None,
    approver_stand_in: Person | None = None,
) -> ReviewRound:
    """Somebody else may review or approve in place of the one who is away. Refused as in `submit_for_review`."""
    with office_act("iso_docs.review.delegate", by=by, now=now, subject=round_.document) as line:
        round_ = _locked(round_)
        if round_.closed_at is not None:
            raise WrongState(_("Đợt soát xét này đã kết thúc."))
        rules.check_can_draft(by, round_.document.owner_unit_id, on=timezone.localdate(now))
        for person, roles in ((reviewer_stand_in, rules.REVIEWERS), (approver_stand_in, rules.APPROVERS)):
            if person is not None:
                rules.check_can_stand_in(round_, person, roles, on=timezone.localdate(now))
        round_.reviewer_stand_in, round_.approver_stand_in = reviewer_stand_in, approver_stand_in
        round_.save(update_fields=["reviewer_stand_in", "approver_stand_in"])
        line.data |= {
            "round": round_.number,
            "reviewer_stand_in": reviewer_stand_in.full_name if reviewer_stand_in else "",
            "approver_stand_in": approver_stand_in.full_name if approver_stand_in else "",
        }
    return round_


def content_now(round_: ReviewRound, *, on: datetime.date) -> str:
    """The hash the round's revision gives on a day: another post name, form or text gives another one."""
    return sha256_of(frozen_content(Revision.objects.get(pk=round_.revision_id).as_object(), on=on))


def check_unchanged(round_: ReviewRound, *, on: datetime.date) -> None:
    if content_now(round_, on=on) != round_.content_hash:
        raise WrongState(
            _("Nội dung đã đổi so với bản đưa soát xét (chữ, biểu mẫu, thời hạn hoặc tên vị trí được nhắc tới)."),
            kept=_("Chưa ký gì; chữ ký đã có không còn hiệu lực."),
            next_step=_("Người soạn xem lại và gửi soát xét lại."),
        )


def void_if_changed(*, round_: ReviewRound, now: datetime.datetime) -> None:
    """End a round whose text is no longer what it was, in an act of its own that stays when the signing is then refused."""
    round_ = ReviewRound.objects.get(pk=round_.pk)
    if round_.closed_at is not None or content_now(round_, on=timezone.localdate(now)) == round_.content_hash:
        return
    with office_act("iso_docs.review.void", by=None, now=now, subject=round_.document) as line:
        round_ = _locked(round_)
        if round_.closed_at is None:
            close_round(
                round_, RoundOutcome.CHANGED, reason=_("Nội dung đã đổi sau khi đưa soát xét."), by=None, now=now
            )
        line.data |= {
            "round": round_.number,
            "shown": round_.content_hash,
            "found": content_now(round_, on=timezone.localdate(now)),
        }
    raise WrongState(
        _("Nội dung đã đổi so với bản đưa soát xét (chữ, biểu mẫu, thời hạn hoặc tên vị trí được nhắc tới)."),
        kept=_("Chưa ký gì; chữ ký đã có không còn hiệu lực."),
        next_step=_("Người soạn xem lại và gửi soát xét lại."),
    )


def close_round(
    round_: ReviewRound, outcome: RoundOutcome, *, reason: str, by: Person | None, now: datetime.datetime
) -> None:
    """Inside an act: the round ends; unless it was issued, its signatures no longer count and Wagtail's workflow is cancelled."""
    round_.closed_at, round_.closed_by, round_.outcome, round_.reason = now, by, outcome, reason
    round_.save(update_fields=["closed_at", "closed_by", "outcome", "reason"])
    obligations.lift(
        Obligation.objects.filter(kind=REVIEW, key__startswith=f"{round_.pk}:"), reason=str(outcome.label), now=now
    )
    if outcome == RoundOutcome.ISSUED:
        return
    signing.void(rules.counted_signatures(round_), reason=f"{outcome.label}: {reason}"[:300], by=by, now=now)
    state = round_.document.current_workflow_state
    if state is not None:
        state.cancel(user=None)


def _locked(round_: ReviewRound) -> ReviewRound:
    """The round under the lock of its document: two signers, or a signer and a returner, come one after the other."""
    ControlledDocument.objects.select_for_update().get(pk=round_.document_id)
    return ReviewRound.objects.select_related("document", "revision", "reviewer", "approver").get(pk=round_.pk)


def _workflow(document: ControlledDocument) -> Workflow:
    workflow = document.get_workflow()
    if workflow is None:
        raise RuntimeError("The workflow of controlled documents is missing; run migrate.")
    return workflow


def _ask(round_: ReviewRound, meaning: SignatureMeaning, *, now: datetime.datetime) -> None:
    reviewing = meaning == SignatureMeaning.REVIEWED
    what = _("Soát xét %(document)s") if reviewing else _("Phê duyệt %(document)s")
    obligations.oblige(
        kind=REVIEW,
        key=f"{round_.pk}:{meaning}",
        what=what % {"document": round_.document},
        subject=round_.document,
        address=reverse("iso_docs:round", args=[round_.pk]),
        person=round_.reviewer if reviewing else round_.approver,
        due_on=round_.review_due_on if reviewing else round_.approval_due_on,
        now=now,
    )


def _move_workflow(round_: ReviewRound, signature: Signature, note: str) -> None:
    """Wagtail's task follows the signature: its state points to it and is approved."""
    state = round_.document.current_workflow_task_state
    if not isinstance(state, SignatureTaskState) or state.task.specific.meaning != signature.meaning:
        raise WrongState(_("Việc ký đang ở bước khác."), next_step=_("Mở lại trang để xem bản hiện tại."))
    SignatureTaskState.objects.filter(pk=state.pk).update(signature=signature)
    state.signature = signature
    state.approve(user=getattr(signature.person, "user", None), comment=note)


def _post_for(round_: ReviewRound, meaning: SignatureMeaning, *, by: Person, on: datetime.date) -> tuple[Post, str]:
    """The post that carries the part, and for whom somebody stands in («» for oneself)."""
    reviewing = meaning == SignatureMeaning.REVIEWED
    roles = rules.REVIEWERS if reviewing else rules.APPROVERS
    named = round_.reviewer if reviewing else round_.approver
    own = Assignment.objects.valid_on(on).filter(person=by, post__roles__role__in=roles).select_related("post__unit")
    held = own.first()
    if held is not None:
        return held.post, "" if named == by else named.full_name
    stood_in = (
        Substitution.objects.valid_on(on)
        .filter(substitute=by, post__roles__role__in=roles)
        .select_related("post__unit", "absent")
        .first()
    )
    if stood_in is None:
        raise NotPermitted(_("Hôm nay anh/chị không giữ vị trí nào ký được việc này."), kept=_("Chưa ký gì."))
    return stood_in.post, stood_in.absent.full_name
