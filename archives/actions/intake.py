"""Taking files in: nothing acknowledged is ever lost, nothing is half there (ARCHITECTURE 6).

For each file: stream to a temporary name with hash and count → look at it in the limited child → link into the store and
fsync → document, original, pages, outcome, the wish to be read, index outbox and journal line in one transaction → the
answer. A file that is sent again after a break finds what is there and adds nothing.
"""

import datetime
import hashlib
import shutil
from dataclasses import dataclass
from typing import BinaryIO

from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from archives import limits
from archives.inspection import Inspection, look_at, plain_file_name
from archives.models import ArchiveDocument, ArchiveFile, ArchivePage, Fonds, Intake, IntakeLine, Original, SecretStub
from archives.rules import check_can_take_in
from archives.states import IntakeOutcome, IntakeSource, Reliability, SecretMark
from office import jobs, searchable, store
from office.access import asker_for_person, visible_condition
from office.acts import office_act
from office.models import Person, Unit
from office.refusals import Incomplete, Refusal

READ_JOB = "archives.ocr"
_FREE_SPACE_KEPT = 1024 * limits.MEGABYTE  # the database must still be able to write when the archive no longer may


@dataclass(frozen=True)
class Place:
    """Where received files go, and who may read them. At most one of fonds and archive file."""

    unit: Unit
    confidentiality: int
    fonds: Fonds | None = None
    archive_file: ArchiveFile | None = None


def open_intake(*, place: Place, source: IntakeSource, by: Person | None, now: datetime.datetime) -> Intake:
    """Begin an occasion of taking files in. `by` None is the operator's command. Refuses who may not take in for the unit."""
    if by is not None:
        check_can_take_in(by, place.unit, on=localdate(now))
    with office_act("archives.intake.open", by=by, now=now) as line:
        line.subject = intake = Intake.objects.create(
            source=source,
            unit=place.unit,
            confidentiality=place.confidentiality,
            fonds=place.fonds,
            archive_file=place.archive_file,
            taken_by=by,
            opened_at=now,
        )
    return intake


def take_in_file(
    *,
    intake: Intake,
    position: int,
    stream: BinaryIO,
    file_name: str,
    now: datetime.datetime,
    another_record: bool = False,
) -> IntakeLine:
    """Take in one file of an intake and say what became of it; never raises for what is wrong with the file.

    Stored: a document with its original and one row per page, the wish to be read, and the index told. Duplicate: the
    same content is here already and who brings it may know; under another name or in another place it becomes a record
    of its own over the same bytes, under the same name in the same place only when `another_record` is asked for.
    Refused: the reason in words, and nothing of the file is kept.
    """
    name = plain_file_name(file_name)
    try:
        with store.incoming(stream, limit=limits.FILE_BYTES) as incoming:
            _check_free_space()
            inspection = look_at(incoming.path, name)
            stored = incoming.keep()
    except Refusal as refusal:
        return _refuse(intake, position, name, refusal, now)
    salt = f"{intake.pk}:{position}" if another_record else ""
    try:
        return _enter(intake, position, name, stored, inspection, salt, now)
    except IntegrityError:
        # The same file was being taken in twice at once and the other was faster: now it is here.
        return _enter(intake, position, name, stored, inspection, salt, now)


@dataclass(frozen=True)
class Foreseen:
    """What would become of a file."""

    outcome: IntakeOutcome
    reason: str = ""
    page_count: int = 0


def foresee_file(
    *, place: Place, stream: BinaryIO, file_name: str, by: Person | None, now: datetime.datetime
) -> Foreseen:
    """What `take_in_file` would say of a file; nothing is kept or written."""
    name = plain_file_name(file_name)
    try:
        with store.incoming(stream, limit=limits.FILE_BYTES) as incoming:
            inspection = look_at(incoming.path, name)
            sha256 = incoming.sha256
    except Refusal as refusal:
        return Foreseen(IntakeOutcome.REFUSED, _reason(refusal))
    there = Original.objects.select_related("document").filter(intake_key=_intake_key(place, name, sha256, "")).first()
    same_as = there.document if there else _same_content(by, sha256, now)
    outcome = IntakeOutcome.DUPLICATE if same_as else IntakeOutcome.STORED
    return Foreseen(outcome, _told(same_as, is_new=there is None), inspection.page_count)


def note_secret_place(
    *, mark: SecretMark, place_text: str, place: Place, by: Person, now: datetime.datetime
) -> SecretStub:
    """Note where a paper with a mark of secrecy lies. Its content, name and number are not taken: this system is not for secrets."""
    check_can_take_in(by, place.unit, on=localdate(now))
    if not place_text.strip():
        raise Incomplete(
            _("Chưa ghi nơi để bản giấy."),
            kept=_("Chưa lưu gì."),
            next_step=_("Ghi kho, giá, hộp hoặc tủ để tài liệu."),
        )
    with office_act("archives.secret_place.note", by=by, now=now) as line:
        line.subject = stub = SecretStub.objects.create(
            mark=mark,
            fonds=place.fonds,
            archive_file=place.archive_file,
            place=place_text.strip(),
            noted_by=by,
            noted_at=now,
        )
    return stub


def _check_free_space() -> None:
    if shutil.disk_usage(store.root()).free < _FREE_SPACE_KEPT:
        raise Incomplete(
            _("Ổ đĩa của máy chủ sắp đầy (còn dưới 1 GB)."),
            kept=_("Các tệp đã nhận trước đó vẫn còn nguyên."),
            next_step=_("Báo quản trị hệ thống thêm chỗ trống rồi gửi lại tệp này."),
        )


def _refuse(intake: Intake, position: int, name: str, refusal: Refusal, now: datetime.datetime) -> IntakeLine:
    with office_act("archives.file.refuse", by=intake.taken_by, now=now, subject=intake) as line:
        reason = _reason(refusal)
        line.data |= {"position": position, "file_name": name, "reason": reason}
        return IntakeLine.objects.create(
            intake=intake,
            position=position,
            file_name=name,
            size=0,
            outcome=IntakeOutcome.REFUSED,
            reason=reason,
        )


def _reason(refusal: Refusal) -> str:
    return " ".join(str(part) for part in (refusal.what, refusal.next_step) if part)[:500]


def _enter(
    intake: Intake,
    position: int,
    name: str,
    stored: store.StoredBytes,
    inspection: Inspection,
    salt: str,
    now: datetime.datetime,
) -> IntakeLine:
    place = Place(intake.unit, intake.confidentiality, intake.fonds, intake.archive_file)
    key = _intake_key(place, name, stored.sha256, salt)
    with office_act("archives.document.take_in", by=intake.taken_by, now=now) as line:
        blob = store.register(stored, media_type=inspection.media_type, now=now)
        there = Original.objects.select_related("document").filter(intake_key=key).first()
        same_as = there.document if there else _same_content(intake.taken_by, stored.sha256, now)
        document = there.document if there else _new_document(intake, name, inspection, blob, key, now)
        entry = IntakeLine.objects.create(
            intake=intake,
            position=position,
            file_name=name,
            size=stored.size,
            outcome=IntakeOutcome.DUPLICATE if same_as else IntakeOutcome.STORED,
            reason=_told(same_as, is_new=there is None),
            document=document,
            same_as=same_as,
            page_count=inspection.page_count,
        )
        line.subject = document
        line.data |= {
            "intake": intake.pk,
            "position": position,
            "file_name": name,
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": inspection.media_type,
            "pages": inspection.page_count,
            "outcome": entry.outcome,
        }
    return entry


def _new_document(
    intake: Intake, name: str, inspection: Inspection, blob: store.Blob, key: str, now: datetime.datetime
) -> ArchiveDocument:
    document = ArchiveDocument.objects.create(
        owner_unit_id=intake.unit_id,
        confidentiality=intake.confidentiality,
        archive_file_id=intake.archive_file_id,
        fonds_id=intake.fonds_id,
        reliability=Reliability.DIGITISED,
        received_at=now,
    )
    original = Original.objects.create(
        document=document,
        blob=blob,
        file_name=name,
        source=intake.source,
        page_count=inspection.page_count,
        received_at=now,
        received_by=intake.taken_by,
        intake_key=key,
    )
    ArchivePage.objects.bulk_create(
        ArchivePage(document=document, original=original, number=number, number_in_original=number)
        for number in range(1, inspection.page_count + 1)
    )
    jobs.ask(READ_JOB, f"original:{original.pk}", now=now, payload={"original": original.pk})
    searchable.changed(document, now=now)
    return document


def _same_content(by: Person | None, sha256: str, now: datetime.datetime) -> ArchiveDocument | None:
    """The oldest other record over the same bytes, if whoever brings the file may see it: else it is as if it were not there."""
    others = ArchiveDocument.objects.filter(originals__blob__sha256=sha256).order_by("pk")
    if by is not None:
        others = others.filter(visible_condition(ArchiveDocument, asker_for_person(by, localdate(now))))
    return others.first()


def _told(same_as: ArchiveDocument | None, *, is_new: bool) -> str:
    if same_as is None:
        return ""
    if is_new:
        return _("Nội dung tệp này đã có ở «%(title)s»; đã lập thêm một văn bản dùng chung một bản gốc.") % {
            "title": same_as.title[:300]
        }
    return _("Đúng tệp này đã có ở chỗ này: «%(title)s»; không lập thêm.") % {"title": same_as.title[:300]}


def _intake_key(place: Place, name: str, sha256: str, salt: str) -> str:
    """The same content under the same name in the same place has the same key, whoever sends it how often."""
    where = [str(thing.pk) if thing else "" for thing in (place.unit, place.fonds, place.archive_file)]
    return hashlib.sha256("\n".join([sha256, name, *where, salt]).encode()).hexdigest()
