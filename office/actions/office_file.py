"""Writing an office from its file. Re-runnable: what stands as written is left, what is new is added, nothing is removed."""

import datetime
import secrets
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from office.actions.calendar import confirm_year, propose_year
from office.acts import office_act
from office.models import Assignment, CalendarYear, Person, Post, PostRole, Unit, UnitSuccession, User
from office.office_file import OfficeFile, PersonEntry
from office.refusals import WrongState


@dataclass
class OfficeReport:
    """What was added, and the first password of each new account (told once, stored nowhere)."""

    added: dict[str, int] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)

    def count(self, kind: str, made: bool) -> None:
        self.added[kind] = self.added.get(kind, 0) + int(made)


def create_office(*, office: OfficeFile, now: datetime.datetime, password: str = "") -> OfficeReport:
    """Add what the file names and the database lacks, in one act of the machine. `password` replaces the random first ones."""
    agency = next(unit for unit in office.units if unit.is_agency and unit.valid_until is None)
    standing = Unit.objects.filter(is_agency=True, valid_until=None).first()
    if standing is not None and (standing.name, standing.valid_from) != (agency.name, agency.valid_from):
        raise WrongState(
            _("Bản cài đặt này là của %(standing)s, tệp khai cơ quan %(agency)s.")
            % {"standing": standing.name, "agency": agency.name},
            kept=_("Chưa ghi gì."),
            next_step=_("Mỗi cơ quan một bản cài đặt: đặt DUNG_HEN_HOME sang thư mục trống."),
        )
    report = OfficeReport()
    new_accounts = [person for person in office.people if person.username and not _has_account(person)]
    hashed = {}
    for person in new_accounts:  # slow on purpose, so before the transaction
        report.passwords[person.username] = password or secrets.token_urlsafe(9)
        hashed[person.username] = make_password(report.passwords[person.username])
    with office_act("office.office.create", by=None, now=now) as line:
        units = _write_units(office, report)
        for entry in office.people:
            _write_person(entry, units, hashed, report)
        _write_calendar(office, report, now)
        line.subject = units[agency.key]
        line.data["added"] = report.added
    return report


def _has_account(person: PersonEntry) -> bool:
    return User.objects.filter(username=person.username).exists()


def _write_units(office: OfficeFile, report: OfficeReport) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for entry in office.units:
        unit, made = Unit.objects.get_or_create(
            name=entry.name,
            valid_from=entry.valid_from,
            defaults={
                "kind": entry.kind,
                "valid_until": entry.valid_until,
                "parent": units.get(entry.parent),
                "short_name": entry.short_name,
                "symbol": entry.symbol,
                "code": entry.code,
                "basis": entry.basis,
                "is_agency": entry.is_agency,
            },
        )
        units[entry.key] = unit
        report.count("units", made)
    for succession in office.successions:
        _row, made = UnitSuccession.objects.get_or_create(
            predecessor=units[succession.predecessor],
            successor=units.get(succession.successor),
            defaults={"kind": succession.kind, "effective_on": succession.effective_on, "basis": succession.basis},
        )
        report.count("successions", made)
    return units


def _write_calendar(office: OfficeFile, report: OfficeReport, now: datetime.datetime) -> None:
    """Propose and confirm the years the file names; a year that stands is left as the office keeps it."""
    standing = set(CalendarYear.objects.values_list("year", flat=True))
    for year in office.calendar_years:
        report.count("calendar_years", year not in standing)
        if year not in standing:
            propose_year(year=year, by=None, now=now)
            confirm_year(year=year, basis=_("Tệp thiết lập cơ quan"), by=None, now=now)


def _write_person(entry: PersonEntry, units: dict[str, Unit], hashed: dict[str, str], report: OfficeReport) -> None:
    known = {"staff_code": entry.staff_code} if entry.staff_code else {"full_name": entry.name, "email": entry.email}
    person, made = Person.objects.get_or_create(
        **known, defaults={"full_name": entry.name, "email": entry.email, "phone": entry.phone}
    )
    report.count("people", made)
    for post_entry in entry.posts:
        post, made = Post.objects.get_or_create(
            unit=units[post_entry.unit],
            name=post_entry.name,
            defaults={"valid_from": min(post_entry.valid_from, units[post_entry.unit].valid_from)},
        )
        report.count("posts", made)
        for role in post_entry.roles:
            _row, made = PostRole.objects.get_or_create(post=post, role=role, defaults={"valid_from": post.valid_from})
            report.count("roles", made)
        _assigned, made = Assignment.objects.get_or_create(
            person=person,
            post=post,
            valid_from=post_entry.valid_from,
            defaults={"valid_until": post_entry.valid_until, "basis": post_entry.basis},
        )
        report.count("assignments", made)
    if entry.username in hashed:
        User.objects.create(username=entry.username, email=entry.email, person=person, password=hashed[entry.username])
        report.count("accounts", True)
