"""Makes static/fonts: IBM Plex cut to the letters of Vietnamese and Latin, from the packaged sources.

    uvx --from "fonttools[woff]==4.68.0" python tools/make_fonts.py

Needs npm and fonttools on the machine of whoever changes the fonts; nobody else runs it, the results are in the repository.
The cut fonts carry a name of their own, because «Plex» is a reserved name under the Open Font License.
"""

import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "static" / "fonts"
SOURCES = [
    # package, file in it, name of the result, family
    ("@ibm/plex-sans@1.1.0", "IBMPlexSans-Regular.woff2", "sans-400.woff2", "Dung Hen Sans"),
    ("@ibm/plex-sans@1.1.0", "IBMPlexSans-SemiBold.woff2", "sans-600.woff2", "Dung Hen Sans"),
    ("@ibm/plex-mono@2.5.0", "IBMPlexMono-Regular.woff2", "mono-400.woff2", "Dung Hen Mono"),
]
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),  # Latin-1 with «» · × § and the vowels of Vietnamese
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),  # Ă Đ Ĩ Ũ Ơ Ư
    *(0x300, 0x301, 0x303, 0x309, 0x323, 0x302, 0x306, 0x31B),  # marks on their own: text pasted decomposed still shows
    *range(0x1EA0, 0x1EFA),
    *(0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x202F, 0x20AB),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265),
]


def cut(source: Path, target: Path, family: str) -> None:
    options = subset.Options(
        flavor="woff2",
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        hinting=False,
        desubroutinize=True,
        name_IDs=[0, 1, 2, 3, 4, 6, 13, 14],
        notdef_outline=True,
    )
    font: TTFont = subset.load_font(str(source), options)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=LETTERS)
    worker.subset(font)
    style = font["name"].getDebugName(2)
    for row in font["name"].names:
        new = {1: family, 3: f"{family} {style}", 4: f"{family} {style}", 6: f"{family} {style}".replace(" ", "")}
        if row.nameID in new:
            row.string = new[row.nameID]
    subset.save_font(font, str(target), options)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for package in sorted({package for package, *_ in SOURCES}):
            packed = subprocess.run(
                ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
            ).stdout.split()[-1]
            with tarfile.open(Path(folder) / packed) as archive:
                archive.extractall(Path(folder) / package.replace("/", "_"), filter="data")
        for package, name, result, family in SOURCES:
            [source] = (Path(folder) / package.replace("/", "_")).glob(f"package/fonts/complete/woff2/{name}")
            cut(source, TARGET / result, family)
            print(f"{result}: {(TARGET / result).stat().st_size} bytes")
        [licence] = (Path(folder) / "@ibm_plex-sans@1.1.0").glob("package/LICENSE.txt")
        (TARGET / "OFL.txt").write_text(licence.read_text())


if __name__ == "__main__":
    main()
