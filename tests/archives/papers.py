"""Papers for the tests, drawn here: scans with known words in known places, PDFs with and without text, and hostile files."""

import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = [
    Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"),
]
DECREE = [
    "ỦY BAN NHÂN DÂN XÃ AN THỦY",
    "Kế hoạch cho vay đóng mới tàu, nâng cấp tàu cá",
    "Chủ tàu được vay vốn ngân hàng thương mại với lãi suất",
    "bảy phần trăm một năm, trong đó chủ tàu trả lãi",
    "suất một phần trăm, ngân sách nhà nước cấp bù.",
    "Các thôn Đông Hải, Tây Sơn thống kê danh sách hộ vay",
    "gửi về văn phòng trước ngày mười lăm tháng năm.",
]


@dataclass(frozen=True)
class DrawnWord:
    """A word and the box of its ink, in pixels of the drawn picture."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


def drawn_page(lines: list[str] = DECREE, *, dpi: int = 200) -> tuple[Image.Image, list[DrawnWord]]:
    """An A5 sheet, grey, with the lines set in 14 pt, and where each word lies."""
    width, height = round(5.83 * dpi), round(8.27 * dpi)
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(next(path for path in FONTS if path.exists())), round(14 * dpi / 72 * 0.8))
    words = []
    y = round(0.6 * dpi)
    for line in lines:
        x = round(0.5 * dpi)
        for word in line.split():
            box = draw.textbbox((x, y), word, font=font)
            draw.text((x, y), word, font=font, fill=0)
            words.append(DrawnWord(word, *(int(edge) for edge in box)))
            x += round(draw.textlength(word + " ", font=font))
        y += round(0.32 * dpi)
    return page, words


def picture(kind: str = "PNG", lines: list[str] = DECREE, *, turn: int = 0, dpi: int = 200) -> bytes:
    """The sheet as a file; `turn` degrees clockwise."""
    page, _words = drawn_page(lines, dpi=dpi)
    if turn:
        page = page.rotate(-turn, expand=True)
    out = io.BytesIO()
    page.save(out, kind, dpi=(dpi, dpi))
    return out.getvalue()


def tiff(pages: int, lines: list[str] = DECREE) -> bytes:
    """A fax-like TIFF of several pages, each with its number as an extra line."""
    sheets = [drawn_page([*lines, f"trang thứ {n}"], dpi=150)[0].convert("1") for n in range(1, pages + 1)]
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(150, 150))
    return out.getvalue()


def scanned_pdf(pages: int = 1, *, dpi: int = 150) -> bytes:
    """A PDF of pictures, without text."""
    sheets = [drawn_page([*DECREE, f"trang thứ {n}"], dpi=dpi)[0] for n in range(1, pages + 1)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi)
    return out.getvalue()


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of these objects (1 is the catalogue), with a right cross-reference table."""
    body = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(body)


def _stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), head) + data + b"\nendstream"


def text_pdf(
    lines: list[str], *, picture_behind: Image.Image | None = None, size: tuple[int, int] = (420, 595), rotate: int = 0
) -> bytes:
    """One page with text of its own (letters without marks only), optionally over a full-page picture."""
    text = b"BT /F1 12 Tf 36 %d Td 16 TL " % (size[1] - 60)
    text += b"".join(b"(%s) Tj T* " % line.encode("ascii") for line in lines) + b"ET"
    draw = b"q %d 0 0 %d 0 0 cm /Im1 Do Q " % size if picture_behind is not None else b""
    resources = b"/Font << /F1 4 0 R >>" + (b" /XObject << /Im1 6 0 R >>" if picture_behind is not None else b"")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Rotate %d /MediaBox [0 0 %d %d] /Resources << %s >> /Contents 5 0 R >>"
        % (rotate, *size, resources),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _stream(draw + text),
    ]
    if picture_behind is not None:
        data = zlib.compress(picture_behind.convert("L").tobytes())
        head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
        objects.append(_stream(data, head % picture_behind.size))
    return pdf_of(objects)


def empty_pages_pdf(count: int, media_box: str = "0 0 420 595") -> bytes:
    """Many pages for few bytes."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] >>" % media_box.encode()
    return pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)]
        + [page] * (count + 1)
    )


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password (standard handler, keys that fit no empty password)."""
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32)
    plain = pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] >>",
            encrypt,
        ]
    )
    return plain.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Encrypt 4 0 R /ID [<0102> <0102>] >>")


def picture_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that says it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


# name, bytes, words that the refusal must contain
HOSTILE = [
    ("trong.pdf", b"", "Tệp rỗng"),
    ("trang-loi.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "trang web"),
    ("hinh.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "trang web"),
    ("ke-hoach.pdf", b"MZ\x90\0" + b"\0" * 600, "chương trình"),
    ("ke-hoach.docx", b"PK\x03\x04" + b"\0" * 60, "Tệp Word hỏng"),
    ("ke-hoach.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word"),
    ("ke-hoach.rtf", b"{\\rtf1 xin chao}", "Word"),
    ("anh.gif", b"GIF89a" + b"\0" * 30, "GIF"),
    ("goi.rar", b"Rar!\x1a\x07\x00" + b"\0" * 30, "Giải nén"),
    ("khong-ro.bin", b"\x01\x02\x03\x04 gi do", "Không nhận ra"),
    ("hong.pdf", b"%PDF-1.7\nrac rac rac", "hỏng"),
    ("khoa.pdf", encrypted_pdf(), "mật khẩu"),
    ("khong-trang.pdf", empty_pages_pdf(0), "hỏng"),
    ("dai.pdf", empty_pages_pdf(2_001), "2000 trang"),
    ("rong-70-met.pdf", empty_pages_pdf(1, "0 0 198425 595"), "A0"),
    ("bom.png", picture_bomb(), "triệu điểm ảnh"),
    ("cut.jpg", picture("JPEG")[:9_000], "hỏng"),
    ("cut.png", picture("PNG")[:4_000], "hỏng"),
    ("dat-ten-sai.pdf", picture("PNG"), "đuôi .pdf"),
    ("dat-ten-sai.docx", text_pdf(["ke hoach"]), "đuôi .docx"),
]  # fmt: skip
