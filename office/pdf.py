"""A Word file as PDF."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from office import libreoffice
from office.refusals import Incomplete, Refusal


class NoConverter(Refusal):
    """LibreOffice is not on this machine."""

    status = 503


def pdf_of(docx: bytes) -> bytes:
    """The same paper as PDF/A. Refuses with the next step when LibreOffice is missing or made nothing. Never inside a transaction."""
    with tempfile.TemporaryDirectory(prefix="dung-hen-pdf-") as name:
        source = Path(name) / "paper.docx"
        source.write_bytes(docx)
        try:
            return libreoffice.convert(source, libreoffice.ARCHIVE_PDF, folder=Path(name)).read_bytes()
        except libreoffice.NoProgram as missing:
            raise NoConverter(
                _("Máy này chưa có LibreOffice nên chưa lập được bản PDF."),
                kept=_("Bản Word vẫn tải được."),
                next_step=_("Quản trị hệ thống chạy «make system»."),
            ) from missing
        except (libreoffice.TookTooLong, libreoffice.NotConverted) as failure:
            raise Incomplete(
                _("LibreOffice không chuyển được giấy này sang PDF."),
                kept=_("Bản Word vẫn tải được."),
                next_step=_("Tải bản Word, mở rồi in; thử lại sau."),
            ) from failure
