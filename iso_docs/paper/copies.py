"""What a copy of an issue says about itself and about the issue: finished facts for whoever draws it."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from iso_docs.models import Distribution, DocumentIssue
from iso_docs.queries import issue_state
from iso_docs.reading_page import Page, page_of
from iso_docs.states import IssueState
from office.models import Person, Unit


@dataclass
class SignerColumn:
    """A column of the block «Trách nhiệm»."""

    part: str
    name: str
    post: str
    acted_for: str
    signed_at: datetime.datetime


@dataclass
class PrintedCopy:
    """One copy: the issue, who signed it, what went before, who gets it, and when and by whom this copy was made."""

    issue: DocumentIssue
    page: Page
    agency: str
    state: IssueState
    signers: list[SignerColumn]
    history: list[DocumentIssue]
    receivers: list[str]
    address: str  # where the QR leads
    printed_at: datetime.datetime
    printed_by: str = ""
    forms: list[dict] = field(default_factory=list)

    @property
    def is_void(self) -> bool:
        return self.state in (IssueState.SUPERSEDED, IssueState.WITHDRAWN)

    @property
    def hash_prefix(self) -> str:
        return f"{self.issue.content_hash[:4]} {self.issue.content_hash[4:8]}"


@translation.override("vi")  # the paper of a Vietnamese office, whatever language the asker reads screens in
def copy_of(
    issue: DocumentIssue,
    *,
    history: Iterable[DocumentIssue],
    now: datetime.datetime,
    on: datetime.date,
    by: Person | None = None,
) -> PrintedCopy:
    """`history`: the issues up to this one that the asker may see, in order."""
    agency = Unit.objects.valid_on(issue.effective_from).filter(is_agency=True).first()
    active = Distribution.objects.filter(document=issue.document_id, ended_at__isnull=True)
    return PrintedCopy(
        issue=issue,
        page=page_of(issue.frozen),
        agency=issue.frozen["issuer"] or (agency.name if agency else ""),
        state=issue_state(issue, on),
        signers=[
            SignerColumn(str(each.get_part_display()), each.person_name, each.post_name, each.acted_for, each.signed_at)
            for each in issue.signers.all()
        ],
        history=list(history),
        receivers=[each.to for each in active.select_related("unit", "person").order_by("pk")],
        address=settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("iso_docs:check", args=[issue.short_code]),
        printed_at=now,
        printed_by=str(by) if by is not None else "",
        forms=issue.frozen["forms"],
    )


def file_name(issue: DocumentIssue, ending: str) -> str:
    """«QT-HT-06_lan-02.docx»: what any system can store."""
    plain = unicodedata.normalize("NFD", issue.code.replace("Đ", "D").replace("đ", "d"))
    code = re.sub(r"[^A-Za-z0-9.-]+", "-", plain).strip("-.") or "tai-lieu"
    counter = f"{issue.issue_no:02d}" + (f".{issue.revision_no:02d}" if issue.revision_no else "")
    return f"{code}_lan-{counter}.{ending}"
