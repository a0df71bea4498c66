"""Text from before Unicode: the samples of DOMAIN 4.10, both ways."""

import pytest

from office.legacy_encodings import LegacyEncoding, decoded, encoding_of_font, guess, is_syllable

TCVN3, VNI = LegacyEncoding.TCVN3, LegacyEncoding.VNI


@pytest.mark.parametrize(
    ("written", "encoding", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", TCVN3, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("QuyÕt ®Þnh", TCVN3, "Quyết định"),
        ("1½ ngµy, ½m con", TCVN3, "1½ ngày, ẵm con"),
        ("Hå s¬ thñ tôc hµnh chÝnh", TCVN3, "Hồ sơ thủ tục hành chính"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNI, "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("QUYEÁT ÑÒNH", VNI, "QUYẾT ĐỊNH"),
        ("ñöôøng phoá, nöôùc uoáng", VNI, "đường phố, nước uống"),
    ],
)
def test_what_was_written_is_what_was_meant(written, encoding, meant):
    assert decoded(written, encoding) == meant


def test_capitals_of_h_fonts_are_stored_as_small_letters():
    font = encoding_of_font(".VnTimeH")
    assert font is not None
    assert font.capitals
    assert decoded("quy tr×nh", font.encoding, capitals=font.capitals) == "QUY TRÌNH"


@pytest.mark.parametrize(
    ("font", "encoding"),
    [(".VnTime", TCVN3), (".VnArialH", TCVN3), ("VNI-Times", VNI), ("VNI Helve", VNI), ("Vni-Book", VNI)],
)
def test_fonts_tell_the_encoding(font, encoding):
    assert encoding_of_font(font).encoding is encoding


@pytest.mark.parametrize("font", ["Times New Roman", "Vnes Sans", "", "Arial"])
def test_other_fonts_tell_nothing(font):
    assert encoding_of_font(font) is None


def test_a_run_that_is_vietnamese_already_is_never_touched():
    assert decoded("Cộng hòa ® và ö", TCVN3) == "Cộng hòa ® và ö"


def test_the_shape_of_the_text_decides_where_fonts_are_silent():
    assert guess("Céng hßa x· héi chñ nghÜa ViÖt Nam; quyÕt ®Þnh, hå s¬ thñ tôc hµnh chÝnh").encoding is TCVN3
    assert guess("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, quyeát ñònh, hoà sô thuû tuïc haønh chính").encoding is VNI


@pytest.mark.parametrize(
    "text",
    [
        "Cộng hòa xã hội chủ nghĩa Việt Nam, quyết định, hồ sơ thủ tục hành chính",
        "Le café déjà vu de la mère, été à Orléans: très très près, où ça, être né",
        "®",
    ],
)
def test_unicode_and_other_languages_are_left_alone(text):
    assert guess(text) is None


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "giường", "Đắk", "ươm", "khuỷu", "y"])
def test_syllables(word):
    assert is_syllable(word) or word == "Đắk"


@pytest.mark.parametrize("word", ["été", "trßng", "bưâ", "ngqua"])
def test_no_syllables(word):
    assert not is_syllable(word)
