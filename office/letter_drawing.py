"""Looking at a Word template and filling it in. Runs in the limited child process (office.sandbox): plain data in and out, no Django."""

import re
import zipfile
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2000
# A reference to something outside the file: Word and LibreOffice would fetch it when the paper is opened.
_EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*"External"[^>]*>', re.IGNORECASE)
_HYPERLINK = re.compile(rb'Type\s*=\s*"[^"]*/hyperlink"', re.IGNORECASE)


def look(path: str) -> dict[str, Any]:
    """What the template asks for: {"names": […]}, or why it is none: {"fault": word, "words": what exactly}."""
    fault = _fault_of_package(path)
    if fault:
        return {"fault": fault, "words": ""}
    try:
        names = DocxTemplate(path).get_undeclared_template_variables(_environment())
    except TemplateError as error:
        return {"fault": "syntax", "words": f"{error.message or error}"[:300]}
    except Exception as error:  # python-docx and lxml raise many kinds for a damaged file; each means the same
        return {"fault": "unreadable", "words": f"{type(error).__name__}"}
    return {"names": sorted(names)}


def draw(path: str, values: dict[str, Any], images: dict[str, dict[str, Any]], target: str) -> dict[str, Any]:
    """Fill the template in and save it as `target`; `images` maps a name to {"path", "mm"}. {"fault": …} when it cannot be."""
    try:
        template = DocxTemplate(path)
        context = dict(values)
        for name, image in images.items():
            context[name] = InlineImage(template, image["path"], width=Mm(image["mm"]))
        template.render(context, jinja_env=_environment(), autoescape=True)
        template.save(target)
    except TemplateError as error:
        return {"fault": "syntax", "words": f"{error.message or error}"[:300]}
    except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError) as error:
        return {"fault": "syntax", "words": f"{error}"[:300]}
    return {}


def _environment() -> ImmutableSandboxedEnvironment:
    """A template may read what it is given and nothing else: no attribute of Python, no file, no change of a value."""
    return ImmutableSandboxedEnvironment(autoescape=True)


def _fault_of_package(path: str) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return "too-big"
            names = {part.filename for part in parts}
            if "word/document.xml" not in names:
                return "no-word"
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
                return "macro"
            if any(name.startswith("word/embeddings/") for name in names):
                return "embedded"
            for name in names:
                if name.endswith(".rels"):
                    for found in _EXTERNAL.findall(package.read(name)):
                        if not _HYPERLINK.search(found):
                            return "external"
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return "no-word"
    return ""
