"""The register of nonconformities and the page of one: what happened, which dossiers, where the time went, what is done."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from audits.actions import decide, note_done, plan_correction, plan_corrective_action, raise_nonconformity
from audits.forms import DecisionForm, DoneForm, RaiseForm, WorkForm
from audits.models import Correction, CorrectiveAction, Nonconformity
from audits.pictures import TimePicture, time_picture
from audits.queries import Member, decision_owed, members_of, register_figures, register_of
from audits.rules import RAISERS, check_can_decide, check_can_note_done, check_can_plan, check_can_raise
from audits.states import DecisionKind
from office.calendar import working_calendar
from office.refusals import NotPermitted, Refusal
from office.views.base import StaffPage
from processes.presenting import ledger_lines

PER_PAGE = 25
MEMBERS_SHOWN = 20


class Register(StaffPage, TemplateView):
    """Sổ theo dõi sự không phù hợp: what waits for a decision first in the sentence, everything in the list."""

    template_name = "audits/nonconformity_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = register_of(self.request.user)
        only_waiting = self.request.GET.get("xem") == "cho-quyet-dinh"
        if only_waiting:
            rows = rows.undecided()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [_row(each) for each in page],
            "figures": register_figures(self.request.user),
            "only_waiting": only_waiting,
            "may_raise": self.asker.has_role(*RAISERS),
        }


class RaisePage(StaffPage, FormView):
    """Lập phiếu: somebody found something, in an audit, a complaint, or at work."""

    template_name = "audits/raise.html"
    form_class = RaiseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.person is not None:
            check_can_raise(self.asker.person, on=self.asker.on)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"on": self.asker.on, "initial": {"found_on": self.asker.on}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = [(_("Sự không phù hợp"), reverse("audits:home"))]
        return super().get_context_data(trail=trail, **kwargs)

    def form_valid(self, form: RaiseForm) -> HttpResponse:
        try:
            made = raise_nonconformity(**form.cleaned_data, by=self.asker.person, now=timezone.now())
        except NotPermitted:
            raise
        except Refusal as refusal:
            context = self.get_context_data(form=form, refusal=refusal)
            return self.render_to_response(context, status=refusal.status)
        messages.success(self.request, _("Đã lập %(number)s.") % {"number": made.number})
        # Whoever finds something in another unit may not read that unit's case.
        seen = Nonconformity.objects.visible_to(self.request.user).filter(pk=made.pk).exists()
        return HttpResponseRedirect(made.get_absolute_url() if seen else reverse("audits:home"))

    def form_invalid(self, form: RaiseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class NonconformityPage(StaffPage, TemplateView):
    """One nonconformity. A hidden one is a missing one."""

    template_name = "audits/nonconformity.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            rows = Nonconformity.objects.visible_to(request.user).select_related(
                "owner_unit", "opened_by", "policy", "decision__decided_by", "procedure"
            )
            self.nonconformity = get_object_or_404(rows, number=kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, nonconformity, person = timezone.now(), self.nonconformity, self.asker.person
        calendar = working_calendar()
        members = members_of(nonconformity, self.request.user, calendar=calendar, now=now)
        counting = [each for each in members if not each.annulled_because]
        decision = getattr(nonconformity, "decision", None)
        works = [
            _works(_("Xử lý ngay"), "correction", nonconformity.corrections.select_related("owner", "done_by"), person),
            _works(
                _("Khắc phục nguyên nhân"),
                "corrective_action",
                nonconformity.corrective_actions.select_related("owner", "done_by"),
                person,
            ),
        ]
        may_plan = _refusal_of(lambda: check_can_plan(nonconformity, person, on=self.asker.on)) is None
        needs_action = decision is not None and decision.kind == DecisionKind.CORRECTIVE_ACTION
        context = {
            "nonconformity": nonconformity,
            "trail": [(_("Sự không phù hợp"), reverse("audits:home"))],
            "late_count": len(counting),
            "open_count": sum(1 for each in counting if each.is_open),
            "members": [_member_row(each) for each in members[:MEMBERS_SHOWN]],
            "members_left_out": len(members) - MEMBERS_SHOWN,
            "time": _time(counting),
            "decision": decision,
            "decision_label": DecisionKind(decision.kind).label if decision else "",
            "owed": None if decision else decision_owed(nonconformity),
            "decision_refusal": _refusal_of(lambda: check_can_decide(nonconformity, person, on=self.asker.on)),
            "decision_form": DecisionForm(prefix="quyet-dinh"),
            "works": works,
            "work_total": sum(len(group["rows"]) for group in works),
            "work_done": sum(1 for group in works for row in group["rows"] if row["work"].done_on),
            "may_plan": may_plan,
            "needs_action": needs_action,
            "correction_form": WorkForm(prefix="xu-ly", on=self.asker.on) if may_plan else None,
            "action_form": WorkForm(prefix="khac-phuc", on=self.asker.on) if may_plan and needs_action else None,
        }
        return super().get_context_data(**kwargs) | context | kwargs


class FormOnPage(NonconformityPage):
    """Answers one form of the page; what is wrong or refused comes back on the page with what was typed."""

    http_method_names = ["post"]
    shown_as = ""  # the name of the form in the page's context

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = self.form()
        if not form.is_valid():
            return self._again(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except NotPermitted:
            raise
        except Refusal as refusal:
            return self._again(form, refusal=refusal, status=refusal.status)
        messages.success(request, said)
        return HttpResponseRedirect(self.nonconformity.get_absolute_url())

    def check(self) -> None:
        """Who before what: refuse before anything typed is looked at."""
        raise NotImplementedError

    def form(self) -> forms.Form:
        raise NotImplementedError

    def act(self, data: dict[str, Any]) -> str:
        """Do it; the sentence to say."""
        raise NotImplementedError

    def _again(self, form: forms.Form, *, status: int, refusal: Refusal | None = None) -> HttpResponse:
        context = self.get_context_data(**{self.shown_as: form, "form": form, "refusal": refusal})
        return self.render_to_response(context, status=status)


class Decide(FormOnPage):
    shown_as = "decision_form"

    def check(self) -> None:
        check_can_decide(self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> DecisionForm:
        return DecisionForm(self.request.POST, prefix="quyet-dinh")

    def act(self, data: dict[str, Any]) -> str:
        made = decide(nonconformity=self.nonconformity, **data, by=self.asker.person, now=timezone.now())
        return _("Đã quyết định: %(decision)s.") % {"decision": DecisionKind(made.kind).label}


class PlanCorrection(FormOnPage):
    shown_as = "correction_form"

    def check(self) -> None:
        check_can_plan(self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> WorkForm:
        return WorkForm(self.request.POST, prefix="xu-ly", on=self.asker.on)

    def act(self, data: dict[str, Any]) -> str:
        made = plan_correction(nonconformity=self.nonconformity, **data, by=self.asker.person, now=timezone.now())
        return _("Đã giao %(name)s: %(what)s.") % {"name": made.owner.full_name, "what": made.what}


class PlanCorrectiveAction(FormOnPage):
    shown_as = "action_form"

    def check(self) -> None:
        check_can_plan(self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> WorkForm:
        return WorkForm(self.request.POST, prefix="khac-phuc", on=self.asker.on)

    def act(self, data: dict[str, Any]) -> str:
        made = plan_corrective_action(
            nonconformity=self.nonconformity, **data, by=self.asker.person, now=timezone.now()
        )
        return _("Đã giao %(name)s: %(what)s.") % {"name": made.owner.full_name, "what": made.what}


class NoteDone(FormOnPage):
    shown_as = "done_form"

    @cached_property
    def work(self) -> Correction | CorrectiveAction:
        related = {"xu-ly": "corrections", "khac-phuc": "corrective_actions"}.get(self.kwargs["kind"])
        if related is None:
            raise Http404
        rows = getattr(self.nonconformity, related).select_related("owner", "nonconformity")
        return get_object_or_404(rows, number=self.kwargs["work"])

    def check(self) -> None:
        check_can_note_done(self.work.owner, self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> DoneForm:
        return DoneForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        note_done(work=self.work, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi xong: %(what)s.") % {"what": self.work.what}


def _row(nonconformity: Any) -> dict[str, Any]:
    """A line of the register, its state in words."""
    decision = getattr(nonconformity, "decision", None)
    if decision is None:
        mark, state = "risk", _("chờ quyết định")
    elif nonconformity.open_work_count:
        mark, state = (
            "ok",
            _("%(open)s trên %(all)s việc chưa xong")
            % {
                "open": nonconformity.open_work_count,
                "all": nonconformity.work_count,
            },
        )
    elif decision.kind == DecisionKind.NOT_NEEDED:
        mark, state = "done", DecisionKind.NOT_NEEDED.label
    elif nonconformity.work_count:
        mark, state = "done", _("xong %(all)s việc, chờ đo hiệu lực") % {"all": nonconformity.work_count}
    else:
        mark, state = "risk", _("chưa giao việc khắc phục")
    return {"nonconformity": nonconformity, "mark": mark, "state": state}


def _member_row(member: Member) -> dict[str, Any]:
    breach = member.breach
    group = member.charged
    return {
        "breach": breach,
        "dossier": breach.dossier,
        "state": breach.dossier.get_state_display() if member.is_open else "",
        "late_days": member.late_days,
        "is_open": member.is_open,
        "group_used": Decimal(group["used_days"]) if group else None,
        "group_limit": Decimal(group["limit"]) if group and group["limit"] is not None else None,
        "annulled_because": member.annulled_because,
        "days": ledger_lines(breach.ledger["promise"]),
    }


def _time(members: list[Member]) -> TimePicture | None:
    if not members:
        return None
    return time_picture([each.groups for each in members], [each.breach.ledger["promise"] for each in members])


def _works(title: str, noun: str, rows: Any, person: Any) -> dict[str, Any]:
    kind = {"correction": "xu-ly", "corrective_action": "khac-phuc"}[noun]
    return {"title": title, "kind": kind, "rows": [{"work": row, "is_mine": row.owner_id == person.pk} for row in rows]}


def _refusal_of(check: Any) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None
