"""The bars are read back by a reader that knows nothing of us."""

import pytest
import zxingcpp
from PIL import Image

from processes.barcodes import bars


def picture(text: str) -> Image.Image:
    """The bars as a scanner sees them: three dots a module, black on white."""
    drawn = bars(text)
    image = Image.new("L", (drawn["width"] * 3, 90), 255)
    for part in drawn["path"].split("z"):
        if part:
            x, width = part[1:].split(" 0h")
            begin, size = int(x) * 3, int(width.split("v")[0]) * 3
            image.paste(0, (begin, 0, begin + size, 90))
    return image


@pytest.mark.parametrize("text", ["H99.14-261120-0007", "000.00.12.H26-250716-0001", "H55.242-260105-00017", " ~A!z"])
def test_bars_are_read_back(text):
    [found] = zxingcpp.read_barcodes(picture(text))
    assert found.text == text
    assert found.format == zxingcpp.BarcodeFormat.Code128


@pytest.mark.parametrize("text", ["", "Bình An", "a\n"])
def test_other_letters_are_refused(text):
    with pytest.raises(ValueError):
        bars(text)
