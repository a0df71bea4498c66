"""List numbers that Word prints by itself: they are in no text of the file, and real procedures number their steps with them."""

from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BULLETS = {
    "\uf0b7": "•",
    "\uf02d": "-",
    "\uf0a7": "▪",
    "\uf0fc": "✓",
    "\uf0d8": "➢",
    "\uf076": "❖",
    "o": "o",
    "\uf02b": "+",
}


@dataclass
class Level:
    start: int = 1
    form: str = "decimal"
    text: str = "%1."
    style: str = ""
    legal: bool = False  # all numbers of the pattern in digits
    restart: int | None = None  # lvlRestart: 0 = never


@dataclass
class ListNumbers:
    """The lists of one document. `label` must be asked once per paragraph, in reading order: it counts."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)  # paragraph style → (numId, level)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, root: Any) -> "ListNumbers":
        """From the root element of numbering.xml; None gives a document without lists."""
        numbers = cls()
        if root is None:
            return numbers
        linked: dict[str, str] = {}
        style_owner: dict[str, str] = {}
        for element in root.findall(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId", "")
            numbers.abstract[key] = {}
            for level in element.findall(f"{W}lvl"):
                numbers.abstract[key][_integer(level.get(f"{W}ilvl"))] = _level(level)
            if (link := _value(element, "numStyleLink")) is not None:
                linked[key] = link
            if (owner := _value(element, "styleLink")) is not None:
                style_owner[owner] = key
        for key, link in linked.items():
            if link in style_owner:
                numbers.abstract[key] = numbers.abstract[style_owner[link]]
        for element in root.findall(f"{W}num"):
            number_id, abstract = element.get(f"{W}numId", ""), _value(element, "abstractNumId") or ""
            overrides, starts = {}, {}
            for override in element.findall(f"{W}lvlOverride"):
                depth = _integer(override.get(f"{W}ilvl"))
                if (level := override.find(f"{W}lvl")) is not None:
                    overrides[depth] = _level(level)
                if (start := _value(override, "startOverride")) is not None:
                    starts[depth] = _integer(start)
            numbers.lists[number_id] = (abstract, overrides, starts)
            for depth, level in numbers.abstract.get(abstract, {}).items():
                if level.style:
                    numbers.by_style.setdefault(level.style, (number_id, depth))
        return numbers

    def label(self, number_id: str, depth: int) -> tuple[str, bool] | None:
        """The label Word prints for the next item of this list, and whether it is a bullet; None when it is no list."""
        if number_id == "0" or number_id not in self.lists:
            return None
        abstract, overrides, starts = self.lists[number_id]
        levels = {**self.abstract.get(abstract, {}), **overrides}
        level = levels.get(depth)
        if level is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        if depth in starts and (number_id, depth) not in self._started:
            counts[depth] = starts[depth] - 1
            self._started.add((number_id, depth))
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart != 0 and (restart is None or depth < restart):
                del counts[deeper]
        if level.form == "bullet":
            mark = level.text.strip()
            return _BULLETS.get(mark, mark if mark and not _private(mark) else "•"), True
        if level.form == "none" and "%" not in level.text:
            return level.text, False
        text = level.text
        for place in range(9):
            if f"%{place + 1}" in text:
                shown = levels.get(place, Level())
                count = counts.get(place, shown.start)
                form = "decimal" if level.legal and place < depth else shown.form
                text = text.replace(f"%{place + 1}", counted(count, form))
        return text.strip(), False


def counted(count: int, form: str) -> str:
    """`count` in one of Word's number formats."""
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return roman(count).lower() if form == "lowerRoman" else roman(count)
    if form == "none":
        return ""
    return str(count)


def roman(count: int) -> str:
    signs = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")]
    signs += [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    text = ""
    for value, sign in signs:
        while count >= value:
            text, count = text + sign, count - value
    return text


def _level(element: Any) -> Level:
    restart = _value(element, "lvlRestart")
    return Level(
        start=_integer(_value(element, "start"), 1),
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        style=_value(element, "pStyle") or "",
        legal=element.find(f"{W}isLgl") is not None,
        restart=None if restart is None else _integer(restart),
    )


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "")


def _integer(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def _private(text: str) -> bool:
    return any("\ue000" <= letter <= "\uf8ff" for letter in text)
