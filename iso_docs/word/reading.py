"""The door of Word in: a file somebody uploaded, checked, converted and recognised outside this process, or refused with the reason."""

import hashlib
import logging
import tempfile
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iso_docs.word import conversion
from iso_docs.word.recognised import RecognisedFile
from iso_docs.word.refused import Refused
from office import sandbox
from office.refusals import Incomplete

# Processor time of the parser; with what `sandbox` adds for a busy machine it ends within 30 s of the clock.
SECONDS = 12

_KINDS: dict[str, str | Promise] = {
    "pdf": _("tệp PDF"),
    "rtf": _("tệp RTF"),
    "html": _("trang web (HTML)"),
    "xml": _("tệp XML"),
    "program": _("chương trình"),
    "archive": _("tệp nén"),
    "picture": _("tệp ảnh"),
    "spreadsheet": _("bảng tính"),
    "slides": _("tệp trình chiếu"),
    "opendocument": _("tệp OpenDocument"),
    "unknown": _("tệp không rõ loại"),
}
# code → (what, next step); details go below.
_REASONS: dict[str, tuple[str | Promise, str | Promise]] = {
    "empty": (_("Tệp rỗng."), _("Kiểm tra tệp gốc rồi gửi lại.")),
    "too-big": (_("Tệp quá lớn."), _("Giảm dung lượng hình trong tệp, hoặc tách tệp, rồi gửi lại.")),
    "not-word": (
        _("Đây không phải tệp Word."),
        _("Mở bằng Word, lưu thành .docx rồi gửi lại; tệp PDF chỉ dùng làm tệp đính kèm."),
    ),
    "damaged": (_("Tệp Word bị hỏng, không mở được."), _("Mở bằng Word, sửa và lưu lại rồi gửi.")),
    "encrypted": (_("Tệp đặt mật khẩu."), _("Bỏ mật khẩu trong Word rồi gửi lại.")),
    "macros": (_("Tệp có macro."), _("Lưu thành .docx (không macro) rồi gửi lại.")),
    "tracked-changes": (
        _("Tệp còn thay đổi chưa chấp nhận (Track Changes): chữ trên màn hình khác chữ trong tệp."),
        _("Chấp nhận hoặc từ chối các thay đổi trong Word rồi gửi lại."),
    ),
    "alt-chunk": (
        _("Tệp ghép nội dung của một tệp khác (altChunk)."),
        _("Mở bằng Word, lưu thành .docx mới rồi gửi lại."),
    ),
    "doubled-member": (
        _("Tệp chứa hai phần trùng tên: nội dung không xác định được."),
        _("Mở bằng Word, lưu lại rồi gửi."),
    ),
    "external-target": (_("Tệp lấy nội dung từ nơi khác."), _("Bỏ liên kết đó trong Word rồi gửi lại.")),
    "dtd": (
        _("Tệp khai báo DTD hoặc thực thể XML, Word không bao giờ ghi như vậy."),
        _("Mở bằng Word, lưu lại rồi gửi."),
    ),
    "bomb": (_("Tệp mở ra lớn bất thường."), _("Kiểm tra nguồn của tệp; mở bằng Word, lưu lại rồi gửi.")),
    "time": (_("Chuyển tệp .doc quá 30 giây."), _("Mở bằng Word, lưu thành .docx rồi gửi lại.")),
    "memory": (_("Đọc tệp cần quá nhiều bộ nhớ."), _("Tách tệp thành các tệp nhỏ hơn rồi gửi lại.")),
    "over-limits": (
        _("Đọc tệp cần quá nhiều bộ nhớ hoặc thời gian."),
        _("Tách tệp thành các tệp nhỏ hơn rồi gửi lại."),
    ),
    "crash": (_("Không đọc được tệp: chương trình đọc đã dừng."), _("Mở bằng Word, lưu lại rồi gửi.")),
    "not-converted": (
        _("LibreOffice không chuyển được tệp .doc này."),
        _("Mở bằng Word, lưu thành .docx rồi gửi lại."),
    ),
    "no-libreoffice": (
        _("Máy chủ chưa có LibreOffice nên không đọc được tệp Word 97 (.doc)."),
        _("Cài bằng lệnh: sudo apt-get install libreoffice-writer-nogui; hoặc lưu thành .docx rồi gửi lại."),
    ),
}


class WordRefused(Incomplete):
    """A file that is not taken in; `code` is for programs, the rest is for people."""

    code: str = ""


def refusal_of(refused: Refused) -> WordRefused:
    """The sentence for a refusal of the child process."""
    what, next_step = _REASONS.get(refused.code, _REASONS["crash"])
    details: list[str | Promise] = list(refused.details)
    if refused.code == "not-word" and refused.details:
        details = [_KINDS.get(refused.details[0], _KINDS["unknown"])]
    refusal = WordRefused(what, kept=_("Chưa lưu gì."), next_step=next_step, details=details)
    refusal.code = refused.code
    return refusal


def read_word_file(path: Path, *, name: str = "") -> RecognisedFile:
    """Everything recognised in a Word file. Refuses with `WordRefused`; changes and keeps nothing.

    `path` must be readable by the child process; `name` is the file's name for people when `path` is a stored one.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="dung-hen-word-") as folder:
            answer = _recognise(path)
            source_format = answer["format"]
            if source_format == "doc":
                answer = _recognise(conversion.to_docx(path, Path(folder)))
    except Refused as refused:
        raise refusal_of(refused) from refused
    file = RecognisedFile.from_dict(answer["document"])
    file.name, file.source_format, file.size = name or path.name, source_format, path.stat().st_size
    with path.open("rb") as stream:
        file.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return file


def _recognise(path: Path) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = sandbox.run("iso_docs.word.child:recognise", str(path.resolve()), seconds=SECONDS)
    except sandbox.OverLimits:
        raise Refused("over-limits") from None
    except sandbox.ParserFault:
        logging.getLogger(__name__).exception("The Word parser failed")
        raise Refused("crash") from None
    if "refused" in answer:
        raise Refused(answer["refused"], answer["details"])
    return answer
