"""The papers of one dossier: which there are, and the bytes of one. What states a fact is frozen; what shows progress is drawn anew."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import translation

from office.access import Asker
from office.letter_kinds import kinds
from office.letters import draw_paper, make_letter, pdf_of_letter
from office.models import Person
from office.pdf import pdf_of
from office.store import open_blob
from office.working_calendar import WorkingCalendar
from processes import paper_kinds, paper_values
from processes.dossier_page import sees_contact
from processes.models import Dossier
from processes.rules import HEADS
from processes.states import DecisionKind

FORMS = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}


def may_take_papers(dossier: Dossier, asker: Asker) -> bool:
    return sees_contact(dossier, asker) or asker.has_role(*HEADS)


@dataclass(frozen=True, slots=True)
class DossierPaperLink:
    """A paper that can be printed: its kind, the fact it states (0: none), its name and number."""

    paper: str
    fact: int
    name: str
    number: str = ""


def papers_of(dossier: Dossier) -> list[DossierPaperLink]:
    """Every paper that the facts of this dossier call for, in the order of the circular. Asks nothing beyond whole_dossiers."""
    regime = dossier.form_regime

    def link(paper: str, fact: models.Model | None = None, number: str = "") -> DossierPaperLink:
        return DossierPaperLink(paper, fact.pk if fact is not None else 0, paper_kinds.name_of(regime, paper), number)

    if dossier.is_mirrored:
        return [link(paper_kinds.CONTROL)]  # the province's system gave the receipt and the slips
    links = [link(paper_kinds.RECEIPT, None, f"{dossier.register_number:05d}/TNHS")]
    links += [link(paper_kinds.SUPPLEMENT, each, each.slip_number) for each in dossier.supplements.all()]
    for decision in dossier.decisions.all():
        if decision.kind in (DecisionKind.REFUSED, DecisionKind.DECLINED):
            links.append(link(paper_kinds.REFUSAL, decision, decision.slip_number))
    links += [link(paper_kinds.APOLOGY, each, each.slip_number) for each in dossier.extensions.all()]
    for decision in dossier.decisions.all():
        if decision.kind in (DecisionKind.STOPPED, DecisionKind.WITHDRAWN):
            links.append(link(paper_kinds.STOP, decision, decision.slip_number))
    return [*links, link(paper_kinds.CONTROL)]


def paper_bytes(
    dossier: Dossier,
    wanted: DossierPaperLink,
    form: str,
    *,
    by: Person,
    now: datetime.datetime,
    calendar: WorkingCalendar,
) -> bytes:
    """The paper as Word or PDF, in the language of the law. Refuses (Incomplete, 503) when it cannot be filled in or converted."""
    with translation.override("vi"):
        return _paper_bytes(dossier, wanted, form, by=by, now=now, calendar=calendar)


def _paper_bytes(
    dossier: Dossier,
    wanted: DossierPaperLink,
    form: str,
    *,
    by: Person,
    now: datetime.datetime,
    calendar: WorkingCalendar,
) -> bytes:
    kind = kinds()[paper_kinds.key_of(dossier.form_regime, wanted.paper)]
    if wanted.paper == paper_kinds.CONTROL:
        content = draw_paper(kind=kind, values=paper_values.control_values(dossier, calendar, now), now=now)
        return pdf_of(content) if form == "pdf" else content
    subject, values = _fact_of(dossier, wanted)
    pictures = {"qr": paper_values.qr_picture(dossier.code)} if wanted.paper == paper_kinds.RECEIPT else {}
    letter = make_letter(
        kind=kind, subject=subject, values=values, number=wanted.number, pictures=pictures, by=by, now=now
    )
    if form == "pdf":
        return pdf_of_letter(letter)
    with open_blob(letter.blob) as file:
        return file.read()


_VALUES: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    paper_kinds.SUPPLEMENT: ("supplements", paper_values.supplement_values),
    paper_kinds.REFUSAL: ("decisions", paper_values.refusal_values),
    paper_kinds.APOLOGY: ("extensions", paper_values.apology_values),
    paper_kinds.STOP: ("decisions", paper_values.stop_values),
}


def _fact_of(dossier: Dossier, wanted: DossierPaperLink) -> tuple[models.Model, dict[str, Any]]:
    if wanted.paper == paper_kinds.RECEIPT:
        return dossier, paper_values.receipt_values(dossier)
    relation, values = _VALUES[wanted.paper]
    fact = next(each for each in getattr(dossier, relation).all() if each.pk == wanted.fact)
    return fact, values(fact)
