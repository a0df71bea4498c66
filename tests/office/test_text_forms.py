"""One text, many ways to type it: the forms by which it is found must not tell them apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.text_forms import (
    clean,
    find_numbers,
    fold,
    fold_with_offsets,
    has_marks,
    number_key,
    number_keys,
    person_sort_key,
    shingles,
    sort_key,
    spelling_variants,
    words,
)

OTHER_TONE_PLACE = {
    "hòa": "hoà", "tòa": "toà", "hóa": "hoá", "khỏe": "khoẻ", "thủy": "thuỷ", "ủy": "uỷ", "quý": "qúy", "nghĩa": "nghiã",
}  # fmt: skip
OFFICIAL = """đăng ký kết hôn Ủy ban nhân dân phường tiếp nhận trả quyết định ưu đãi người có công giấy khai sinh nước mùa
của tuấn luật thuế quốc gia huyện xã 2014 43 QĐ-TTg m² ở y tế Đắk khuỷu ngoằn ngoèo giếng gì"""
SYLLABLES = [*OTHER_TONE_PLACE, *OFFICIAL.split()]
a_text = st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join)


def forms_of(text: str) -> list[tuple[str, str]]:
    return [(word.accented, word.folded) for word in words(text)]


@given(a_text)
def test_composed_decomposed_and_capitals_have_the_same_forms(text):
    as_written = forms_of(text)
    assert forms_of(unicodedata.normalize("NFD", text)) == as_written
    assert forms_of(text.upper()) == as_written
    assert forms_of(unicodedata.normalize("NFD", text.upper())) == as_written


@given(st.lists(st.sampled_from(sorted(OTHER_TONE_PLACE)), min_size=1, max_size=6))
def test_either_tone_placement_has_the_same_forms(syllables):
    other = [OTHER_TONE_PLACE[syllable] for syllable in syllables]
    assert forms_of(" ".join(other)) == forms_of(" ".join(syllables))


@given(st.text())
def test_any_text_has_forms_that_do_not_depend_on_its_composition(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert [word.folded for word in words(text)] == [word.folded for word in words(unicodedata.normalize("NFC", text))]


@given(a_text, st.booleans())
def test_folding_leads_back_to_the_letters_it_was_made_of(text, decomposed):
    text = unicodedata.normalize("NFD" if decomposed else "NFC", text)
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.text) == len(unicodedata.normalize("NFC", text))
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert fold(text[start:end]) == folded.text[place]


@given(st.text())
def test_offsets_cover_any_text_without_gaps(text):
    folded = fold_with_offsets(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


@given(a_text)
def test_words_stand_where_they_say(text):
    for word in words(text):
        assert forms_of(text[word.start : word.end]) == [(word.accented, word.folded)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tay", "tai"),
        ("thúy", "thúi"),
        ("mùa", "múa"),
        ("bản", "bán"),
        ("giá", "già"),
        ("hỏa", "hòa"),
        ("đường", "dường"),
    ],
)
def test_different_words_keep_different_accented_forms(first, second):
    assert forms_of(first)[0][0] != forms_of(second)[0][0]


def test_eth_is_read_as_the_letter_it_was_meant_to_be():
    assert fold("Ðường ðất Ɖông") == "duong dat dong"
    assert forms_of("ÐƯỜNG") == forms_of("đường")
    assert clean("Ðà Nẵng") == "Đà Nẵng"


def test_invisible_letters_from_pdf_do_not_divide_words():
    assert [word.folded for word in words("hộ\u00adtịch \ufeffsổ")] == ["hotich", "so"]
    assert fold("quy\u200d định") == "quy dinh"


def test_digits_and_letters_are_words_strokes_divide():
    assert [word.folded for word in words("Số: 43/2026/NĐ-CP, 120 m² (y_tế)")] == [
        "so", "43", "2026", "nd", "cp", "120", "m2", "y", "te",
    ]  # fmt: skip


def test_shingles_are_pairs_of_neighbours():
    assert shingles(["dang", "ky", "ket", "hon"]) == ["dang_ky", "ky_ket", "ket_hon"]
    assert shingles(["o"]) == []


@pytest.mark.parametrize(
    ("word", "other"),
    [("kỹ", "kĩ"), ("quy", "qui"), ("quí", "quý"), ("lý", "lí"), ("ky", "ki"), ("mĩ", "mỹ")],
)
def test_y_and_i_are_alternatives_where_spelling_allows_both(word, other):
    assert spelling_variants(word) == (other,)


@pytest.mark.parametrize("word", ["tay", "tai", "thúy", "thi", "y", "di", "kiên"])
def test_y_and_i_are_not_alternatives_elsewhere(word):
    assert spelling_variants(word) == ()


def test_marks_are_evidence_only_when_written():
    assert has_marks("đăng")
    assert has_marks("hoà")
    assert not has_marks("dang")
    assert not has_marks("2014")


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("19/2014/QĐ-TTg", "19/2014/QD-TTG"),
        ("Số 12 /BC-UBND", "12/BC-UBND"),
        ("Số : 43 / 2026 / NĐ - CP", "43/2026/ND-CP"),
        ("so: 005/QĐ-UBND", "5/QD-UBND"),
        ("11-CTr/HU", "11-CTR/HU"),
        ("30a/2008/NQ-CP", "30A/2008/NQ-CP"),
        ("QT-04", "QT-04"),
        ("", ""),
    ],
)
def test_number_key(number, key):
    assert number_key(number) == key
    assert number_key(unicodedata.normalize("NFD", number)) == key


@pytest.mark.parametrize(
    "asked",
    ["19/2014/QĐ-TTg", "19/2014/qd-ttg", "QĐ 19/2014", "quyết định 19/2014", "Quyết định số 19/2014", "19 2014 qd-ttg",
     "Số : 19 / 2014 / QĐ - TTg", "19/2014", "quyet dinh so 19", "019/2014/QĐ-Ttg"],
)  # fmt: skip
def test_a_number_is_found_however_it_is_remembered(asked):
    mentions = find_numbers(asked)
    assert len(mentions) == 1
    assert mentions[0].key in number_keys("19/2014/QĐ-TTg")


@pytest.mark.parametrize(
    "asked", ["412/QĐ-UBND", "412/qd-ubnd", "QĐ 412/2014", "quyết định 412", "412/2014", "412 /QĐ"]
)
def test_a_number_without_a_year_is_found_with_the_year_of_its_date(asked):
    assert find_numbers(asked)[0].key in number_keys("412/QĐ-UBND", 2014)


def test_one_stop_and_party_numbers():
    assert find_numbers("103/UBND-VP")[0].key in number_keys("103/UBND-VP")
    assert find_numbers("chương trình 11-CTr/HU")[0].key in number_keys("11-CTr/HU")
    assert find_numbers("luật 72/2025/QH15")[0].is_whole
    assert "QH 72/2025" in number_keys("72/2025/QH15")


@pytest.mark.parametrize(
    "text", ["12/3/2020", "14/31", "ngày 05/03/2014", "7%/năm", "điều 25 khoản 2", "H99.12.01-251120-0001"]
)
def test_dates_and_shares_are_no_numbers(text):
    assert find_numbers(text) == []


def test_the_mention_stands_where_it_says():
    text = "theo Số: 12/BC-UBND ngày"
    mention = find_numbers(unicodedata.normalize("NFD", text))[0]
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed[mention.start : mention.end] == "12/BC-UBND"


def test_vietnamese_order_is_letters_first_then_tones():
    in_order = ["an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "ban", "dân", "đan", "ôn", "ơn", "ùn", "ưn"]
    shuffled = [*in_order[1::2], *in_order[::2]]
    assert sorted(shuffled, key=sort_key) == in_order
    assert sorted(["Ủy ban", "Thuế", "Ân Thi"], key=sort_key) == ["Ân Thi", "Thuế", "Ủy ban"]


def test_people_are_listed_by_given_name():
    names = ["Trần Văn Bình", "Lê Thị Ánh", "Nguyễn Đức An", "Đỗ An", "Phạm Đăng"]
    assert sorted(names, key=person_sort_key) == ["Đỗ An", "Nguyễn Đức An", "Lê Thị Ánh", "Trần Văn Bình", "Phạm Đăng"]
