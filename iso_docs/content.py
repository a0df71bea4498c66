"""The content that signers sign: every reference resolved to text, keys kept, nothing that moves with time (ARCHITECTURE 1).

A post renamed, a form reissued or a limit changed gives another content and so another hash: signatures given before no
longer fit it. The form of the content is documented in docs/documents.md; `FORMAT` rises when it changes.
"""

import datetime
from typing import Any

from django.utils import timezone

from iso_docs.models import ControlledDocument, DocumentIssue
from iso_docs.step_times import Group, Sum, groups_of, sums_of
from office.models import Post, Unit

FORMAT = 1


def frozen_content(document: ControlledDocument, *, on: datetime.date | None = None) -> dict[str, Any]:
    """The content of a draft as it stands in `document` (a revision as object). `on` settles which issue of a form is meant."""
    on = on or timezone.localdate()
    cases = [_case(block) for block in document.cases]
    steps = _steps(document)
    groups, _unknown = groups_of(steps, cases)
    return {
        "format": FORMAT,
        "issuer": document.issuer,
        "field": document.field,
        "code": document.code,
        "title": document.title,
        "kind": document.kind,
        "owner_unit": Unit.objects.get(pk=document.owner_unit_id).name if document.owner_unit_id else "",
        "change_summary": document.change_summary,
        "sections": [_section(block) for block in document.sections],
        "cases": cases,
        "steps": [{name: value for name, value in step.items() if name != "times"} for step in steps],
        "times": [_group(group, steps) for group in groups],
        "difference_reason": document.difference_reason,
        "forms": [_form(form, on) for form in document.forms.all()],
        "references": [_texts(block.value, "number", "title") for block in document.references],
        "records": [_texts(block.value, "name", "kept_by", "period") for block in document.records],
        "source": {"name": document.source_name, "sha256": document.source_blob.sha256}
        if document.source_blob
        else None,
    }


def arithmetic_of(document: ControlledDocument) -> tuple[list[Sum], list[str]]:
    """The sum of each case beside its limit, and names of cases that times name but the document has not."""
    cases = [_case(block) for block in document.cases]
    groups, unknown = groups_of(_steps(document), cases)
    return sums_of(groups, cases), unknown


def _texts(value: Any, *names: str) -> dict[str, str]:
    """Texts of a block; a field never filled is None to Wagtail and empty to us."""
    return {name: value[name] or "" for name in names}


def _case(block: Any) -> dict[str, Any]:
    value = block.value
    return {
        "key": block.id,
        **_texts(value, "name", "starts_from", "as_printed"),
        "quantity": value["quantity"],
        "unit": value["unit"] if value["quantity"] is not None else "",
    }


def _steps(document: ControlledDocument) -> list[dict[str, Any]]:
    wanted = {block.value["post"] for block in document.steps if block.value["post"]}
    posts = {str(post.pk): str(post) for post in Post.objects.select_related("unit").filter(pk__in=wanted)}
    return [
        {
            "key": block.id,
            **_texts(block.value, "number", "work", "responsible", "result", "stage", "note"),
            "post_id": int(block.value["post"]) if block.value["post"] in posts else None,
            "post": posts.get(block.value["post"] or "", ""),
            "times": [_time(time) for time in block.value["times"]],
        }
        for block in document.steps
    ]


def _time(value: Any) -> dict[str, Any]:
    return {
        **_texts(value, "case", "unit", "starts_from", "as_printed"),
        "quantity": value["quantity"],
        "with_previous": bool(value["with_previous"]),
        "not_counted": bool(value["not_counted"]),
    }


def _group(group: Group, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "case": group.case,
        "first": steps[group.first - 1]["key"],
        "last": steps[group.last - 1]["key"],
        "quantity": group.quantity,
        "unit": group.unit,
        "starts_from": group.starts_from,
        "is_counted": group.is_counted,
        "as_printed": group.as_printed,
    }


def _section(block: Any) -> dict[str, Any]:
    return {
        "key": block.id,
        **_texts(block.value, "number", "heading"),
        "body": [_piece(piece) for piece in block.value["body"]],
    }


def _piece(piece: Any) -> dict[str, Any]:
    if piece.block_type == "table":
        rows = [[_cell(cell) for cell in row] for row in piece.value["rows"]]
        return {"key": piece.id, "type": "table", "rows": rows}
    return {"key": piece.id, "type": "paragraph", "text": piece.value}


def _cell(value: Any) -> dict[str, Any]:
    return {
        "text": value["text"] or "",
        "colspan": value["colspan"] or 1,
        "rowspan": value["rowspan"] or 1,
        "header": bool(value["header"]),
    }


def _form(form: Any, on: datetime.date) -> dict[str, Any]:
    """Code, issue and hash of a form: of the issue in force, or else of the file attached to the draft."""
    issue = None
    if form.form_document_id:
        issue = DocumentIssue.objects.in_force_on(on).filter(document_id=form.form_document_id).first()
    return {
        "code": issue.code if issue else form.code,
        "title": issue.title if issue else form.title,
        "issue_id": issue.pk if issue else None,
        "issue": f"{issue.issue_no}.{issue.revision_no}" if issue else "",
        "sha256": issue.content_hash if issue else (form.blob.sha256 if form.blob else ""),
        "file_name": form.file_name,
    }
