"""The quality officer's overview: what needs attention now, in one sentence; every number opens the list it counts."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audits.models import Nonconformity
from audits.queries import overdue_cases
from audits.review_queries import decisions_of, next_review_due, standing
from office.dates import write_date
from office.models import User
from processes.queries import register_rows

SOON = datetime.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Attention:
    """A part of the sentence: the number in words, what it counts, and its list."""

    strong: str
    text: str
    address: str


def attention_of(user: User, *, now: datetime.datetime, on: datetime.date) -> list[Attention]:
    """What waits, under the asker's own rights, the most pressing first; empty when nothing does. A constant number of queries."""
    home, reviews = reverse("audits:home"), reverse("audits:reviews")
    cases = Nonconformity.objects.visible_to(user)
    counted = [
        (
            register_rows(user, {"standing": "late"}, now).count(),
            lambda n: ngettext("%(n)s hồ sơ", "%(n)s hồ sơ", n),
            _("đang quá hẹn"),
            f"{reverse('processes:home')}?standing=late",
        ),
        (
            cases.filter(decision=None, closure=None).count(),
            lambda n: ngettext("%(n)s phiếu", "%(n)s phiếu", n),
            _("chờ quyết định"),
            f"{home}?stage=undecided",
        ),
        (
            cases.filter(pk__in=overdue_cases(on)).count(),
            lambda n: ngettext("%(n)s phiếu", "%(n)s phiếu", n),
            _("có việc quá hạn"),
            f"{home}?overdue=1",
        ),
        (
            standing(decisions_of(user), "overdue", on=on).count(),
            lambda n: ngettext("%(n)s kết luận", "%(n)s kết luận", n),
            _("của lãnh đạo quá hạn"),
            f"{reviews}?kl=overdue",
        ),
    ]
    found = [Attention(words(n) % {"n": n}, text, address) for n, words, text, address in counted if n]
    due_on = next_review_due()
    if due_on is not None and due_on < on:
        found.append(
            Attention(_("xem xét của lãnh đạo"), _("quá hạn từ %(day)s") % {"day": write_date(due_on)}, reviews)
        )
    elif due_on is not None and due_on <= on + SOON:
        found.append(Attention(_("xem xét của lãnh đạo"), _("trước %(day)s") % {"day": write_date(due_on)}, reviews))
    return found
