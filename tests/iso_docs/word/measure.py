"""Measures recognition against the truth files of ../shared/data: `python -m tests.iso_docs.word.measure [--show] [FILTER]`.

For every file: the share of step rows × columns (work, who, time per case, result) that are right, doubts per paragraph,
and paragraphs that are neither placed nor listed in a doubt. Comparing ignores blanks, line breaks and marks of lists.
"""

import difflib
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from iso_docs.word.recognised import RecognisedDocument, RecognisedFile, Step

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
# An OCR conversion says the same thing in damaged letters: texts this alike count as the same there.
OCR_LIKENESS = 0.8


@dataclass
class Measure:
    """What was found in one file."""

    name: str
    right: int = 0
    asked: int = 0
    doubts: int = 0
    paragraphs: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / self.asked if self.asked else 1.0

    @property
    def doubt_share(self) -> float:
        return self.doubts / self.paragraphs if self.paragraphs else 0.0

    def __str__(self) -> str:
        steps = f"{self.share:7.1%} {self.right:5}/{self.asked:<5}" if self.asked else "      –            "
        return f"{steps} doubts {self.doubts:3} = {self.doubt_share:5.1%} of {self.paragraphs:5}, lost {self.lost:3}  {self.name}"


def truths() -> Iterator[tuple[Path, dict]]:
    """(file, truth) of everything that has a truth."""
    for path in sorted((DATA / "procedures" / "truth").glob("*.json")):
        file = next(one for one in (DATA / "procedures").iterdir() if one.stem == path.stem)
        yield file, json.loads(path.read_text())
    for path in sorted((DATA / "procedures_generated").glob("*.json")):
        truth = json.loads(path.read_text())
        yield path.parent / truth["file"], truth


def measure(file: Path, truth: dict, read: Callable[[Path], RecognisedFile]) -> Measure:
    found = read(file)
    result = Measure(file.name)
    listed = " ".join(doubt.text for doubt in found.all_doubts())
    texts = [paragraph for paragraph in found.paragraphs if paragraph.text]
    result.paragraphs = len(texts)
    result.doubts = len(found.all_doubts())
    result.lost = sum(1 for paragraph in texts if not paragraph.target and plain(paragraph.text) not in plain(listed))
    ocr = "is_ocr_conversion_of" in truth
    if ocr:
        clean = DATA / "procedures" / "truth" / truth["is_ocr_conversion_of"].replace(".docx", ".json")
        truth = json.loads(clean.read_text())
    if "all_text" in truth:
        held = plain(json.dumps(found.to_dict()["paragraphs"], ensure_ascii=False).replace("\\n", " "))
        missing = [text for text in truth["all_text"] if plain(text) and plain(text) not in held]
        result.lost += len(missing)
        result.wrong += [f"not in the file as read: {text[:90]}" for text in missing]
    expected = [expected_row(step) for step in truth.get("steps", [])]
    for procedure in truth.get("procedures", []):
        expected += [expected_row(step) for step in procedure["steps"]]
    rows = [row for document in found.procedures for row in recognised_rows(document)]
    compare(expected, rows, result, ocr=ocr)
    check_head(truth, found, result)
    return result


def expected_row(step: dict) -> dict[str, str]:
    row = {"work": step["work"], "who": step["who"], "time1": step["time"], "result": step["result"]}
    others = [other["time"] for other in step.get("other_times", [])]
    if "time_hard_area" in step:
        others.append(step["time_hard_area"])
    return row | {f"time{place}": text for place, text in enumerate(others, 2)}


def recognised_rows(document: RecognisedDocument) -> list[dict[str, str]]:
    def row(step: Step) -> dict[str, str]:
        times = {f"time{place}": time.text for place, time in enumerate(step.times, 1)}
        return {"work": step.work, "who": step.responsible, "result": step.result, **times}

    return [row(step) for step in document.steps]


def compare(expected: list[dict[str, str]], found: list[dict[str, str]], result: Measure, *, ocr: bool) -> None:
    """Rows are paired in order, by the likeness of their work; an unpaired row has all its columns wrong."""
    pairs = difflib.SequenceMatcher(
        None, [plain(row["work"])[:25] for row in expected], [plain(row["work"])[:25] for row in found], autojunk=False
    )
    partner: dict[int, int] = {}
    for tag, a, b, c, d in pairs.get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            partner |= dict(zip(range(a, b), range(c, d), strict=True))
        elif tag == "replace":
            partner |= dict(zip(range(a, b), range(c, d), strict=False))
    for place, row in enumerate(expected):
        other = found[partner[place]] if place in partner else {}
        for column, text in row.items():
            result.asked += 1
            said = other.get(column, "")
            if same(text, said, ocr=ocr and not column.startswith("time")):
                result.right += 1
            else:
                result.wrong.append(f"step {place + 1} {column}: {text[:70]!r} ≠ {said[:70]!r}")
    surplus = len(found) - len(expected)
    if surplus > 0:
        # A step that is not there is as wrong as one that is missing.
        result.asked += 4 * surplus
        result.wrong.append(f"{surplus} steps too many")


def check_head(truth: dict, found: RecognisedFile, result: Measure) -> None:
    """Code, title, issue: reported, not counted among the steps."""
    if truth.get("many_procedures"):
        titles = [plain(procedure.cover.title) for procedure in found.procedures]
        wanted = [plain(procedure["title"]) for procedure in truth["procedures"]]
        if "ocr" not in result.name and titles != wanted:
            result.wrong.append(
                f"titles: {len(titles)} found, {len(wanted)} in truth, {len(set(wanted) - set(titles))} missing"
            )
            result.wrong += [f"title missing: {title[:100]}" for title in wanted if title not in titles][:9]
            result.wrong += [f"title too many: {title[:100]}" for title in titles if title not in wanted][:9]
        return
    cover = found.procedures[0].cover
    pairs = [
        ("code", cover.code),
        ("title", cover.title),
        ("issue", cover.issue),
        ("issue_no", cover.issue),
        ("organ", cover.agency),
    ]
    for name, said in pairs:
        wanted = truth.get(name)
        if wanted and plain(wanted) != plain(said):
            result.wrong.append(f"{name}: {wanted!r} ≠ {said!r}")
    if (date := truth.get("issued_on")) and str(cover.issued_on) != date:
        result.wrong.append(f"issued_on: {date} ≠ {cover.issued_on}")
    if truth.get("code", "") and "time_value" in str(truth.get("steps", "")):
        _check_values(truth, found.procedures[0], result)
    keys = {
        "purpose": "muc_dich",
        "scope": "pham_vi",
        "references": "vien_dan",
        "limit": "thoi_han",
        "papers": "thanh_phan",
        "fees": "le_phi",
    }
    for key, name in keys.items():
        for text in truth.get("sections", {}).get(name, []):
            held = " ".join(
                json.dumps(section.to_dict(), ensure_ascii=False)
                for section in found.procedures[0].sections
                if section.key == key
            )
            if plain(text) not in plain(held.replace("\\n", " ")):
                result.wrong.append(f"section {key}: {text[:70]!r} not in it")


def _check_values(truth: dict, document: RecognisedDocument, result: Measure) -> None:
    groups = {group.key: group for group in document.time_groups}
    for wanted, step in zip(truth["steps"], document.steps, strict=False):
        quantity = groups[step.times[0].group].quantity if step.times else None
        value = wanted.get("time_value")
        if (value is None) != (quantity is None) or (value and quantity and float(quantity.amount) != value["value"]):
            result.wrong.append(f"time value: {wanted['time']!r} {value} ≠ {quantity}")


def same(one: str, other: str, *, ocr: bool) -> bool:
    first, second = plain(one), plain(other)
    if first == second:
        return True
    return ocr and difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= OCR_LIKENESS


def plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace('\\"', '"').replace("–", "-").replace("\u00ad", "")
    return re.sub(r"[\s\u200e\u200f\ufeff]+", "", text).lower()


def read_as_the_product(file: Path) -> RecognisedFile:
    from iso_docs.word.reading import read_word_file  # needs settings

    return read_word_file(file)


def main(arguments: list[str]) -> int:
    import django

    django.setup()
    shown = "--show" in arguments
    wanted = [argument for argument in arguments if not argument.startswith("--")]
    results = [
        measure(file, truth, read_as_the_product)
        for file, truth in truths()
        if not wanted or any(part in file.name for part in wanted)
    ]
    for result in results:
        print(result)
        for line in result.wrong if shown else []:
            print("     ", line)
    steps = [result for result in results if result.asked]
    right, asked = sum(result.right for result in steps), sum(result.asked for result in steps)
    print(
        f"{right / max(asked, 1):.2%} of {asked} step rows × columns; {sum(result.lost for result in results)} paragraphs lost; {sum(result.doubts for result in results) / max(1, sum(result.paragraphs for result in results)):.2%} doubts"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
