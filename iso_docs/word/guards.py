"""What a file is, by its content, and what it must not be, before anything of it is read.

Runs in the limited child process. A refusal is a code and its details; `reading` has the sentence for each. What the screen
would show otherwise than the text (tracked changes, altChunk, doubled members) is refused with the list of it.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from iso_docs.word import ooxml
from iso_docs.word.refused import Refused
from iso_docs.word.source import Finding, flat

MEGABYTE = 1024 * 1024
FILE_LIMIT = 50 * MEGABYTE
MEMBER_LIMIT = 2_000
UNPACKED_LIMIT = 300 * MEGABYTE
XML_LIMIT = 40 * MEGABYTE
# A text-heavy document packs 10 to 60 times; a bomb a thousand times.
RATIO_LIMIT = 200
RATIO_FROM = 5 * MEGABYTE

_DOCUMENT_TYPES = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: list[tuple[bytes, str]] = [
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
]
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LOCAL = re.compile(r"^(?:file:///)?(?:[A-Za-z]:[\\/]|[^:/\\]+$)")
_WEB = re.compile(r"^(?:https?|mailto|tel):|^#", re.IGNORECASE)


def kind_of(path: Path) -> str:
    """«docx» or «doc» by content. Refuses everything else by what it is: `not-word` with the kind as detail."""
    size = path.stat().st_size
    if size == 0:
        raise Refused("empty")
    if size > FILE_LIMIT:
        raise Refused("too-big", [str(FILE_LIMIT // MEGABYTE)])
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE):
        return _kind_of_compound(path)
    if head.startswith(b"PK"):
        return _kind_of_package(path)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise Refused("not-word", [kind])
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    if plain.startswith((b"<!doctype html", b"<html", b"mime-version")) or b"<html" in plain[:1024]:
        raise Refused("not-word", ["html"])
    if plain.startswith(b"<?xml"):
        raise Refused("not-word", ["xml"])
    raise Refused("not-word", ["unknown"])


def _kind_of_package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            if "[Content_Types].xml" not in names:
                raise Refused("not-word", ["opendocument" if "mimetype" in names else "archive"])
            if any(name.startswith("xl/") for name in names):
                raise Refused("not-word", ["spreadsheet"])
            if any(name.startswith("ppt/") for name in names):
                raise Refused("not-word", ["slides"])
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise Refused("damaged") from None
    return "docx"


def _kind_of_compound(path: Path) -> str:
    """Word 97 files and encrypted .docx are both compound files: the names of their streams tell."""
    data = path.read_bytes()
    try:
        entries = dict(_directory(data))
    except (struct.error, IndexError, ValueError):
        raise Refused("damaged") from None
    if "EncryptedPackage" in entries or "EncryptionInfo" in entries:
        raise Refused("encrypted")
    if "WordDocument" not in entries:
        kind = (
            "spreadsheet"
            if {"Workbook", "Book"} & entries.keys()
            else "slides"
            if "PowerPoint Document" in entries
            else "unknown"
        )
        raise Refused("not-word", [kind])
    start = entries["WordDocument"]
    header = data[start : start + 32]
    if len(header) < 12 or struct.unpack_from("<H", header, 0)[0] not in (0xA5EC, 0xA5DC):
        raise Refused("damaged")
    if struct.unpack_from("<H", header, 10)[0] & 0x0100:
        raise Refused("encrypted")
    if {"Macros", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA"} & entries.keys():
        raise Refused("macros")
    return "doc"


def _directory(data: bytes) -> Iterator[tuple[str, int]]:
    """(name, offset of the stream's first sector) of each entry of a compound file [MS-CFB]."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError("sector size")
    table_sectors = [number for number in struct.unpack_from("<109I", data, 76) if number < 0xFFFFFFFA]
    per_sector = sector // 4
    table: list[int] = []
    for number in table_sectors:
        table += struct.unpack_from(f"<{per_sector}I", data, (number + 1) * sector)
    current = struct.unpack_from("<I", data, 48)[0]
    seen: set[int] = set()
    while current < 0xFFFFFFFA and current not in seen and len(seen) < 4096:
        seen.add(current)
        for position in range((current + 1) * sector, (current + 2) * sector, 128):
            length = struct.unpack_from("<H", data, position + 64)[0]
            if 2 <= length <= 64:
                name = data[position : position + length - 2].decode("utf-16-le", "replace")
                yield name, (struct.unpack_from("<I", data, position + 116)[0] + 1) * sector
        current = table[current] if current < len(table) else 0xFFFFFFFE


class Package:
    """A .docx that was checked: `read` streams a part and stops at the limits, whatever the directory claims."""

    def __init__(self, path: Path):
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
            raise Refused("damaged") from None
        self._check_directory(path.stat().st_size)
        self.names = {info.filename for info in self.zip.infolist()}
        self.findings: list[Finding] = []
        self._read: dict[str, bytes] = {}
        self.main = self._main_part()

    def _check_directory(self, size: int) -> None:
        members = self.zip.infolist()
        if len(members) > MEMBER_LIMIT:
            raise Refused("bomb", [f"{len(members)} tệp con"])
        names = [info.filename.lower() for info in members]
        doubled = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if doubled:
            raise Refused("doubled-member", doubled[:5])
        if any(info.flag_bits & 1 for info in members):
            raise Refused("encrypted")
        unpacked = sum(info.file_size for info in members)
        packed = sum(info.compress_size for info in members)
        if unpacked > UNPACKED_LIMIT or packed > size:  # packed larger than the file: members overlap
            raise Refused("bomb", [f"{unpacked // MEGABYTE} MB khi mở"])
        for info in members:
            if info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * max(1, info.compress_size):
                raise Refused("bomb", [info.filename])
            if info.file_size > XML_LIMIT and info.filename.lower().endswith((".xml", ".rels")):
                raise Refused("bomb", [info.filename])

    def read(self, name: str) -> bytes:
        """A part's bytes. XML with a DTD is refused in whatever encoding it hides."""
        if name not in self._read:
            limit = XML_LIMIT if name.lower().endswith((".xml", ".rels")) else UNPACKED_LIMIT
            pieces, total = [], 0
            try:
                with self.zip.open(name) as stream:
                    while piece := stream.read(MEGABYTE):
                        total += len(piece)
                        if total > limit:
                            raise Refused("bomb", [name])
                        pieces.append(piece)
            except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
                raise Refused("damaged", [name]) from error
            data = b"".join(pieces)
            if _DTD.search(data[:65536].replace(b"\x00", b"")):
                raise Refused("dtd", [name])
            self._read[name] = data
        return self._read[name]

    def root(self, name: str) -> Any:
        try:
            root = ooxml.parsed(self.read(name))
        except etree.XMLSyntaxError as error:
            if "memory" in str(error).lower():
                raise Refused("memory") from None
            raise Refused("damaged", [name]) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Refused("dtd", [name])
        return root

    def _main_part(self) -> str:
        types = self.root("[Content_Types].xml")
        overrides = {
            one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in types if one.get("PartName")
        }
        every_type = " ".join([*overrides.values(), *(one.get("ContentType", "") for one in types)])
        if (
            "macroEnabled" in every_type
            or "vbaProject" in every_type
            or any("vbaproject" in name.lower() for name in self.names)
        ):
            raise Refused("macros")
        main = next((name for name, kind in overrides.items() if kind.endswith(_DOCUMENT_TYPES)), "")
        if not main or main not in self.names:
            raise Refused("not-word", ["unknown"])
        return main

    def check(self) -> None:
        """The parts that carry text, and every relation that leads out of the file."""
        for name in sorted(self.names):
            if name.lower().endswith(".rels"):
                self._check_relations(name)
        changes: list[str] = []
        for name in sorted(self.names):
            if (
                re.fullmatch(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", name)
                or name == self.main
            ):
                root = self.root(name)
                changes += _tracked(root)
                if next(root.iter(f"{ooxml.W}altChunk", f"{ooxml.W}subDoc"), None) is not None:
                    raise Refused("alt-chunk", [name])
                self._check_fields(root)
        if changes:
            raise Refused("tracked-changes", changes[:40])

    def _check_relations(self, name: str) -> None:
        for one in self.root(name):
            kind, target = one.get("Type", "").rsplit("/", 1)[-1], one.get("Target", "")
            if kind.lower() == "afchunk":
                raise Refused("alt-chunk", [target])
            if one.get("TargetMode") != "External":
                if kind in ("oleObject", "package", "control"):
                    self.findings.append(
                        Finding("embedded-object", [f"Tệp có đối tượng nhúng ({target}): không nhập, xem bản gốc."])
                    )
                continue
            if kind == "hyperlink":
                if not _WEB.match(target):
                    self.findings.append(
                        Finding("link-removed", [f"Đã bỏ liên kết «{target[:120]}»: không phải địa chỉ web."])
                    )
            elif kind == "image":
                self.findings.append(
                    Finding("linked-picture", [f"Hình liên kết ra ngoài «{target[:120]}» không nằm trong tệp."])
                )
            elif kind == "attachedTemplate" and _LOCAL.match(target):
                self.findings.append(
                    Finding("template-removed", [f"Đã bỏ liên kết tới mẫu «{target[:120]}» trên máy người soạn."])
                )
            else:
                raise Refused("external-target", [f"{kind}: {target[:120]}"])

    def _check_fields(self, root: Any) -> None:
        """Fields that fetch: DDE runs a program, INCLUDETEXT shows another file's words."""
        for element in root.iter(f"{ooxml.W}instrText", f"{ooxml.W}fldSimple"):
            instruction = flat(element.text or element.get(f"{ooxml.W}instr", ""))
            if re.match(r"DDE(AUTO)?\b", instruction, re.IGNORECASE):
                raise Refused("external-target", [instruction[:120]])
            if re.match(r"(INCLUDETEXT|INCLUDEPICTURE|LINK|RD)\b", instruction, re.IGNORECASE):
                self.findings.append(
                    Finding(
                        "linked-field",
                        [f"Trường «{instruction[:120]}» lấy nội dung ở ngoài tệp: chỉ giữ chữ đang hiện."],
                    )
                )


def _tracked(root: Any) -> list[str]:
    """Pending changes of the text: «thêm: …», «xóa: …»; changes of formatting alone change no word."""
    names = {
        "ins": "thêm",
        "del": "xóa",
        "moveFrom": "chuyển đi",
        "moveTo": "chuyển đến",
        "cellIns": "thêm ô",
        "cellDel": "xóa ô",
        "cellMerge": "gộp ô",
    }
    found = []
    for element in root.iter(*ooxml.TRACKED):
        text = "".join(one.text or "" for one in element.iter(f"{ooxml.W}t", f"{ooxml.W}delText"))
        if not text and element.getparent() is not None and element.getparent().tag == f"{ooxml.W}rPr":
            text = "¶"
        if (
            text
            or element.tag.endswith(("cellIns", "cellDel", "cellMerge"))
            or (element.getparent() is not None and element.getparent().tag == f"{ooxml.W}trPr")
        ):
            found.append(f"{names[element.tag.split('}')[1]]}: {flat(text)[:120]}")
    return found
