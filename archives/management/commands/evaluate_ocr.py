"""Measures reading on pages whose true text is known: NAME.png, .jpg or .tif beside NAME.txt, read as the archive reads."""

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from archives.inspection import look_at
from archives.measuring import Errors, compare
from archives.reading import PageNotRead, Wanted, read_wanted
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
        total, by_folder = Errors(), {}
        wanted = self._wanted(pictures, report)
        texts: dict[int, list[str]] = {}
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as made:
            for page, got in read_wanted(wanted, Path(made)):
                if isinstance(got, PageNotRead):
                    report.problems.append(f"{page.path.name}: {got.reason}")
                else:
                    texts.setdefault(page.tag, []).append(got.text)
        seconds = time.monotonic() - began
        for tag, text in texts.items():
            path = pictures[tag]
            errors = compare("\n".join(text), path.with_suffix(".txt").read_text(encoding="utf-8"))
            total.add(errors)
            by_folder.setdefault(path.parent.name, Errors()).add(errors)
            report.facts["files"].append({"file": str(path.relative_to(folder)), **errors.rates()})
        read = len(wanted)
        report.facts |= {
            "pages": read,
            "seconds": round(seconds, 2),
            "pages_per_minute": round(60 * read / seconds, 1) if seconds else 0.0,
            **total.rates(),
            "folders": {name: errors.rates() for name, errors in by_folder.items()},
        }
        return report

    def _wanted(self, pictures: list[Path], report: Report) -> list[Wanted]:
        """The pages of the files that can be taken in; looking at a file is intake, and not part of the time."""
        wanted: list[Wanted] = []
        for tag, path in enumerate(pictures):
            try:
                found = look_at(path, path.name)
            except Refusal as refusal:
                report.problems.append(f"{path.name}: {refusal}")
                continue
            wanted += [Wanted(path, found.media_type, number, tag=tag) for number in range(1, found.page_count + 1)]
        return wanted

    def show(self, report: Report) -> None:
        facts = report.facts
        self.stdout.write(f"{facts['engine']}: {facts['pages']} trang, {facts['pages_per_minute']} trang/phút")
        for name, rates in facts["folders"].items():
            self.stdout.write(f"{name}: " + ", ".join(f"{rate} {share:.2%}" for rate, share in rates.items()))
