"""From frozen content to what a page shows: the step table with its merged times, and the lanes. Decides nothing."""

import itertools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from iso_docs.printed_times import written_number, written_time
from iso_docs.step_times import Group, sums_of


@dataclass
class TimeCell:
    """A cell of a time column; `span` rows high, None where a cell above reaches down."""

    case: str
    text: str
    span: int = 1
    shared: str = ""  # «chung bước 4, 5»
    starts_from: str = ""
    is_counted: bool = True


@dataclass
class StepRow:
    key: str
    number: str
    work: str
    responsible: str
    post: str
    result: str
    stage: str  # only where it begins
    note: str
    is_mine: bool
    times: list[TimeCell | None]


@dataclass
class CaseHead:
    name: str
    limit: str
    starts_from: str
    total: str  # the sum, in words
    agrees: bool


@dataclass
class Page:
    """One procedure (or other document) as the reading page, the print and the preview show it."""

    content: Mapping[str, Any]
    cases: list[CaseHead]
    rows: list[StepRow]
    lanes: "Lanes | None"
    my_steps: list[str] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """Of the step table."""
        return 3 + len(self.cases)


def page_of(content: Mapping[str, Any], *, my_posts: Collection[int] = (), my_wordings: Collection[str] = ()) -> Page:
    """`content`: as frozen (numbers may be text). `my_posts`: keys of the reader's posts, whose lane is marked.

    `my_wordings`: printed roles that mean one of them, for steps frozen before anybody had mapped theirs.
    """
    steps, cases = content["steps"], content["cases"]
    position_of = {step["key"]: position for position, step in enumerate(steps, start=1)}
    groups = [
        Group(
            case=time["case"],
            first=position_of[time["first"]],
            last=position_of[time["last"]],
            quantity=_decimal(time["quantity"]),
            unit=time["unit"],
            starts_from=time["starts_from"],
            is_counted=time["is_counted"],
            as_printed=time["as_printed"],
        )
        for time in content["times"]
    ]
    numbers = [step["number"] or str(position) for position, step in enumerate(steps, start=1)]
    rows, stage = [], ""
    for position, step in enumerate(steps, start=1):
        rows.append(
            StepRow(
                key=step["key"],
                number=numbers[position - 1],
                work=step["work"],
                responsible=step["responsible"] or step["post"],
                post=step["post"],
                result=step["result"],
                stage=step["stage"] if step["stage"] != stage else "",
                note=step["note"],
                is_mine=step["post_id"] in my_posts if step["post_id"] else step["responsible"] in my_wordings,
                times=[_cell(case["key"], case["name"], position, groups, numbers) for case in cases],
            )
        )
        stage = step["stage"]
    sums = sums_of(groups, [case | {"quantity": _decimal(case["quantity"])} for case in cases])
    heads = [
        CaseHead(
            name=case["name"],
            limit=written_time(_decimal(case["quantity"]), case["unit"]),
            starts_from=case["starts_from"],
            total=written_time(each.total, each.unit, short=True),
            agrees=each.agrees,
        )
        for case, each in zip(cases, sums, strict=True)
    ]
    return Page(
        content=content,
        cases=heads,
        rows=rows,
        lanes=lanes_of(rows, groups, [case["key"] for case in cases]) if rows else None,
        my_steps=[row.number for row in rows if row.is_mine],
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _cell(case: str, name: str, position: int, groups: list[Group], numbers: list[str]) -> TimeCell | None:
    for group in groups:
        if group.case != case or not group.first <= position <= group.last:
            continue
        if group.first != position:
            return None
        span = group.last - group.first + 1
        shared = ""
        if span > 1:
            steps = f"{numbers[group.first - 1]}, {numbers[group.last - 1]}"
            if span > 2:
                steps = f"{numbers[group.first - 1]}–{numbers[group.last - 1]}"
            shared = _("chung bước %(steps)s") % {"steps": steps}
        return TimeCell(
            case=name,
            text=_text_of(group),
            span=span,
            shared=shared,
            starts_from=group.starts_from,
            is_counted=group.is_counted,
        )
    return TimeCell(case=name, text="")


def _text_of(group: Group) -> str:
    return written_time(group.quantity, group.unit, short=True) if group.quantity is not None else group.as_printed


# --- lanes ------------------------------------------------------------------------------------------------------------

LABEL_WIDTH, LANE_HEIGHT, LANE_GAP = 168, 56, 4
BOX_WIDTH, BOX_HEIGHT, BOX_GAP = 132, 42, 18
LETTERS_IN_BOX, LETTERS_IN_LABEL = 18, 22
_BACK = re.compile(r"(?:trả|quay)\s+(?:lại|về)\s+(?:bước|b)\s*(\w+)", re.IGNORECASE)


@dataclass
class Lane:
    lines: list[tuple[int, str]]  # (y, text)
    y: int
    is_mine: bool


@dataclass
class Box:
    x: int
    y: int
    text: str
    times: str  # «01 | 03», one number per case
    is_mine: bool

    @property
    def text_x(self) -> int:
        return self.x + 8

    @property
    def text_y(self) -> int:
        return self.y + (18 if self.times else 26)

    @property
    def times_y(self) -> int:
        return self.y + 34

    @property
    def middle(self) -> int:
        return self.y + BOX_HEIGHT // 2


@dataclass
class Lanes:
    """Who does what after whom, drawn from the step table; the table below it is its text."""

    width: int
    height: int
    lanes: list[Lane]
    boxes: list[Box]
    arrows: list[str]
    backs: list[str]
    title: str

    lane_height = LANE_HEIGHT
    box_width = BOX_WIDTH
    box_height = BOX_HEIGHT

    @property
    def lane_width(self) -> int:
        return self.width - 1

    @property
    def is_long(self) -> bool:
        """Too wide for a page: drawn at its own size inside a box that scrolls."""
        return self.width > 1000


def lanes_of(rows: list[StepRow], groups: list[Group], cases: list[str]) -> Lanes:
    """One lane per wording of a role in order of appearance, one column per step."""
    names: list[str] = []
    for row in rows:
        if row.responsible not in names:
            names.append(row.responsible)
    width = max(920, LABEL_WIDTH + len(rows) * (BOX_WIDTH + BOX_GAP))
    lanes = []
    for order, name in enumerate(names):
        y = 6 + order * (LANE_HEIGHT + LANE_GAP)
        lines = _wrapped(name or _("không ghi ai làm"), LETTERS_IN_LABEL)[:3]
        top = y + LANE_HEIGHT // 2 + 5 - 8 * (len(lines) - 1)
        lanes.append(
            Lane(
                lines=[(top + 16 * index, line) for index, line in enumerate(lines)],
                y=y,
                is_mine=any(row.is_mine for row in rows if row.responsible == name),
            )
        )
    boxes = []
    for order, row in enumerate(rows):
        lane = lanes[names.index(row.responsible)]
        boxes.append(
            Box(
                x=LABEL_WIDTH + order * (BOX_WIDTH + BOX_GAP),
                y=lane.y + (LANE_HEIGHT - BOX_HEIGHT) // 2,
                text=_box_text(row),
                times=_box_times(order + 1, groups, cases),
                is_mine=row.is_mine,
            )
        )
    return Lanes(
        width=width,
        height=10 + len(names) * (LANE_HEIGHT + LANE_GAP),
        lanes=lanes,
        boxes=boxes,
        arrows=[_arrow(one, other) for one, other in itertools.pairwise(boxes)],
        backs=_backs(rows, boxes),
        title=_("%(steps)d bước qua %(lanes)d làn: ") % {"steps": len(rows), "lanes": len(names)}
        + "; ".join(f"{row.number} {row.responsible}" for row in rows),
    )


def _box_text(row: StepRow) -> str:
    """«2 Thẩm tra tính»: the number and as many first words as fit, up to the first stop."""
    text = row.number
    for word in row.work.split():
        if len(text) + len(word) + 1 > LETTERS_IN_BOX:
            break
        text = f"{text} {word}"
        if word[-1] in ",.;:":
            break
    return text.rstrip(",.;:")


def _box_times(position: int, groups: list[Group], cases: list[str]) -> str:
    """The number of each case whose time begins at this step."""
    times = []
    for case in cases:
        group = next((each for each in groups if each.case == case and each.first == position), None)
        if group is not None and group.quantity is not None:
            times.append(written_number(group.quantity))
    return " | ".join(times)


def _wrapped(text: str, letters: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _arrow(one: Box, other: Box) -> str:
    start, turn, end = one.x + BOX_WIDTH, one.x + BOX_WIDTH + BOX_GAP // 2, other.x - 1
    if one.y == other.y:
        return f"M{start} {one.middle}H{end}"
    return f"M{start} {one.middle}H{turn}V{other.middle}H{end}"


def _backs(rows: list[StepRow], boxes: list[Box]) -> list[str]:
    """Dashed arrows where the text says «trả lại bước n»."""
    at = {row.number: order for order, row in enumerate(rows)}
    paths = []
    for order, row in enumerate(rows):
        found = _BACK.search(row.work)
        target = at.get(found[1]) if found else None
        if target is None or target >= order:
            continue
        one, other = boxes[order], boxes[target]
        middle, end = one.x + BOX_WIDTH // 2, other.x + BOX_WIDTH // 2
        if one.y > other.y:
            paths.append(f"M{middle} {one.y}V{other.y - 7}H{end}V{other.y - 1}")
        else:
            paths.append(f"M{middle} {one.y + BOX_HEIGHT}V{one.y + BOX_HEIGHT + 7}H{end}V{other.y + BOX_HEIGHT + 1}")
    return paths
