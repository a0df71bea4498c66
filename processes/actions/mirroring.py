"""One portion of a province's file into the register: new codes become dossiers, known ones follow, what contradicts is noted.

A dossier received here is never changed by a file; it is only compared. One that came from the province follows it: state,
end, return and a later day. What a file cannot change any more (an end that was told otherwise, an earlier promise) is
a difference for a person to settle.
"""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from office.models import Person, Unit, UnitKind
from office.numbering import next_numbers
from office.refusals import WrongState
from office.searchable import changed
from office.text_forms import fold
from office.working_calendar import WorkingCalendar
from processes.actions.breaches import record_passed
from processes.actions.reconciling import Found, note_differences
from processes.models import (
    AdministrativeField,
    AdministrativeProcedure,
    AdministrativeProcedureCase,
    AdministrativeProcedureVersion,
    Applicant,
    Dossier,
    DossierLetter,
    ProvinceCopy,
    ProvinceFile,
    ProvinceRow,
    StepProgress,
)
from processes.models.dossiers import PROVINCE
from processes.models.procedures import AnnouncementKind, ProcedureLevel
from processes.models.province import DifferenceKind, LetterDirection, RowVerdict
from processes.province.rows import FIRST_YEAR, UnderstoodRow
from processes.queries import issue_of_day
from processes.states import (
    OPEN_STATES,
    STATE_OF_NATIONAL_CODE,
    WAITING_STATES,
    ApplicantKind,
    DeliveryState,
    DossierState,
    LimitUnit,
    SyncState,
)

# A state before or beside reception: the province knows the code, nobody owes anything yet.
NOT_YET = (1, 3)
CLOSED = (DossierState.FINISHED, DossierState.RETURNED, DossierState.STOPPED)


def _at(values: dict[str, Any], name: str) -> datetime.datetime | None:
    text = values.get(name)
    return datetime.datetime.fromisoformat(text) if text else None


def expected_verdict(row: UnderstoodRow, known: Dossier | None) -> str:
    """What would become of a row if it were written now; told before anything is."""
    if row.problems:
        return RowVerdict.REFUSED
    if row.values["state_code"] in NOT_YET:
        return RowVerdict.NOTED
    if known is None:
        return RowVerdict.ADDED
    plan = _plan(known, row.values)
    if plan.found:
        return RowVerdict.DIFFERS
    return RowVerdict.UPDATED if plan.changes else RowVerdict.SAME


@dataclass(slots=True)
class _Plan:
    """What a row changes on a dossier that is here, and what it contradicts."""

    changes: dict[str, Any]
    found: list[Found]


def _plan(dossier: Dossier, values: dict[str, Any]) -> _Plan:
    state = STATE_OF_NATIONAL_CODE[values["state_code"]]
    due, finished, returned = _at(values, "due"), _at(values, "finished"), _at(values, "returned")
    changes: dict[str, Any] = {}
    found: list[Found] = []
    is_reopened = dossier.state in CLOSED and state not in CLOSED
    if state != dossier.state:
        goes_back = dossier.state == DossierState.RETURNED or (dossier.state == DossierState.STOPPED)
        if not dossier.is_mirrored or is_reopened or goes_back:
            found.append(Found(DifferenceKind.STATE, str(state.label), dossier.get_state_display()))
        else:
            changes["state"] = state
    # A later day of the province's is shown at once; lateness stays judged on the first until a person accepts the later.
    held_to = dossier.due_promised if dossier.is_mirrored else dossier.due_current
    if due is not None and _day(due) != _day(held_to):
        if dossier.is_mirrored and due > dossier.due_current and dossier.state not in CLOSED:
            changes["due_current"] = due
        found.append(Found(DifferenceKind.DUE, _written(due), _written(held_to)))
    if finished is not None and state in (DossierState.FINISHED, DossierState.RETURNED):
        if dossier.finished_at is None:
            if "state" in changes:
                changes["finished_at"] = finished
        elif _day(finished) != _day(dossier.finished_at):
            found.append(Found(DifferenceKind.FINISHED, _written(finished), _written(dossier.finished_at)))
    if returned is not None and dossier.returned_at is None and changes.get("state") == DossierState.RETURNED:
        changes["returned_at"] = returned
    return _Plan(changes, found)


def _day(at: datetime.datetime) -> datetime.date:
    return timezone.localtime(at).date()


def _written(at: datetime.datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}"


class Mirror:
    """Writes portions of rows. Keeps what it looked up (procedures, units, people) for the whole of one run."""

    def __init__(self, calendar: WorkingCalendar, now: datetime.datetime) -> None:
        self.calendar, self.now = calendar, now
        self._cases: dict[tuple[str, str, datetime.date], AdministrativeProcedureCase] = {}
        self._issues: dict[tuple[int, datetime.date], Any] = {}
        self._units: dict[str, Unit] | None = None
        self._people: dict[str, Person | None] | None = None
        self._reception: Unit | None = None

    def known(self, codes: Iterable[str], *, lock: bool = False) -> dict[str, Dossier]:
        """Dossiers that are here, by code; one query."""
        rows = Dossier.objects.filter(code__in=list(codes))
        if lock:
            rows = rows.select_for_update()
        return {each.code: each for each in rows}

    def write(self, portion: Sequence[ProvinceRow], file: ProvinceFile, by: Person | None) -> dict[str, Any]:
        """Inside the act: every row of the portion gets its verdict. Returns what the journal says of it."""
        codes = [row.code for row in portion if row.code]
        dossiers = self.known(codes, lock=True)
        copies = {each.code: each for each in ProvinceCopy.objects.filter(code__in=codes)}
        fresh: list[ProvinceRow] = []
        found: dict[str, list[Found]] = {}
        moved: list[list[str]] = []
        for row in portion:
            if row.problems:
                row.verdict = RowVerdict.REFUSED
                if row.code and row.code not in dossiers and row.code not in copies:
                    found[row.code] = [Found(DifferenceKind.THEIRS_ONLY, "; ".join(row.problems)[:200], "")]
                continue
            if row.values["state_code"] in NOT_YET and row.code not in dossiers:
                row.verdict = RowVerdict.NOTED
                continue
            dossier = dossiers.get(row.code)
            if dossier is None:
                fresh.append(row)
                row.verdict = RowVerdict.ADDED
                continue
            found[row.code] = self._follow(dossier, row, moved)
        made = self._create(fresh, file)
        dossiers |= made
        self._keep_copies(portion, copies, dossiers)
        self._keep_letters(portion, dossiers)
        told = [row.code for row in portion if not row.problems and row.code]
        note_differences(file, found, told=told, dossiers=dossiers, now=self.now)
        ProvinceRow.objects.bulk_update(portion, ["verdict", "warnings"])
        return {"added": sorted(made), "moved": moved}

    # --- dossiers that are here ------------------------------------------------------------------------------------

    def _follow(self, dossier: Dossier, row: ProvinceRow, moved: list[list[str]]) -> list[Found]:
        plan = _plan(dossier, row.values)
        row.verdict = RowVerdict.DIFFERS if plan.found else RowVerdict.UPDATED if plan.changes else RowVerdict.SAME
        if not plan.changes:
            return plan.found
        before, closes = dossier.state, plan.changes.get("state") in CLOSED
        if closes:
            record_passed(
                dossier, now=self.now, calendar=self.calendar, ended_at=plan.changes.get("finished_at", self.now)
            )
        else:
            record_passed(dossier, now=self.now, calendar=self.calendar)
        for name, value in plan.changes.items():
            setattr(dossier, name, value)
        if "state" in plan.changes:
            self._set_clock(dossier, before)
        dossier.save(update_fields=[*plan.changes, "paused_at", "delivery_state", "final_ledger"])
        changed(dossier, now=self.now)
        moved.append([dossier.code, str(before), str(dossier.state)])
        return plan.found

    def _set_clock(self, dossier: Dossier, before: str) -> None:
        """What follows from a new state: the clock, delivery, the group of steps, the frozen ledger."""
        if dossier.state in WAITING_STATES and before not in WAITING_STATES:
            dossier.paused_at = self.now
        elif dossier.state not in WAITING_STATES:
            dossier.paused_at = None
        _set_delivery(dossier)
        if dossier.state in CLOSED and dossier.final_ledger is None:
            ended = dossier.finished_at or self.now
            dossier.final_ledger = _final(dossier, ended)
            for running in dossier.progress.filter(ended_at__isnull=True):
                running.ended_at = max(ended, running.began_at)
                running.save(update_fields=["ended_at"])

    # --- new ones ----------------------------------------------------------------------------------------------------

    def _create(self, rows: Sequence[ProvinceRow], file: ProvinceFile) -> dict[str, Dossier]:
        if not rows:
            return {}
        unit = self.reception()
        numbers = self._register_numbers(rows, unit)
        applicants = self._applicants(rows)
        agency = Unit.objects.valid_on(timezone.localdate(self.now)).filter(is_agency=True).first() or unit
        made = [
            self._dossier(row, unit, agency, number, applicant)
            for row, number, applicant in zip(rows, numbers, applicants, strict=True)
        ]
        Dossier.objects.bulk_create(made)
        StepProgress.objects.bulk_create(
            StepProgress(
                dossier=each,
                number=1,
                key=StepProgress.WHOLE,
                name=_("cả quá trình"),
                limit=Decimal(self.calendar.halves_between(_day(each.received_at), _day(each.due_original))) / 2,
                limit_unit=LimitUnit.WORKING_DAY,
                unit=each.holder_unit,
                person=each.holder,
                began_at=each.received_at,
                ended_at=max(each.finished_at or self.now, each.received_at) if each.state in CLOSED else None,
            )
            for each in made
        )
        for each in made:
            if each.finished_at is not None and each.finished_at > each.due_promised:
                record_passed(each, now=self.now, calendar=self.calendar, ended_at=each.finished_at)
        changed(*made, now=self.now)
        return {each.code: each for each in made}

    def _dossier(self, row: ProvinceRow, reception: Unit, agency: Unit, number: int, applicant: Applicant) -> Dossier:
        values = row.values
        received, due = _at(values, "received"), _at(values, "due")
        assert received is not None  # rows without are refused
        assert due is not None
        on = _day(received)
        case = self.case_for(values, on)
        version = case.version
        unit = self.unit_named(values.get("unit", "")) or version.handling_unit or reception
        state = STATE_OF_NATIONAL_CODE[values["state_code"]]
        dossier = Dossier(
            code=row.code,
            register_year=on.year,
            register_number=number,
            procedure_version=version,
            case=case,
            issue=self._issue(version.procedure, on),
            procedure_name=(values.get("procedure_name") or version.procedure.name)[:500],
            form_regime=version.form_regime,
            applicant=applicant,
            applicant_name=values["applicant"],
            applicant_name_folded=fold(values["applicant"]),
            applicant_address=values.get("address", ""),
            applicant_phone=values.get("phone", ""),
            applicant_email=values.get("email", ""),
            submit_channel=values["channel"],
            return_channel=values["return_channel"],
            receiving_unit=self.unit_named(values.get("receiving_unit", "")) or reception,
            competent_agency=agency,
            received_at=received,
            due_legal=due,
            due_original=due,
            due_promised=due,
            due_current=due,
            promise=_told_promise(received, due, values),
            state=state,
            sync_state=SyncState.IMPORTED,
            paused_at=self.now if state in WAITING_STATES else None,
            finished_at=_at(values, "finished") if state in (DossierState.FINISHED, DossierState.RETURNED) else None,
            returned_at=_at(values, "returned") if state == DossierState.RETURNED else None,
            holder_unit=unit,
            holder=self.person_named(values.get("person", "")) if state in OPEN_STATES else None,
            owner_unit=version.handling_unit or unit,
        )
        _set_delivery(dossier)
        if state in CLOSED:
            dossier.final_ledger = _final(dossier, dossier.finished_at or self.now)
        return dossier

    def _register_numbers(self, rows: Sequence[ProvinceRow], unit: Unit) -> list[int]:
        """A number of the register for each row, in its own year; those that the file gives to another unit count there."""
        keys = []
        for row in rows:
            at = _at(row.values, "received")
            assert at is not None
            where = self.unit_named(row.values.get("receiving_unit", "")) or unit
            keys.append((where.pk, _day(at).year))
        left = {
            key: iter(next_numbers(f"processes.register:{key[0]}", str(key[1]), count=keys.count(key)))
            for key in dict.fromkeys(keys)
        }
        return [next(left[key]) for key in keys]

    def _applicants(self, rows: Sequence[ProvinceRow]) -> list[Applicant]:
        """One applicant per row; who has a number is known again by it."""
        numbered = {
            (row.values["applicant_kind"], row.values["id_number"]) for row in rows if row.values.get("id_number")
        }
        known = {
            (each.kind, each.id_number): each
            for each in Applicant.objects.filter(id_number__in={number for _kind, number in numbered})
        }
        found, fresh = [], []
        for row in rows:
            values = row.values
            key = (values["applicant_kind"], values.get("id_number", ""))
            applicant = known.get(key) if key[1] else None
            if applicant is None:
                applicant = Applicant(
                    kind=values["applicant_kind"] or ApplicantKind.PERSON,
                    name=values["applicant"],
                    name_folded=fold(values["applicant"]),
                    id_number=key[1],
                    address=values.get("address", ""),
                    phone=values.get("phone", ""),
                    email=values.get("email", ""),
                )
                fresh.append(applicant)
                if key[1]:
                    known[key] = applicant
            found.append(applicant)
        Applicant.objects.bulk_create(fresh)
        return found

    # --- what the rows name ------------------------------------------------------------------------------------------

    def reception(self) -> Unit:
        """Where a dossier was received when the file does not say: the one-stop unit, else the agency itself."""
        if self._reception is None:
            on = timezone.localdate(self.now)
            found = Unit.objects.valid_on(on).filter(kind=UnitKind.ONE_STOP).order_by("pk").first()
            self._reception = found or Unit.objects.valid_on(on).filter(is_agency=True).first()
        if self._reception is None:
            raise WrongState(
                _("Chưa có đơn vị nào trong cơ quan."),
                kept=_("Tệp đã được giữ, chưa ghi dòng nào."),
                next_step=_("Lập cơ quan và Bộ phận Một cửa rồi ghi lại."),
            )
        return self._reception

    def unit_named(self, name: str) -> Unit | None:
        if not name:
            return None
        if self._units is None:
            self._units = {}
            for unit in Unit.objects.order_by("valid_from", "pk"):  # the newest of a name wins
                for word in (unit.name, unit.short_name, unit.symbol, unit.code):
                    if word:
                        self._units[fold(word)] = unit
        return self._units.get(fold(name))

    def person_named(self, name: str) -> Person | None:
        """The one person of this name; of two with one name, nobody."""
        if not name:
            return None
        if self._people is None:
            self._people = {}
            for person in Person.objects.all():
                key = fold(person.full_name)
                self._people[key] = None if key in self._people else person
        return self._people.get(fold(name))

    def _issue(self, procedure: AdministrativeProcedure, on: datetime.date) -> Any:
        key = (procedure.pk, on)
        if key not in self._issues:
            self._issues[key] = issue_of_day(procedure, on)
        return self._issues[key]

    def case_for(self, values: dict[str, Any], on: datetime.date) -> AdministrativeProcedureCase:
        """The first case of the version of that day; a procedure nobody has announced here is written down by its name alone."""
        code, name = values.get("procedure_code", ""), values.get("procedure_name", "")
        key = (code, fold(name) if not code else "", on)
        if key not in self._cases:
            procedure = self._procedure(code, name) or self._unannounced(values, code, name)
            self._cases[key] = _case_on(procedure, on)
        return self._cases[key]

    def _procedure(self, code: str, name: str) -> AdministrativeProcedure | None:
        if code:
            rows = AdministrativeProcedure.objects.filter(code=code)
            return rows.filter(level=ProcedureLevel.COMMUNE).first() or rows.order_by("pk").first()
        wanted = fold(name)
        for procedure in AdministrativeProcedure.objects.all():
            if fold(procedure.name) == wanted:
                return procedure
        return None

    def _unannounced(self, values: dict[str, Any], code: str, name: str) -> AdministrativeProcedure:
        """In force on no day that anybody receives: only dossiers of the province stand under it, until it is announced here."""
        field_name = values.get("field_name") or _("Chưa rõ lĩnh vực")
        field = AdministrativeField.objects.filter(name=field_name).first()
        if field is None:
            mark = hashlib.sha256(fold(field_name).encode()).hexdigest()[:8]
            field, _made = AdministrativeField.objects.get_or_create(code=f"tinh-{mark}", defaults={"name": field_name})
        mark = hashlib.sha256(fold(name).encode()).hexdigest()[:10]
        procedure, _made = AdministrativeProcedure.objects.get_or_create(
            code=code or f"tinh-{mark}",
            level=ProcedureLevel.COMMUNE,
            defaults={"name": name or code, "field": field},
        )
        day = datetime.date(FIRST_YEAR, 1, 1)
        version, _made = AdministrativeProcedureVersion.objects.get_or_create(
            procedure=procedure,
            valid_from=day,
            defaults={
                "valid_until": day,
                "decision_number": _("chưa ghi"),
                "decided_on": day,
                "decision_issuer": _("hệ thống của tỉnh"),
                "announcement": AnnouncementKind.NEW,
                "basis": _("Lập theo tệp của hệ thống tỉnh; chưa ghi quyết định công bố."),
            },
        )
        AdministrativeProcedureCase.objects.get_or_create(
            version=version,
            key="chung",
            defaults={
                "limit": Decimal(values.get("limit", "0")),
                "limit_unit": values.get("limit_unit", LimitUnit.WORKING_DAY),
            },
        )
        return procedure

    # --- beside the dossiers -----------------------------------------------------------------------------------------

    def _keep_copies(
        self, portion: Sequence[ProvinceRow], copies: dict[str, ProvinceCopy], dossiers: dict[str, Dossier]
    ) -> None:
        """What the province said last, whether or not it became anything here; a stub is filled by this."""
        new: list[ProvinceCopy] = []
        old: list[ProvinceCopy] = []
        for row in portion:
            if row.problems or not row.code:
                continue
            copy = copies.get(row.code) or ProvinceCopy(code=row.code)
            copy.dossier = dossiers.get(row.code)
            copy.state_code = row.values["state_code"]
            copy.received_at, copy.due_at = _at(row.values, "received"), _at(row.values, "due")
            copy.finished_at, copy.returned_at = _at(row.values, "finished"), _at(row.values, "returned")
            copy.values, copy.row, copy.told_at = row.values, row, self.now
            (old if row.code in copies else new).append(copy)
        ProvinceCopy.objects.bulk_create(new)
        ProvinceCopy.objects.bulk_update(
            old, ["dossier", "state_code", "received_at", "due_at", "finished_at", "returned_at", "values", "row", "told_at"]
        )  # fmt: skip

    def _keep_letters(self, portion: Sequence[ProvinceRow], dossiers: dict[str, Dossier]) -> None:
        DossierLetter.objects.bulk_create(
            [
                DossierLetter(dossier=dossiers[row.code], direction=way, number=row.values[name], noted_at=self.now)
                for row in portion
                for name, way in (("letter_in", LetterDirection.INCOMING), ("letter_out", LetterDirection.OUTGOING))
                if not row.problems and row.values.get(name) and row.code in dossiers
            ],
            ignore_conflicts=True,
        )


def _case_on(procedure: AdministrativeProcedure, on: datetime.date) -> AdministrativeProcedureCase:
    versions = procedure.versions
    version = (
        versions.of_day(on).first()
        or versions.filter(valid_from__lte=on).order_by("-valid_from").first()
        or versions.order_by("valid_from").first()
    )
    assert version is not None  # a procedure is written with its first version
    case = version.cases.select_related("version__procedure", "version__handling_unit").first()
    assert case is not None  # a version is written with its cases
    return case


def _set_delivery(dossier: Dossier) -> None:
    if dossier.state == DossierState.RETURNED:
        dossier.delivery_state = DeliveryState.HANDED_OVER
    elif dossier.state == DossierState.FINISHED:
        dossier.delivery_state = DeliveryState.WAITING


def _told_promise(received: datetime.datetime, due: datetime.datetime, values: dict[str, Any]) -> dict[str, Any]:
    """The promise as the province's file tells it: no days are counted here, and the page says so."""
    return {
        "received": received.isoformat(),
        "due": due.isoformat(),
        "kept": PROVINCE,
        "legal": {
            "limit": values.get("limit", ""),
            "unit": values.get("limit_unit", ""),
            "source": _("hệ thống một cửa của tỉnh"),
            "due": due.isoformat(),
            "provisional": False,
        },
        "committed": None,
        "days": [],
    }


def _final(dossier: Dossier, ended: datetime.datetime) -> dict[str, Any]:
    return {"promise": dossier.promise, "groups": [], "pauses": [], "until": ended.isoformat()}
