"""Takes files and folders into the archive: per file stored, duplicate or refused, the reason, and how many pages it has."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from archives.actions.intake import Place, foresee_file, open_intake, take_in_file
from archives.models import ArchiveFile, Fonds
from archives.states import IntakeOutcome, IntakeSource
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.models import Confidentiality, Person, Unit, User
from office.refusals import Refusal

_LEVELS = {level.name.lower(): level for level in Confidentiality}


class Command(ReportCommand):
    help = (
        "Nhận tệp và thư mục vào kho lưu trữ (PDF, Word, PNG, JPEG, TIFF). Mỗi tệp: kết quả stored (đã nhận), duplicate (trùng) hoặc "
        "refused (không nhận), lý do, số trang. Chạy lại không nhân đôi. Trạng thái ra: 0 nhận hết, 1 có tệp không nhận, "
        "2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="tệp hoặc thư mục (lấy mọi tệp bên trong)"
        )
        parser.add_argument("--unit", metavar="NAME", help="đơn vị phụ trách (mặc định: cơ quan)")
        parser.add_argument("--fonds", metavar="CODE", help="mã phông")
        parser.add_argument("--file", metavar="INVENTORY/NUMBER", help="mục lục và số hồ sơ trong phông, ví dụ 01/345")
        parser.add_argument("--confidentiality", choices=list(_LEVELS), default="unit", help="ai được xem")
        parser.add_argument("--by", metavar="USERNAME", help="tài khoản của người nhận (mặc định: ghi là máy nhận)")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem và báo cáo, không lưu gì")

    def report(self, **options: Any) -> Report:
        files = _files(options["paths"])
        place, by = self._place(options), self._by(options["by"])
        report = Report(facts={"dry_run": options["dry_run"], "intake": None, "files": []})
        intake = None
        if not options["dry_run"]:
            try:
                intake = open_intake(place=place, source=IntakeSource.COMMAND, by=by, now=timezone.now())
            except Refusal as refusal:
                raise CouldNotRun(str(refusal)) from refusal
            report.facts["intake"] = intake.pk
        for position, path in enumerate(files, start=1):
            with path.open("rb") as stream:
                if intake is None:
                    seen = foresee_file(place=place, stream=stream, file_name=path.name, by=by, now=timezone.now())
                    entry = {"outcome": seen.outcome, "reason": seen.reason, "pages": seen.page_count, "document": None}
                else:
                    line = take_in_file(
                        intake=intake, position=position, stream=stream, file_name=path.name, now=timezone.now()
                    )
                    entry = {
                        "outcome": line.outcome,
                        "reason": line.reason,
                        "pages": line.page_count,
                        "document": line.document_id,
                    }
            report.facts["files"].append({"file": str(path), **entry})
            if entry["outcome"] == IntakeOutcome.REFUSED:
                report.problems.append(f"{path.name}: {entry['reason']}")
        return report

    def show(self, report: Report) -> None:
        for entry in report.facts["files"]:
            words = f"{entry['outcome']:<9} {entry['pages']:>4} tr.  {entry['file']}"
            self.stdout.write(f"{words}  {entry['reason']}".rstrip())

    def _place(self, options: dict[str, Any]) -> Place:
        if options["unit"]:
            unit = Unit.objects.valid_on(timezone.localdate()).filter(name=options["unit"]).first()
        else:
            unit = Unit.objects.filter(is_agency=True, valid_until=None).first()
        if unit is None:
            raise CouldNotRun(f"Không có đơn vị «{options['unit'] or 'cơ quan'}».")
        fonds = archive_file = None
        if options["fonds"]:
            fonds = Fonds.objects.filter(code=options["fonds"]).first()
            if fonds is None:
                raise CouldNotRun(f"Không có phông mã «{options['fonds']}».")
        if options["file"]:
            if fonds is None:
                raise CouldNotRun("--file cần --fonds.")
            inventory, _slash, number = options["file"].partition("/")
            archive_file = ArchiveFile.objects.filter(
                inventory__fonds=fonds, inventory__number=inventory, number=number
            ).first()
            if archive_file is None:
                raise CouldNotRun(f"Phông {fonds.code} không có hồ sơ «{options['file']}».")
        return Place(
            unit=unit,
            confidentiality=_LEVELS[options["confidentiality"]],
            fonds=None if archive_file else fonds,
            archive_file=archive_file,
        )

    def _by(self, username: str | None) -> Person | None:
        if not username:
            return None
        user = User.objects.filter(username=username, person__isnull=False).select_related("person").first()
        if user is None:
            raise CouldNotRun(f"Không có tài khoản «{username}» gắn với một người.")
        return user.person


def _files(paths: list[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order; hidden ones are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.rglob("*") if each.is_file())
            found += sorted(
                each for each in inside if not any(part.startswith(".") for part in each.relative_to(path).parts)
            )
        elif path.is_file():
            found.append(path)
        else:
            raise CouldNotRun(f"Không có tệp hay thư mục: {path}")
    return found
