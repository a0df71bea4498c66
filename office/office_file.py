"""An office described in a file: units, people, posts, roles, calendar. Reading and checking only; nothing is written here."""

import datetime
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.db import models

from office.models import Assignment, Person, Post, Role, SuccessionKind, Unit, UnitKind, UnitSuccession, User


class OfficeFileError(ValueError):
    """The file cannot be used; the text names the place and what is expected."""


@dataclass(frozen=True)
class UnitEntry:
    key: str
    name: str
    kind: str
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    parent: str = ""
    short_name: str = ""
    symbol: str = ""
    code: str = ""
    basis: str = ""
    is_agency: bool = False


@dataclass(frozen=True)
class SuccessionEntry:
    predecessor: str
    successor: str
    kind: str
    effective_on: datetime.date
    basis: str


@dataclass(frozen=True)
class PostEntry:
    unit: str
    name: str
    roles: tuple[str, ...]
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    basis: str = ""


@dataclass(frozen=True)
class PersonEntry:
    key: str
    name: str
    email: str = ""
    phone: str = ""
    staff_code: str = ""
    username: str = ""
    posts: tuple[PostEntry, ...] = ()


@dataclass
class OfficeFile:
    """All that the file says, checked: every reference leads somewhere, every word is known."""

    units: list[UnitEntry] = field(default_factory=list)
    successions: list[SuccessionEntry] = field(default_factory=list)
    people: list[PersonEntry] = field(default_factory=list)
    calendar_years: list[int] = field(default_factory=list)


def read_office_file(text: str) -> OfficeFile:
    """Parse YAML. Raises OfficeFileError with a sentence that names the entry."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise OfficeFileError(f"Tệp không phải YAML hợp lệ: {error}") from error
    if not isinstance(raw, dict):
        raise OfficeFileError("Tệp phải có các mục «units» và «people».")
    office = OfficeFile(
        units=[_unit(entry) for entry in _list(raw, "units")],
        successions=[_succession(entry) for entry in _list(raw, "successions")],
        people=[_person(entry) for entry in _list(raw, "people")],
        calendar_years=[_year(year) for year in _list(raw, "calendar_years")],
    )
    _check(office)
    return office


def _list(raw: dict[str, Any], key: str) -> list[Any]:
    value = raw.get(key) or []
    if not isinstance(value, list):
        raise OfficeFileError(f"«{key}» phải là một danh sách.")
    return value


def _year(value: Any) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or not 2000 <= int(value) <= 2100:
        raise OfficeFileError(f"calendar_years: «{value}» không phải năm trong khoảng 2000–2100.")
    return int(value)


def _take(entry: Any, where: str, required: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise OfficeFileError(f"{where}: mỗi mục phải có tên trường.")
    unknown = set(entry) - set(required) - set(optional)
    if unknown:
        raise OfficeFileError(f"{where}: không hiểu trường {', '.join(sorted(map(str, unknown)))}.")
    missing = [name for name in required if entry.get(name) in (None, "")]
    if missing:
        raise OfficeFileError(f"{where}: thiếu {', '.join(missing)} (mục {entry.get('name') or entry.get('key')!r}).")
    return entry


def _day(entry: dict[str, Any], key: str, where: str) -> datetime.date | None:
    value = entry.get(key)
    if isinstance(value, datetime.datetime):
        return value.date()
    if value is None or isinstance(value, datetime.date):
        return value
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise OfficeFileError(f"{where}: «{value}» không phải ngày dạng 31/12/2026.")


def _needed_day(entry: dict[str, Any], key: str, where: str) -> datetime.date:
    day = _day(entry, key, where)
    if day is None:
        raise OfficeFileError(f"{where}: thiếu {key}.")
    return day


def _unit(entry: Any) -> UnitEntry:
    where = "units"
    optional = ("valid_until", "parent", "short_name", "symbol", "code", "basis", "is_agency")
    entry = _take(entry, where, ("key", "name", "kind", "valid_from"), optional)
    if entry["kind"] not in UnitKind.values:
        raise OfficeFileError(f"units: loại «{entry['kind']}» không có; dùng {', '.join(UnitKind.values)}.")
    texts = {name: str(entry.get(name) or "") for name in ("parent", "short_name", "symbol", "code", "basis")}
    return UnitEntry(
        key=str(entry["key"]),
        name=str(entry["name"]),
        kind=entry["kind"],
        valid_from=_needed_day(entry, "valid_from", where),
        valid_until=_day(entry, "valid_until", where),
        is_agency=bool(entry.get("is_agency")),
        **texts,
    )


def _succession(entry: Any) -> SuccessionEntry:
    entry = _take(entry, "successions", ("predecessor", "kind", "effective_on", "basis"), ("successor",))
    if entry["kind"] not in SuccessionKind.values:
        raise OfficeFileError(
            f"successions: hình thức «{entry['kind']}» không có; dùng {', '.join(SuccessionKind.values)}."
        )
    return SuccessionEntry(
        predecessor=str(entry["predecessor"]),
        successor=str(entry.get("successor") or ""),
        kind=entry["kind"],
        effective_on=_needed_day(entry, "effective_on", "successions"),
        basis=str(entry["basis"]),
    )


def _person(entry: Any) -> PersonEntry:
    entry = _take(entry, "people", ("key", "name"), ("email", "phone", "staff_code", "username", "posts"))
    texts = {name: str(entry.get(name) or "") for name in ("email", "phone", "staff_code", "username")}
    posts = tuple(_post(post, str(entry["name"])) for post in _list(entry, "posts"))
    return PersonEntry(key=str(entry["key"]), name=str(entry["name"]), posts=posts, **texts)


def _post(entry: Any, person: str) -> PostEntry:
    where = f"people, {person}, posts"
    entry = _take(entry, where, ("unit", "name", "valid_from"), ("roles", "valid_until", "basis"))
    roles = tuple(_list(entry, "roles"))
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise OfficeFileError(f"{where}: vai trò «{unknown[0]}» không có; dùng {', '.join(Role.values)}.")
    return PostEntry(
        unit=str(entry["unit"]),
        name=str(entry["name"]),
        roles=roles,
        valid_from=_needed_day(entry, "valid_from", where),
        valid_until=_day(entry, "valid_until", where),
        basis=str(entry.get("basis") or ""),
    )


def _check(office: OfficeFile) -> None:
    keys = [unit.key for unit in office.units]
    doubled = {key for key in keys if keys.count(key) > 1}
    if doubled:
        raise OfficeFileError(f"units: khóa {', '.join(sorted(doubled))} lặp lại.")
    seen: set[str] = set()
    for unit in office.units:
        if unit.parent and unit.parent not in seen:
            raise OfficeFileError(f"units: «{unit.name}» trực thuộc «{unit.parent}» chưa khai ở phía trên.")
        seen.add(unit.key)
    for unit in office.units:
        if unit.valid_until is not None and unit.valid_until < unit.valid_from:
            raise OfficeFileError(f"units: «{unit.name}» kết thúc trước khi bắt đầu.")
    _check_lengths(office)
    accounts = [person.username for person in office.people if person.username]
    if doubled := {name for name in accounts if accounts.count(name) > 1}:
        raise OfficeFileError(f"people: tài khoản {', '.join(sorted(doubled))} lặp lại.")
    agencies = [unit for unit in office.units if unit.is_agency and unit.valid_until is None]
    if len(agencies) != 1:
        raise OfficeFileError("units: cần đúng một đơn vị «is_agency: true» đang hoạt động.")
    for succession in office.successions:
        for key in (succession.predecessor, succession.successor):
            if key and key not in seen:
                raise OfficeFileError(f"successions: không có đơn vị «{key}».")
        if not succession.successor and succession.kind != SuccessionKind.DISSOLVED:
            raise OfficeFileError(f"successions: «{succession.predecessor}» thiếu đơn vị kế thừa.")
    for person in office.people:
        for post in person.posts:
            if post.unit not in seen:
                raise OfficeFileError(f"people: «{person.name}» giữ vị trí ở đơn vị «{post.unit}» chưa khai.")


def _check_lengths(office: OfficeFile) -> None:
    """Each text against the column that will keep it: PostgreSQL refuses what is longer, SQLite would not say so."""
    for unit in office.units:
        names = ("name", "short_name", "symbol", "code", "basis")
        _fits(Unit, f"units, {unit.name[:40]}", {name: getattr(unit, name) for name in names})
    for succession in office.successions:
        _fits(UnitSuccession, f"successions, {succession.predecessor[:40]}", {"basis": succession.basis})
    for person in office.people:
        where = f"people, {person.name[:40]}"
        texts = {"full_name": person.name, "phone": person.phone, "staff_code": person.staff_code}
        _fits(Person, where, texts | {"email": person.email})
        _fits(User, where, {"username": person.username})
        for post in person.posts:
            _fits(Post, where, {"name": post.name})
            _fits(Assignment, where, {"basis": post.basis})


def _fits(model: type[models.Model], where: str, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        longest = model._meta.get_field(name).max_length  # type: ignore[union-attr]
        if longest is not None and len(text) > longest:
            raise OfficeFileError(f"{where}: {name} dài quá {longest} ký tự.")
