"""Who may prepare, conclude and follow up a management review, and why not."""

import datetime

from django.utils.translation import gettext as _

from audits.models import ManagementReview, ReviewDecision
from office.access import asker_for_person
from office.models import Assignment, Person, Post, Role
from office.refusals import NotPermitted, WrongState
from office.rules import check_has_role

PREPARERS = (Role.QUALITY_OFFICER, Role.CHAIR, Role.CHIEF_OF_OFFICE)
CHAIRS = (Role.CHAIR, Role.VICE_CHAIR)


def check_can_prepare_review(by: Person, *, on: datetime.date) -> None:
    check_has_role(by, PREPARERS, on=on, what=_("chuẩn bị xem xét của lãnh đạo"))


def check_not_concluded(review: ManagementReview) -> None:
    if ManagementReview.objects.concluded().filter(pk=review.pk).exists():
        raise WrongState(
            _("%(number)s đã kết luận và ký.") % {"number": review.number},
            kept=_("Biên bản đã ký giữ nguyên."),
            next_step=_("Việc mới thì đưa vào lần xem xét sau."),
        )


def check_can_conclude_review(review: ManagementReview, by: Person, *, on: datetime.date) -> Post:
    """Only who chaired it, while they lead the office; returns the post they sign in."""
    if by.pk != review.chaired_by_id:
        raise NotPermitted(
            _("Chỉ người chủ trì, %(name)s, ký kết luận này.") % {"name": review.chaired_by.full_name},
            kept=_("Chưa ký gì."),
        )
    check_has_role(by, CHAIRS, on=on, what=_("kết luận xem xét của lãnh đạo"))
    check_not_concluded(review)
    held = Assignment.objects.valid_on(on).filter(person=by).values("post")
    posts = Post.objects.filter(pk__in=held, roles__role__in=CHAIRS).select_related("unit").order_by("pk")
    post = posts.first()
    if post is None:
        raise NotPermitted(_("Hôm nay anh/chị không giữ vị trí lãnh đạo."), kept=_("Chưa ký gì."))
    return post


def check_can_note_decision_done(decision: ReviewDecision, by: Person, *, on: datetime.date) -> None:
    """Its owner, or who prepares reviews; only once it is signed."""
    if by.pk != decision.owner_id and not asker_for_person(by, on).has_role(*PREPARERS):
        raise NotPermitted(
            _("Chỉ người được giao hoặc người chuẩn bị xem xét ghi kết luận này là xong."),
            kept=_("Chưa thay đổi gì."),
        )
    if not ManagementReview.objects.concluded().filter(pk=decision.review_id).exists():
        raise WrongState(
            _("Kết luận này chưa được ký."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Chờ người chủ trì ký."),
        )
