"""From what was recognised in a Word file to the blocks of a draft. Nothing is dropped: what has no field of its own goes to a note."""

from typing import Any

from iso_docs.blocks import block
from iso_docs.models import ControlledDocument, DraftForm
from iso_docs.printed_roles import posts_by_wording
from iso_docs.word.recognised import (
    Block,
    BlockKind,
    KeptTable,
    NamedForm,
    RecognisedDocument,
    Section,
    Step,
    TimeGroup,
    TimeKind,
    TimeUnit,
    UnitSource,
)


def fill_draft(draft: ControlledDocument, recognised: RecognisedDocument) -> None:
    """Put the recognised text in the place of the draft's."""
    posts = posts_by_wording()
    names = {case.key: case.label for case in recognised.cases}
    in_working_days = {case.key for case in recognised.cases if case.total and case.total.unit == TimeUnit.WORKING_DAY}
    groups = {(group.case, key): group for group in recognised.time_groups for key in group.steps}
    stages = {stage.key: stage.label for stage in recognised.stages}
    draft.sections = [block("section", _section(section), section.key) for section in _sections_of(recognised)]
    draft.cases = [
        block(
            "case",
            {
                "name": case.label,
                "quantity": case.total.amount if case.total else None,
                "unit": case.total.unit.value if case.total and case.total.unit else "working_day",
                "starts_from": case.starting_event[:300],
                "as_printed": case.total_text or case.heading,
            },
            case.key,
        )
        for case in recognised.cases
    ]
    draft.steps = [
        block("step", _step(step, names, groups, stages, posts, in_working_days), step.key) for step in recognised.steps
    ]
    draft.references = [
        block("reference", {"number": reference.number[:100], "title": reference.text[:500]})
        for reference in recognised.references
    ]
    draft.records = [
        block("record", {"name": record.name[:500], "kept_by": record.kept_by[:300], "period": record.kept_for[:200]})
        for record in recognised.records
    ]
    if recognised.difference_reason:
        draft.difference_reason = recognised.difference_reason
    draft.forms.set(
        [
            DraftForm(sort_order=order, code=form.code[:60], title=(form.name or form.code)[:300])
            for order, form in enumerate(recognised.forms)
        ]
    )


def _sections_of(recognised: RecognisedDocument) -> list[Section]:
    """Sections of the text, then notes of the step table and whole forms, which are text too; keys made different."""
    sections = list(recognised.sections)
    if recognised.notes:
        sections.append(Section(key="step-notes", heading="Ghi chú của bảng bước", blocks=recognised.notes))
    sections += [_form_section(number, form) for number, form in enumerate(recognised.forms, start=1) if form.blocks]
    seen: dict[str, int] = {}
    for section in sections:
        seen[section.key] = seen.get(section.key, 0) + 1
        if seen[section.key] > 1:
            section.key = f"{section.key}-{seen[section.key]}"
    return sections


def _form_section(number: int, form: NamedForm) -> Section:
    return Section(key=f"form-{number}", heading=" ".join(filter(None, [form.code, form.name])), blocks=form.blocks)


def _section(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "heading": section.heading[:300],
        "body": [
            block(_kind(piece), _value(piece), f"{section.key}-{position}")
            for position, piece in enumerate(section.blocks, start=1)
        ],
    }


def _kind(piece: Block) -> str:
    return "table" if piece.kind == BlockKind.TABLE and piece.table is not None else "paragraph"


def _value(piece: Block) -> Any:
    if piece.kind == BlockKind.TABLE and piece.table is not None:
        return {"rows": _rows(piece.table)}
    if piece.kind == BlockKind.PICTURE:
        return piece.text or "[Hình: xem tệp gốc]"
    return f"{piece.number} {piece.text}".strip() if piece.number else piece.text


def _rows(table: KeptTable) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = [[] for _row in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        inner = [text for nested in cell.tables for row in nested.texts() for text in row if text]
        rows[cell.row].append(
            {
                "text": "\n".join(filter(None, [cell.text, *inner])),
                "colspan": cell.column_span,
                "rowspan": cell.row_span,
                "header": cell.header,
            }
        )
    return rows


def _step(
    step: Step,
    names: dict[str, str],
    groups: dict[tuple[str, str], TimeGroup],
    stages: dict[str, str],
    posts: dict[str, int],
    in_working_days: set[str],
) -> dict[str, Any]:
    notes = [step.note, step.coordinating and f"Cơ quan phối hợp: {step.coordinating}"]
    notes += [f"{heading}: {text}" for heading, text in step.further.items() if text]
    post = posts.get(step.responsible[:300])
    return {
        "number": step.number[:20],
        "work": step.work,
        "responsible": step.responsible[:300],
        "post": str(post) if post else "",
        "result": step.result[:500],
        "stage": stages.get(step.stage, "")[:300],
        "note": "\n".join(filter(None, notes)),
        "times": [
            _time(names[case], group, step.key, case in in_working_days)
            for (case, key), group in groups.items()
            if key == step.key
        ],
    }


def _time(case: str, group: TimeGroup, step: str, in_working_days: bool) -> dict[str, Any]:
    """«ngày» in a cell under a total in «ngày làm việc» is one of those days (PROCEDURES.md): else its clock ran over weekends.

    A file that this product wrote tells the two apart and is taken at its word.
    """
    first = group.steps[0] == step
    quantity = group.quantity if first else None
    unit = quantity.unit if quantity and quantity.unit else TimeUnit.WORKING_DAY
    is_loose = quantity is not None and quantity.unit_source != UnitSource.OURS
    if (
        unit == TimeUnit.DAY
        and in_working_days
        and is_loose
        and group.kind not in (TimeKind.NOT_COUNTED, TimeKind.FROM_EVENT)
    ):
        unit = TimeUnit.WORKING_DAY
    return {
        "case": case,
        "with_previous": not first,
        "quantity": quantity.amount if quantity else None,
        "unit": unit.value,
        "starts_from": group.starting_event[:300] if first else "",
        "not_counted": group.kind in (TimeKind.NOT_COUNTED, TimeKind.FROM_EVENT, TimeKind.OFFICE_HOURS) and first,
        "as_printed": group.text if first else "",
    }
