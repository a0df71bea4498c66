"""An edition of a standard as a file: read, checked, and put into the tables. The file that comes along is ISO 9001:2015."""

import datetime
import json
from pathlib import Path
from typing import Any

FIRST = Path(__file__).parent / "standards" / "iso-9001-2015.json"


class NotAStandard(ValueError):
    """The file is not an edition of a standard; the message says where."""


def read_standard(text: str) -> dict[str, Any]:
    """The edition in `text`, with every field checked: strings, a date, clauses whose numbers differ."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAStandard(f"JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("clauses"), list) or not data["clauses"]:
        raise NotAStandard("«clauses»: [...]")
    head = {
        name: _words(data, name, "", limit) for name, limit in (("edition", 60), ("title_vi", 300), ("title_en", 300))
    }
    try:
        head["published_on"] = datetime.date.fromisoformat(_words(data, "published_on", "", 10))
    except ValueError as error:
        raise NotAStandard(f"«published_on»: {error}") from error
    clauses, seen = [], set()
    for place, each in enumerate(data["clauses"], 1):
        where = f"clauses[{place}]"
        if not isinstance(each, dict):
            raise NotAStandard(f"{where}: {{...}}")
        number = _words(each, "number", where, 20)
        if number in seen:
            raise NotAStandard(f"{where}: «number» {number} ×2")
        seen.add(number)
        clause = {
            "number": number,
            "place": place,
            "title_vi": _words(each, "vi", where, 300),
            "title_en": _words(each, "en", where, 300),
            "says_vi": _words(each, "says_vi", where, 600, optional=True),
            "says_en": _words(each, "says_en", where, 600, optional=True),
            "maintain": each.get("maintain") is True,
            "retain": each.get("retain") is True,
        }
        if (clause["maintain"] or clause["retain"]) and not clause["says_vi"]:
            raise NotAStandard(f"{where}: «says_vi»")
        clauses.append(clause)
    return head | {"clauses": clauses}


def put_standard(data: dict[str, Any], *, standards: Any, clauses: Any) -> tuple[Any, bool]:
    """Write the edition once: (row, whether it is new). The tables are given, so that a migration can use its own."""
    head = {name: data[name] for name in ("title_vi", "title_en", "published_on")}
    made, is_new = standards.objects.get_or_create(edition=data["edition"], defaults=head)
    if is_new:
        clauses.objects.bulk_create([clauses(standard=made, **each) for each in data["clauses"]])
    return made, is_new


def _words(data: dict[str, Any], name: str, where: str, limit: int, *, optional: bool = False) -> str:
    value = data.get(name, "" if optional else None)
    if not isinstance(value, str) or "\0" in value or len(value) > limit or not (value.strip() or optional):
        raise NotAStandard(f"{where} «{name}»: 1–{limit}".strip())
    return value.strip()
