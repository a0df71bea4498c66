"""What is answered from the page of a nonconformity: one form each; what is wrong or refused comes back with what was typed."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.actions import (
    check_action,
    close_nonconformity,
    conclude_effect,
    decide,
    mark_root,
    measure_effect,
    move_due,
    note_cause,
    note_done,
    plan_correction,
    plan_corrective_action,
    strike_cause,
)
from audits.forms import (
    ActionCheckForm,
    CauseForm,
    ClosingForm,
    ConclusionForm,
    DecisionForm,
    DoneForm,
    LookForm,
    MoveDueForm,
    WorkForm,
)
from audits.models import Cause, Correction, CorrectiveAction, EffectCheck
from audits.rules import (
    check_can_check_action,
    check_can_close,
    check_can_conclude,
    check_can_decide,
    check_can_measure,
    check_can_note_done,
    check_can_plan,
)
from audits.states import DecisionKind, Effect, Source
from audits.views.nonconformities import NonconformityPage
from office.dates import write_date
from office.refusals import NotPermitted, Refusal


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
        check_can_plan(self.nonconformity, self.asker.person, on=self.asker.on)

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


class OfWork(FormOnPage):
    """A form about one correction or corrective action."""

    @cached_property
    def work(self) -> Correction | CorrectiveAction:
        related = {"xu-ly": "corrections", "khac-phuc": "corrective_actions"}.get(self.kwargs["kind"])
        if related is None:
            raise Http404
        rows = getattr(self.nonconformity, related).select_related("owner", "nonconformity")
        return get_object_or_404(rows, number=self.kwargs["work"])


class NoteDone(OfWork):
    shown_as = "done_form"

    def check(self) -> None:
        check_can_note_done(self.work.owner, self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> DoneForm:
        return DoneForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        note_done(work=self.work, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi xong: %(what)s.") % {"what": self.work.what}


class MoveDue(OfWork):
    shown_as = "move_form"

    def check(self) -> None:
        check_can_plan(self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> MoveDueForm:
        return MoveDueForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        made = move_due(work=self.work, **data, by=self.asker.person, now=timezone.now())
        return _("Đã dời hạn đến %(day)s; hạn cũ vẫn ghi.") % {"day": write_date(made.due_after)}


class CheckAction(FormOnPage):
    shown_as = "check_form"

    @cached_property
    def action(self) -> CorrectiveAction:
        rows = self.nonconformity.corrective_actions.select_related("owner", "nonconformity")
        return get_object_or_404(rows, number=self.kwargs["work"])

    def check(self) -> None:
        check_can_check_action(self.action, self.asker.person, on=self.asker.on)

    def form(self) -> ActionCheckForm:
        return ActionCheckForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        made = check_action(action=self.action, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi: thực hiện đạt.") if made.passed else _("Đã ghi: thực hiện không đạt. Cần hành động khác.")


class NoteCause(FormOnPage):
    shown_as = "cause_form"

    def form(self) -> CauseForm:
        return CauseForm(self.request.POST, prefix="nguyen-nhan")

    def act(self, data: dict[str, Any]) -> str:
        note_cause(nonconformity=self.nonconformity, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi nguyên nhân.")


class ChangeCause(FormOnPage):
    """Mark a cause as root or not, or strike it out: three buttons of one form."""

    shown_as = "change_form"

    @cached_property
    def cause(self) -> Cause:
        return get_object_or_404(self.nonconformity.causes.all(), number=self.kwargs["cause"])

    def form(self) -> forms.Form:
        return forms.Form(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        by, now = self.asker.person, timezone.now()
        self.cause.nonconformity = self.nonconformity
        match self.request.POST.get("lam"):
            case "goc":
                mark_root(cause=self.cause, is_root=True, by=by, now=now)
                return _("Đã ghi là nguyên nhân gốc.")
            case "khong-goc":
                mark_root(cause=self.cause, is_root=False, by=by, now=now)
                return _("Đã ghi là không phải nguyên nhân gốc.")
            case "gach":
                strike_cause(cause=self.cause, by=by, now=now)
                return _("Đã gạch nguyên nhân; chữ vẫn đọc được.")
        raise Http404


class MeasureEffect(FormOnPage):
    shown_as = "look_form"

    def check(self) -> None:
        check_can_measure(self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> forms.Form:
        if self.nonconformity.source == Source.BREACH:
            return forms.Form(self.request.POST)
        return LookForm(self.request.POST, prefix="xem")

    def act(self, data: dict[str, Any]) -> str:
        made = measure_effect(nonconformity=self.nonconformity, **data, by=self.asker.person, now=timezone.now())
        if made.proposal:
            return _("Đã đo và đóng băng số đo. Số nói: %(proposal)s.") % {"proposal": Effect(made.proposal).label}
        return _("Đã ghi việc xem xét hiệu lực. Còn kết luận.")


class ConcludeEffect(FormOnPage):
    shown_as = "conclusion_form"

    @cached_property
    def check_made(self) -> EffectCheck:
        return get_object_or_404(self.nonconformity.effect_checks.all(), number=self.kwargs["check"])

    def check(self) -> None:
        check_can_conclude(self.nonconformity, self.asker.person, on=self.asker.on)

    def form(self) -> ConclusionForm:
        return ConclusionForm(self.request.POST, prefix="ket-luan")

    def act(self, data: dict[str, Any]) -> str:
        self.check_made.nonconformity = self.nonconformity
        made = conclude_effect(check=self.check_made, **data, by=self.asker.person, now=timezone.now())
        return _("Đã kết luận: %(verdict)s.") % {"verdict": Effect(made.verdict).label}


class Close(FormOnPage):
    shown_as = "closing_form"

    def check(self) -> None:
        """Who; that something lacks is told on the page, with what was typed."""
        try:
            check_can_close(self.nonconformity, self.asker.person, on=self.asker.on)
        except NotPermitted:
            raise
        except Refusal:
            return

    def form(self) -> ClosingForm:
        return ClosingForm(self.request.POST, prefix="dong")

    def act(self, data: dict[str, Any]) -> str:
        close_nonconformity(nonconformity=self.nonconformity, **data, by=self.asker.person, now=timezone.now())
        return _("Đã đóng %(number)s.") % {"number": self.nonconformity.number}
