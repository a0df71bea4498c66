"""Reads a file in this process: the same code the limited child runs, quick enough for many variants."""

from pathlib import Path

from iso_docs.word import child
from iso_docs.word.recognised import RecognisedDocument, RecognisedFile


def read(path: Path) -> RecognisedFile:
    answer = child.recognise(str(path))
    assert "document" in answer, answer
    return RecognisedFile.from_dict(answer["document"])


def refusal(path: Path) -> tuple[str, list[str]]:
    answer = child.recognise(str(path))
    return answer.get("refused", ""), answer.get("details", [])


def rows(document: RecognisedDocument) -> list[dict[str, object]]:
    """The steps as the generator tells them."""
    return [
        {"work": step.work, "who": step.responsible, "times": [time.text for time in step.times], "result": step.result}
        for step in document.steps
    ]
