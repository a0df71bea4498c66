"""Types of administrative documents and their abbreviations in symbols (Nghị định 30/2020/NĐ-CP, Phụ lục III).

Old papers carry types that the decree does not know, so the type of an archive document is text; these names are proposed.
"""

import re
import unicodedata

NAMES = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
    "SY": "Bản sao y",
    "TrS": "Bản trích sao",
    "SL": "Bản sao lục",
}
OFFICIAL_LETTER = "Công văn"  # has no abbreviation: its symbol is agency–drafting unit («103/UBND-VP»)
ALL_NAMES = [*NAMES.values(), OFFICIAL_LETTER]


def type_of_symbol(symbol: str) -> str:
    """The type that a symbol («QĐ-UBND», «2014/QĐ-UBND») tells, or nothing when it tells none."""
    for part in re.split(r"[/–-]", unicodedata.normalize("NFC", symbol).strip()):
        if part.strip() in NAMES:
            return NAMES[part.strip()]
    return ""
