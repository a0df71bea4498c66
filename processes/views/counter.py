"""Between hands: what waits to be taken, what can be given on, and results to hand to their owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.refusals import Refusal
from office.typed_numbers import typed_number
from office.views.base import StaffPage
from processes import actions
from processes.forms import HandOverForm, ReturnForm, SendBackForm
from processes.models import Dossier
from processes.queries import my_dossiers, waiting_for
from processes.rules import reception_unit
from processes.states import DossierState


class HandOverPage(StaffPage):
    """Several at once: tick and confirm, or tick and give. Each dossier is an act of its own; what is refused says why."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        now, by = timezone.now(), request.user.person
        refusals: list[tuple[str, Refusal]] = []
        done = 0
        if "take" in request.POST:
            for given in waiting_for(by, now).filter(pk__in=_keys(request, "hand_over")):
                try:
                    actions.accept_hand_over(hand_over=given, by=by, now=now)
                    done += 1
                except Refusal as refusal:
                    refusals.append((given.dossier.code, refusal))
            text = ngettext("Đã nhận %(n)s hồ sơ.", "Đã nhận %(n)s hồ sơ.", done) % {"n": done}
        else:
            form = HandOverForm(request.POST, on=timezone.localdate(now))
            if not form.is_valid():
                return self._page(form=form, status=422)
            for dossier in Dossier.objects.visible_to(request.user).filter(pk__in=_keys(request, "dossier")):
                try:
                    actions.hand_over(dossier=dossier, by=by, now=now, **form.cleaned_data)
                    done += 1
                except Refusal as refusal:
                    refusals.append((dossier.code, refusal))
            text = ngettext(
                "Đã giao %(n)s hồ sơ, chờ bên nhận xác nhận.", "Đã giao %(n)s hồ sơ, chờ bên nhận xác nhận.", done
            ) % {"n": done}
        if refusals:
            return self._page(refusals=refusals, done=text if done else "", status=409)
        if done:
            messages.success(request, text)
        return redirect("processes:hand_overs")

    def _page(self, *, form: HandOverForm | None = None, status: int = 200, **more) -> HttpResponse:
        now, person = timezone.now(), self.request.user.person
        mine = my_dossiers(person, now)
        given = set(
            Dossier.objects.filter(pk__in=[each.dossier.pk for each in mine.in_hand])
            .filter(hand_overs__accepted_at__isnull=True, hand_overs__sent_back_at__isnull=True)
            .filter(hand_overs__isnull=False)
            .values_list("pk", flat=True)
        )
        context = {
            "waiting": list(waiting_for(person, now)),
            "mine": [each for each in mine.in_hand if each.dossier.pk not in given and each.status != "wait"],
            "given": [each for each in mine.in_hand if each.dossier.pk in given],
            "form": form or HandOverForm(on=timezone.localdate(now)),
            **more,
        }
        return render(self.request, "processes/hand_overs.html", context, status=status)


class SendBackPage(StaffPage):
    """Not taken, with the reason."""

    def _given(self, pk: int):
        return get_object_or_404(waiting_for(self.request.user.person, timezone.now()), pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "processes/send_back.html", {"given": self._given(pk), "form": SendBackForm()})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        given, form = self._given(pk), SendBackForm(request.POST)
        if not form.is_valid():
            return render(request, "processes/send_back.html", {"given": given, "form": form}, status=422)
        actions.send_back(
            hand_over=given, reason=form.cleaned_data["reason"], by=request.user.person, now=timezone.now()
        )
        messages.success(request, _("Đã trả lại hồ sơ %(code)s.") % {"code": given.dossier.code})
        return redirect("processes:hand_overs")


class ReturnsPage(StaffPage):
    """A scan finds the result; one key hands it over. Without a scan: what waits, the oldest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        reception_unit(request.user.person, timezone.now())
        words = request.GET.get("q", "").strip()
        seen = Dossier.objects.visible_to(request.user)
        waiting = seen.filter(state=DossierState.FINISHED).order_by("finished_at", "pk")
        found = seen.filter(code__iexact=words).select_related("holder", "holder_unit").first() if words else None
        form = None
        if found is not None and found.state == DossierState.FINISHED:
            form = ReturnForm(
                initial={
                    "receiver_name": found.applicant_name,
                    "channel": found.return_channel,
                    "proof": _("ký sổ"),
                    "receiver_is_applicant": True,
                }
            )
        context = {"words": words, "found": found, "form": form, "waiting": waiting[:100], "count": waiting.count()}
        if found is not None:
            context["result"] = found.results.order_by("-number").first()
        return render(request, "processes/returns.html", context)


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [key for key in map(typed_number, request.POST.getlist(name)) if key is not None]
