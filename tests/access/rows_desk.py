"""Rows of the desk: papers as files, templates, and what is done beside the counter. The dossier is the one of rows_processes."""

from tests.access.rows import Row, add
from tests.access.rows_processes import MISSING

TEMPLATE_KEEPERS = frozenset({"quan", "thao"})
# Address and telephone stand on the papers: the counter, whoever has the dossier in hand (Hoa heads Minh's unit), and who signs.
HOLDERS = frozenset({"lan", "minh", "hoa", "ngoc"})
KIND = "processes.tt03_2025.receipt"


def _paper(world) -> dict:
    return {"pk": world.dossier.pk, "paper": "control", "fact": 0, "form": "docx"}


add(
    {
        "office:letter_templates": Row(TEMPLATE_KEEPERS),
        "office:letter_template": Row(TEMPLATE_KEEPERS, lambda world: {"key": KIND}),
        "office:letter_template_file": Row(TEMPLATE_KEEPERS, lambda world: {"key": KIND, "what": "mau"}),
        "processes:dossier_paper": Row(
            HOLDERS,
            _paper,
            MISSING | {"paper": "control", "fact": 0, "form": "docx"},
        ),
        "processes:register_paper": Row(
            frozenset({"lan"}),
            lambda world: {"form": "docx"},
            data={"since": "01/10/2026", "until": "31/10/2026"},
        ),
    }
)
