"""Invented applicants. Numbers begin with codes that are never given out: 099 is no province, 0900 0… no subscriber."""

import random

from processes.actions import ApplicantDetails

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Cao",
    "Đinh",
]
MIDDLE = ["Văn", "Thị", "Minh", "Ngọc", "Quang", "Thanh", "Xuân", "Kim", "Đức", "Thị Mỹ", "Hữu", "Bảo"]
GIVEN = [
    "Bách",
    "Ngân",
    "Dũng",
    "Diệu",
    "Lộc",
    "Thủy",
    "Nam",
    "Hiền",
    "Hậu",
    "Diệp",
    "Trân",
    "Phong",
    "Sơn",
    "Tâm",
    "Vy",
    "Khang",
]
QUARTERS = ["khu phố 1", "khu phố 2", "khu phố 3", "khu phố Bờ Đê", "khu phố Thủy Hạ", "khu phố Chợ Cũ"]


def applicant(seed: str) -> ApplicantDetails:
    """The same seed is always the same person."""
    chance = random.Random(seed)  # noqa: S311 - invented people
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    return ApplicantDetails(
        name=name,
        id_number=f"099{chance.randrange(10**9):09d}",
        born_on_text=f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{chance.randrange(1950, 2004)}",
        sex="Nữ" if "Thị" in name else "Nam",
        address=f"Số {chance.randrange(1, 260)}, {chance.choice(QUARTERS)}, phường Bình An",
        phone=f"09000{chance.randrange(10**5):05d}",
    )
