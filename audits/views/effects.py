"""The frozen list that a measurement was counted from, before or after; what the reader may not see is only counted."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from audits.views.nonconformities import NonconformityPage
from processes.models import Dossier

PERIODS = {"truoc": "before", "sau": "after"}


class FrozenList(NonconformityPage):
    """Every dossier of a period as it was when it was counted. Dossiers the reader may not see stand as a number."""

    template_name = "audits/effect_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = self.nonconformity.effect_checks.filter(number=self.kwargs["check"]).exclude(figures_hash="").first()
        period = PERIODS.get(self.kwargs["period"])
        if made is None or period is None:
            raise Http404
        figures = made.figures[period]
        keys = [row["dossier"] for row in figures["dossiers"]]
        seen = Dossier.objects.visible_to(self.request.user).in_bulk(keys)
        rows = [
            row
            | {name: parse_date(row[name]) if row[name] else None for name in ("received_on", "due_on", "finished_on")}
            | {"used_days": None if row["used_days"] is None else Decimal(row["used_days"])}
            | {"address": seen[row["dossier"]].get_absolute_url()}
            for row in figures["dossiers"]
            if row["dossier"] in seen
        ]
        return TemplateView.get_context_data(self, **kwargs) | {
            "nonconformity": self.nonconformity,
            "trail": [
                (_("Sự không phù hợp"), reverse("audits:home")),
                (self.nonconformity.number, self.nonconformity.get_absolute_url()),
            ],
            "made": made,
            "figures": figures,
            "since": parse_date(figures["since"]),
            "until": parse_date(figures["until"]),
            "is_before": period == "before",
            "rows": rows,
            "hidden": len(keys) - len(rows),
        }
