"""A management review: opened, its inputs written and frozen, minutes and decisions recorded, concluded by a signature."""

import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.models import (
    ManagementReview,
    ReviewDecision,
    ReviewDecisionMove,
    ReviewMinutes,
    ReviewNote,
    ReviewPack,
)
from audits.review_inputs import gather
from audits.review_queries import next_review_due
from audits.review_rules import (
    check_can_conclude_review,
    check_can_note_decision_done,
    check_can_prepare_review,
    check_not_concluded,
)
from audits.rules import check_says_what, check_says_why
from audits.states import ReviewDecisionKind, ReviewInput
from office.acts import office_act
from office.canonical import sha256_of
from office.dates import write_date
from office.models import Confidentiality, Obligation, Person, Post, Role, Signature, SignatureMeaning, Unit
from office.numbering import next_number
from office.obligations import fulfil, oblige
from office.refusals import Incomplete, WrongState
from office.signing import Reauthentication, sign

DECIDED = "audits.review_decision"  # kinds of obligation
YEARLY = "audits.management_review"
BASIS = "QĐ 19/2014/QĐ-TTg, Điều 4 khoản 4"  # management review at least once a year


def open_review(
    *,
    period_first: datetime.date,
    period_last: datetime.date,
    meets_on: datetime.date,
    chaired_by: Person,
    by: Person,
    now: datetime.datetime,
) -> ManagementReview:
    """Open a review of a period. Refused: without the role; a period that ends before it begins; a meeting before the period ends."""
    check_can_prepare_review(by, on=localdate(now))
    if period_last < period_first:
        raise Incomplete(_("Kỳ xem xét kết thúc trước khi bắt đầu."), next_step=_("Sửa lại hai ngày của kỳ."))
    if meets_on < period_last:
        raise Incomplete(
            _("Ngày họp %(day)s trước ngày cuối của kỳ.") % {"day": write_date(meets_on)},
            next_step=_("Chọn ngày họp sau khi kỳ kết thúc, hoặc rút ngắn kỳ."),
        )
    with office_act("audits.review.open", by=by, now=now) as line:
        year = f"{localdate(now):%y}"
        line.subject = made = ManagementReview.objects.create(
            number=f"XX-{year}-{next_number('audits.management_review', year):02}",
            period_first=period_first,
            period_last=period_last,
            meets_on=meets_on,
            chaired_by=chaired_by,
            opened_at=now,
            opened_by=by,
            owner_unit=Unit.objects.valid_on(localdate(now)).get(is_agency=True),
            confidentiality=Confidentiality.UNIT,
        )
        line.data.update(number=made.number, first=period_first, last=period_last, chaired_by=chaired_by.pk)
    return made


def write_note(*, review: ManagementReview, key: ReviewInput | str, text: str, by: Person, now: datetime.datetime) -> ReviewNote:  # fmt: skip
    """Write to one input; the last writing counts. It enters the pack when the inputs are frozen (again)."""
    check_can_prepare_review(by, on=localdate(now))
    check_says_what(text)
    with office_act("audits.review.note", by=by, now=now, subject=review) as line:
        _held(review)
        made = ReviewNote.objects.create(
            review=review, input=ReviewInput(key), text=text.strip(), written_at=now, written_by=by
        )
        line.data.update(number=review.number, input=str(key))
    return made


def freeze_inputs(*, review: ManagementReview, by: Person, now: datetime.datetime) -> ReviewPack:
    """Gather every input and freeze it with its lists. Before the minutes it may be done again; the last pack counts."""
    check_can_prepare_review(by, on=localdate(now))
    inputs = gather(review, now=now)  # reads; done before the act that writes what was counted
    with office_act("audits.review.freeze", by=by, now=now, subject=review) as line:
        _held(review)
        if review.minutes.exists():
            raise WrongState(
                _("Cuộc họp đã ghi biên bản trên số liệu đã chốt."),
                kept=_("Số liệu đã chốt giữ nguyên."),
                next_step=_("Số liệu mới thì để cho lần xem xét sau."),
            )
        last = review.packs.aggregate(last=Max("number"))["last"] or 0
        made = ReviewPack.objects.create(
            review=review, number=last + 1, inputs=inputs, inputs_hash=sha256_of(inputs), frozen_at=now, frozen_by=by
        )
        line.data.update(number=review.number, pack=made.number, hash=made.inputs_hash)
    return made


def record_minutes(
    *,
    review: ManagementReview,
    held_on: datetime.date,
    place: str,
    present: str,
    opinions: str,
    conclusion: str,
    by: Person,
    now: datetime.datetime,
) -> ReviewMinutes:
    """Write the minutes; written again before the signature, the last ones count. Refused before the inputs are frozen."""
    check_can_prepare_review(by, on=localdate(now))
    check_says_what(present)
    check_says_what(conclusion)
    if held_on > localdate(now):
        raise Incomplete(_("Ngày họp ở tương lai."), next_step=_("Ghi biên bản sau khi họp."))
    with office_act("audits.review.minutes", by=by, now=now, subject=review) as line:
        _held(review)
        pack = review.packs.order_by("-number").first()
        if pack is None:
            raise WrongState(
                _("Chưa chốt số liệu đầu vào."),
                kept=_("Chưa thay đổi gì."),
                next_step=_("Chốt số liệu trước: cuộc họp xem xét trên số đã chốt."),
            )
        if held_on < localdate(pack.frozen_at):
            raise Incomplete(
                _("Ngày họp %(day)s trước ngày chốt số liệu.") % {"day": write_date(held_on)},
                next_step=_("Sửa lại ngày họp."),
            )
        last = review.minutes.aggregate(last=Max("number"))["last"] or 0
        made = ReviewMinutes.objects.create(
            review=review,
            pack=pack,
            number=last + 1,
            held_on=held_on,
            place=place.strip(),
            present=present.strip(),
            opinions=opinions.strip(),
            conclusion=conclusion.strip(),
            written_at=now,
            written_by=by,
        )
        line.data.update(number=review.number, minutes=made.number, held_on=held_on)
    return made


def add_decision(
    *,
    review: ManagementReview,
    kind: ReviewDecisionKind | str,
    what: str,
    owner: Person,
    due_on: datetime.date,
    by: Person,
    now: datetime.datetime,
) -> ReviewDecision:
    """Write down a decision; it is owed from the signature on."""
    check_can_prepare_review(by, on=localdate(now))
    check_says_what(what)
    if due_on < localdate(now):
        raise Incomplete(
            _("Hạn %(day)s đã qua.") % {"day": write_date(due_on)}, next_step=_("Ghi hạn từ hôm nay trở đi.")
        )
    with office_act("audits.review.decide", by=by, now=now, subject=review) as line:
        _held(review)
        last = review.decisions.aggregate(last=Max("number"))["last"] or 0
        made = ReviewDecision.objects.create(
            review=review,
            number=last + 1,
            kind=kind,
            what=what.strip(),
            owner=owner,
            due_first=due_on,
            due_on=due_on,
            written_at=now,
            written_by=by,
        )
        line.data.update(number=review.number, decision=made.number, what=made.what, owner=owner.pk, due_on=due_on)
    return made


def strike_decision(*, decision: ReviewDecision, by: Person, now: datetime.datetime) -> None:
    """Strike a decision out before the signature; it stays readable."""
    check_can_prepare_review(by, on=localdate(now))
    with office_act("audits.review.strike", by=by, now=now, subject=decision.review) as line:
        _held(decision.review)
        struck = ReviewDecision.objects.filter(pk=decision.pk, struck_at=None).update(struck_at=now, struck_by=by)
        if not struck:
            raise WrongState(_("Kết luận này đã gạch."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang."))
        line.data.update(number=decision.review.number, decision=decision.number)


def text_to_sign(review: ManagementReview) -> dict[str, Any] | None:
    """What the chair signs: the last minutes, the pack they stand on, the decisions that hold. None before there are minutes."""
    minutes = review.minutes.select_related("pack").order_by("-number").first()
    if minutes is None:
        return None
    return {
        "number": review.number,
        "period": [review.period_first.isoformat(), review.period_last.isoformat()],
        "pack": minutes.pack.inputs_hash,
        "held_on": minutes.held_on.isoformat(),
        "place": minutes.place,
        "present": minutes.present,
        "opinions": minutes.opinions,
        "conclusion": minutes.conclusion,
        "decisions": [
            [each.number, each.kind, each.what, each.owner_id, each.due_on.isoformat()]
            for each in review.decisions.filter(struck_at=None).order_by("number")
        ],
    }


def conclude_review(
    *, review: ManagementReview, content_hash: str, by: Person, proof: Reauthentication, now: datetime.datetime
) -> Signature:
    """The chair signs minutes and decisions as they were shown; each decision is owed by its owner from now on.

    Refused: to anybody but who chaired it; before there are minutes; when the text is no longer the one that was shown.
    """
    on = localdate(now)
    post = check_can_conclude_review(review, by, on=on)
    with office_act("audits.review.conclude", by=by, now=now, subject=review, content_hash=content_hash) as line:
        _held(review)
        text = text_to_sign(review)
        if text is None:
            raise WrongState(
                _("Chưa có biên bản để ký."), kept=_("Chưa ký gì."), next_step=_("Thư ký ghi biên bản trước.")
            )
        if sha256_of(text) != content_hash:
            raise WrongState(
                _("Biên bản hoặc kết luận đã đổi từ lúc mở trang."),
                kept=_("Chưa ký gì."),
                next_step=_("Tải lại trang, đọc bản mới rồi ký."),
            )
        made = sign(
            subject=review, content_hash=content_hash, meaning=SignatureMeaning.APPROVED, by=by, post=post, proof=proof, now=now
        )  # fmt: skip
        for decision in review.decisions.filter(struck_at=None).select_related("owner"):
            oblige(
                kind=DECIDED,
                key=str(decision.pk),
                what=_("%(number)s: %(what)s") % {"number": review.number, "what": decision.what[:250]},
                subject=review,
                address=review.get_absolute_url(),
                now=now,
                person=decision.owner,
                due_on=decision.due_on,
                source=_("Kết luận xem xét của lãnh đạo"),
            )
        for owed in Obligation.objects.open().filter(kind=YEARLY):
            fulfil(kind=YEARLY, key=owed.key, by=by, now=now)
        line.data.update(number=review.number, decisions=len(text["decisions"]))
    return made


def note_decision_done(*, decision: ReviewDecision, outcome: str, by: Person, now: datetime.datetime) -> None:
    """Note that a decision was carried out today, and what came of it. By its owner, or by who prepares reviews."""
    on = localdate(now)
    check_can_note_decision_done(decision, by, on=on)
    check_says_what(outcome)
    with office_act("audits.review.decision_done", by=by, now=now, subject=decision.review) as line:
        changed = ReviewDecision.objects.filter(pk=decision.pk, done_on=None, struck_at=None).update(
            done_on=on, done_by=by, outcome=outcome.strip()
        )
        if not changed:
            raise WrongState(
                _("Kết luận này đã được ghi là xong."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang.")
            )
        fulfil(kind=DECIDED, key=str(decision.pk), by=by, now=now)
        line.data.update(number=decision.review.number, decision=decision.number, outcome=outcome.strip())


def move_decision(
    *, decision: ReviewDecision, due_on: datetime.date, reason: str, by: Person, now: datetime.datetime
) -> ReviewDecisionMove:
    """Move the day of a decision to a later one; the days before stay, with the reason. Refused when it is done."""
    check_can_prepare_review(by, on=localdate(now))
    check_says_why(reason)
    with office_act("audits.review.move_due", by=by, now=now, subject=decision.review) as line:
        held = ReviewDecision.objects.select_for_update().get(pk=decision.pk)
        if held.done_on is not None or held.struck_at is not None:
            raise WrongState(_("Kết luận này không còn chờ làm."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang."))  # fmt: skip
        if due_on <= held.due_on or due_on < localdate(now):
            raise Incomplete(
                _("Hạn mới phải sau hạn cũ %(day)s và không ở quá khứ.") % {"day": write_date(held.due_on)},
                kept=_("Hạn cũ giữ nguyên."),
                next_step=_("Ghi một ngày muộn hơn."),
            )
        made = ReviewDecisionMove.objects.create(
            decision=held, due_before=held.due_on, due_after=due_on, reason=reason.strip(), moved_at=now, moved_by=by
        )
        ReviewDecision.objects.filter(pk=held.pk).update(due_on=due_on)
        Obligation.objects.open().filter(kind=DECIDED, key=str(held.pk)).update(due_on=due_on)
        line.data.update(number=decision.review.number, decision=held.number, before=made.due_before, after=due_on, reason=made.reason)  # fmt: skip
    return made


def owe_yearly_review(*, now: datetime.datetime) -> bool:
    """Once a year at least: twelve months after the last review was held somebody owes the next; whether one was asked for now.

    An office that has held none owes it a year after its system began: the day its first issue came into force.
    """
    due_on = next_review_due()
    post = Post.objects.valid_on(localdate(now)).filter(
        roles__role=Role.QUALITY_OFFICER, roles__valid_from__lte=localdate(now)
    ).order_by("pk").first()  # fmt: skip
    agency = Unit.objects.valid_on(localdate(now)).filter(is_agency=True).first()
    # Asked for two months before, so that there is time to prepare.
    if due_on is None or agency is None or localdate(now) < due_on - datetime.timedelta(days=60):
        return False
    if Obligation.objects.filter(kind=YEARLY, key=due_on.isoformat()).exists():
        return False
    with office_act("audits.review.owe", by=None, now=now) as line:
        oblige(
            kind=YEARLY,
            key=due_on.isoformat(),
            what=_("Xem xét của lãnh đạo trước ngày %(day)s") % {"day": write_date(due_on)},
            subject=agency,
            address=reverse("audits:reviews"),
            now=now,
            due_on=due_on,
            source=BASIS,
            **({"post": post} if post else {"unit": agency}),
        )
        line.data.update(due_on=due_on)
    return True


def _held(review: ManagementReview) -> None:
    """Inside an act: hold the review, so that numbers stay dense and nothing slips in beside a signature."""
    ManagementReview.objects.select_for_update().get(pk=review.pk)
    check_not_concluded(review)
