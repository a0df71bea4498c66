"""One dossier: where it stands, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from office.views.base import StaffPage
from processes.models import Dossier


class DossierPage(StaffPage):
    """The page of one dossier; a hidden one is a missing one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
        return render(request, "processes/dossier.html", {"dossier": dossier})
