"""The real and generated files of ../shared/data, measured: the floor below which no change may fall."""

import shutil

import pytest

from iso_docs.word.reading import read_word_file
from office import libreoffice
from tests.iso_docs.word import measure

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not measure.DATA.is_dir(), reason="../shared/data is not there: real procedures not measured"),
]
FILES = {file.name: (file, truth) for file, truth in measure.truths()} if measure.DATA.is_dir() else {}
needs_libreoffice = pytest.mark.skipif(
    libreoffice.program() is None, reason="LibreOffice is not installed: .doc not measured"
)


def checked(name: str) -> None:
    file, truth = FILES[name]
    found = measure.measure(file, truth, read_word_file)
    floor = 0.9 if "is_ocr_conversion_of" in truth else 0.97
    assert found.share >= floor, "\n".join([str(found), *found.wrong])
    assert found.lost == 0, "\n".join([str(found), *found.wrong])
    assert found.doubt_share <= 0.05, str(found)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".docx")])
def test_docx_as_its_truth_says(name):
    checked(name)


@pytest.mark.slow
@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".doc")])
def test_doc_as_its_truth_says(name):
    checked(name)


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_word_97_file_under_a_wrong_name_is_read_by_its_content(tmp_path):
    name = next(name for name in FILES if name.endswith(".doc"))
    path = shutil.copy(FILES[name][0], tmp_path / "quy-trinh.docx")
    assert read_word_file(path).source_format == "doc"
