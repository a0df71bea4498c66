"""The lanes of a procedure as a picture of its own: SVG for readers that draw it, PNG beside it for those that do not."""

import io
import itertools
from xml.sax.saxutils import escape

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from iso_docs.reading_page import BOX_HEIGHT, BOX_WIDTH, LANE_HEIGHT, Lanes

SCALE = 2  # dots of the PNG per unit of the drawing: sharp on paper
_INK, _RULE, _PAPER = "#1b1f1d", "#8d9691", "#ffffff"
_LETTERS = 13


def svg_of(lanes: Lanes) -> bytes:
    """A whole SVG file: the same drawing as on the reading page, with its colours in it."""
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{lanes.width}" height="{lanes.height}" '
        f'viewBox="0 0 {lanes.width} {lanes.height}" font-family="Times New Roman, Liberation Serif, serif" font-size="{_LETTERS}">',
        f"<title>{escape(lanes.title)}</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{_INK}"/></marker></defs>',
        f'<rect width="{lanes.width}" height="{lanes.height}" fill="{_PAPER}"/>',
    ]
    for lane in lanes.lanes:
        pieces.append(
            f'<rect x="0.5" y="{lane.y}" width="{lanes.lane_width}" height="{LANE_HEIGHT}" fill="{_PAPER}" stroke="{_RULE}"/>'
        )
        pieces += [f'<text x="12" y="{y}" fill="{_INK}">{escape(line)}</text>' for y, line in lane.lines]
    for paths, dashes in ((lanes.arrows, ""), (lanes.backs, ' stroke-dasharray="4 3"')):
        pieces += [
            f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="1.3" marker-end="url(#tip)"{dashes}/>'
            for path in paths
        ]
    for box in lanes.boxes:
        pieces.append(
            f'<rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" fill="{_PAPER}" stroke="{_INK}" stroke-width="1.2"/>'
        )
        pieces.append(f'<text x="{box.text_x}" y="{box.text_y}" fill="{_INK}">{escape(box.text)}</text>')
        if box.times:
            pieces.append(f'<text x="{box.text_x}" y="{box.times_y}" fill="{_INK}">{escape(box.times)}</text>')
    return "".join([*pieces, "</svg>"]).encode()


def png_of(lanes: Lanes) -> bytes:
    """The same drawing in dots."""
    image = Image.new("RGB", (lanes.width * SCALE, lanes.height * SCALE), _PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / "sans-400.woff2", _LETTERS * SCALE)

    def rectangle(x: float, y: float, width: int, height: int, ink: str) -> None:
        corners = (x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE)
        draw.rectangle(corners, fill=_PAPER, outline=ink, width=SCALE)

    def text(x: int, baseline: int, words: str) -> None:
        draw.text((x * SCALE, baseline * SCALE), words, fill=_INK, font=font, anchor="ls")

    for lane in lanes.lanes:
        rectangle(0.5, lane.y, lanes.lane_width - 1, LANE_HEIGHT, _RULE)
        for y, line in lane.lines:
            text(12, y, line)
    for path in lanes.arrows:
        _arrow(draw, path, dashed=False)
    for path in lanes.backs:
        _arrow(draw, path, dashed=True)
    for box in lanes.boxes:
        rectangle(box.x, box.y, BOX_WIDTH, BOX_HEIGHT, _INK)
        text(box.text_x, box.text_y, box.text)
        if box.times:
            text(box.text_x, box.times_y, box.times)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _arrow(draw: ImageDraw.ImageDraw, path: str, *, dashed: bool) -> None:
    points = _points(path)
    for (x, y), (to_x, to_y) in itertools.pairwise(points):
        length = abs(to_x - x) + abs(to_y - y)
        step = 7 if dashed else max(length, 1)
        done = 0
        while done < length:
            end = min(done + (4 if dashed else step), length)
            first, last = (
                tuple((a + (b - a) * at / length) * SCALE for a, b in ((x, to_x), (y, to_y))) for at in (done, end)
            )
            draw.line((*first, *last), fill=_INK, width=SCALE + 1)
            done += step
    (x, y), (to_x, to_y) = points[-2:]
    along = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
    tip = to_x * SCALE, to_y * SCALE
    back = tip[0] - along[0] * 8 * SCALE, tip[1] - along[1] * 8 * SCALE
    aside = along[1] * 4 * SCALE, along[0] * 4 * SCALE
    draw.polygon([tip, (back[0] + aside[0], back[1] + aside[1]), (back[0] - aside[0], back[1] - aside[1])], fill=_INK)


def _points(path: str) -> list[tuple[int, int]]:
    """Corners of «M10 20H30V40»."""
    points: list[tuple[int, int]] = []
    for command, rest in _commands(path):
        x, y = points[-1] if points else (0, 0)
        numbers = [int(each) for each in rest.split()]
        if command == "M":
            points.append((numbers[0], numbers[1]))
        elif command == "H":
            points.append((numbers[0], y))
        else:
            points.append((x, numbers[0]))
    return points


def _commands(path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for letter in path:
        if letter in "MHV":
            found.append((letter, ""))
        else:
            found[-1] = (found[-1][0], found[-1][1] + letter)
    return found
