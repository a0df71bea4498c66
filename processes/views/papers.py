"""Papers of a dossier as Word and PDF files, and the register of a unit (Mẫu 06/07)."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from office.calendar import working_calendar
from office.letter_kinds import kinds
from office.letters import draw_paper
from office.pdf import pdf_of
from office.refusals import Incomplete
from office.views.base import StaffPage
from processes import paper_kinds, paper_values
from processes.actions.receiving import agency_of_day
from processes.dossier_papers import FORMS, may_take_papers, paper_bytes, papers_of
from processes.forms import RegisterPaperForm
from processes.models import Dossier
from processes.queries import whole_dossiers
from processes.rules import reception_unit
from processes.states import FormRegime

MOST_ROWS = 2000


def file_answer(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to save or open; never kept by a shared cache, it holds names and numbers of people."""
    answer = HttpResponse(content, content_type=FORMS[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class DossierPaperFile(StaffPage):
    """One paper of one dossier: made on the first asking, the same bytes ever after."""

    def get(self, request: HttpRequest, pk: int, paper: str, fact: int, form: str) -> HttpResponse:
        dossier = get_object_or_404(whole_dossiers(request.user), pk=pk)
        wanted = next((each for each in papers_of(dossier) if (each.paper, each.fact) == (paper, fact)), None)
        # Address and telephone stand on it: for the counter, who has the dossier, and who signs.
        if wanted is None or form not in FORMS or not may_take_papers(dossier, self.asker):
            raise Http404
        content = paper_bytes(
            dossier, wanted, form, by=request.user.person, now=timezone.now(), calendar=working_calendar()
        )
        return file_answer(content, f"{dossier.code}_{wanted.paper}", form)


class RegisterPaper(StaffPage):
    """The register of the clerk's own unit, from a day until a day, in the form of the circular in force."""

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        now = timezone.now()
        unit = reception_unit(request.user.person, now)
        if form not in FORMS:
            raise Http404
        asked = RegisterPaperForm(request.GET)
        if not asked.is_valid():
            raise Incomplete(
                _("Chưa rõ in sổ từ ngày nào đến ngày nào."),
                next_step=_("Ghi hai ngày dạng ngày/tháng/năm, ngày sau không trước ngày đầu, trong một năm."),
            )
        since, until = asked.cleaned_data["since"], asked.cleaned_data["until"]
        rows = list(
            Dossier.objects.visible_to(request.user)
            .filter(receiving_unit=unit, received_at__gte=_midnight(since), received_at__lt=_midnight(until + _A_DAY))
            .select_related("owner_unit", "giving")
            .prefetch_related("hand_overs")
            .order_by("register_year", "register_number")[: MOST_ROWS + 1]
        )
        if len(rows) > MOST_ROWS:
            raise Incomplete(
                _("Khoảng này có hơn %(most)s hồ sơ, quá dài cho một lần in.") % {"most": MOST_ROWS},
                next_step=_("Chia thành nhiều khoảng ngắn hơn."),
            )
        # The circular that the last dossier of the register was received under: what stood in force is pinned with it.
        regime = rows[-1].form_regime if rows else FormRegime.TT03_2025
        kind = kinds()[paper_kinds.key_of(regime, paper_kinds.REGISTER)]
        with translation.override("vi"):
            values = paper_values.register_values(
                rows, agency=agency_of_day(timezone.localdate(now)), unit=unit, since=since, until=until, now=now
            )
        content = draw_paper(kind=kind, values=values, now=now)
        return file_answer(
            pdf_of(content) if form == "pdf" else content, f"so-theo-doi_{since:%Y%m%d}-{until:%Y%m%d}", form
        )


_A_DAY = datetime.timedelta(days=1)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
