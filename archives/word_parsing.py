"""Word files in the limited child: whether one may be taken, and a copy of it that can be drawn.

The copy is made for the drawing alone and thrown away: letters of TCVN3 and VNI fonts become Unicode, links out of the file
are taken out. The original keeps its bytes.
"""

import itertools
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from iso_docs.word.guards import Package, kind_of
from iso_docs.word.refused import Refused
from office import legacy_encodings
from office.legacy_encodings import FontEncoding, LegacyEncoding

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml")
_MODERN_FONT = "Times New Roman"
_VNI_MARKS = set("øùûõïâàáåãäêèéúüëØÙÛÕÏÂÀÁÅÃÄÊÈÉÚÜË")


def inspect(path: str) -> dict[str, Any]:
    """{"kind": "docx"|"doc"} of a Word file that may be taken, or {"unfit": code, "facts": {…}}.

    Pending changes are no reason to refuse: the archive keeps what it is given, and the pages show them.
    """
    try:
        kind = kind_of(Path(path))
        if kind == "docx":
            package = Package(Path(path))
            try:
                package.check()
            except Refused as refused:
                if refused.code != "tracked-changes":
                    raise
    except Refused as refused:
        return {"unfit": f"word-{refused.code}", "facts": {"detail": ", ".join(refused.details)[:120]}}
    except etree.XMLSyntaxError as error:
        code = "over_limits" if "memory" in str(error).lower() else "word-damaged"
        return {"unfit": code, "facts": {"detail": ""}}
    return {"kind": kind}


def modernise(source: str, target: str) -> dict[str, Any]:
    """Write the copy to be drawn. {"encoding": "tcvn3"|"vni"|"", "certainty": 0–100}: what the letters were in, and how sure that is."""
    package = Package(Path(source))
    fonts = _Fonts(package)
    replaced: dict[str, bytes] = {}
    before: list[str] = []
    after: list[str] = []
    encodings: list[LegacyEncoding] = []
    roots = {
        name: package.root(name) for name in sorted(package.names) if _PARTS.fullmatch(name) or name == package.main
    }
    unnamed = " ".join(
        text for root in roots.values() for run, text in _runs(root) if fonts.encoding_of(run) is None and text
    )
    guessed = legacy_encodings.guess(unnamed)
    for name, root in roots.items():
        changed = False
        for paragraph in root.iter(f"{W}p"):
            changed |= _convert(paragraph, fonts, guessed, before, after, encodings)
        if changed:
            replaced[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    for name in package.names:
        if name.lower().endswith(".rels"):
            root = package.root(name)
            external = [one for one in root if one.get("TargetMode") == "External"]
            for one in external:
                if one.get("Type", "").rsplit("/", 1)[-1] != "hyperlink":
                    root.remove(one)
            if external:
                replaced[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.zip.namelist():
            copy.writestr(name, replaced.get(name) or package.read(name))
    if not encodings:
        return {"encoding": "", "certainty": None}
    share, marked = legacy_encodings.share_of_syllables(" ".join(after))
    main = max(set(encodings), key=encodings.count)
    return {"encoding": str(main), "certainty": round(100 * share) if marked else 50}


class _Fonts:
    """Which font a run is set in, through its styles."""

    def __init__(self, package: Package) -> None:
        self.of_style: dict[str, tuple[str, str]] = {}  # style → (its font, its parent)
        self.default_style = self.default_font = ""
        if "word/styles.xml" not in package.names:
            return
        root = package.root("word/styles.xml")
        self.default_font = _font(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in root.findall(f"{W}style"):
            key = style.get(f"{W}styleId", "")
            parent = style.find(f"{W}basedOn")
            self.of_style[key] = (
                _font(style.find(f"{W}rPr")),
                parent.get(f"{W}val", "") if parent is not None else "",
            )
            if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
                self.default_style = key

    def encoding_of(self, run: Any) -> FontEncoding | None:
        properties = run.find(f"{W}rPr")
        font = _font(properties)
        if not font and properties is not None and (style := properties.find(f"{W}rStyle")) is not None:
            font = self._inherited(style.get(f"{W}val", ""))
        if not font:
            paragraph = next(run.iterancestors(f"{W}p"), None)
            style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
            font = self._inherited(style.get(f"{W}val", "") if style is not None else self.default_style)
        return legacy_encodings.encoding_of_font(font or self.default_font)

    def _inherited(self, key: str) -> str:
        seen: set[str] = set()
        while key in self.of_style and key not in seen:
            seen.add(key)
            font, parent = self.of_style[key]
            if font:
                return font
            key = parent
        return ""


def _font(properties: Any) -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    names = [fonts.get(f"{W}{name}") or "" for name in ("ascii", "hAnsi")]
    return next((name for name in names if legacy_encodings.encoding_of_font(name)), "") or next(
        filter(None, names), ""
    )


def _runs(root: Any) -> Iterator[tuple[Any, str]]:
    for run in root.iter(f"{W}r"):
        yield run, "".join(text.text or "" for text in run.iterchildren(f"{W}t", f"{W}delText"))


def _convert(
    paragraph: Any,
    fonts: _Fonts,
    guessed: legacy_encodings.Guess | None,
    before: list[str],
    after: list[str],
    encodings: list[LegacyEncoding],
) -> bool:
    """Turn the runs of a paragraph into Unicode. Returns whether anything changed."""
    runs = [run for run in paragraph.iter(f"{W}r") if next(run.iterancestors(f"{W}p")) is paragraph]
    for run in runs:
        _letters_of_symbols(run, fonts.encoding_of(run))
    texts: list[tuple[Any, Any, FontEncoding]] = []
    for run in runs:
        encoding = fonts.encoding_of(run) or (FontEncoding(guessed.encoding) if guessed else None)
        if encoding is not None:
            texts += [(run, text, encoding) for text in run.iterchildren(f"{W}t", f"{W}delText") if text.text]
    # Word cuts runs anywhere; a VNI mark belongs to the vowel at the end of the run before.
    for (_run, first, one), (_next, second, other) in itertools.pairwise(texts):
        while one.encoding is other.encoding is LegacyEncoding.VNI and second.text and second.text[0] in _VNI_MARKS:
            first.text, second.text = first.text + second.text[0], second.text[1:]
    changed = False
    for run, text, encoding in texts:
        new = legacy_encodings.decoded(text.text or "", encoding.encoding, capitals=encoding.capitals)
        named = fonts.encoding_of(run) is not None
        if new == text.text and not named:
            continue
        before.append(text.text or "")
        after.append(new)
        if new != text.text:
            encodings.append(encoding.encoding)
        text.text = new
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        _set_font(run)
        changed = True
    return changed


def _letters_of_symbols(run: Any, encoding: FontEncoding | None) -> None:
    """Letters that Word wrote as symbols of a legacy font (w:sym), or as a soft hyphen (ư of TCVN3), become letters of it."""
    for symbol in list(run.iterchildren(f"{W}sym")):
        if legacy_encodings.encoding_of_font(symbol.get(f"{W}font", "")) is None:
            continue
        try:
            code = int(symbol.get(f"{W}char", ""), 16)
        except ValueError:
            continue
        letter = etree.Element(f"{W}t")
        letter.text = chr(code - 0xF000 if code >= 0xF000 else code)
        run.replace(symbol, letter)
    if encoding is not None and encoding.encoding is LegacyEncoding.TCVN3:
        for hyphen in list(run.iterchildren(f"{W}softHyphen")):
            letter = etree.Element(f"{W}t")
            letter.text = "\u00ad"
            run.replace(hyphen, letter)


def _set_font(run: Any) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    fonts = properties.find(f"{W}rFonts")
    if fonts is None:
        fonts = etree.Element(f"{W}rFonts")
        style = properties.find(f"{W}rStyle")
        properties.insert(0 if style is None else 1, fonts)
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(f"{W}{name}", _MODERN_FONT)
