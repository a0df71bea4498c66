"""Where the two systems disagree, line by line, and a person's decision on each with one key and a reason."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person, Role
from office.refusals import Incomplete, WrongState
from office.rules import check_has_role
from processes.models import Difference, Dossier, ProvinceFile, ProvinceRow
from processes.models.province import DifferenceKind, Settlement
from processes.states import OPEN_STATES, SyncState

SETTLERS = (Role.ONE_STOP_CLERK, Role.QUALITY_OFFICER, Role.CHIEF_OF_OFFICE)


@dataclass(frozen=True, slots=True)
class Found:
    """One disagreement in the words of both sides."""

    kind: str
    theirs: str
    ours: str


def note_differences(
    file: ProvinceFile,
    found: Mapping[str, Iterable[Found]],
    *,
    told: Iterable[str],
    dossiers: Mapping[str, Dossier],
    now: datetime.datetime,
) -> None:
    """Inside the act: write the new ones, end those on which `told` codes now agree, mark the dossiers. Settled ones stay settled."""
    codes = {*told, *found}
    known = {(each.code, each.kind, each.theirs, each.ours): each for each in Difference.objects.filter(code__in=codes)}
    seen = {(code, str(each.kind), each.theirs, each.ours) for code, many in found.items() for each in many}
    Difference.objects.bulk_create(
        Difference(code=code, kind=kind, theirs=theirs, ours=ours, dossier=dossiers.get(code), file=file, found_at=now)
        for code, kind, theirs, ours in sorted(seen - set(known))
    )
    again = [each.pk for key, each in known.items() if key in seen and each.vanished_at is not None]
    Difference.objects.filter(pk__in=again).update(vanished_at=None)
    agreed = set(told)
    gone = [each.pk for key, each in known.items() if key not in seen and key[0] in agreed and each.vanished_at is None]
    Difference.objects.filter(pk__in=gone).update(vanished_at=now)
    mark_sync(dossiers[code] for code in codes if code in dossiers)


def mark_sync(dossiers: Iterable[Dossier]) -> None:
    """What the dossiers' own column says of the differences that are open on them."""
    rows = list(dossiers)
    open_now = set(_open().filter(code__in=[each.code for each in rows]).values_list("code", flat=True))
    for each in rows:
        alike = SyncState.IMPORTED if each.is_mirrored else SyncState.LOCAL
        wanted = SyncState.DIFFERENT if each.code in open_now else alike
        if each.sync_state != wanted:
            each.sync_state = wanted
            Dossier.objects.filter(pk=each.pk).update(sync_state=wanted)


def _open() -> QuerySet[Difference]:
    return Difference.objects.filter(settled_at__isnull=True, vanished_at__isnull=True)


def note_ours_only(file: ProvinceFile, now: datetime.datetime) -> int:
    """Inside the act that finishes a file: dossiers received in its span that it does not name.

    A file without a single closed dossier is a list of open ones: then only our open ones are looked for.
    """
    if file.first_received_on is None or file.last_received_on is None:
        return 0
    zone = timezone.get_default_timezone()
    first = datetime.datetime.combine(file.first_received_on, datetime.time.min, tzinfo=zone)
    last = datetime.datetime.combine(file.last_received_on, datetime.time.max, tzinfo=zone)
    named = ProvinceRow.objects.filter(file=file, code=OuterRef("code"))
    ours = Dossier.objects.filter(~Exists(named), received_at__gte=first, received_at__lte=last)
    if not file.rows.filter(values__state_code__in=[8, 9, 10]).exists():
        ours = ours.filter(state__in=OPEN_STATES)
    dossiers = {each.code: each for each in ours}
    found = {
        each.code: [
            Found(
                DifferenceKind.OURS_ONLY,
                "",
                _("tiếp nhận %(day)s, %(state)s")
                % {"day": f"{timezone.localtime(each.received_at):%d/%m/%Y}", "state": each.get_state_display()},
            )
        ]
        for each in dossiers.values()
    }
    _forget_older(found)
    note_differences(file, found, told=[], dossiers=dossiers, now=now)
    return len(found)


def _forget_older(found: dict[str, list[Found]]) -> None:
    """A dossier that was missed before is not noted twice because its state moved on meanwhile."""
    for code in list(_open().filter(kind=DifferenceKind.OURS_ONLY, code__in=found).values_list("code", flat=True)):
        del found[code]


def settle_difference(
    *, difference: Difference, settlement: str, reason: str, by: Person, now: datetime.datetime
) -> Difference:
    """Decide one line. On a later day of the province's, «theirs» also moves what the office is held to; nothing else moves.

    Refused: without the role; without a reason; a line that is settled, or on which both agree by now.
    """
    check_has_role(by, SETTLERS, on=timezone.localdate(now), what=_("quyết định điểm khác với hệ thống tỉnh"))
    if settlement not in Settlement.values or not reason.strip():
        raise Incomplete(
            _("Cần chọn bên nào đúng và ghi lý do."),
            kept=_("Điểm khác này vẫn chờ quyết định."),
            next_step=_("Bấm T, O hoặc K rồi ghi lý do."),
        )
    with office_act("processes.difference.settle", by=by, now=now) as line:
        difference = Difference.objects.select_for_update().get(pk=difference.pk)
        if difference.settled_at is not None or difference.vanished_at is not None:
            raise WrongState(
                _("Điểm khác này đã được quyết định hoặc hai bên đã khớp."),
                kept=_("Quyết định trước giữ nguyên."),
                next_step=_("Tải lại trang."),
            )
        difference.settlement, difference.reason = settlement, reason.strip()[:300]
        difference.settled_by, difference.settled_at = by, now
        difference.save()
        dossier = difference.dossier
        line.subject = dossier or difference.file
        line.data |= {
            "code": difference.code, "kind": difference.kind, "theirs": difference.theirs, "ours": difference.ours,
            "settlement": settlement, "reason": difference.reason,
        }  # fmt: skip
        if dossier is not None:
            dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
            accepts_day = difference.kind == DifferenceKind.DUE and settlement == Settlement.THEIRS
            if accepts_day and dossier.is_mirrored and dossier.is_open and dossier.due_current > dossier.due_promised:
                line.data["due_promised"] = [dossier.due_promised, dossier.due_current]
                dossier.due_promised = dossier.due_current
                dossier.save(update_fields=["due_promised"])
            mark_sync([dossier])
    return difference
