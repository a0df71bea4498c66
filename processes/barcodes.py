"""Code 128 (set B): the bars of a dossier code, for the scanners that every counter has. Pure."""

# Widths of bar and space in turn, for the values 0 to 106 of ISO/IEC 15417; the last one is the stop with its closing bar.
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122
123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323
131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131
213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122
141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112
124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141
411131 211412 211214 211232 2331112
""".split()  # noqa: SIM905  107 words in rows read better than a column
_START_B, _STOP = 104, 106
_QUIET = 10  # modules left white on both sides


def bars(text: str) -> dict[str, object]:
    """`path` of the bars and `width` of the whole, in modules, for an SVG of height 1. Raises ValueError outside ASCII 32–126."""
    if not text or any(not " " <= letter <= "~" for letter in text):
        raise ValueError("Code 128 B writes printable ASCII only.")
    values = [ord(letter) - 32 for letter in text]
    check = (_START_B + sum(place * value for place, value in enumerate(values, start=1))) % 103
    x, parts = _QUIET, []
    for value in [_START_B, *values, check, _STOP]:
        for place, width in enumerate(_WIDTHS[value]):
            if place % 2 == 0:
                parts.append(f"M{x} 0h{width}v1h-{width}z")
            x += int(width)
    return {"path": "".join(parts), "width": x + _QUIET}
