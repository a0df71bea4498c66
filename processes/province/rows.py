"""What a row of the province's file says: headings to fields, cells to clean values, and every doubt in a sentence. Pure.

Nothing is guessed: a date is day/month/year or it is refused, a formula is named and not computed, a state nobody knows
is told. `problems` keep a row out; `warnings` say what was understood in which way.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.numbers import NotANumber, read_decimal
from office.text_forms import clean, fold
from processes.province.files import Cell
from processes.states import STATE_OF_NATIONAL_CODE, ApplicantKind, Channel, DossierState, LimitUnit

# Field → what people see, and the headings it is known under (letters and digits of the folded text).
FIELDS: dict[str, tuple[Any, str]] = {
    "code": (gettext_lazy("Mã hồ sơ"), "mahoso sohoso mahs masohoso sobiennhan sohs mabiennhan dossiercode"),
    "procedure_code": (gettext_lazy("Mã thủ tục"), "matthc mathutuc mathutuchanhchinh"),
    "procedure_name": (
        gettext_lazy("Tên thủ tục"),
        "tentthc tenthutuc thutuchanhchinh thutuc tenthutuchanhchinh tthc tenhoso loaihoso",
    ),
    "field_name": (gettext_lazy("Lĩnh vực"), "linhvuc tenlinhvuc malinhvuc"),
    "applicant": (
        gettext_lazy("Người nộp"),
        "chuhoso nguoinop tennguoinop hotennguoinop hovaten hoten tenchuhoso nguoinophoso canhantochuc tochuccanhan "
        "tencanhantochuc congdan nguoidungten hotenchuhoso nguoiyeucau",
    ),
    "applicant_kind": (gettext_lazy("Loại đối tượng"), "loaidoituong doituong loaidoituongnop"),
    "id_number": (gettext_lazy("Số căn cước"), "socccd cccd socancuoc cmndcccd sodinhdanh madoituong socmnd sogiayto cmtcccd"),
    "address": (gettext_lazy("Địa chỉ"), "diachi diachinguoinop diachichuhoso"),
    "phone": (gettext_lazy("Điện thoại"), "sodienthoai dienthoai sdt dienthoailienhe sodt"),
    "email": (gettext_lazy("Thư điện tử"), "email thudientu diachiemail"),
    "received": (
        gettext_lazy("Ngày tiếp nhận"),
        "ngaytiepnhan ngaynhan thoigiantiepnhan ngaynhanhoso ngaytiepnhanhoso thoidiemtiepnhan tiepnhan",
    ),
    "due": (
        gettext_lazy("Ngày hẹn trả"),
        "ngayhentra hanxuly ngayhen hentra ngaydenhan hangiaiquyet hantra ngayhentraketqua ngayhentrakq thoigianhentra hentrahiennay",
    ),
    "finished": (
        gettext_lazy("Ngày kết thúc xử lý"),
        "ngayketthucxuly ngayxulyxong ngayhoanthanh ngaycoketqua ngayketthuc xulyxong ngaygiaiquyetxong ngayhoanthanhxuly",
    ),
    "returned": (gettext_lazy("Ngày trả"), "ngaytra ngaytraketqua ngaytrakq ngaytraketquathucte traketqua"),
    "state": (
        gettext_lazy("Trạng thái"),
        "trangthai trangthaihoso tinhtrang tinhtranghoso matrangthai matrangthaiquocgia",
    ),
    "channel": (
        gettext_lazy("Cách nộp"),
        "hinhthucnop kenh kenhthuchien hinhthuctiepnhan hinhthuc kenhtiepnhan cachnop hinhthucnophoso nguontiepnhan",
    ),
    "return_channel": (gettext_lazy("Cách trả"), "hinhthuctra cachtra hinhthuctraketqua hinhthucnhanketqua"),
    "unit": (
        gettext_lazy("Đơn vị xử lý"),
        "donvixuly phongxuly coquanxuly donvigiaiquyet phongban donvithuly coquangiaiquyet",
    ),
    "person": (gettext_lazy("Cán bộ xử lý"), "canboxuly nguoixuly congchucxuly canbodangxuly canbothuly nguoidangxuly"),
    "receiving_unit": (gettext_lazy("Nơi tiếp nhận"), "noinophoso noitiepnhan donvitiepnhan coquantiepnhan noinop"),
    "limit": (gettext_lazy("Thời gian giải quyết"), "thoigiangiaiquyet thoihan thoihangiaiquyet songayxuly songaygiaiquyet"),
    "limit_unit": (gettext_lazy("Đơn vị tính"), "donvitinh donvithoigian"),
    "letter_in": (gettext_lazy("Số văn bản đến"), "sovanbanden socongvanden sovbden sokyhieuvanbanden"),
    "letter_out": (gettext_lazy("Số văn bản đi"), "sovanbandi socongvandi sovbdi sokyhieuketqua soketqua maketqua"),
}  # fmt: skip
NEEDED = ("code", "received")

STATE_WORDS = {
    "moidangky": 1, "dangky": 1, "choxacnhan": 1, "chotiepnhan": 1, "moinop": 1,
    "duoctiepnhan": 2, "datiepnhan": 2, "tiepnhan": 2, "moitiepnhan": 2,
    "khongduoctiepnhan": 3, "tuchoitiepnhan": 3, "khongtiepnhan": 3,
    "dangxuly": 4, "danggiaiquyet": 4, "dangthuly": 4, "choxuly": 4, "xuly": 4, "chuyenxuly": 4, "dangtrinhky": 4,
    "quahandangxuly": 4, "dangxulyquahan": 4, "dangxulytronghan": 4, "quahan": 4, "tronghan": 4,
    "yeucaubosunggiayto": 5, "yeucaubosung": 5, "chobosung": 5, "bosung": 5, "dangbosung": 5, "chobosunghoso": 5, "bosunghoso": 5,
    "yeucauthuchiennghiavutaichinh": 6, "nghiavutaichinh": 6, "chonopthue": 6, "chothuchiennghiavutaichinh": 6, "chothanhtoan": 6,
    "congdanyeucauruthoso": 7, "yeucauruthoso": 7, "xinrut": 7, "xinruthoso": 7,
    "dungxuly": 8, "dunggiaiquyet": 8, "daruthoso": 8, "darut": 8, "dahuy": 8, "huy": 8, "tralaihoso": 8, "ruthoso": 8,
    "daxulyxong": 9, "xulyxong": 9, "dacoketqua": 9, "chotraketqua": 9, "chotra": 9, "dagiaiquyet": 9,
    "dagiaiquyetxong": 9, "tuchoigiaiquyet": 9, "hoanthanhxuly": 9,
    "datraketqua": 10, "datra": 10, "hoanthanh": 10, "datrakq": 10, "ketthuc": 10, "dahoanthanh": 10,
}  # fmt: skip
CHANNEL_WORDS = {
    "1": Channel.DIRECT, "tructiep": Channel.DIRECT, "nhantructiep": Channel.DIRECT, "noptructiep": Channel.DIRECT,
    "taibophanmotcua": Channel.DIRECT, "motcua": Channel.DIRECT,
    "2": Channel.ONLINE, "tructuyen": Channel.ONLINE, "quamang": Channel.ONLINE, "online": Channel.ONLINE,
    "noptructuyen": Channel.ONLINE, "dvc": Channel.ONLINE, "dichvucong": Channel.ONLINE, "congdichvucong": Channel.ONLINE,
    "3": Channel.POSTAL, "buuchinh": Channel.POSTAL, "bcci": Channel.POSTAL, "buuchinhcongich": Channel.POSTAL, "buudien": Channel.POSTAL,
    "quabuuchinhcongich": Channel.POSTAL, "quabuudien": Channel.POSTAL,
    "4": Channel.AT_HOME, "tainha": Channel.AT_HOME,
}  # fmt: skip
KIND_WORDS = {
    "0": ApplicantKind.PERSON, "congdan": ApplicantKind.PERSON, "canhan": ApplicantKind.PERSON,
    "1": ApplicantKind.BUSINESS, "doanhnghiep": ApplicantKind.BUSINESS, "2": ApplicantKind.BUSINESS, "hokinhdoanh": ApplicantKind.BUSINESS,
    "tochuc": ApplicantKind.ORGANISATION, "coquan": ApplicantKind.ORGANISATION, "3": ApplicantKind.ORGANISATION,
}  # fmt: skip
UNIT_WORDS = {
    "ngaylamviec": LimitUnit.WORKING_DAY, "ngay": LimitUnit.DAY, "gio": LimitUnit.WORKING_HOUR,
    "giolamviec": LimitUnit.WORKING_HOUR, "thang": LimitUnit.MONTH,
}  # fmt: skip
LONGEST = {
    "code": 60, "procedure_code": 40, "procedure_name": 500, "field_name": 150, "applicant": 200, "id_number": 30, "address": 300,
    "phone": 20, "email": 254, "unit": 200, "person": 200, "receiving_unit": 200, "letter_in": 100, "letter_out": 100,
}  # fmt: skip
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:hH](\d{2})(?::(\d{2}))?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
FIRST_YEAR = 1990


def plain(text: str) -> str:
    """The letters and digits of a heading or word, without marks: «Ngày hẹn trả (dd/mm)» → «ngayhentraddmm»."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


# --- headings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row of a sheet: where each field stands, and headings nobody knows."""

    number: int  # row of the file
    places: dict[str, int]
    columns: dict[str, str]  # field → heading as written
    unknown: list[str]
    width: int


def find_heading(rows: Sequence[tuple[int, list[Cell]]], columns: Mapping[str, str] | None = None) -> Heading | None:
    """The first row that names a code and a day of reception; exports often begin with titles. None: there is none.

    `columns` (a saved mapping) says which heading holds which field; a heading that it names must be there.
    """
    for number, cells in list(rows)[:40]:
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        found = _by_mapping(texts, columns) if columns else _by_words(texts)
        if all(name in found for name in NEEDED) and ("due" in found or "state" in found):
            taken = set(found.values())
            return Heading(
                number=number,
                places=found,
                columns={name: texts[place] for name, place in found.items()},
                unknown=[text for place, text in enumerate(texts) if text and place not in taken],
                width=len(cells),
            )
    return None


def _by_mapping(texts: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    places = {plain(text): place for place, text in reversed(list(enumerate(texts))) if text}
    return {name: places[plain(heading)] for name, heading in columns.items() if plain(heading) in places}


def _by_words(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    words = {word: name for name, (_label, all_words) in FIELDS.items() for word in all_words.split()}
    words |= {plain(str(label)): name for name, (label, _words) in FIELDS.items()}
    for place, text in enumerate(texts):
        name = words.get(plain(re.sub(r"\(.*?\)", "", text)))
        if name is not None and name not in found:
            found[name] = place
    return found


# --- one row ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class UnderstoodRow:
    """A row after reading. With `problems` it becomes nothing; the values that could be read stay for the report."""

    number: int
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def moment(self, name: str) -> datetime.datetime | None:
        text = self.values.get(name)
        return datetime.datetime.fromisoformat(text) if text else None

    @property
    def state(self) -> DossierState:
        return STATE_OF_NATIONAL_CODE[self.values["state_code"]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a row needs to know beside the row: the zone, today, and when the office opens and closes on a day."""

    zone: ZoneInfo
    now: datetime.datetime
    opening: Callable[[datetime.date], datetime.datetime]
    closing: Callable[[datetime.date], datetime.datetime]

    def last_minute(self, day: datetime.date) -> datetime.datetime:
        return datetime.datetime(day.year, day.month, day.day, 23, 59, tzinfo=self.zone)


def understand(
    number: int, cells: Sequence[Cell], heading: Heading, reading: Reading, *, is_ragged: bool
) -> UnderstoodRow:
    """Read one row. `is_ragged`: a text file, in which a row of another width has lost or won a cell somewhere."""
    row = UnderstoodRow(number)
    texts: dict[str, str] = {}
    extra = [cell for cell in cells[heading.width :] if cell != ""]
    if extra or (is_ragged and len(cells) != heading.width):
        row.problems.append(
            _("có %(n)s ô, tiêu đề có %(width)s: dòng bị lệch cột") % {"n": len(cells), "width": heading.width}
        )
    for name, place in heading.places.items():
        cell = cells[place] if place < len(cells) else ""
        texts[name] = _text_of(cell, name, row)
    row.code = texts.get("code", "")
    if not row.code:
        row.problems.append(_("không có mã hồ sơ"))
    _read_words(texts, row)
    _read_state(texts, row)
    _read_moments(cells, heading, texts, row, reading)
    _read_limit(texts, row)
    return row


def _label(name: str) -> str:
    return str(FIELDS[name][0])


def _text_of(cell: Cell, name: str, row: UnderstoodRow) -> str:
    if isinstance(cell, dict):
        if "formula" in cell:
            row.problems.append(
                _("ô «%(field)s» là công thức (%(text)s), không phải giá trị")
                % {"field": _label(name), "text": cell["formula"][:60]}
            )
            return ""
        return cell.get("number") or cell.get("at") or ""
    if _CONTROL.search(cell):
        row.problems.append(_("ô «%(field)s» có ký tự không đọc được") % {"field": _label(name)})
        return ""
    text = " ".join(clean(cell).split())
    longest = LONGEST.get(name, 300)
    if len(text) > longest:
        row.problems.append(_("ô «%(field)s» dài quá %(n)s ký tự") % {"field": _label(name), "n": longest})
        return text[:longest]
    return text


def _read_words(texts: Mapping[str, str], row: UnderstoodRow) -> None:
    for name in (
        "procedure_code", "procedure_name", "field_name", "applicant", "id_number", "address", "phone", "unit",
        "person", "receiving_unit", "letter_in", "letter_out",
    ):  # fmt: skip
        if texts.get(name):
            row.values[name] = texts[name]
    if email := texts.get("email"):
        if _EMAIL.fullmatch(email):
            row.values["email"] = email
        else:
            row.warnings.append(_("thư điện tử «%(text)s» không đúng dạng, bỏ trống") % {"text": email[:80]})
    if not row.values.get("procedure_code") and not row.values.get("procedure_name"):
        row.problems.append(_("không có mã hay tên thủ tục"))
    for name, words, otherwise in (
        ("channel", CHANNEL_WORDS, Channel.DIRECT),  # a missing channel counts as direct (DOMAIN 3.3)
        ("return_channel", CHANNEL_WORDS, Channel.DIRECT),
        ("applicant_kind", KIND_WORDS, ApplicantKind.PERSON),
    ):
        text = texts.get(name, "")
        known = words.get(plain(text)) if text else otherwise
        if known is None:
            row.warnings.append(
                _("không biết «%(field)s» là «%(text)s», ghi %(instead)s")
                % {"field": _label(name), "text": text[:60], "instead": otherwise.label}
            )
        row.values[name] = str(known or otherwise)


def _read_state(texts: Mapping[str, str], row: UnderstoodRow) -> None:
    text = texts.get("state", "")
    if not text:
        return
    begins = re.match(r"(\d{1,2})(?![\d/])", text)
    code = int(begins[1]) if begins else STATE_WORDS.get(plain(text))
    if code in STATE_OF_NATIONAL_CODE:
        row.values["state_code"] = code
    else:
        row.problems.append(_("không biết trạng thái «%(text)s» (mã quốc gia là 1 đến 10)") % {"text": text[:60]})


def _read_moments(
    cells: Sequence[Cell], heading: Heading, texts: Mapping[str, str], row: UnderstoodRow, reading: Reading
) -> None:
    days: dict[str, tuple[datetime.date, datetime.time | None]] = {}
    for name in ("received", "due", "finished", "returned"):
        if not texts.get(name):
            continue
        try:
            days[name] = _day_and_time(cells[heading.places[name]])
        except ValueError:
            row.problems.append(
                _("«%(field)s» là «%(text)s»: cần ngày/tháng/năm") % {"field": _label(name), "text": texts[name][:40]}
            )
    has_broken = any(texts.get(name) and name not in days for name in ("received", "due", "finished", "returned"))
    moments: dict[str, datetime.datetime] = {}
    for name, (day, at) in days.items():
        if at is not None:
            moments[name] = datetime.datetime.combine(day, at, tzinfo=reading.zone)
        elif name == "received":
            moments[name] = reading.opening(day)
        elif name == "due":
            moments[name] = reading.last_minute(day)  # a day alone ends at 24:00 (BLDS Art 148.6)
        else:
            moments[name] = reading.closing(day)
    # A day without an hour is not after an hour of the same day.
    if "finished" in days and "due" in days and days["finished"][1] is None and days["finished"][0] == days["due"][0]:
        moments["finished"] = min(moments["finished"], moments["due"])
    for earlier, later in (("received", "finished"), ("finished", "returned")):
        if (
            earlier in days
            and later in days
            and days[earlier][0] == days[later][0]
            and None in (days[earlier][1], days[later][1])
        ):
            moments[later] = max(moments[later], moments[earlier])
    _check_order(days, moments, row, reading)
    _fill_state(moments, row, has_broken=has_broken, is_told=bool(texts.get("state")))
    row.values |= {name: at.isoformat() for name, at in moments.items()}


def _day_and_time(cell: Cell) -> tuple[datetime.date, datetime.time | None]:
    """d/m/Y with or without an hour before or after it, or a true date of the spreadsheet. ValueError: anything else."""
    if isinstance(cell, dict):
        if "at" not in cell:
            raise ValueError
        moment = datetime.datetime.fromisoformat(cell["at"])
        _check_year(moment.year)
        midnight = moment.time() == datetime.time()
        return moment.date(), None if midnight else moment.time().replace(second=0)
    text = cell.strip()
    found = _DAY.search(text)
    if found is None:
        raise ValueError
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" ,;-")
    day = datetime.date(int(found[3]), int(found[2]), int(found[1]))
    _check_year(day.year)
    if not rest:
        return day, None
    clock = _CLOCK.fullmatch(rest)
    if clock is None:
        raise ValueError
    return day, datetime.time(int(clock[1]), int(clock[2]))


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= 2100:
        raise ValueError


def _check_order(
    days: Mapping[str, tuple[datetime.date, datetime.time | None]],
    moments: Mapping[str, datetime.datetime],
    row: UnderstoodRow,
    reading: Reading,
) -> None:
    for earlier, later, sentence in (
        ("received", "due", _("ngày hẹn trả trước ngày tiếp nhận")),
        ("received", "finished", _("ngày kết thúc xử lý trước ngày tiếp nhận")),
        ("received", "returned", _("ngày trả trước ngày tiếp nhận")),
        ("finished", "returned", _("ngày trả trước ngày kết thúc xử lý")),
    ):
        if earlier in moments and later in moments and moments[later] < moments[earlier]:
            row.problems.append(sentence)
    today = reading.now.astimezone(reading.zone).date()
    for name in ("received", "finished", "returned"):
        if name in days and days[name][0] > today:
            row.problems.append(_("«%(field)s» ở tương lai") % {"field": _label(name)})


def _fill_state(moments: dict[str, datetime.datetime], row: UnderstoodRow, *, has_broken: bool, is_told: bool) -> None:
    """The state where the file has none, and the days that a state needs."""
    code = row.values.get("state_code")
    if code is None and not is_told:
        code = 10 if "returned" in moments else 9 if "finished" in moments else 4
        row.values["state_code"] = code
    if code is None:
        return
    if code in (9, 10) and "finished" not in moments and "returned" in moments:
        moments["finished"] = moments["returned"]
        row.warnings.append(_("không có ngày kết thúc xử lý, lấy ngày trả"))
    if code == 10 and "returned" not in moments and "finished" in moments:
        moments["returned"] = moments["finished"]
        row.warnings.append(_("đã trả nhưng không có ngày trả, lấy ngày kết thúc xử lý"))
    if has_broken:
        return
    if code in (9, 10) and "finished" not in moments:
        row.problems.append(_("đã xử lý xong nhưng không có ngày kết thúc xử lý"))
    if code not in (1, 3):
        if "received" not in moments:
            row.problems.append(_("không có ngày tiếp nhận"))
        if "due" not in moments:
            row.problems.append(_("không có ngày hẹn trả"))
        if not row.values.get("applicant"):
            row.problems.append(_("không có tên người nộp"))
    if code in (2, 4, 5, 6, 7) and "finished" in moments:
        row.warnings.append(_("có ngày kết thúc xử lý nhưng trạng thái chưa xong: theo trạng thái"))


def _read_limit(texts: Mapping[str, str], row: UnderstoodRow) -> None:
    text = texts.get("limit", "")
    if not text:
        return
    number, _blank, words = text.partition(" ")
    unit = UNIT_WORDS.get(plain(texts.get("limit_unit") or words or "ngày làm việc"))
    try:
        limit = read_decimal(number)
    except NotANumber:
        limit = None
    if limit is None or unit is None or not 0 <= limit <= Decimal(3660):
        row.warnings.append(_("thời gian giải quyết «%(text)s» không đọc được, bỏ qua") % {"text": text[:40]})
        return
    row.values["limit"], row.values["limit_unit"] = str(limit), str(unit)
