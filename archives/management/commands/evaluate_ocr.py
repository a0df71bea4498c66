"""Measures reading on pages whose true text is known: NAME.png, .jpg or .tif beside NAME.txt, read as the archive reads."""

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from archives.inspection import look_at
from archives.measuring import Errors, compare
from archives.reading import PageNotRead, read_pages
from archives.tesseract import engine
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.refusals import Refusal

_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf"}


class Command(ReportCommand):
    help = (
        "Đo nhận dạng chữ trên các trang có sẵn chữ đúng (TÊN.png hoặc .jpg cạnh TÊN.txt): tỷ lệ sai theo ký tự (cer) và theo "
        "tiếng (wer), nguyên dấu và bỏ dấu. Trạng thái ra: 0 đo xong, 1 có trang không đọc được, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path)

    def report(self, **options: Any) -> Report:
        folder: Path = options["folder"]
        pictures = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in _PICTURES and path.with_suffix(".txt").is_file()
        )
        if not pictures:
            raise CouldNotRun(f"Không có cặp ảnh và chữ nào trong {folder}.")
        try:
            name = engine().name
        except Refusal as refusal:
            raise CouldNotRun(str(refusal)) from refusal
        report = Report(facts={"engine": name, "pages": 0, "seconds": 0.0, "pages_per_minute": 0.0, "files": []})
        total, by_folder, seconds = Errors(), {}, 0.0
        for path in pictures:
            began = time.monotonic()
            text, wrong = _read(path)
            seconds += time.monotonic() - began
            if wrong:
                report.problems.append(f"{path.name}: {wrong}")
                continue
            errors = compare(text, path.with_suffix(".txt").read_text(encoding="utf-8"))
            total.add(errors)
            by_folder.setdefault(path.parent.name, Errors()).add(errors)
            report.facts["files"].append({"file": str(path.relative_to(folder)), **errors.rates()})
        read = len(report.facts["files"])
        report.facts |= {
            "pages": read,
            "seconds": round(seconds, 2),
            "pages_per_minute": round(60 * read / seconds, 1) if seconds else 0.0,
            **total.rates(),
            "folders": {name: errors.rates() for name, errors in by_folder.items()},
        }
        return report

    def show(self, report: Report) -> None:
        facts = report.facts
        self.stdout.write(f"{facts['engine']}: {facts['pages']} trang, {facts['pages_per_minute']} trang/phút")
        for name, rates in facts["folders"].items():
            self.stdout.write(f"{name}: " + ", ".join(f"{rate} {share:.2%}" for rate, share in rates.items()))


def _read(path: Path) -> tuple[str, str]:
    """The text of all pages of a file, or what went wrong."""
    try:
        found = look_at(path, path.name)
        with tempfile.TemporaryDirectory() as folder:
            pages = list(read_pages(path, found.media_type, list(range(1, found.page_count + 1)), Path(folder)))
    except Refusal as refusal:
        return "", str(refusal)
    reasons = [page.reason for page in pages if isinstance(page, PageNotRead)]
    return "\n".join(page.text for page in pages if not isinstance(page, PageNotRead)), "; ".join(reasons)
