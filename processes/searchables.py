"""What the one box may find of dossiers: code, procedure, applicant, papers; never telephone, number or address."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.access import tokens_of
from office.models import Confidentiality
from office.searchable import PageText, SearchableKind, SearchEntry, register
from processes.models import Dossier


def dossier_rows() -> QuerySet[Dossier]:
    """All dossiers; the register forgets none."""
    return Dossier.objects.select_related(
        "procedure_version__procedure__field", "holder_unit", "receiving_unit"
    ).prefetch_related("papers", "results")


def dossier_entry(dossier: Dossier) -> SearchEntry:
    """The entry of one dossier. Its tokens keep it from whoever may not see it, the applicant's name with it."""
    words = [
        dossier.procedure_name,
        dossier.procedure_version.procedure.code,
        dossier.applicant_name,
        *(paper.name for paper in dossier.papers.all()),
        *(result.result_code for result in dossier.results.all() if result.result_code),
    ]
    received_on = timezone.localdate(dossier.received_at)
    return SearchEntry(
        title=f"{dossier.procedure_name} – {dossier.applicant_name}",
        number=dossier.code,
        summary=str(dossier.get_state_display()),
        pages=[PageText(0, "\n".join(words))],
        address=dossier.get_absolute_url(),
        tokens=tokens_of(dossier),
        is_restricted=dossier.confidentiality > Confidentiality.INTERNAL,
        facets={
            "year": str(received_on.year),
            "unit": dossier.receiving_unit.name,
            "field": dossier.procedure_version.procedure.field.name,
            "state": str(dossier.get_state_display()),
        },
        dated_on=received_on,
    )


def register_searchables() -> None:
    register(
        SearchableKind(
            kind="processes.dossier", label=_("Hồ sơ"), model=Dossier, entry=dossier_entry, rows=dossier_rows
        )
    )
