"""Acts around reading: whom a document concerns, and that they read it."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.models import ControlledDocument, Distribution, DocumentIssue, Reading
from iso_docs.queries import issue_state, readers_of
from iso_docs.states import IssueState
from office import obligations
from office.acts import office_act
from office.models import Assignment, Obligation, Person, Unit
from office.refusals import NotPermitted, WrongState

READING = "iso_docs.reading"


def distribute(
    *,
    document: ControlledDocument,
    by: Person,
    now: datetime.datetime,
    unit: Unit | None = None,
    role: str = "",
    person: Person | None = None,
) -> Distribution:
    """Say that the document concerns a unit, a role or a person (one of them); they owe a reading of what is in force or to come."""
    if [unit is not None, bool(role), person is not None].count(True) != 1:
        raise ValueError("Name one: unit, role or person.")
    rules.check_can_distribute(document, by=by, on=timezone.localdate(now))
    to = str(unit or person or role)
    with office_act("iso_docs.distribution.add", by=by, now=now, subject=document, to=to):
        try:
            with transaction.atomic():
                row = Distribution.objects.create(
                    document=document, unit=unit, role=role, person=person, added_by=by, added_at=now
                )
        except IntegrityError as error:
            raise WrongState(_("Nơi nhận này đã có trong danh sách."), kept=_("Không đổi gì.")) from error
        for issue in _issues_to_read(document, timezone.localdate(now)):
            oblige_readers(issue=issue, now=now)
    return row


def end_distribution(*, row: Distribution, by: Person, now: datetime.datetime) -> None:
    """The document no longer concerns them; readings done stay, readings owed by nobody else's naming fall away."""
    rules.check_can_distribute(row.document, by=by, on=timezone.localdate(now))
    with office_act("iso_docs.distribution.end", by=by, now=now, subject=row.document, row=row.pk):
        Distribution.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=now)
        still = readers_of(row.document, timezone.localdate(now)).values("pk")
        for issue in _issues_to_read(row.document, timezone.localdate(now)):
            owed = Obligation.objects.about(issue).filter(kind=READING).exclude(person__in=still)
            obligations.lift(owed, reason=_("không còn trong danh sách nơi nhận"), now=now)


def oblige_readers(*, issue: DocumentIssue, now: datetime.datetime) -> int:
    """Everybody whom the issue concerns owes its reading; asking twice makes it once. Returns how many must read."""
    people = list(readers_of(issue.document, timezone.localdate(now)))
    for person in people:
        obligations.oblige(
            kind=READING,
            key=f"{issue.pk}:{person.pk}",
            what=_("Đọc %(issue)s") % {"issue": f"{issue.code} {issue.title}, {issue.version}"},
            subject=issue,
            address=issue.get_absolute_url(),
            person=person,
            due_on=issue.reading_due_on,
            now=now,
        )
    return len(people)


def acknowledge_reading(*, issue: DocumentIssue, content_hash: str, by: Person, now: datetime.datetime) -> Reading:
    """«Tôi đã đọc»: of exactly the text the page showed (`content_hash`). The obligation, if there was one, is met.

    Refused: an issue that is superseded or withdrawn, another text than shown (WrongState), who may not see it (NotPermitted).
    """
    on = timezone.localdate(now)
    user = getattr(by, "user", None)
    if user is None or not DocumentIssue.objects.visible_to(user, on).filter(pk=issue.pk).exists():
        raise NotPermitted(_("Không có tài liệu này trong phạm vi anh/chị được xem."))
    if issue_state(issue, on) not in (IssueState.IN_FORCE, IssueState.TO_COME):
        raise WrongState(
            _("Lần ban hành này không còn hiệu lực nên không cần xác nhận đọc."),
            next_step=_("Mở lần đang có hiệu lực."),
        )
    if content_hash != issue.content_hash:
        raise WrongState(_("Bản anh/chị đang xem không phải bản này."), next_step=_("Tải lại trang rồi đọc."))
    post = Assignment.objects.valid_on(on).filter(person=by).select_related("post").order_by("pk").first()
    with office_act("iso_docs.reading.acknowledge", by=by, now=now, subject=issue, content_hash=content_hash):
        reading, _made = Reading.objects.get_or_create(
            issue=issue,
            person=by,
            defaults={
                "person_name": by.full_name,
                "post_name": post.post.name if post else "",
                "content_hash": content_hash,
                "read_at": now,
            },
        )
        obligations.fulfil(kind=READING, key=f"{issue.pk}:{by.pk}", by=by, now=now)
    return reading


def _issues_to_read(document: ControlledDocument, on: datetime.date) -> list[DocumentIssue]:
    return [
        *DocumentIssue.objects.in_force_on(on).filter(document=document),
        *DocumentIssue.objects.to_come_after(on).filter(document=document),
    ]
