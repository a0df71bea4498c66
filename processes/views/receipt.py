"""Mẫu 01: the receipt with the day promised, on A5, twice."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe

from office.views.base import StaffPage
from processes.barcodes import bars
from processes.dossier_page import sees_contact
from processes.presenting import ledger_lines, limit_words
from processes.queries import whole_dossiers


class ReceiptPage(StaffPage):
    """The receipt as it was promised: reprinting it later shows the same day and the same count."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        dossier = get_object_or_404(whole_dossiers(request.user), pk=pk)
        picture = io.BytesIO()
        segno.make(dossier.code, error="m", micro=False).save(
            picture, kind="svg", xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True, border=2
        )
        fees = dossier.procedure_version.fees.filter(amount__gt=0)
        return render(
            request,
            "processes/receipt.html",
            {
                "dossier": dossier,
                "received": timezone.localtime(dossier.received_at),
                "due": timezone.localtime(dossier.due_original),
                "limit": limit_words(dossier.case.limit, dossier.case.limit_unit),
                "days": ledger_lines(dossier.promise),
                "qr": mark_safe(picture.getvalue().decode()),  # noqa: S308  drawn by segno from our own code
                "bars": bars(dossier.code),
                "fees": [fee for fee in fees if fee.case_id in (None, dossier.case_id)],
                "is_new": "moi" in request.GET,
                "shows_contact": sees_contact(dossier, self.asker),
            },
        )
