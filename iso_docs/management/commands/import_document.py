"""Reads Word files: what was recognised, every doubt, and (without --dry-run) a draft of each procedure in them."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from iso_docs.actions import import_draft
from iso_docs.models import ControlledDocument
from iso_docs.states import DocumentKind
from iso_docs.word.reading import WordRefused, read_word_file
from iso_docs.word.recognised import Doubt, RecognisedFile
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.models import Assignment, Person, Role, Unit, User
from office.refusals import Refusal
from office.store import receive

_MEDIA_TYPES = {
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Command(ReportCommand):
    help = (
        "Nhận tệp Word (.doc, .docx) vào bản thảo tài liệu. Mỗi tệp: kết quả draft (bản thảo) hoặc refused (từ chối) kèm lý do, "
        "mọi thứ đã nhận ra và mọi chỗ nghi ngờ. Trạng thái ra: 0 nhận hết, 1 có tệp bị từ chối, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--kind", choices=DocumentKind.values, default=DocumentKind.PROCEDURE, help="loại tài liệu")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo cáo, không lưu gì")
        parser.add_argument(
            "--by", metavar="USERNAME", help="tài khoản của người nhận (mặc định: Thư ký ISO, khi chỉ có một)"
        )
        parser.add_argument("--unit", metavar="NAME", help="đơn vị chủ trì (mặc định: đơn vị của người nhận)")
        parser.add_argument(
            "--code", default="", help="mã hiệu, khi bìa không ghi; tệp nhiều quy trình: phần đầu của mã"
        )

    def report(self, **options: Any) -> Report:
        missing = [str(file) for file in options["files"] if not file.is_file()]
        if missing:
            raise CouldNotRun(f"Không có tệp: {', '.join(missing)}")
        by, unit = (None, None) if options["dry_run"] else self._who(options["by"], options["unit"])
        report = Report(facts={"dry_run": options["dry_run"], "files": []})
        for path in options["files"]:
            entry = self._file(path, by=by, unit=unit, kind=options["kind"], code=options["code"])
            report.facts["files"].append(entry)
            if entry["outcome"] == "refused":
                report.problems.append(f"{path.name}: {entry['reason']}")
        return report

    def _file(self, path: Path, *, by: Person | None, unit: Unit | None, kind: str, code: str) -> dict[str, Any]:
        entry: dict[str, Any] = {"file": str(path), "outcome": "draft", "reason": "", "drafts": []}
        try:
            found = read_word_file(path)
        except WordRefused as refusal:
            if refusal.code == "no-libreoffice":
                raise CouldNotRun(str(refusal)) from refusal
            details = [str(detail) for detail in refusal.details]
            return entry | {
                "outcome": "refused",
                "code": refusal.code,
                "reason": str(refusal),
                "doubts": [{"code": refusal.code, "text": detail, "why": str(refusal.what)} for detail in details],
                "document": None,
            }
        entry["doubts"] = [_said(doubt, found) for doubt in found.all_doubts()]
        if by is not None and unit is not None:
            refusals = []
            for document, reason in self._drafts(path, found, by=by, unit=unit, kind=kind, code=code):
                if document is not None:
                    entry["drafts"].append({"id": document.pk, "code": document.code, "title": document.title})
                else:
                    refusals.append(reason)
            if refusals:
                entry |= {
                    "outcome": "refused" if not entry["drafts"] else "draft",
                    "reason": " ".join(dict.fromkeys(refusals)),
                }
                entry["not_drafted"] = len(refusals)
        return entry | {"document": found.to_dict()}

    def _drafts(
        self, path: Path, found: RecognisedFile, *, by: Person, unit: Unit, kind: str, code: str
    ) -> list[tuple[ControlledDocument | None, str]]:
        """A draft per procedure, or the reason why there is none. The file itself is kept once."""
        with path.open("rb") as stream:
            source = receive(stream)
        made: list[tuple[ControlledDocument | None, str]] = []
        for procedure in found.procedures:
            number = f"-{procedure.number_in_file}" if procedure.number_in_file else ""
            try:
                document = import_draft(
                    recognised=procedure,
                    source=source,
                    source_name=path.name,
                    media_type=_MEDIA_TYPES[found.source_format],
                    owner_unit=unit,
                    by=by,
                    now=timezone.now(),
                    code=procedure.cover.code or (f"{code}{number}" if code else ""),
                    kind=kind,
                )
            except Refusal as refusal:
                made.append((None, str(refusal)))
            else:
                made.append((document, ""))
        return made

    def _who(self, username: str | None, unit_name: str | None) -> tuple[Person, Unit]:
        today = timezone.localdate()
        if username:
            user = User.objects.filter(username=username, person__isnull=False).select_related("person").first()
            if user is None:
                raise CouldNotRun(f"Không có tài khoản «{username}» gắn với một người.")
            person = user.person
        else:
            officers = Person.objects.filter(
                user__is_active=True,
                assignments__in=Assignment.objects.valid_on(today).filter(post__roles__role=Role.QUALITY_OFFICER),
            ).distinct()
            if len(officers) != 1:
                raise CouldNotRun(
                    "Cần --by USERNAME: không có đúng một Thư ký ISO có tài khoản. Chỉ đọc thì dùng --dry-run."
                )
            person = officers[0]
        assert person is not None
        if unit_name:
            unit = Unit.objects.filter(name=unit_name).order_by("-valid_from").first()
            if unit is None:
                raise CouldNotRun(f"Không có đơn vị «{unit_name}».")
            return person, unit
        assignment = (
            Assignment.objects.valid_on(today)
            .filter(person=person)
            .select_related("post__unit")
            .order_by("valid_from")
            .first()
        )
        if assignment is None:
            raise CouldNotRun(f"{person.full_name} hôm nay không giữ vị trí nào: cần --unit.")
        return person, assignment.post.unit

    def show(self, report: Report) -> None:
        for entry in report.facts["files"]:
            self.stdout.write(
                f"{entry['file']}: {entry['outcome']}{' – ' + entry['reason'] if entry['reason'] else ''}"
            )
            document = entry["document"]
            for procedure in document["procedures"] if document else []:
                cover = procedure["cover"]
                name = " ".join(part for part in (procedure["number_in_file"], cover["code"], cover["title"]) if part)
                self.stdout.write(
                    f"  {name or '(không tên)'}: {len(procedure['steps'])} bước, {len(procedure['sections'])} mục"
                )
                for case in procedure["cases"]:
                    total = case["total_text"] or "không in tổng"
                    self.stdout.write(
                        f"    {case['label'] or 'thời gian'}: {total}; {case['sum']['working'] if case['sum'] else 'không có số để cộng'}"
                    )
            for doubt in entry["doubts"]:
                self.stdout.write(f"  ? {doubt['why']}{' [' + doubt['text'] + ']' if not document else ''}")
            for draft in entry["drafts"]:
                self.stdout.write(f"  + bản thảo {draft['code']}: {draft['title']}")


def _said(doubt: Doubt, found: RecognisedFile) -> dict[str, Any]:
    """The words in doubt, and why."""
    texts = {paragraph.place.index: paragraph.text for paragraph in found.paragraphs}
    place = doubt.place
    return {
        "code": doubt.code,
        "text": texts.get(place.index, "") if place else "",
        "why": doubt.text,
        "place": place.to_dict() if place else None,
    }
