"""Strings that scanners type: seven fields, six, slashes; and what is no card."""

import pytest

from processes.identity_cards import CardFacts, read_card

MAI = ("099190004567", "Phan Thị Mai", "05/03/1990", "Nữ")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("099190004567|012345678|Phan Thị Mai|05031990|Nữ|tổ 4, Bình An|01012024", CardFacts(*MAI, "tổ 4, Bình An", "012345678")),
        ("099190004567||Phan Thị Mai|05031990|Nữ|tổ 4, Bình An|01012024", CardFacts(*MAI, "tổ 4, Bình An")),
        ("099190004567|Phan Thị Mai|05031990|Nữ|tổ 4, Bình An|01012024", CardFacts(*MAI, "tổ 4, Bình An")),
        (" 099190004567 | 012345678 | Phan Thị Mai | 05031990 | Nữ | tổ 4 | 01012024 | thêm ", CardFacts(*MAI, "tổ 4", "012345678")),
        ("099190004567/012345678/Phan Thị Mai/05031990/Nữ/12/3 đường Hoa, Bình An/01012024", CardFacts(*MAI, "12/3 đường Hoa, Bình An", "012345678")),
        ("099190004567/Phan Thị Mai/05031990/Nữ/tổ 4/01012024", CardFacts(*MAI, "tổ 4")),
        ("099190004567||Phan Thị Mai|1990|Nữ|tổ 4|01012024", CardFacts("099190004567", "Phan Thị Mai", "1990", "Nữ", "tổ 4")),
        ("099190004567||Phan Thị Mai|00001990|Nữ|tổ 4|01012024", CardFacts("099190004567", "Phan Thị Mai", "1990", "Nữ", "tổ 4")),
    ],
)  # fmt: skip
def test_cards_are_read(text, facts):
    assert read_card(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "099190004567",
        "Phan Thị Mai",
        "1/2/3",
        "||||||",
        "09919000456|012345678|Phan Thị Mai|05031990|Nữ|tổ 4|01012024",  # eleven digits
        "099190004567|012345678|Phan Thị Mai|32131990|Nữ|tổ 4|01012024",
        "099190004567|012345678||05031990|Nữ|tổ 4|01012024",
        "099190004567|012345678|Phan Thị Mai|05031990",
    ],
)
def test_what_is_no_card_stays_what_was_typed(text):
    assert read_card(text) is None
