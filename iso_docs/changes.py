"""What changed from one frozen content to another, by words: the redline of the reviewer and «Khác gì lần trước» of the reader. Pure."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from iso_docs.printed_times import written_time

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of words: kept (""), added ("ins") or removed ("del")."""

    op: str
    text: str


@dataclass
class ChangedSection:
    title: str
    paragraphs: list[list[Piece]]


@dataclass
class ChangedStep:
    """`op`: added, removed, changed, times, moved, kept."""

    op: str
    number: str
    work: list[Piece]
    responsible: list[Piece]
    times: list[tuple[str, list[Piece]]]


@dataclass
class Comparison:
    facts: list[tuple[str, list[Piece]]] = field(default_factory=list)  # (name of the fact, its words)
    sections: list[ChangedSection] = field(default_factory=list)
    steps: list[ChangedStep] = field(default_factory=list)  # all steps, kept ones too
    lists: list[tuple[str, list[Piece]]] = field(
        default_factory=list
    )  # lines of forms, references, records that changed
    kept_sections: int = 0

    @property
    def changed_steps(self) -> list[ChangedStep]:
        return [step for step in self.steps if step.op != "kept"]

    @property
    def places(self) -> int:
        paragraphs = sum(len(section.paragraphs) for section in self.sections)
        return len(self.facts) + paragraphs + len(self.changed_steps) + len(self.lists)


FACTS = ("code", "title", "field", "issuer", "owner_unit", "difference_reason")


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """Both as frozen; sections and steps are matched by key, then by wording."""
    result = Comparison()
    for name in FACTS:
        if old[name] != new[name]:
            result.facts.append((name, words(old[name], new[name])))
    _compare_cases(old, new, result)
    _compare_sections(old["sections"], new["sections"], result)
    result.steps = _compare_steps(old, new)
    for kind in ("forms", "references", "records"):
        before, after = [_line(kind, row) for row in old[kind]], [_line(kind, row) for row in new[kind]]
        for pieces in _compare_lines(before, after):
            result.lists.append((kind, pieces))
    return result


def words(old: str, new: str) -> list[Piece]:
    """Word by word; blanks and stops count as words of their own."""
    if old == new:
        return [Piece("", new)] if new else []
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(Piece("", "".join(one[a:b])))
            continue
        if gone := "".join(one[a:b]):
            pieces.append(Piece("del", gone))
        if came := "".join(other[c:d]):
            pieces.append(Piece("ins", came))
    return pieces


def _compare_cases(old: Mapping[str, Any], new: Mapping[str, Any], result: Comparison) -> None:
    before = {case["key"]: case for case in old["cases"]}
    after = {case["key"]: case for case in new["cases"]}
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = _case_text(before.get(key)), _case_text(after.get(key))
        if one != other:
            result.facts.append(("limit", words(one, other)))


def _case_text(case: Mapping[str, Any] | None) -> str:
    if case is None:
        return ""
    limit = written_time(_decimal(case["quantity"]), case["unit"]) or case["as_printed"]
    return ": ".join(filter(None, [case["name"], limit])) + (f", {case['starts_from']}" if case["starts_from"] else "")


def _compare_sections(old: list[Any], new: list[Any], result: Comparison) -> None:
    before = {section["key"]: section for section in old}
    seen = set()
    for section in new:
        earlier = before.get(section["key"]) or next(
            (each for each in old if each["heading"] == section["heading"] and each["key"] not in seen), None
        )
        seen.add(earlier["key"] if earlier else "")
        title = " ".join(filter(None, [section["number"], section["heading"]]))
        lines = _compare_lines(_lines(earlier) if earlier else [], _lines(section))
        if earlier is not None and _title(earlier) != title:
            lines.insert(0, words(_title(earlier), title))
        if lines:
            result.sections.append(ChangedSection(title, lines))
        else:
            result.kept_sections += 1
    for section in old:
        if section["key"] not in seen:
            result.sections.append(ChangedSection(_title(section), [[Piece("del", line)] for line in _lines(section)]))


def _title(section: Mapping[str, Any]) -> str:
    return " ".join(filter(None, [section["number"], section["heading"]]))


def _lines(section: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for piece in section["body"]:
        if piece["type"] == "table":
            lines += [" | ".join(cell["text"] for cell in row) for row in piece["rows"]]
        else:
            lines.append(piece["text"])
    return lines


def _compare_lines(before: list[str], after: list[str]) -> list[list[Piece]]:
    """Changed lines only. A line that was reworded is shown as one with words in and out, not as two."""
    changed: list[list[Piece]] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        for position in range(max(b - a, d - c)):
            one = before[a + position] if a + position < b else ""
            other = after[c + position] if c + position < d else ""
            changed.append(words(one, other))
    return changed


def _compare_steps(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ChangedStep]:
    before = {step["key"]: (order, step) for order, step in enumerate(old["steps"])}
    keys_before = [step["key"] for step in old["steps"]]
    keys_after = [step["key"] for step in new["steps"]]
    common = [key for key in keys_after if key in before]
    in_place = set()
    matcher = difflib.SequenceMatcher(
        None, [key for key in keys_before if key in set(keys_after)], common, autojunk=False
    )
    for match in matcher.get_matching_blocks():
        in_place |= set(common[match.b : match.b + match.size])
    rows = []
    for position, step in enumerate(new["steps"], start=1):
        _order, earlier = before.get(step["key"], (0, None))
        times = _times(old, new, step["key"])
        reworded = earlier is not None and any(
            earlier[name] != step[name] for name in ("work", "responsible", "result", "post", "note")
        )
        if earlier is None:
            op = "added"
        elif reworded:
            op = "changed"
        elif any(piece.op for _case, pieces in times for piece in pieces):
            op = "times"
        else:
            op = "kept" if step["key"] in in_place else "moved"
        rows.append(
            ChangedStep(
                op=op,
                number=step["number"] or str(position),
                work=words(earlier["work"] if earlier else "", step["work"]),
                responsible=words(earlier["responsible"] if earlier else "", step["responsible"]),
                times=times,
            )
        )
    for key in keys_before:
        if key not in keys_after:
            step = before[key][1]
            rows.append(
                ChangedStep(
                    op="removed",
                    number=step["number"],
                    work=[Piece("del", step["work"])],
                    responsible=[Piece("del", step["responsible"])],
                    times=_times(old, new, key),
                )
            )
    return rows


def _times(old: Mapping[str, Any], new: Mapping[str, Any], step: str) -> list[tuple[str, list[Piece]]]:
    cases = {case["key"]: case["name"] for case in [*old["cases"], *new["cases"]]}
    found = []
    for key, name in cases.items():
        one, other = _time_text(old, key, step), _time_text(new, key, step)
        if one or other:
            found.append((name, words(one, other)))
    return found


def _time_text(content: Mapping[str, Any], case: str, step: str) -> str:
    """The time of the group in which a step stands; the group's extent is said, because sharing a time is a change too."""
    keys = [each["key"] for each in content["steps"]]
    if step not in keys:
        return ""
    for time in content["times"]:
        if time["case"] == case and keys.index(time["first"]) <= keys.index(step) <= keys.index(time["last"]):
            text = written_time(_decimal(time["quantity"]), time["unit"], short=True) or time["as_printed"]
            if time["first"] != time["last"]:
                text += " (chung)"
            return text
    return ""


def _line(kind: str, row: Mapping[str, Any]) -> str:
    if kind == "forms":
        mark = f" [{row['sha256'][:8]}]" if row["sha256"] else ""
        return " ".join(filter(None, [row["code"], row["title"]])) + mark
    return " · ".join(str(value) for value in row.values() if value)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
