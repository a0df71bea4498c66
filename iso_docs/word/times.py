"""Times as real procedures print them, read exactly: «½ ngày», «0, 25», «06 giờ», «30 ngày kể từ ngày được lấy ý kiến».

Nothing is guessed: a printed time that no rule reads is `UNREADABLE`, and the caller says so.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from iso_docs.word.recognised import Quantity, TimeCondition, TimeKind, TimeUnit, UnitSource

# «1 ngày = 8 giờ» in the sums of real procedures; labour law says the same (Bộ luật Lao động 2019, Điều 105).
HOURS_A_DAY = Decimal(8)
MINUTES_AN_HOUR = Decimal(60)

_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": None, "⅔": None, "⅛": "0.125"}
_NUMBER = r"\d+\s*[,.]\s*\d+|\d+\s+\d/\d|\d+/\d+|\d+\s*[½¼¾⅛]|[½¼¾⅛]|\d+"
# «Một (01) ngày», «nửa ngày»: small numbers in words. Whole words only, and only before a unit.
_WORDS = {
    "nửa": "0.5", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10",
}  # fmt: skip
# Longest first: «ngày làm việc» before «ngày».
_UNITS: list[tuple[str, TimeUnit]] = [
    (r"ngày\s+(?:làm\s+việc|hành\s+chính|công|lv)", TimeUnit.WORKING_DAY),
    (r"(?:giờ|tiếng|h)\s+(?:làm\s+việc|hành\s+chính|công|lv)", TimeUnit.WORKING_HOUR),
    (r"ngày", TimeUnit.DAY),
    (r"giờ|tiếng|h(?![\w])", TimeUnit.HOUR),
    (r"phút|(?<=\d)['’′](?!\w)", TimeUnit.MINUTE),
    (r"buổi", TimeUnit.DAY),
    (r"tuần", TimeUnit.WEEK),
    (r"tháng(?!\s*\d)", TimeUnit.MONTH),
    (r"năm(?!\s*\d)", TimeUnit.YEAR),
]
_UNIT = "|".join(f"(?:{pattern})" for pattern, _unit in _UNITS)
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})\s*(?:\([^)\d]{{1,20}}\)\s*)?(?P<unit>{_UNIT})?", re.IGNORECASE)
_EVENT = re.compile(
    r"(?:kể\s+từ|tính\s+từ|sau\s+khi|từ\s+(?=ngày|khi|thời\s+điểm))\s*(?P<event>.+)", re.IGNORECASE | re.DOTALL
)
_NOT_COUNTED = re.compile(r"không\s+tính\s+(?:vào\s+)?(?:thời\s+gian|thời\s+hạn)|không\s+tính\s+giờ", re.IGNORECASE)
_IMMEDIATE = re.compile(r"\bngay\b|trong\s+(?:ngày|buổi|giờ\s+làm\s+việc)\b(?!\s+\d)|tức\s+thời", re.IGNORECASE)
_OFFICE_HOURS = re.compile(
    r"giờ\s+hành\s+chính|hằng\s+ngày|hàng\s+ngày|theo\s+(?:giấy|phiếu|lịch)\s+hẹn|giấy\s+hẹn|theo\s+(?:quy|qui)\s+định"
    r"|thường\s+xuyên|theo\s+thực\s+tế|các\s+ngày\s+làm\s+việc|khi\s+(?:có|đến|công\s+dân|tổ\s+chức)"
    r"|h[aằ]ng\s+(?:tuần|tháng|quý|năm)|định\s+kỳ|không\s+(?:quy|qui)\s+định|theo\s+(?:kế\s+hoạch|thỏa\s+thuận|thoả\s+thuận|yêu\s+cầu)",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    rf"(?<!\w)(?<!mươi )(?<!mười )(?<!trăm )(?<!phần )(?P<word>{'|'.join(_WORDS)})(?:\s*\(\s*(?P<digits>\d+)\s*\)\s*|\s+)(?=(?:{_UNIT})(?!\w))",
    re.IGNORECASE,
)
# «05 ngày làm việc x 8 giờ = 40 giờ» is one time, said twice.
_PRODUCT = re.compile(
    rf"(?P<days>(?:{_NUMBER})\s*(?:\([^)\d]{{1,20}}\)\s*)?ngày(?:\s+(?:làm\s+việc|hành\s+chính|lv))?)\s*[x×*]\s*"
    rf"(?P<each>{_NUMBER})\s*(?:giờ|tiếng|h)(?:\s*/\s*ngày)?(?:\s+làm\s+việc)?\s*=\s*(?P<whole>{_NUMBER})\s*(?:giờ|tiếng|h)(?!\w)(?:\s+làm\s+việc)?",
    re.IGNORECASE,
)
_HALF_MORE = re.compile(rf"(?P<number>\d+)\s*(?P<unit>{_UNIT})\s+rưỡi", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:sau|trước|lúc|vào)\s+\d{1,2}\s*(?:giờ|h)\b(?!\s*(?:làm|kể))", re.IGNORECASE)
_NOTHING = re.compile(r"[-–—./\\xX\s…_]*")
# What may stand before the number without changing it.
_BEFORE = re.compile(
    r"^(?:[-–+*•]\s*)?(?:(?:thời\s+gian|thời\s+hạn|tổng(?:\s+(?:thời\s+gian|cộng|số))?|trong|không\s+quá|tối\s+đa|chậm\s+nhất"
    r"|khoảng|là|thực\s+hiện|giải\s+quyết|xử\s+lý|vòng|≤|<=|<|vòng)\b\s*[:.]?\s*|≤\s*|<=?\s*)*$",
    re.IGNORECASE,
)


@dataclass
class ReadTime:
    """A printed time as it was read."""

    kind: TimeKind
    quantity: Quantity | None = None
    starting_event: str = ""
    conditions: list[TimeCondition] = field(default_factory=list)


def amount_of(text: str) -> Decimal | None:
    """The number a text prints: «½», «1½», «1 1/2», «1/2», «0, 25», «2.5», «06». None for thirds and what is no number."""
    text = unicodedata.normalize("NFC", text).strip().replace("\u2044", "/")
    compact = re.sub(r"\s*([,.])\s*", r"\1", text)
    if match := re.fullmatch(r"(\d+)?\s*([½¼¾⅛])", compact):
        part = _FRACTIONS[match[2]]
        return Decimal(match[1] or 0) + Decimal(part) if part else None
    if match := re.fullmatch(r"(?:(\d+)\s+)?(\d+)/(\d+)", compact):
        whole, above, below = Decimal(match[1] or 0), Decimal(match[2]), Decimal(match[3])
        if not below:
            return None
        value = above / below
        # A third has no exact decimal: a person decides what is meant.
        return whole + value if value * below == above and value == value.quantize(Decimal("0.0001")) else None
    if match := re.fullmatch(r"(\d+)[,.](\d+)", compact):
        return Decimal(f"{match[1]}.{match[2]}")
    return Decimal(compact) if re.fullmatch(r"\d+", compact) else None


def unit_of(text: str) -> TimeUnit | None:
    """The unit a text names («Thời gian (ngày làm việc)»), the first one; None when it names none."""
    folded = " ".join(unicodedata.normalize("NFC", text).lower().split())
    if folded in ("'", "’", "′"):
        return TimeUnit.MINUTE
    found = [
        (match.start(), -len(match[0]), unit)
        for pattern, unit in _UNITS
        if (match := re.search(rf"(?<!\w){pattern}", folded))
    ]
    return min(found)[2] if found else None


def quantities_in(text: str) -> list[Quantity]:
    """Every number with a unit in a text, in order. «sau 15 giờ» is the clock, not a quantity."""
    found = []
    text = _CLOCK.sub(lambda match: " " * len(match[0]), _said_plainly(text))
    for match in _AMOUNT.finditer(text):
        if (
            match["unit"]
            and not _inside_word(text, match.start())
            and (amount := amount_of(match["number"])) is not None
        ):
            found.append(_halved(Quantity(amount, unit_of(match["unit"])), match["unit"]))
    return found


def read_time(text: str, default: TimeUnit | None = None, default_source: UnitSource = UnitSource.NOWHERE) -> ReadTime:
    """What a time cell says. `default` is the unit of the heading or the total, for cells that print a number alone."""
    text = _said_plainly(text).strip()
    if _NOTHING.fullmatch(text):
        return ReadTime(TimeKind.EMPTY)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    with_quantity = [line for line in lines if quantities_in(line)]
    if len(with_quantity) > 1 or (
        len(lines) > 1 and with_quantity and any(re.match(r"[-+•*]", line) for line in lines)
    ):
        return _conditions(lines, default, default_source)
    return _read_one(text, default, default_source)


def _said_plainly(text: str) -> str:
    """The text with its times in digits, each once: «Một (01) ngày» → «01 ngày», «1 ngày rưỡi» → «1,5 ngày»."""
    text = unicodedata.normalize("NFC", text)
    text = _IN_WORDS.sub(lambda match: f"{match['digits'] or _WORDS[match['word'].lower()]} ", text)
    text = _HALF_MORE.sub(lambda match: f"{match['number']},5 {match['unit']}", text)
    return _PRODUCT.sub(_once, text)


def _once(match: re.Match[str]) -> str:
    """The days of a product that is right; a wrong one stays as it is, for a person to see."""
    days = amount_of(re.match(_NUMBER, match["days"])[0])  # type: ignore[index]
    each, whole = amount_of(match["each"]), amount_of(match["whole"])
    if days is None or each is None or whole is None or days * each != whole:
        return match[0]
    return match["days"]


def _read_one(text: str, default: TimeUnit | None, default_source: UnitSource) -> ReadTime:
    flat = " ".join(text.split())
    match = _AMOUNT.search(flat)
    while match is not None and _inside_word(flat, match.start()):
        match = _AMOUNT.search(flat, match.end())
    if match is None or (not match["unit"] and not _BEFORE.match(flat[: match.start()])):
        return ReadTime(_kind_without_quantity(flat))
    before, after = flat[: match.start()], flat[match.end() :]
    amount = amount_of(match["number"])
    alone = bool(_BEFORE.match(before))
    if amount is None or (not match["unit"] and re.match(r"\s*[/\-]\s*\d|\w", after)):
        return ReadTime(TimeKind.UNREADABLE)
    quantity = Quantity(amount, default, default_source if default else UnitSource.NOWHERE)
    if match["unit"]:
        quantity = _halved(Quantity(amount, unit_of(match["unit"])), match["unit"])
    event = _EVENT.search(_without_brackets(after))
    if _NOT_COUNTED.search(flat):
        return ReadTime(TimeKind.NOT_COUNTED, quantity, event["event"].strip(" .;,") if event else "")
    if not alone:
        # A sentence that holds times («… niêm yết: 60 ngày kể từ …») is a condition, not the time of the step alone.
        return _sentence(flat, default, default_source)
    if event:
        return ReadTime(TimeKind.FROM_EVENT, quantity, event["event"].strip(" .;,"))
    more = _added(after, quantity)
    if more is not None:
        return ReadTime(TimeKind.QUANTITY, more)
    if quantities_in(_without_brackets(after)):
        return _sentence(flat, default, default_source)
    return ReadTime(TimeKind.QUANTITY, quantity)


def _added(after: str, quantity: Quantity) -> Quantity | None:
    """«1 ngày 4 giờ», «1 ngày + ½ ngày»: one time in two parts, in the smaller unit."""
    match = re.match(r"\s*(?:,|và|\+)?\s*", after)
    rest = after[match.end() :] if match else after
    amount = _AMOUNT.match(rest)
    if amount is None or not amount["unit"] or rest[amount.end() :].strip(" .;"):
        return None
    number = amount_of(amount["number"])
    unit = unit_of(amount["unit"])
    first, second = in_hours(quantity), in_hours(Quantity(number, unit)) if number is not None else None
    if quantity.unit == unit and number is not None:
        return Quantity(quantity.amount + number, unit)
    if first is None or second is None or quantity.unit is None:
        return None
    days = quantity.unit in (TimeUnit.DAY, TimeUnit.WORKING_DAY)
    return Quantity((first + second) / HOURS_A_DAY if days else first + second, quantity.unit)


def _conditions(lines: list[str], default: TimeUnit | None, default_source: UnitSource) -> ReadTime:
    conditions = []
    for line in lines:
        one = _read_one(line, default, default_source)
        conditions.append(TimeCondition(line, one.quantity, one.starting_event))
    return ReadTime(TimeKind.CONDITIONS, conditions=conditions)


def _sentence(text: str, default: TimeUnit | None, default_source: UnitSource) -> ReadTime:
    """One line with several times: each with its own starting event."""
    starts = [
        match.start() for match in _AMOUNT.finditer(text) if match["unit"] and not _inside_word(text, match.start())
    ]
    conditions = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end].strip(" ;,")
        match = _AMOUNT.match(part)
        amount = amount_of(match["number"]) if match else None
        quantity = (
            _halved(Quantity(amount, unit_of(match["unit"])), match["unit"]) if match and amount is not None else None
        )
        event = _EVENT.search(part)
        conditions.append(TimeCondition(part, quantity, event["event"].strip(" .;,") if event else ""))
    return ReadTime(TimeKind.CONDITIONS, conditions=conditions)


def _kind_without_quantity(text: str) -> TimeKind:
    if _NOT_COUNTED.search(text):
        return TimeKind.NOT_COUNTED
    if _OFFICE_HOURS.search(text):
        return TimeKind.OFFICE_HOURS
    return TimeKind.IMMEDIATE if _IMMEDIATE.search(text) else TimeKind.UNREADABLE


def _halved(quantity: Quantity, unit_text: str) -> Quantity:
    """«1 buổi» is half a day."""
    return Quantity(quantity.amount / 2, TimeUnit.DAY) if unit_text.lower() == "buổi" else quantity


def _inside_word(text: str, start: int) -> bool:
    return start > 0 and (
        text[start - 1].isalnum() or (text[start - 1] in "/.," and start > 1 and text[start - 2].isalnum())
    )


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^)]*\)", " ", text) if "(" in text and ")" in text else text


def in_hours(quantity: Quantity) -> Decimal | None:
    """The quantity in hours of 8-hour days, to compare and add; None for weeks and longer and for a number without unit."""
    if quantity.unit in (TimeUnit.DAY, TimeUnit.WORKING_DAY):
        return quantity.amount * HOURS_A_DAY
    if quantity.unit in (TimeUnit.HOUR, TimeUnit.WORKING_HOUR):
        return quantity.amount
    return quantity.amount / MINUTES_AN_HOUR if quantity.unit is TimeUnit.MINUTE else None


def printed_amount(amount: Decimal) -> str:
    """«2,5» as Vietnamese procedures print it."""
    text = format(amount.normalize(), "f")
    return text.replace(".", ",")
