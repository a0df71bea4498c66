"""The catalogue of administrative procedures: what is in force on a day, and a new version as it was announced."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs.models import DocumentIssue
from office.refusals import Refusal
from office.text_forms import fold
from office.views.base import RolePage, StaffPage
from processes.actions.catalogue import CATALOGUE_KEEPERS, announce_procedure
from processes.catalogue_forms import AnnouncementForm, CaseFormSet, announcement_of
from processes.models import AdministrativeProcedureVersion
from processes.presenting import limit_words


class CataloguePage(StaffPage):
    """Procedures in force today: limits per case, who handles them, and whether an issue in force describes them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today, words = timezone.localdate(), request.GET.get("q", "")
        versions = (
            AdministrativeProcedureVersion.objects.valid_on(today)
            .select_related("procedure__field", "handling_unit")
            .prefetch_related("cases", "procedure__document_links__document")
            .order_by("procedure__field__name", "procedure__name")
        )
        bound = set(DocumentIssue.objects.in_force_on(today).values_list("document_id", flat=True))
        readable = dict(
            DocumentIssue.objects.visible_to(request.user).in_force_on(today).values_list("document_id", "pk")
        )
        rows = []
        for version in versions:
            procedure = version.procedure
            if not all(word in fold(f"{procedure.name} {procedure.code}") for word in fold(words).split()):
                continue
            links = [link.document for link in procedure.document_links.all() if link.is_valid_on(today)]
            rows.append(
                {
                    "version": version,
                    "limits": [(case.name, limit_words(case.limit, case.limit_unit)) for case in version.cases.all()],
                    "documents": [(each.code, readable.get(each.pk)) for each in links if each.pk in bound],
                }
            )
        facts = {
            "rows": rows,
            "words": words,
            "uncovered": sum(not row["documents"] for row in rows),
            "may_announce": self.asker.has_role(*CATALOGUE_KEEPERS),
            "trail": [(_("Hồ sơ"), reverse("processes:home"))],
        }
        return render(request, "processes/catalogue.html", facts)


class AnnouncePage(RolePage):
    """A new procedure, or a new version of one: the version before it ends the day before."""

    roles = CATALOGUE_KEEPERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(AnnouncementForm(user=request.user), CaseFormSet(prefix="th"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AnnouncementForm(request.POST, user=request.user)
        cases = CaseFormSet(request.POST, prefix="th")
        if not (form.is_valid() & cases.is_valid()):
            return self._page(form, cases, status=422)
        try:
            version = announce_procedure(
                announced=announcement_of(form, cases), by=request.user.person, now=timezone.now()
            )
        except Refusal as refusal:
            return self._page(form, cases, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã ghi «%(name)s» vào danh mục.") % {"name": version.procedure.name})
        return HttpResponseRedirect(reverse("processes:catalogue"))

    def _page(self, form, cases, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        facts = {
            "form": form,
            "cases": cases,
            "refusal": refusal,
            "has_errors": bool(form.errors or any(cases.errors)),
            "trail": [(_("Hồ sơ"), reverse("processes:home")), (_("Danh mục thủ tục"), reverse("processes:catalogue"))],
        }
        return render(self.request, "processes/announce.html", facts, status=status)
