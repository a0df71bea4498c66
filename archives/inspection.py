"""Looking at a received file before it is kept: by content, in the limited child, with the answer in words."""

import logging
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from archives import word
from office import sandbox
from office.refusals import Incomplete

logger = logging.getLogger(__name__)

# Endings that claim to be something else than what the archive takes.
_CLAIMS = {
    "pdf": "pdf",
    **dict.fromkeys(("png", "jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "gif", "bmp", "webp"), "picture"),
    **dict.fromkeys(("doc", "docx", "docm", "dot", "dotx", "rtf", "odt"), "word"),
    **dict.fromkeys(("xls", "xlsx", "xlsm", "ods", "csv"), "sheet"),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), "packed"),
    **dict.fromkeys(("htm", "html", "svg", "xml"), "markup"),
    **dict.fromkeys(("exe", "com", "bat", "cmd", "msi", "js", "vbs", "scr"), "program"),
}
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Inspection:
    """What a file is: media type by content, and how many pages were counted in it."""

    media_type: str
    page_count: int


def plain_file_name(name: str) -> str:
    """The name as it is kept and given back: last part of any path, NFC, without control and direction marks, ≤ 255 letters.

    It never becomes a path of ours: files lie under their hash.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = " ".join(_UNSEEN.sub("", name).split())
    if len(name) > 255:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: 254 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else name[:255]
    return name.strip(". ") or _("khong-ten")


def look_at(path: Path, file_name: str) -> Inspection:
    """What the file at `path` is. Raises Incomplete, in words, for what the archive does not take.

    A Word file is drawn once here, because only then is known how many pages it has.
    """
    found = _inspected(path)
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    claim, family = _CLAIMS.get(ending), _family(found["media_type"])
    if claim is not None and claim != family:
        raise refusal("mislabelled", ending=ending, kind={"pdf": "PDF", "word": "Word"}.get(family, _("ảnh")))
    if family == "word":
        with tempfile.TemporaryDirectory(prefix="dung-hen-word-") as folder:
            try:
                pages = word.paged(path, found["media_type"], Path(folder)).pdf
            except word.NotPaged as failed:
                raise refusal(failed.code) from failed
            return Inspection(found["media_type"], _inspected(pages)["pages"])
    return Inspection(found["media_type"], found["pages"])


def _family(media_type: str) -> str:
    return "word" if word.is_word(media_type) else "pdf" if media_type == "application/pdf" else "picture"


def _inspected(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = sandbox.run("archives.parsing:inspect", str(path))
    except sandbox.OverLimits:
        raise refusal("over_limits") from None
    except sandbox.ParserFault as fault:
        logger.error("A parser failed on a received file: %s", fault)
        raise refusal("broken") from None
    if "unfit" in found:
        raise refusal(found["unfit"], **found["facts"])
    return found


def refusal(code: str, **facts: int | str) -> Incomplete:
    """The sentence for a code of `archives.parsing`."""
    what, next_step = _words(code, facts)
    return Incomplete(what, kept=_("Chưa lưu gì của tệp này."), next_step=next_step)


def _words(code: str, facts: dict[str, int | str]) -> tuple[str, str]:
    resave = _("Mở tệp trên máy đã tạo ra nó, lưu hoặc quét lại rồi gửi lại.")
    as_pdf = _("Xuất hoặc in tệp thành PDF rồi gửi lại.")
    match code:
        case "encrypted":
            return _("Tệp PDF bị khóa bằng mật khẩu, không đọc được nội dung."), _("Bỏ mật khẩu rồi gửi lại.")
        case "broken":
            return _("Tệp hỏng hoặc bị cắt cụt, không mở được."), resave
        case "broken_page":
            return _("Trang %(page)s của tệp hỏng, không cho ra ảnh.") % facts, resave
        case "no_pages":
            return _("Tệp PDF không có trang nào."), resave
        case "too_many_pages":
            return (
                _("Tệp có %(pages)s trang, nhiều hơn giới hạn %(limit)s trang.") % facts,
                _("Chia tệp thành nhiều phần rồi gửi lại."),
            )
        case "page_too_large":
            return (
                _("Trang %(page)s rộng hoặc cao hơn %(limit)s inch (lớn hơn khổ A0).") % facts,
                _("Quét lại đúng khổ giấy rồi gửi lại."),
            )
        case "too_many_pixels":
            return (
                _("Ảnh ở trang %(page)s lớn hơn %(limit)s triệu điểm ảnh.") % facts,
                _("Quét lại với độ phân giải thấp hơn rồi gửi lại."),
            )
        case "over_limits":
            return (
                _("Tệp đòi nhiều bộ nhớ hoặc thời gian hơn mức cho phép khi mở, có thể là tệp phá hoại."),
                _("Hỏi nơi gửi tệp; nếu là tệp thật, quét lại bản giấy."),
            )
        case "no_libreoffice":
            return (
                _("Máy chủ chưa có LibreOffice nên chưa nhận được tệp Word."),
                _("Quản trị hệ thống chạy: %(command)s; hoặc xuất tệp thành PDF rồi gửi.")
                % {"command": "sudo make system"},
            )
        case "rtf":
            return _("Đây là tệp RTF; kho lưu trữ nhận PDF, Word (doc, docx) và ảnh quét."), as_pdf
        case "word-not-word":
            return _not_word(str(facts["detail"])), as_pdf
        case "word-encrypted":
            return _("Tệp Word bị khóa bằng mật khẩu, không đọc được nội dung."), _("Bỏ mật khẩu rồi gửi lại.")
        case "word-macros":
            return (
                _("Tệp Word có macro (chương trình chạy kèm), không được nhận dù đuôi tệp là gì."),
                _("Lưu lại thành .docx không có macro, hoặc xuất thành PDF, rồi gửi lại."),
            )
        case "word-bomb" | "word-too-big":
            return _("Tệp Word mở ra lớn hơn mức cho phép (%(detail)s), có thể là tệp phá hoại.") % facts, as_pdf
        case "word-dtd" | "word-doubled-member" | "word-alt-chunk" | "word-external-target":
            return (
                _("Tệp Word có phần lấy nội dung từ nơi khác hoặc bị cài thêm (%(detail)s).") % facts,
                _("Hỏi nơi gửi tệp; nếu là tệp thật, mở bằng Word rồi lưu lại, hoặc xuất thành PDF."),
            )
        case "word-damaged" | "word-memory" | "word-empty":
            return _("Tệp Word hỏng hoặc bị cắt cụt, không mở được."), resave
        case "packed":
            return _("Đây là tệp nén; kho lưu trữ nhận PDF, Word và ảnh quét."), _("Giải nén rồi gửi từng tệp.")
        case "markup":
            return (
                _("Đây là trang web (HTML, XML, SVG), không phải tệp quét, dù tên tệp là gì."),
                _("Tải lại tệp gốc; có thể trang báo lỗi đã được lưu nhầm thành tệp."),
            )
        case "program":
            return _("Đây là chương trình máy tính, không phải tài liệu."), _("Xóa tệp này và báo quản trị hệ thống.")
        case "other_picture":
            return _("Ảnh dạng này (GIF, BMP, WebP) kho lưu trữ không nhận."), _(
                "Lưu thành PNG, JPEG hoặc TIFF rồi gửi lại."
            )
        case "mislabelled":
            return (
                _("Tên tệp có đuôi .%(ending)s nhưng nội dung là %(kind)s.") % facts,
                _("Kiểm tra đúng tệp cần gửi, sửa lại đuôi tên tệp rồi gửi lại."),
            )
        case _:
            return _("Không nhận ra loại tệp này; kho lưu trữ nhận PDF, Word, PNG, JPEG và TIFF."), as_pdf


def _not_word(kind: str) -> str:
    match kind:
        case "spreadsheet":
            return _("Đây là bảng tính Excel; kho lưu trữ nhận PDF, Word (doc, docx) và ảnh quét.")
        case "slides":
            return _("Đây là tệp trình chiếu; kho lưu trữ nhận PDF, Word (doc, docx) và ảnh quét.")
        case "archive":
            return _("Đây là tệp nén; kho lưu trữ nhận PDF, Word và ảnh quét.")
        case "opendocument":
            return _("Đây là tệp OpenDocument; kho lưu trữ nhận PDF, Word (doc, docx) và ảnh quét.")
        case _:
            return _("Không nhận ra tệp này là Word; kho lưu trữ nhận PDF, Word (doc, docx) và ảnh quét.")
