"""Checking the content store: every registered file is there with its bytes, and nothing lies there that nobody knows."""

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from office import store
from office.models import Blob

# A file is in the store a moment before its row is committed; what is younger than this may still be on its way.
GRACE = datetime.timedelta(hours=1)


@dataclass
class FilesReport:
    """SHA-256 of files per fault; `half` and `foreign` hold paths within the store."""

    registered: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    undead: list[str] = field(default_factory=list)  # destroyed by decision, still on disk
    orphaned: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        said = [
            (self.missing, _("Mất tệp %(name)s. Phục hồi từ bản sao lưu theo mã băm này.")),
            (self.altered, _("Tệp %(name)s đã bị thay đổi nội dung. Phục hồi từ bản sao lưu theo mã băm này.")),
            (self.undead, _("Tệp %(name)s đã có quyết định hủy nhưng vẫn còn trên đĩa.")),
            (self.orphaned, _("Tệp %(name)s không thuộc bản ghi nào.")),
            (self.half, _("Tệp %(name)s nhận dở dang.")),
            (self.foreign, _("Tệp lạ trong kho: %(name)s.")),
        ]
        return [sentence % {"name": name} for names, sentence in said for name in names]


def check_files(*, now: datetime.datetime, grace: datetime.timedelta = GRACE) -> FilesReport:
    """Read every stored byte once and compare with the register."""
    report = FilesReport()
    known: set[str] = set()
    for sha256, size, destroyed_at in Blob.objects.values_list("sha256", "size", "destroyed_at").iterator():
        known.add(sha256)
        path = store.path_of(sha256)
        if destroyed_at is not None:
            if path.exists():
                report.undead.append(sha256)
            continue
        report.registered += 1
        report.bytes += size
        if not path.is_file():
            report.missing.append(sha256)
        elif path.stat().st_size != size or store.hash_of(path) != sha256:
            report.altered.append(sha256)
    limit = (now - grace).timestamp()
    incoming = store.root() / "incoming"
    for path in sorted(store.root().rglob("*")):
        if not path.is_file() or path.parent == incoming:
            continue
        name = path.name
        if not re.fullmatch(r"[0-9a-f]{64}", name) or path != store.path_of(name):
            report.foreign.append(str(path.relative_to(store.root())))
        elif name not in known and path.stat().st_mtime < limit and not Blob.objects.filter(sha256=name).exists():
            report.orphaned.append(name)
    report.half = [str(path.relative_to(store.root())) for path in store.half_received(now, older_than=grace)]
    return report


def remove_orphans(report: FilesReport) -> list[Path]:
    """Remove what a crash left: orphaned and half-received files. Nobody was told that they arrived."""
    paths = [store.path_of(sha256) for sha256 in report.orphaned] + [store.root() / name for name in report.half]
    for path in paths:
        path.unlink(missing_ok=True)
    return paths
