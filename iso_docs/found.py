"""What the one box may know of an issue. Superseded and withdrawn ones leave the index: search answers with what binds.

They stay reachable from the page of the issue in force, marked.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iso_docs.models import DocumentIssue
from iso_docs.queries import issue_state
from iso_docs.states import IssueState
from office.access import tokens_of
from office.models import Confidentiality
from office.searchable import PageText, SearchableKind, SearchEntry


def text_of(issue: DocumentIssue) -> str:
    """All words of the frozen content that somebody may look for, in reading order."""
    content = issue.frozen
    lines: list[str] = []
    for section in content["sections"]:
        lines.append(f"{section['number']} {section['heading']}".strip())
        for piece in section["body"]:
            if piece["type"] == "table":
                lines += [" ".join(cell["text"] for cell in row if cell["text"]) for row in piece["rows"]]
            else:
                lines.append(piece["text"])
    for step in content["steps"]:
        lines += [step["stage"], step["work"], step["responsible"], step["result"], step["note"]]
    lines += [f"{form['code']} {form['title']}".strip() for form in content["forms"]]
    lines += [f"{each['number']} {each['title']}".strip() for each in content["references"]]
    lines += [each["name"] for each in content["records"]]
    return "\n".join(line for line in lines if line)


def entry_of(issue: models.Model) -> SearchEntry | None:
    assert isinstance(issue, DocumentIssue)
    if issue_state(issue, timezone.localdate()) not in (IssueState.IN_FORCE, IssueState.TO_COME):
        return None
    return SearchEntry(
        title=issue.title,
        number=issue.code,
        summary=f"{issue.get_kind_display()}, {issue.version}",
        pages=[PageText(0, text_of(issue))],
        address=issue.get_absolute_url(),
        tokens=tokens_of(issue),
        is_restricted=issue.confidentiality > Confidentiality.INTERNAL,
        facets={"type": str(issue.get_kind_display()), "unit": issue.owner_unit.name}
        | ({"issuer": issue.frozen["issuer"]} if issue.frozen["issuer"] else {}),
        dated_on=issue.effective_from,
    )


def rows() -> models.QuerySet:
    """What belongs in the index today."""
    on = timezone.localdate()
    issues = DocumentIssue.objects.select_related("owner_unit", "withdrawal")
    return issues.filter(
        models.Q(pk__in=DocumentIssue.objects.in_force_on(on).values("pk"))
        | models.Q(pk__in=DocumentIssue.objects.to_come_after(on).values("pk"))
    )


KIND = SearchableKind(
    kind="iso_docs.documentissue", label=_("Tài liệu"), model=DocumentIssue, entry=entry_of, rows=rows
)
