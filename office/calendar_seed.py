"""The days off and make-up days of the State's offices that are known: 2018–2026 in our own table, other years as a proposal.

Our table wins over the package `holidays`, which proposes what the table does not have: the package knows no day that was
announced late (02/01/2026), and lists drawn up by hand contain errors, so a test compares the two. Nothing here is the
office's word: an office confirms each year (office.actions.calendar).
"""

import datetime
import re
from functools import cache

from office.working_calendar import CalendarFact, DayKind, SessionFact, WorkingCalendar

FIRST_KNOWN_YEAR, LAST_KNOWN_YEAR = 2018, 2026

# Which article gives the day off. The Labour Code of 2012 ended with 2020; the one of 2019 brought the second day of 2/9.
CODE_2012 = "Điều 115 Bộ luật Lao động 10/2012/QH13"
CODE_2019 = "Điều 112 Bộ luật Lao động 45/2019/QH14"
COMPENSATED_2012 = "Khoản 3 Điều 115 Bộ luật Lao động 10/2012/QH13"
COMPENSATED_2019 = "Khoản 3 Điều 111 Bộ luật Lao động 45/2019/QH14"
CULTURE_DAY_BASIS = "Nghị quyết 28/2026/QH16"
SWAP_BASIS = "Thông báo hoán đổi ngày làm việc đối với cán bộ, công chức"
SWAP_BASES = dict.fromkeys(("02/01/2026", "10/01/2026"), "Công văn 12729/VPCP-KGVX ngày 25/12/2025")
PROPOSED_BASIS = "Dự kiến theo gói dữ liệu ngày lễ, chờ thông báo chính thức"
SESSIONS_BASIS = "Giờ hành chính mặc định, 8 giờ một ngày, 40 giờ một tuần (Quyết định 188/1999/QĐ-TTg)"

# One line a day: date, kind (L lễ, B bù, N nghỉ hoán đổi, W làm bù), name. Days off on a weekend stand here too:
# they are why a later day is off.
TABLE = """
01/01/2018 L Tết Dương lịch
14/02/2018 L Tết Âm lịch: trước Giao thừa
15/02/2018 L Tết Âm lịch: Giao thừa
16/02/2018 L Tết Âm lịch: mùng 1
17/02/2018 L Tết Âm lịch: mùng 2
18/02/2018 L Tết Âm lịch: mùng 3
19/02/2018 B Nghỉ bù Tết Âm lịch
20/02/2018 B Nghỉ bù Tết Âm lịch
25/04/2018 L Giỗ Tổ Hùng Vương
30/04/2018 L Ngày Chiến thắng
01/05/2018 L Ngày Quốc tế lao động
02/09/2018 L Quốc khánh
03/09/2018 B Nghỉ bù Quốc khánh
31/12/2018 N Nghỉ, làm bù thứ Bảy 05/01/2019
01/01/2019 L Tết Dương lịch
05/01/2019 W Làm bù cho thứ Hai 31/12/2018
04/02/2019 L Tết Âm lịch: Giao thừa
05/02/2019 L Tết Âm lịch: mùng 1
06/02/2019 L Tết Âm lịch: mùng 2
07/02/2019 L Tết Âm lịch: mùng 3
08/02/2019 L Tết Âm lịch: mùng 4
14/04/2019 L Giỗ Tổ Hùng Vương
15/04/2019 B Nghỉ bù Giỗ Tổ Hùng Vương
29/04/2019 N Nghỉ, làm bù thứ Bảy 04/05/2019
30/04/2019 L Ngày Chiến thắng
01/05/2019 L Ngày Quốc tế lao động
04/05/2019 W Làm bù cho thứ Hai 29/04/2019
02/09/2019 L Quốc khánh
01/01/2020 L Tết Dương lịch
23/01/2020 L Tết Âm lịch: trước Giao thừa
24/01/2020 L Tết Âm lịch: Giao thừa
25/01/2020 L Tết Âm lịch: mùng 1
26/01/2020 L Tết Âm lịch: mùng 2
27/01/2020 L Tết Âm lịch: mùng 3
28/01/2020 B Nghỉ bù Tết Âm lịch
29/01/2020 B Nghỉ bù Tết Âm lịch
02/04/2020 L Giỗ Tổ Hùng Vương
30/04/2020 L Ngày Chiến thắng
01/05/2020 L Ngày Quốc tế lao động
02/09/2020 L Quốc khánh
01/01/2021 L Tết Dương lịch
10/02/2021 L Tết Âm lịch: trước Giao thừa
11/02/2021 L Tết Âm lịch: Giao thừa
12/02/2021 L Tết Âm lịch: mùng 1
13/02/2021 L Tết Âm lịch: mùng 2
14/02/2021 L Tết Âm lịch: mùng 3
15/02/2021 B Nghỉ bù Tết Âm lịch
16/02/2021 B Nghỉ bù Tết Âm lịch
21/04/2021 L Giỗ Tổ Hùng Vương
30/04/2021 L Ngày Chiến thắng
01/05/2021 L Ngày Quốc tế lao động
03/05/2021 B Nghỉ bù Ngày Quốc tế lao động
02/09/2021 L Quốc khánh
03/09/2021 L Quốc khánh, ngày liền kề
01/01/2022 L Tết Dương lịch
03/01/2022 B Nghỉ bù Tết Dương lịch
31/01/2022 L Tết Âm lịch: Giao thừa
01/02/2022 L Tết Âm lịch: mùng 1
02/02/2022 L Tết Âm lịch: mùng 2
03/02/2022 L Tết Âm lịch: mùng 3
04/02/2022 L Tết Âm lịch: mùng 4
10/04/2022 L Giỗ Tổ Hùng Vương
11/04/2022 B Nghỉ bù Giỗ Tổ Hùng Vương
30/04/2022 L Ngày Chiến thắng
01/05/2022 L Ngày Quốc tế lao động
02/05/2022 B Nghỉ bù Ngày Chiến thắng
03/05/2022 B Nghỉ bù Ngày Quốc tế lao động
01/09/2022 L Quốc khánh, ngày liền kề
02/09/2022 L Quốc khánh
01/01/2023 L Tết Dương lịch
02/01/2023 B Nghỉ bù Tết Dương lịch
20/01/2023 L Tết Âm lịch: trước Giao thừa
21/01/2023 L Tết Âm lịch: Giao thừa
22/01/2023 L Tết Âm lịch: mùng 1
23/01/2023 L Tết Âm lịch: mùng 2
24/01/2023 L Tết Âm lịch: mùng 3
25/01/2023 B Nghỉ bù Tết Âm lịch
26/01/2023 B Nghỉ bù Tết Âm lịch
29/04/2023 L Giỗ Tổ Hùng Vương
30/04/2023 L Ngày Chiến thắng
01/05/2023 L Ngày Quốc tế lao động
02/05/2023 B Nghỉ bù Giỗ Tổ Hùng Vương
03/05/2023 B Nghỉ bù Ngày Chiến thắng
01/09/2023 L Quốc khánh, ngày liền kề
02/09/2023 L Quốc khánh
04/09/2023 B Nghỉ bù Quốc khánh
01/01/2024 L Tết Dương lịch
08/02/2024 L Tết Âm lịch: trước Giao thừa
09/02/2024 L Tết Âm lịch: Giao thừa
10/02/2024 L Tết Âm lịch: mùng 1
11/02/2024 L Tết Âm lịch: mùng 2
12/02/2024 L Tết Âm lịch: mùng 3
13/02/2024 B Nghỉ bù Tết Âm lịch
14/02/2024 B Nghỉ bù Tết Âm lịch
18/04/2024 L Giỗ Tổ Hùng Vương
29/04/2024 N Nghỉ, làm bù thứ Bảy 04/05/2024
30/04/2024 L Ngày Chiến thắng
01/05/2024 L Ngày Quốc tế lao động
04/05/2024 W Làm bù cho thứ Hai 29/04/2024
02/09/2024 L Quốc khánh
03/09/2024 L Quốc khánh, ngày liền kề
01/01/2025 L Tết Dương lịch
27/01/2025 L Tết Âm lịch: trước Giao thừa
28/01/2025 L Tết Âm lịch: Giao thừa
29/01/2025 L Tết Âm lịch: mùng 1
30/01/2025 L Tết Âm lịch: mùng 2
31/01/2025 L Tết Âm lịch: mùng 3
07/04/2025 L Giỗ Tổ Hùng Vương
26/04/2025 W Làm bù cho thứ Sáu 02/05/2025
30/04/2025 L Ngày Chiến thắng
01/05/2025 L Ngày Quốc tế lao động
02/05/2025 N Nghỉ, làm bù thứ Bảy 26/04/2025
01/09/2025 L Quốc khánh, ngày liền kề
02/09/2025 L Quốc khánh
01/01/2026 L Tết Dương lịch
02/01/2026 N Nghỉ, làm bù thứ Bảy 10/01/2026
10/01/2026 W Làm bù cho thứ Sáu 02/01/2026
16/02/2026 L Tết Âm lịch: Giao thừa
17/02/2026 L Tết Âm lịch: mùng 1
18/02/2026 L Tết Âm lịch: mùng 2
19/02/2026 L Tết Âm lịch: mùng 3
20/02/2026 L Tết Âm lịch: mùng 4
26/04/2026 L Giỗ Tổ Hùng Vương
27/04/2026 B Nghỉ bù Giỗ Tổ Hùng Vương
30/04/2026 L Ngày Chiến thắng
01/05/2026 L Ngày Quốc tế lao động
22/08/2026 W Làm bù cho thứ Hai 31/08/2026
31/08/2026 N Nghỉ, làm bù thứ Bảy 22/08/2026
01/09/2026 L Quốc khánh, ngày liền kề
02/09/2026 L Quốc khánh
24/11/2026 L Ngày Văn hóa Việt Nam
"""

KINDS = {"L": DayKind.HOLIDAY, "B": DayKind.COMPENSATION, "N": DayKind.SWAPPED_OFF, "W": DayKind.SWAPPED_WORK}

DEFAULT_SESSIONS = tuple(
    SessionFact(weekday, datetime.time(*opens), datetime.time(*closes))
    for weekday in range(5)
    for opens, closes in (((7, 30), (11, 30)), ((13, 30), (17, 0)))
)


def _basis(written: str, kind: DayKind, name: str) -> str:
    old = int(written[-4:]) <= 2020
    if kind in (DayKind.SWAPPED_OFF, DayKind.SWAPPED_WORK):
        return SWAP_BASES.get(written, SWAP_BASIS)
    if kind == DayKind.COMPENSATION:
        return COMPENSATED_2012 if old else COMPENSATED_2019
    if "Văn hóa" in name:
        return CULTURE_DAY_BASIS
    return CODE_2012 if old else CODE_2019


@cache
def _table() -> dict[int, tuple[CalendarFact, ...]]:
    years: dict[int, list[CalendarFact]] = {}
    for line in TABLE.strip().splitlines():
        written, letter, name = line.split(" ", 2)
        day = parse_day(written)
        kind = KINDS[letter]
        years.setdefault(day.year, []).append(CalendarFact(day, kind, name, _basis(written, kind, name)))
    return {year: tuple(facts) for year, facts in years.items()}


def parse_day(written: str) -> datetime.date:
    """dd/mm/yyyy."""
    day, month, year = (int(part) for part in written.split("/"))
    return datetime.date(year, month, day)


def days_of(year: int) -> tuple[CalendarFact, ...]:
    """The special days of `year`: from our table when it has the year, else a proposal to be checked and confirmed."""
    return _table().get(year) or proposed_by_package(year)


@cache
def proposed_by_package(year: int) -> tuple[CalendarFact, ...]:
    """What the package `holidays` has for a year, in our kinds. Its five days of Tết and its swaps are a guess until announced."""
    import holidays  # slow import: only when a date falls outside our own table

    found, tet = [], 0
    for day, name in sorted(holidays.country_holidays("VN", years=year, language="vi").items()):
        swap = re.search(r"thay cho ngày (\d\d/\d\d/\d{4})", name)
        if swap:
            other = parse_day(swap[1])
            found.append(CalendarFact(day, DayKind.SWAPPED_OFF, f"Nghỉ, làm bù {swap[1]}", PROPOSED_BASIS))
            if other.year == year:
                found.append(CalendarFact(other, DayKind.SWAPPED_WORK, f"Làm bù cho {day:%d/%m/%Y}", PROPOSED_BASIS))
            continue
        kind = DayKind.HOLIDAY
        if "Tết" in name and "Dương lịch" not in name:
            # The package lists five days and those that make up for weekends under one name; the law gives five.
            tet += 1
            kind = DayKind.HOLIDAY if tet <= 5 else DayKind.COMPENSATION
            name = f"Tết Âm lịch: {name}" if tet <= 5 else "Nghỉ bù Tết Âm lịch"
        elif name.endswith(" (nghỉ bù)"):
            kind, name = DayKind.COMPENSATION, f"Nghỉ bù {name.removesuffix(' (nghỉ bù)')}"
        found.append(CalendarFact(day, kind, name, PROPOSED_BASIS))
    return tuple(sorted(found, key=lambda fact: fact.day))


def seed_calendar() -> WorkingCalendar:
    """The calendar a new office has: our table, the default sessions, and proposals for the other years."""
    years = range(FIRST_KNOWN_YEAR, LAST_KNOWN_YEAR + 1)
    return WorkingCalendar(
        facts=[fact for year in years for fact in days_of(year)],
        sessions=DEFAULT_SESSIONS,
        known=years,
        confirmed=years,
        propose=days_of,
    )
