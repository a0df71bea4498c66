"""A Word file as PDF, by LibreOffice under limits (office.sandbox)."""

import shutil
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from office import sandbox
from office.refusals import Incomplete, Refusal

SECONDS = 40
# PDF/A-2: with its fonts inside, readable in twenty years.
_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'


class NoConverter(Refusal):
    """LibreOffice is not on this machine."""

    status = 503


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def pdf_of(docx: bytes) -> bytes:
    """The same paper as PDF. Refuses with the next step when LibreOffice is missing or made nothing. Never inside a transaction.

    LibreOffice ends with 0 for junk too, so the file itself is the only sign of success; two conversions on one profile fail
    silently, so each has its own.
    """
    soffice = program()
    if soffice is None:
        raise NoConverter(
            _("Máy này chưa có LibreOffice nên chưa lập được bản PDF."),
            kept=_("Bản Word vẫn tải được."),
            next_step=_("Quản trị hệ thống chạy «make system»."),
        )
    with tempfile.TemporaryDirectory(prefix="dung-hen-pdf-") as name:
        folder = Path(name)
        (folder / "paper.docx").write_bytes(docx)
        command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
                   "--nolockcheck", "--convert-to", _FILTER, "--outdir", str(folder), str(folder / "paper.docx")]  # fmt: skip
        try:
            sandbox.run_program(command, folder=folder, seconds=SECONDS)
        except sandbox.OverLimits as trouble:
            raise _not_converted() from trouble
        made = folder / "paper.pdf"
        if not made.exists():
            raise _not_converted()
        return made.read_bytes()


def _not_converted() -> Refusal:
    return Incomplete(
        _("LibreOffice không chuyển được giấy này sang PDF."),
        kept=_("Bản Word vẫn tải được."),
        next_step=_("Tải bản Word, mở rồi in; thử lại sau."),
    )
