"""The PDF of a copy, made from its DOCX by LibreOffice under limits (office.sandbox)."""

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from iso_docs.word import conversion
from iso_docs.word.refused import Refused
from office.refusals import Incomplete


def pdf_of(docx: bytes) -> bytes:
    """PDF/A-2 bytes. Refused with the next step when LibreOffice is missing or fails."""
    with tempfile.TemporaryDirectory(prefix="dung-hen-paper-") as name:
        folder = Path(name)
        source = folder / "ban-in.docx"
        source.write_bytes(docx)
        try:
            return conversion.to_pdf(source, folder).read_bytes()
        except Refused as refused:
            if refused.code == "no-libreoffice":
                raise Incomplete(
                    _("Máy chủ chưa có LibreOffice nên chưa làm được PDF."),
                    next_step=_("Tải tệp Word, hoặc cài: sudo apt-get install libreoffice-writer-nogui."),
                ) from refused
            raise Incomplete(
                _("LibreOffice không làm được PDF của bản này."), next_step=_("Tải tệp Word rồi in ra PDF từ Word.")
            ) from refused
