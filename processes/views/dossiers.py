"""One dossier: where it stands, why, and what may be done with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from office.calendar import working_calendar
from office.views.base import StaffPage
from processes.actions import reveal_applicant
from processes.dossier_page import facts_of
from processes.dossier_papers import may_take_papers, papers_of
from processes.models import Dossier
from processes.presenting import ledger_lines
from processes.queries import told_promise, whole_dossiers


class DossierPage(StaffPage):
    """The page of one dossier; a hidden one is a missing one."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()

    def _dossier(self, pk: int) -> Dossier:
        return get_object_or_404(whole_dossiers(self.request.user), pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._dossier(pk))

    def _page(self, dossier: Dossier, *, revealed: bool = False) -> HttpResponse:
        calendar = working_calendar()
        facts = facts_of(dossier, self.asker, calendar, self.now)
        told = dossier.promise if dossier.final_ledger is None else dossier.final_ledger["promise"]
        if dossier.is_open and not dossier.is_paused:
            told = told_promise(dossier, calendar)
        breaches = [(breach, ledger_lines(breach.ledger["promise"])) for breach in dossier.breaches.all()]
        response = render(
            self.request,
            "processes/dossier.html",
            {
                "dossier": dossier,
                "facts": facts,
                "ledger": ledger_lines(told),
                "breaches": breaches,
                "papers": papers_of(dossier) if may_take_papers(dossier, self.asker) else [],
                "shows_contact": facts.shows_contact or revealed,
            },
        )
        if revealed:
            response.headers["Cache-Control"] = "no-store"
        return response


class RevealApplicant(DossierPage):
    """The same page with telephone and number in full, once, and a line in the journal."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        dossier = self._dossier(pk)
        reveal_applicant(dossier=dossier, by=request.user.person, now=self.now)
        return self._page(dossier, revealed=True)
