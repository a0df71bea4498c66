"""The watched folder: a file that lies in it whole is taken in, written, and moved aside only after that."""

import datetime
import logging
import os
from pathlib import Path

from django.conf import settings

from office.refusals import Refusal
from office.store import receive
from processes.actions.importing import SIZE_LIMIT, read_province_file, write_province_file
from processes.models import ProvinceFile
from processes.models.province import ImportWay

log = logging.getLogger(__name__)

QUIET = datetime.timedelta(seconds=10)  # a file that was written to just now may not be whole yet
DONE, REFUSED = "da-nhap", "khong-nhap"
_HALF_COPIED = (".tmp", ".part", ".partial", ".crdownload", ".filepart")


def watched_folder() -> Path:
    """Where files are dropped; named in config.env, else in HOME."""
    return Path(settings.PROVINCE_FOLDER or Path(settings.HOME) / "tu-tinh")


def take_in_folder(now: datetime.datetime) -> list[ProvinceFile]:
    """Every whole file of the folder, the oldest first. One that cannot be taken is moved aside with the reason beside it."""
    folder = watched_folder()
    folder.mkdir(parents=True, exist_ok=True)
    taken, fault = [], None
    for path in sorted(_whole_files(folder, now), key=lambda each: each.stat().st_mtime):
        try:
            with path.open("rb") as stream:
                stored = receive(stream, limit=SIZE_LIMIT)
            file = read_province_file(stored=stored, name=path.name, way=ImportWay.FOLDER, by=None, now=now)
            taken.append(write_province_file(file=file, by=None, now=now))
        except Refusal as refusal:
            log.warning("The province's file %s was not taken in: %s", path.name, refusal)
            moved = _move(path, folder / REFUSED, now)
            moved.with_name(f"{moved.name}.ly-do.txt").write_text(f"{refusal}\n", encoding="utf-8")
        except Exception as error:  # this file stays where it is for the next ringing; the others are taken in now
            log.exception("The province's file %s met a fault", path.name)
            fault = fault or error
        else:
            _move(path, folder / DONE, now)
    if fault is not None:
        raise fault
    return taken


def _whole_files(folder: Path, now: datetime.datetime) -> list[Path]:
    return [
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith((".", "~"))
        and not path.name.lower().endswith(_HALF_COPIED)
        and path.stat().st_mtime <= (now - QUIET).timestamp()
    ]


def _move(path: Path, to: Path, now: datetime.datetime) -> Path:
    """After the commit: what is written stays findable, and the folder is empty again. A crash before this does the file twice, which adds nothing."""
    to.mkdir(exist_ok=True)
    target = to / f"{now:%Y%m%d-%H%M%S}-{path.name}"
    os.replace(path, target)
    return target
