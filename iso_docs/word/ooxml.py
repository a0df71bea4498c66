"""Reads the parts of a .docx into a `SourceDocument`. Runs in the limited child process, on bytes that `guards` has passed.

python-docx skips content controls, text boxes, list numbers, tracked changes and hidden text in silence; here the XML is
walked itself, and what the screen would not show as text becomes a finding.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from iso_docs.word.numbering import ListNumbers
from iso_docs.word.recognised import Place
from iso_docs.word.source import Cell, Finding, Item, Paragraph, SourceDocument, Table, clean
from office import legacy_encodings
from office.legacy_encodings import FontEncoding, LegacyEncoding

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# Files of the strict kind name the same elements in other namespaces.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": A[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": M[1:-1].encode(),
}
TRACKED = {f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")}
_TRANSPARENT = {
    f"{W}{name}" for name in ("sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo")
}
_SYMBOLS = {
    "f0a8": "□",
    "f06f": "□",
    "f0fe": "☒",
    "f078": "☒",
    "f052": "☑",
    "f0fc": "✓",
    "f0b7": "•",
    "f0e0": "→",
    "f0de": "⇒",
}
_NO_LETTERS = re.compile(r"[\W_]*")


@dataclass
class Style:
    parent: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    outline: int | None = None
    name: str = ""
    number_id: str | None = None
    number_level: int | None = None
    centred: bool | None = None


@dataclass
class _Piece:
    """A stretch of text with one font."""

    text: str
    font: str
    hidden: bool
    bold: bool


@dataclass
class _State:
    """A complex field is open: text before its separator is an instruction, not text."""

    fields: list[dict[str, Any]] = field(default_factory=list)

    @property
    def in_instruction(self) -> bool:
        return any(not one["result"] for one in self.fields)

    @property
    def in_toc(self) -> bool:
        return any(one["instruction"].strip().upper().startswith("TOC") for one in self.fields)


def parsed(data: bytes) -> Any:
    """The root element. Entities stay unexpanded, nothing is fetched; `guards` has refused any DTD before."""
    for strict, usual in STRICT.items():
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    return etree.fromstring(data, parser)


class Reader:
    """One document; `read` gives its parts' bytes by name ("" when absent)."""

    def __init__(self, read: Callable[[str], bytes], names: set[str]):
        self.part_bytes, self.names = read, names
        self.document = SourceDocument()
        self.count = 0
        self.tables = 0
        self.fonts_by_text: dict[int, list[_Piece]] = {}
        self.styles: dict[str, Style] = {}
        self.default_font = ""
        self.default_style = ""

    def read(self, main: str) -> SourceDocument:
        """Everything reachable from the main part."""
        relations = self.relations(main)
        self._read_styles(self._related(relations, main, "/styles"))
        self.numbers = ListNumbers.read(self._root(self._related(relations, main, "/numbering")))
        root = self._root(main)
        body = root.find(f"{W}body") if root is not None else None
        self.state = _State()
        if body is not None:
            self.document.body = self._items(body, "body", main)
        for kind, part, keep in (
            ("/header", "header", self.document.headers),
            ("/footer", "footer", self.document.footers),
        ):
            for name in self._all_related(relations, main, kind):
                self.state = _State()
                if (element := self._root(name)) is not None and (items := self._items(element, part, name)):
                    keep.append(items)
        for kind, part, tag in (("/footnotes", "footnote", "footnote"), ("/endnotes", "endnote", "endnote")):
            element = self._root(self._related(relations, main, kind))
            for note in element.findall(f"{W}{tag}") if element is not None else []:
                if note.get(f"{W}type") in (None, "normal"):
                    self.state = _State()
                    self.document.notes += _flat_paragraphs(self._items(note, part, main))
        element = self._root(self._related(relations, main, "/comments"))
        for comment in element.findall(f"{W}comment") if element is not None else []:
            self.state = _State()
            self.document.comments += _flat_paragraphs(self._items(comment, "comment", main))
        for name in self._all_related(relations, main, "/diagramData"):
            self._read_diagram(name)
        self._convert_legacy()
        return self.document

    # --- parts -------------------------------------------------------------------------------------------------------

    def relations(self, part: str) -> list[tuple[str, str, str, bool]]:
        """(id, kind, target, external) of a part."""
        name = posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
        root = self._root(name)
        if root is None:
            return []
        return [
            (one.get("Id", ""), one.get("Type", ""), one.get("Target", ""), one.get("TargetMode") == "External")
            for one in root.iter(f"{PACKAGE}Relationship")
        ]

    def _all_related(self, relations: list[tuple[str, str, str, bool]], part: str, kind: str) -> list[str]:
        found = []
        for _identity, relation, target, external in relations:
            if relation.endswith(kind) and not external:
                name = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
                name = posixpath.normpath(name)
                if name in self.names and name not in found:
                    found.append(name)
        return found

    def _related(self, relations: list[tuple[str, str, str, bool]], part: str, kind: str) -> str:
        return next(iter(self._all_related(relations, part, kind)), "")

    def _root(self, name: str) -> Any:
        if not name or name not in self.names:
            return None
        return parsed(self.part_bytes(name))

    def _read_styles(self, name: str) -> None:
        root = self._root(name)
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default_font = _font(defaults) or ""
        for element in root.findall(f"{W}style"):
            properties, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
            style = Style(
                parent=_value(element, "basedOn") or "",
                name=(_value(element, "name") or "").lower(),
                bold=_toggle(run, "b"),
                hidden=_toggle(run, "vanish"),
                font=_font(run),
            )
            if properties is not None:
                style.outline = _outline(properties)
                style.number_id, style.number_level = _number(properties)
                style.centred = _centred(properties)
            identity = element.get(f"{W}styleId", "")
            if style.outline is None and (heading := re.fullmatch(r"heading (\d)", style.name)):
                style.outline = int(heading[1])
            self.styles[identity] = style
            if element.get(f"{W}default") in ("1", "true") and element.get(f"{W}type") == "paragraph":
                self.default_style = identity

    def _inherited(self, identity: str, name: str) -> Any:
        seen: set[str] = set()
        while identity and identity in self.styles and identity not in seen:
            seen.add(identity)
            if (value := getattr(self.styles[identity], name)) is not None:
                return value
            identity = self.styles[identity].parent
        return None

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _items(
        self, container: Any, part: str, source: str, place: Place | None = None, toc: bool = False
    ) -> list[Item]:
        items: list[Item] = []
        for element in container:
            tag = element.tag
            if tag == f"{W}p":
                items.append(self._paragraph(element, part, source, place, toc))
            elif tag == f"{W}tbl":
                table = self._table(element, part, source, toc)
                if table.cells:
                    items.append(table)
            elif tag == f"{W}sdt":
                gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                is_toc = toc or (gallery is not None and "contents" in gallery.get(f"{W}val", "").lower())
                content = element.find(f"{W}sdtContent")
                if content is not None:
                    items += self._items(content, part, source, place, is_toc)
            elif tag in _TRANSPARENT or tag in TRACKED:
                items += self._items(element, part, source, place, toc)
            elif tag == f"{MC}AlternateContent" and (chosen := _chosen(element)) is not None:
                items += self._items(chosen, part, source, place, toc)
        return items

    def _paragraph(self, element: Any, part: str, source: str, place: Place | None, toc: bool) -> Paragraph:
        properties = element.find(f"{W}pPr")
        style = (_value(properties, "pStyle") if properties is not None else None) or self.default_style
        number_id, level = _number(properties) if properties is not None else (None, None)
        if number_id is None:
            number_id = self._inherited(style, "number_id")
            if level is None:
                level = self._inherited(style, "number_level")
            if style in self.numbers.by_style and number_id is not None:
                level = self.numbers.by_style[style][1]
        outline = _outline(properties) if properties is not None else None
        if outline is None:
            outline = self._inherited(style, "outline")
        centred = _centred(properties) if properties is not None else None
        index, self.count = self.count, self.count + 1
        here = replace(place, index=index, part=part) if place else Place(index, part)
        pieces: list[_Piece] = []
        boxes: list[Any] = []
        pictures: list[bool] = []
        before_toc = self.state.in_toc
        self._runs(element, pieces, boxes, pictures, style, source)
        style_name = self.styles[style].name if style in self.styles else ""
        shown = [piece for piece in pieces if not piece.hidden]
        paragraph = Paragraph(
            raw="".join(piece.text for piece in shown),
            place=here,
            outline=outline if outline is not None and outline <= 9 else None,
            style=style_name,
            bold=_all_bold(shown),
            centred=bool(centred if centred is not None else self._inherited(style, "centred")),
            indent=_indent(properties),
            toc=toc or before_toc or self.state.in_toc or bool(re.match(r"toc \d|toc heading", style_name)),
            picture=bool(pictures),
        )
        self.fonts_by_text[index] = shown
        hidden = clean("".join(piece.text for piece in pieces if piece.hidden))
        if hidden:
            self._hide(hidden, here)
        # Word counts a list item even when its paragraph is empty, but not when it only holds hidden text.
        if (
            number_id is not None
            and (paragraph.text or not hidden)
            and (label := self.numbers.label(number_id, level or 0))
        ):
            paragraph.number, paragraph.bullet = label
            paragraph.level = level or 0
        for box in boxes:
            paragraph.boxes += self._items(box, "text_box", source)
        return paragraph

    def _hide(self, text: str, place: Place) -> None:
        index, self.count = self.count, self.count + 1
        self.document.hidden.append(Paragraph(text, replace(place, index=index)))
        self.document.findings.append(Finding("hidden-text", [text], place))

    def _runs(
        self, element: Any, pieces: list[_Piece], boxes: list[Any], pictures: list[bool], style: str, source: str
    ) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, pieces, boxes, pictures, style, source)
            elif tag == f"{W}fldSimple":
                toc = child.get(f"{W}instr", "").strip().upper().startswith("TOC")
                self.state.fields.append({"instruction": "TOC" if toc else "", "result": True})
                self._runs(child, pieces, boxes, pictures, style, source)
                self.state.fields.pop()
            elif tag in _TRANSPARENT or tag in TRACKED:
                self._runs(child, pieces, boxes, pictures, style, source)
            elif tag == f"{MC}AlternateContent":
                if (chosen := _chosen(child)) is not None:
                    self._runs(chosen, pieces, boxes, pictures, style, source)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                text = "".join(one.text or "" for one in child.iter(f"{M}t"))
                pieces.append(_Piece(text, "", False, False))

    def _run(
        self, run: Any, pieces: list[_Piece], boxes: list[Any], pictures: list[bool], style: str, source: str
    ) -> None:
        properties = run.find(f"{W}rPr")
        own = (_value(properties, "rStyle") if properties is not None else None) or ""

        def effective(name: str, direct: Any) -> Any:
            for value in (direct, self._inherited(own, name), self._inherited(style, name)):
                if value is not None:
                    return value
            return None

        hidden = bool(effective("hidden", _toggle(properties, "vanish")))
        bold = bool(effective("bold", _toggle(properties, "b")))
        font = effective("font", _font(properties)) or self.default_font
        capitals = bool(_toggle(properties, "caps"))
        text: list[str] = []
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._field(child)
            elif tag == f"{W}instrText":
                if self.state.fields:
                    self.state.fields[-1]["instruction"] += child.text or ""
            elif self.state.in_instruction:
                continue
            elif tag == f"{W}t":
                piece = child.text or ""
                if child.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
                    piece = piece.strip(" ")
                text.append(piece)
            elif tag == f"{W}delText":
                text.append(child.text or "")
            elif tag in (f"{W}tab", f"{W}ptab"):
                text.append("\t")
            elif tag in (f"{W}br", f"{W}cr"):
                text.append("\n")
            elif tag == f"{W}noBreakHyphen":
                text.append("-")
            elif tag == f"{W}softHyphen":
                text.append("\u00ad")  # in .VnTime this is the letter ư
            elif tag == f"{W}sym":
                text.append(_symbol(child))
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                found = _text_boxes(child)
                boxes += found
                if not found:
                    pictures.append(True)
            elif tag == f"{MC}AlternateContent" and (chosen := _chosen(child)) is not None:
                found = _text_boxes(chosen)
                boxes += found
                if not found:
                    pictures.append(True)
        if text:
            joined = "".join(text)
            pieces.append(_Piece(joined.upper() if capitals else joined, font, hidden, bold))

    def _field(self, element: Any) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self.state.fields.append({"instruction": "", "result": False})
        elif kind == "separate" and self.state.fields:
            self.state.fields[-1]["result"] = True
        elif kind == "end" and self.state.fields:
            self.state.fields.pop()

    def _table(self, element: Any, part: str, source: str, toc: bool) -> Table:
        self.tables += 1
        table = Table(
            self.tables, widths=[_integer(one.get(f"{W}w")) for one in element.findall(f"{W}tblGrid/{W}gridCol")]
        )
        row = 0
        for row_element in _children(element, f"{W}tr"):
            properties = row_element.find(f"{W}trPr")
            column = _integer(_value(properties, "gridBefore")) if properties is not None else 0
            hidden_row = _toggle(properties, "hidden") is True
            if _toggle(properties, "tblHeader") and table.heading_rows == row:
                table.heading_rows = row + 1
            began = False
            for cell_element in _children(row_element, f"{W}tc"):
                cell_properties = cell_element.find(f"{W}tcPr")
                span = max(1, _integer(_value(cell_properties, "gridSpan"), 1)) if cell_properties is not None else 1
                merge = _merge(cell_properties)
                horizontal = _value(cell_properties, "hMerge") if cell_properties is not None else None
                above = table.at(row - 1, column) if row else None
                place = Place(0, part, table.number, row + 1, column + 1)
                if horizontal is not None and horizontal != "restart" and (left := table.at(row, column - 1)):
                    left.items += self._covered(cell_element, part, source, place, toc)
                    left.column_span += span
                    table.cover(left)
                elif (
                    merge == "continue"
                    and above is not None
                    and above.column == column
                    and above.row + above.row_span == row
                ):
                    self._covered(cell_element, part, source, place, toc)
                    above.row_span += 1
                    table.cover(above)
                else:
                    cell = Cell(row, column, 1, span)
                    table.put(cell)
                    cell.items = self._items(cell_element, part, source, place, toc)
                    if hidden_row:
                        self._hide_items(cell)
                column += span
                began = True
            row += 1 if began else 0
        return table

    def _covered(self, cell: Any, part: str, source: str, place: Place, toc: bool) -> list[Item]:
        """The content of a cell that a merge covers: Word does not show it, so text in it is hidden text."""
        items = self._items(cell, part, source, place, toc)
        for paragraph in _flat_paragraphs(items):
            if paragraph.text:
                self.document.hidden.append(paragraph)
                self.document.findings.append(Finding("hidden-text", [paragraph.text], paragraph.place))
        return []

    def _hide_items(self, cell: Cell) -> None:
        for paragraph in cell.every_paragraph():
            if paragraph.text:
                self.document.hidden.append(paragraph)
                self.document.findings.append(Finding("hidden-text", [paragraph.text], paragraph.place))
        cell.items = []

    def _read_diagram(self, name: str) -> None:
        root = self._root(name)
        for element in root.iter(f"{A}p") if root is not None else []:
            text = "".join(one.text or "" for one in element.iter(f"{A}t"))
            if clean(text):
                index, self.count = self.count, self.count + 1
                self.document.diagrams.append(Paragraph(text, Place(index, "diagram")))

    # --- legacy encodings --------------------------------------------------------------------------------------------

    def _convert_legacy(self) -> None:
        """Text set in .Vn… and VNI… fonts becomes Unicode; where the fonts are silent, the shape of the text decides."""
        named: dict[LegacyEncoding, int] = {}
        by_font = False
        paragraphs = self.document.every_paragraph()
        unnamed = " ".join(
            piece.text
            for pieces in self.fonts_by_text.values()
            for piece in pieces
            if legacy_encodings.encoding_of_font(piece.font) is None
        )
        guessed = legacy_encodings.guess(unnamed) if "\u1ea1" not in unnamed else None
        for paragraph in paragraphs:
            pieces = self.fonts_by_text.get(paragraph.index)
            if pieces is None:
                continue
            converted = []
            here = guessed
            if here is None and not any(legacy_encodings.encoding_of_font(piece.font) for piece in pieces):
                # A paragraph pasted from an old file into a Unicode one: five marked words that fit one encoding prove it.
                here = legacy_encodings.guess("".join(piece.text for piece in pieces), words=5)
            for encoding, capitals, text in _by_encoding(pieces, here):
                decoded = legacy_encodings.decoded(text, encoding, capitals=capitals) if encoding else text
                if (
                    encoding
                    and legacy_encodings.share_of_syllables(text)[0] > legacy_encodings.share_of_syllables(decoded)[0]
                ):
                    decoded = text  # Unicode typed in an old font: converting would spoil it
                if encoding and decoded != text:
                    by_font = by_font or here is None
                    named[encoding] = named.get(encoding, 0) + 1
                converted.append(decoded)
            if (raw := "".join(converted)) != paragraph.raw:
                paragraph.raw, paragraph.text = raw, clean(raw)
        if named:
            encoding = max(named, key=lambda one: named[one])
            self.document.encoding = encoding.value
            how = "font" if by_font else "shape"
            self.document.findings.append(Finding("legacy-encoding", [encoding.value, str(sum(named.values())), how]))


def _by_encoding(
    pieces: list[_Piece], guessed: legacy_encodings.Guess | None
) -> Iterator[tuple[LegacyEncoding | None, bool, str]]:
    """Neighbouring pieces of one encoding together: VNI writes a letter and its mark as two, which a run may part."""
    current: tuple[LegacyEncoding | None, bool] | None = None
    text = ""
    for piece in pieces:
        font = legacy_encodings.encoding_of_font(piece.font) or (FontEncoding(guessed.encoding) if guessed else None)
        key = (font.encoding, font.capitals) if font else (None, False)
        if key != current and current is not None:
            yield *current, text
            text = ""
        current, text = key, text + piece.text
    if current is not None:
        yield *current, text


def _flat_paragraphs(items: list[Item]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for item in items:
        if isinstance(item, Table):
            found += list(item.every_paragraph())
        else:
            found.append(item)
    return found


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, those inside content controls too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _TRANSPARENT or child.tag in TRACKED:
            yield from _children(child, tag)


def _chosen(element: Any) -> Any:
    """The branch of an AlternateContent that says most: the fallback repeats the choice for old readers."""
    choice, fallback = element.find(f"{MC}Choice"), element.find(f"{MC}Fallback")
    if choice is None:
        return fallback
    if fallback is not None and not _letters(choice) and _letters(fallback):
        return fallback
    return choice


def _letters(element: Any) -> bool:
    return any((one.text or "").strip() for one in element.iter(f"{W}t"))


def _text_boxes(element: Any) -> list[Any]:
    """The text box contents in a drawing; of nested AlternateContents only the chosen branch."""
    found = []
    for child in element:
        if child.tag == f"{W}txbxContent":
            found.append(child)
        elif child.tag == f"{MC}AlternateContent":
            if (chosen := _chosen(child)) is not None:
                found += _text_boxes(chosen)
        elif isinstance(child.tag, str):
            found += _text_boxes(child)
    return found


def _all_bold(pieces: list[_Piece]) -> bool:
    letters = [piece for piece in pieces if not _NO_LETTERS.fullmatch(piece.text)]
    return bool(letters) and all(piece.bold for piece in letters)


def _symbol(element: Any) -> str:
    code = element.get(f"{W}char", "").lower()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "□" if "\ue000" <= letter <= "\uf8ff" else letter


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}val", "")


def _toggle(properties: Any, name: str) -> bool | None:
    child = properties.find(f"{W}{name}") if properties is not None else None
    return None if child is None else child.get(f"{W}val", "true") not in ("0", "false", "off", "none")


def _font(properties: Any) -> str | None:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    if fonts is None:
        return None
    names = [fonts.get(f"{W}{name}") for name in ("hAnsi", "ascii", "cs", "eastAsia")]
    legacy = next((name for name in names[:2] if name and legacy_encodings.encoding_of_font(name)), None)
    return legacy or next((name for name in names[:2] if name), None)


def _outline(properties: Any) -> int | None:
    text = _value(properties, "outlineLvl")
    return _integer(text) + 1 if text is not None else None


def _number(properties: Any) -> tuple[str | None, int | None]:
    element = properties.find(f"{W}numPr")
    if element is None:
        return None, None
    level = _value(element, "ilvl")
    return _value(element, "numId"), None if level is None else _integer(level)


def _centred(properties: Any) -> bool | None:
    alignment = _value(properties, "jc")
    return None if alignment is None else alignment == "center"


def _indent(properties: Any) -> int:
    element = properties.find(f"{W}ind") if properties is not None else None
    if element is None:
        return 0
    return _integer(element.get(f"{W}left") or element.get(f"{W}start")) + _integer(element.get(f"{W}firstLine"))


def _merge(properties: Any) -> str | None:
    element = properties.find(f"{W}vMerge") if properties is not None else None
    if element is None:
        return None
    return "restart" if element.get(f"{W}val") == "restart" else "continue"


def _integer(text: str | None, default: int = 0) -> int:
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default
