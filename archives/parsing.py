"""What is done with the bytes of received files: telling their type, counting, drawing and reading pages.

Runs in the limited child process (office.sandbox) and nowhere else, so it takes and returns plain data, imports nothing of
Django, and says what is wrong as a code that `archives.inspection` puts into words.
"""

import ctypes
import itertools
import re
import statistics
import unicodedata
import warnings
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps, UnidentifiedImageError

from archives import limits
from office.legacy_encodings import (
    FontEncoding,
    Guess,
    LegacyEncoding,
    decoded,
    encoding_of_font,
    guess,
    share_of_syllables,
)

PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
PICTURES = {PNG: "PNG", JPEG: "JPEG", TIFF: "TIFF"}
DOC, DOCX = "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PACKAGES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)  # zip (also .docx), compound file (also .doc)
# Beginnings of what people send by mistake, or not by mistake; each has its own sentence.
_OTHERS = [
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"GIF8", "other_picture"),
    (b"BM", "other_picture"),
]
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<head", b"<script", b"<body", b"<!--")

VIEW_EDGE = 1754  # long edge of the picture people see: A4 at 150 dpi
THUMBNAIL_EDGE = 220
DRAWN_DPI = 200  # for pages without a scan in them
LOWEST_DPI, HIGHEST_DPI = 70, 400
SKEW_EDGE, SKEW_MOST, SKEW_LEFT_ALONE = 500, 12, 0.75  # pixels, degrees
FULL = 10_000  # boxes are in ten-thousandths of the picture


class Unfit(Exception):
    """The file cannot be taken; `code` says why, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


# --- at intake -------------------------------------------------------------------------------------------------------


def inspect(path: str) -> dict[str, Any]:
    """What the file is by its content: {"media_type", "pages"} or {"unfit": code, "facts": {…}}. Counts; draws nothing of a PDF.

    Pages of a Word file are none before it is drawn: it has 0 here.
    """
    try:
        with Path(path).open("rb") as file:
            if file.read(8).startswith(_PACKAGES):
                # slow import, and only for Word
                from archives import word_parsing

                found = word_parsing.inspect(path)
                return (
                    found if "unfit" in found else {"media_type": DOC if found["kind"] == "doc" else DOCX, "pages": 0}
                )
        media_type = media_type_of(path)
        pages = _pdf_pages(path) if media_type == PDF else _picture_pages(path, media_type)
    except Unfit as unfit:
        return {"unfit": unfit.code, "facts": unfit.facts}
    return {"media_type": media_type, "pages": pages}


def media_type_of(path: str) -> str:
    """The type that the first bytes tell. The name of a file is no evidence. Raises Unfit for what the archive does not take."""
    with Path(path).open("rb") as file:
        head = file.read(1024)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return TIFF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise Unfit("other_picture")
    for beginning, code in _OTHERS:
        if head.startswith(beginning):
            raise Unfit(code)
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower().startswith(_MARKUP):
        raise Unfit("markup")
    if b"%PDF-" in head:
        return PDF
    raise Unfit("unknown")


def _pdf_pages(path: str) -> int:
    with _open_pdf(path) as pdf:
        count = len(pdf)
        if count == 0:
            raise Unfit("no_pages")
        if count > limits.PAGES:
            raise Unfit("too_many_pages", pages=count, limit=limits.PAGES)
        for index in range(count):
            try:
                width, height = pdf.get_page_size(index)
            except pypdfium2.PdfiumError as error:
                raise Unfit("broken_page", page=index + 1) from error
            if max(width, height) > limits.PAGE_INCHES * 72:
                raise Unfit("page_too_large", page=index + 1, limit=limits.PAGE_INCHES)
            if min(width, height) < 1:
                raise Unfit("broken_page", page=index + 1)
        return count


def _open_pdf(path: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unfit("encrypted" if "password" in str(error).lower() else "broken") from error


def _open_picture(path: str, media_type: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # our own limit, asked before decoding, stands in its place
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd tags of scanners
            return Image.open(path, formats=[PICTURES[media_type]])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unfit("broken") from error


def _check_pixels(picture: Image.Image, page: int) -> None:
    colours = min(len(picture.getbands()), 3)
    if picture.width * picture.height * colours > limits.PICTURE_PIXELS:
        raise Unfit("too_many_pixels", page=page, limit=limits.PICTURE_PIXELS // colours // 1_000_000)


def _picture_pages(path: str, media_type: str) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _open_picture(path, media_type) as picture:
            try:
                count = getattr(picture, "n_frames", 1) if media_type == TIFF else 1
                if count > limits.PAGES:
                    raise Unfit("too_many_pages", pages=count, limit=limits.PAGES)
                for index in range(count):
                    if count > 1:
                        picture.seek(index)
                    _check_pixels(picture, index + 1)
                    if count == 1:
                        picture.load()  # a cut-off picture is found now, not when somebody wants to read it
            except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as error:
                raise Unfit("broken") from error
            return count


# --- for reading -----------------------------------------------------------------------------------------------------


def prepare(wanted: list[tuple[str, str, int, bool, str]], folder: str) -> list[dict[str, Any]]:
    """Draw pages into `folder`, and take the text that a PDF has itself. Wanted: (path, media type, page from 1, whether the PDF
    was made of a Word file, name for what is drawn).

    For each page, in order: {"number", "view", "thumbnail", "working" (file names; working only when the page must be
    read from its picture), "width", "height" (of the view), "dpi", "text", "words"} or {"number", "unfit"}.
    """
    made = []
    for path, media_type, number, is_from_word, name in wanted:
        try:
            made.append(_prepare_one(path, media_type, number, is_from_word, Path(folder), name))
        except Unfit as unfit:
            made.append({"number": number, "unfit": unfit.code, "facts": unfit.facts})
    return made


def _prepare_one(
    path: str, media_type: str, number: int, is_from_word: bool, folder: Path, name: str
) -> dict[str, Any]:
    own_text: dict[str, Any] | None = None
    if media_type == PDF:
        with _open_pdf(path) as pdf:
            picture, dpi, own_text = _draw_pdf_page(pdf, number, is_from_word)
    else:
        picture, dpi = _draw_picture(path, media_type, number)
    if own_text is not None:
        return {"number": number, "dpi": dpi, **save_views(picture, folder, name), **own_text}
    picture, skew = straightened(picture)
    facts: dict[str, Any] = {"number": number, "dpi": dpi, "skew": skew, **save_views(picture, folder, name)}
    working = folder / f"{name}-working.pgm"  # not packed: it lives for a second
    (picture if picture.mode == "L" else picture.convert("L")).save(working)
    return facts | {"working": working.name}


def straightened(picture: Image.Image) -> tuple[Image.Image, int]:
    """The picture with its lines level, and by how many hundredths of a degree it was turned; below a degree it is left alone.

    tesseract reads lines that lean a little; further off it loses words, and a box around a leaning word covers its neighbours.
    """
    angle = _skew(picture)
    if abs(angle) < SKEW_LEFT_ALONE:
        return picture, 0
    grey = picture.convert("L") if picture.mode == "1" else picture
    ground = 255 if grey.mode == "L" else (255, 255, 255)
    return grey.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=ground), round(-angle * 100)


def _skew(picture: Image.Image) -> float:
    """Degrees (counter-clockwise) by which to turn the picture for its lines to be level: the turn that parts ink from blank rows best."""
    small = picture.convert("L")
    small.thumbnail((SKEW_EDGE, SKEW_EDGE), Image.Resampling.BOX, reducing_gap=2.0)
    ink = ImageOps.invert(ImageOps.autocontrast(small, cutoff=1))
    # Frames and the dark edges of a scanner would outweigh the lines: only the middle counts.
    wide, high = ink.size
    ink = ink.crop((wide // 12, high // 12, wide - wide // 12, high - high // 12))

    def sharpness(angle: float) -> float:
        rows = ink.rotate(angle, resample=Image.Resampling.BILINEAR).resize((1, ink.height), Image.Resampling.BOX)
        values = list(rows.tobytes())
        return sum((one - other) ** 2 for one, other in itertools.pairwise(values))

    level = sharpness(0.0)
    if level >= max(sharpness(-1.0), sharpness(1.0)) and level > 3 * max(sharpness(-2.0), sharpness(2.0)):
        return 0.0  # nearly every page: its lines are level
    tried = {float(step): sharpness(step) for step in range(-SKEW_MOST, SKEW_MOST + 1)}
    coarse = max(tried, key=lambda step: tried[step])
    if tried[coarse] < 4 * statistics.median(tried.values()):
        return 0.0  # no lines (a map, a photograph, a page on its side): no turn is clearly better
    return max((coarse + step * 0.25 for step in range(-3, 4)), key=sharpness)


def save_views(picture: Image.Image, folder: Path, name: str) -> dict[str, Any]:
    """The picture people see and its thumbnail, as WebP beside each other in `folder`."""
    shown = (
        picture if picture.mode in ("L", "RGB") else picture.convert("RGB" if picture.mode in ("P", "CMYK") else "L")
    )
    view = shown.copy()
    view.thumbnail((VIEW_EDGE, VIEW_EDGE), Image.Resampling.HAMMING, reducing_gap=2.0)
    small = view.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.BILINEAR)
    view.save(folder / f"{name}-view.webp", quality=62, method=1)
    small.save(folder / f"{name}-small.webp", quality=60, method=0)
    return {
        "view": f"{name}-view.webp",
        "thumbnail": f"{name}-small.webp",
        "width": view.width,
        "height": view.height,
    }


def _draw_picture(path: str, media_type: str, number: int) -> tuple[Image.Image, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _open_picture(path, media_type) as picture:
            try:
                if number > 1:
                    picture.seek(number - 1)
                _check_pixels(picture, number)
                said = float(picture.info.get("dpi", (0, 0))[0])
                drawn = ImageOps.exif_transpose(picture)
                drawn.load()
            except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
                raise Unfit("broken_page", page=number) from error
    if drawn.mode in ("I;16", "I;16B", "I"):
        drawn = drawn.convert("I").point(lambda value: value / 256).convert("L")
    elif drawn.mode in ("RGBA", "LA", "PA") or "transparency" in drawn.info:
        ground = Image.new("RGBA", drawn.size, "white")  # transparent paper is white, not black
        ground.alpha_composite(drawn.convert("RGBA"))
        drawn = ground.convert("RGB")
    elif drawn.mode not in ("1", "L", "RGB"):
        drawn = drawn.convert("RGB")
    if drawn.width * drawn.height > limits.WORKING_PIXELS:
        scale = (limits.WORKING_PIXELS / (drawn.width * drawn.height)) ** 0.5
        drawn = drawn.convert("L" if drawn.mode == "1" else drawn.mode).resize(
            (max(1, int(drawn.width * scale)), max(1, int(drawn.height * scale)))
        )
        said = said * scale
    if not LOWEST_DPI <= said <= 1200:  # screens say 72 or 96, cameras anything: take it for a sheet of A4
        said = max(drawn.size) / 11.69
    return drawn, round(min(max(said, LOWEST_DPI), 600))


def _draw_pdf_page(
    pdf: pypdfium2.PdfDocument, number: int, is_from_word: bool
) -> tuple[Image.Image, int, dict[str, Any] | None]:
    """The page as a picture, the resolution it is drawn at, and its own text when that can be trusted."""
    try:
        page = pdf[number - 1]
        width, height = page.get_size()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unfit("broken_page", page=number) from error
    share, scan_dpi = _scan_in(page, width * height)
    own = _own_text(page)
    trusted = own is not None and ((is_from_word and share < 0.5) or _can_trust(own, share))
    dpi = 150 if trusted else min(max(scan_dpi or DRAWN_DPI, LOWEST_DPI), HIGHEST_DPI)
    pixels = (width / 72 * dpi) * (height / 72 * dpi)
    if pixels > limits.WORKING_PIXELS:
        dpi = int(dpi * (limits.WORKING_PIXELS / pixels) ** 0.5)
    try:
        picture = page.render(scale=dpi / 72, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise Unfit("broken_page", page=number) from error
    if picture.width < 2 or picture.height < 2:
        raise Unfit("broken_page", page=number)
    picture = _plain(picture)
    if trusted and own is not None:
        return picture, dpi, own
    if share == 0 and (own is None or not own["text"].strip()) and _is_blank(picture):
        return picture, dpi, {"text": "", "words": []}
    return picture, dpi, None


def _plain(picture: Image.Image) -> Image.Image:
    """Grey when it has no colour, which halves everything that follows."""
    if picture.mode == "L":
        return picture
    picture = picture.convert("RGB")
    small = picture.resize((64, 64)).convert("HSV").getchannel("S")
    return picture if (small.getextrema()[1] or 0) > 40 else picture.convert("L")


def _is_blank(picture: Image.Image) -> bool:
    low, _high = picture.convert("L").getextrema()
    return low > 200


def _scan_in(page: pypdfium2.PdfPage, area: float) -> tuple[float, int]:
    """Share of the page that pictures cover, and the resolution of the largest one."""
    covered, largest, dpi = 0.0, 0.0, 0
    for found in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        try:
            left, bottom, right, top = found.get_bounds()
            pixels_wide, pixels_high = found.get_px_size()
        except pypdfium2.PdfiumError:
            continue
        size = abs(right - left) * abs(top - bottom)
        covered += size
        if size > largest and min(abs(right - left), abs(top - bottom)) > 0:
            largest = size
            # A picture laid on its side has its pixels across: the product does not mind.
            dpi = round(72 * ((pixels_wide * pixels_high) / size) ** 0.5)
    return min(covered / area if area else 0.0, 1.0), dpi


def _own_text(page: pypdfium2.PdfPage) -> dict[str, Any] | None:
    """The page's own text with a box for each word, in ten-thousandths of the drawn page. None when it has no letter."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count <= 0:
            return None
        width, height = page.get_size()
        pieces: list[str] = []
        words: list[list[int]] = []
        length = 0
        word: list[tuple[str, FontEncoding | None]] = []
        boxes: list[tuple[float, float, float, float]] = []
        fonts = _FontsOfPage(textpage)
        converted: list[str] = []

        def close_word() -> None:
            nonlocal length
            text = ""
            for encoding, letters in itertools.groupby(word, key=lambda one: one[1]):
                run = "".join(letter for letter, _encoding in letters)
                if encoding is not None:
                    run = decoded(run, encoding.encoding, capitals=encoding.capitals)
                    converted.append(run)
                text += run
            clean = unicodedata.normalize("NFC", text)
            if clean:
                words.append([length, length + len(clean), *_box_on_page(page, boxes, width, height), -1])
                pieces.append(clean)
                length += len(clean)
            word.clear()
            boxes.clear()

        for index in range(min(count, 200_000)):
            code = pdfium_c.FPDFText_GetUnicode(textpage.raw, index)
            letter = "-" if code in (2, 0xFFFE) else chr(code) if code and not 0xD800 <= code < 0xE000 else ""
            if not letter:
                continue
            encoding = fonts.encoding_at(index)
            if encoding is not None and encoding.encoding is LegacyEncoding.TCVN3 and code in (2, 0xAD, 0xFFFE):
                letter = "ư"  # what everybody else calls a soft hyphen
            if letter.isspace():
                close_word()
                blank = "\n" if letter in "\r\n" else " "
                if letter != "\r" and pieces and not pieces[-1].endswith("\n"):
                    pieces.append(blank)
                    length += 1
            elif unicodedata.category(letter) not in ("Cc", "Cf"):
                word.append((letter, None if letter == "ư" else encoding))
                boxes.append(textpage.get_charbox(index))
        close_word()
        if not words:
            return None
        own = {"text": "".join(pieces).rstrip(), "words": words}
        if converted:
            share, marked = share_of_syllables(" ".join(converted))
            return own | {"encoding": fonts.main, "certainty": round(100 * share) if marked else 50}
        if guessed := guess(own["text"]):
            return _decoded_page(own["text"], words, guessed)
        return own
    finally:
        textpage.close()


class _FontsOfPage:
    """The legacy encoding that the font of each letter names. «ABCDEF+.VnTime» is a part of the font .VnTime."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        self.textpage = textpage
        self.buffer = (ctypes.c_ubyte * 200)()
        self.flags = ctypes.c_int()
        self.known: dict[bytes, FontEncoding | None] = {}
        self.counts: dict[str, int] = {}

    def encoding_at(self, index: int) -> FontEncoding | None:
        size = pdfium_c.FPDFText_GetFontInfo(self.textpage.raw, index, self.buffer, 200, self.flags)
        if not 1 < size <= 200:
            return None
        name = bytes(self.buffer[: size - 1])
        if name not in self.known:
            text = name.decode("utf-8", "replace")
            self.known[name] = encoding_of_font(re.sub(r"^[A-Z]{6}\+", "", text))
        found = self.known[name]
        if found is not None:
            self.counts[str(found.encoding)] = self.counts.get(str(found.encoding), 0) + 1
        return found

    @property
    def main(self) -> str:
        return max(self.counts, key=lambda name: self.counts[name], default="")


def _decoded_page(text: str, words: list[list[int]], guessed: Guess) -> dict[str, Any]:
    """A page in a legacy encoding that no font names: every word converted in its place."""
    pieces, moved, length, place = [], [], 0, 0
    for start, end, *box in words:
        blank, clean = text[place:start], unicodedata.normalize("NFC", decoded(text[start:end], guessed.encoding))
        pieces += [blank, clean]
        moved.append([length + len(blank), length + len(blank) + len(clean), *box])
        length += len(blank) + len(clean)
        place = end
    return {
        "text": "".join(pieces),
        "words": moved,
        "encoding": str(guessed.encoding),
        "certainty": round(100 * guessed.confidence),
    }


def _box_on_page(
    page: pypdfium2.PdfPage, boxes: list[tuple[float, float, float, float]], width: float, height: float
) -> list[int]:
    """The box around letters, turned with the page, in ten-thousandths."""
    across, down = [], []
    x, y = pdfium_c.c_int(), pdfium_c.c_int()
    for left, bottom, right, top in boxes:
        if right <= left and top <= bottom:
            continue
        for at_x, at_y in ((left, bottom), (right, top)):
            pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, FULL, FULL, 0, at_x, at_y, x, y)
            across.append(min(max(x.value, 0), FULL))
            down.append(min(max(y.value, 0), FULL))
    if not across:
        return [0, 0, 0, 0]
    return [min(across), min(down), max(max(across) - min(across), 1), max(max(down) - min(down), 1)]


def _can_trust(own: dict[str, Any], scan_share: float) -> bool:
    """Whether a PDF's own text is the text of the page.

    A scan that was signed on the Government's portal has one text: the banner of the signature. Old files carry letters of
    TCVN3 or VNI fonts that read as rubbish. Both are read from the picture instead.
    """
    letters = sum(letter.isalpha() for letter in own["text"])
    if letters == 0 or looks_vietnamese(own["text"]) < 0.75:
        return False
    if scan_share < 0.5:
        return True
    middles = [top + height / 2 for _s, _e, _left, top, _width, height, _c in own["words"]]
    spread = (
        (statistics.quantiles(middles, n=10)[-1] - statistics.quantiles(middles, n=10)[0]) if len(middles) > 1 else 0
    )
    return letters >= 200 and spread >= 0.3 * FULL


_ONSETS = [
    "ngh",
    "ng",
    "gh",
    "gi",
    "kh",
    "nh",
    "ph",
    "qu",
    "th",
    "tr",
    "ch",
    "b",
    "c",
    "d",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "q",
    "r",
    "s",
    "t",
    "v",
    "x",
]  # longest first: «nghi» begins with ngh
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_VOWELS = tuple("aeiouy")
_CODAS = {"", "c", "ch", "m", "n", "ng", "nh", "p", "t"}
_RIMES = {
    "a", "ai", "ao", "au", "ay", "e", "eo", "eu", "i", "ia", "ie", "ieu", "iu", "o", "oa", "oai", "oao", "oay", "oe", "oeo",
    "oi", "oo", "u", "ua", "uay", "ue", "ui", "uo", "uoi", "uou", "uu", "uy", "uya", "uye", "uyu", "y", "ye", "yeu", "uau",
}  # fmt: skip


def looks_vietnamese(text: str) -> float:
    """Share (0–1) of the words of letters that can be Vietnamese syllables; 0 when there are none. Codes and numbers do not count."""
    words = [
        word
        for word in (raw.strip(".,;:()[]«»“”\"'!?…/-–") for raw in text.split())
        if word.isalpha() and len(word) < 40
    ]
    if not words:
        return 0.0
    return sum(is_syllable(word) for word in words) / len(words)


def is_syllable(word: str) -> bool:
    """Whether the letters, marks aside, are built as a Vietnamese syllable."""
    bare = ""
    for letter in unicodedata.normalize("NFD", word.lower().replace("đ", "d")):
        if not unicodedata.combining(letter):
            bare += letter
        elif letter not in _MARKS or not bare.endswith(_VOWELS):
            return False  # ñ, ö, å: letters of a legacy font read as Latin-1
    for onset in [*_ONSETS, ""]:
        if bare.startswith(onset):
            rest = bare[len(onset) :]
            if onset in ("gi", "qu") and rest in _CODAS:
                rest = onset[1] + rest
            for cut in range(len(rest), 0, -1):
                if rest[:cut] in _RIMES and rest[cut:] in _CODAS:
                    return True
    return False
