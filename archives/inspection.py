"""Looking at a received file before it is kept: by content, in the limited child, with the answer in words."""

import logging
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from office import sandbox
from office.refusals import Incomplete

logger = logging.getLogger(__name__)

_ENDINGS = {
    "application/pdf": {"pdf"},
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg", "jpe", "jfif"},
    "image/tiff": {"tif", "tiff"},
}
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
    """What the file at `path` is. Raises Incomplete, in words, for what the archive does not take."""
    try:
        found: dict[str, Any] = sandbox.run("archives.parsing:inspect", str(path))
    except sandbox.OverLimits:
        raise refusal("over_limits") from None
    except sandbox.ParserFault as fault:
        logger.error("A parser failed on a received file: %s", fault)
        raise refusal("broken") from None
    if "unfit" in found:
        raise refusal(found["unfit"], **found["facts"])
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    claim = _CLAIMS.get(ending)
    family = "pdf" if found["media_type"] == "application/pdf" else "picture"
    if claim is not None and claim != family:
        raise refusal("mislabelled", ending=ending, kind="PDF" if family == "pdf" else _("ảnh"))
    return Inspection(found["media_type"], found["pages"])


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
        case "ole" | "rtf":
            return _("Đây là tệp Word hoặc Office đời cũ; kho lưu trữ nhận PDF và ảnh quét."), as_pdf
        case "zip":
            return _("Đây là tệp nén hoặc tệp Word, Excel (docx, xlsx); kho lưu trữ nhận PDF và ảnh quét."), as_pdf
        case "packed":
            return _("Đây là tệp nén; kho lưu trữ nhận PDF và ảnh quét."), _("Giải nén rồi gửi từng tệp.")
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
            return _("Không nhận ra loại tệp này; kho lưu trữ nhận PDF, PNG, JPEG và TIFF."), as_pdf
