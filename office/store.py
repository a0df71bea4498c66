"""The content store: bytes by SHA-256 under HOME/files, written so that nothing acknowledged is ever lost.

Order (ARCHITECTURE 6): stream to a temporary name with hash and count → fsync → link → fsync the folder; only then the
row, in the act's transaction, then the answer. Originals are never altered.
"""

import contextlib
import datetime
import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from office.models import Blob
from office.refusals import Incomplete

log = logging.getLogger(__name__)

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class StoredBytes:
    """Bytes that are safely on disk but not yet in the register."""

    sha256: str
    size: int

    @property
    def path(self) -> Path:
        return path_of(self.sha256)


def root() -> Path:
    return Path(settings.HOME) / "files"


def path_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True)
class Incoming:
    """Bytes under a temporary name, whole and on disk, that nobody has decided to keep yet."""

    path: Path
    sha256: str
    size: int

    def keep(self) -> StoredBytes:
        """Link them into the store: from here on they survive a power cut. The row follows in the act's transaction."""
        final = path_of(self.sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.path, final)
        except FileExistsError:  # the same bytes are there already, unless the disk has spoilt them since
            if hash_of(final) != self.sha256:
                log.error("Stored file %s was damaged; replaced by the same bytes received again", self.sha256)
                os.replace(self.path, final)
        for folder in (final.parent, final.parent.parent, root()):
            _fsync_folder(folder)
        return StoredBytes(self.sha256, self.size)


@contextlib.contextmanager
def incoming(stream: BinaryIO, *, limit: int | None = None) -> Iterator[Incoming]:
    """Take a stream in, outside any transaction, to look at it before it is kept; what was not kept is gone at the end.

    Refuses an empty one, or one above `limit` bytes.
    """
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as file:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise Incomplete(
                        _("Tệp lớn hơn %(limit)s MB.") % {"limit": limit // CHUNK},
                        kept=_("Chưa lưu gì."),
                        next_step=_("Chia nhỏ tệp rồi gửi lại."),
                    )
                digest.update(chunk)
                file.write(chunk)
            if size == 0:
                raise Incomplete(_("Tệp rỗng."), kept=_("Chưa lưu gì."), next_step=_("Kiểm tra tệp gốc rồi gửi lại."))
            file.flush()
            os.fchmod(file.fileno(), 0o440)  # originals are never altered
            os.fsync(file.fileno())
        yield Incoming(temporary, digest.hexdigest(), size)
    finally:
        temporary.unlink(missing_ok=True)


def receive(stream: BinaryIO, *, limit: int | None = None) -> StoredBytes:
    """Take a stream in and keep it. Refuses as `incoming` does; nothing half-stored stays."""
    with incoming(stream, limit=limit) as taken:
        return taken.keep()


def register(stored: StoredBytes, *, media_type: str, now: datetime.datetime) -> Blob:
    """The register's row for received bytes, inside the act's transaction; one row per content."""
    blob, _made = Blob.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "media_type": media_type, "stored_at": now}
    )
    return blob


def open_blob(blob: Blob) -> BinaryIO:
    """The bytes of `blob` for reading. Only views that checked `visible_to` call this."""
    return path_of(blob.sha256).open("rb")


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes as they are now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep_incoming(now: datetime.datetime, *, older_than: datetime.timedelta = datetime.timedelta(days=1)) -> int:
    """Remove what a crash left half-received: nobody was told that it arrived. Returns how many."""
    removed = 0
    for path in half_received(now, older_than=older_than):
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def half_received(now: datetime.datetime, *, older_than: datetime.timedelta) -> list[Path]:
    """Files still under their temporary name, untouched for so long that no upload can be behind them."""
    incoming = root() / "incoming"
    if not incoming.is_dir():
        return []
    limit = (now - older_than).timestamp()
    return sorted(path for path in incoming.iterdir() if path.stat().st_mtime < limit)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
