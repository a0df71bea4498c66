"""The register of nonconformities and the page of one: what happened, which dossiers, where the time went, what is done."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from audits.actions import raise_nonconformity
from audits.forms import (
    CauseForm,
    ClosingForm,
    ConclusionForm,
    DecisionForm,
    LookForm,
    NonconformityFilter,
    RaiseForm,
    WorkForm,
)
from audits.measuring import proposal_for
from audits.models import Nonconformity
from audits.overview import attention_of
from audits.pictures import TimePicture, time_picture
from audits.progress import lacking_of, with_progress
from audits.queries import (
    Member,
    causes_of,
    decision_owed,
    effect_of,
    effect_owed,
    filtered,
    members_of,
    register_figures,
    register_of,
    similar_to,
)
from audits.rules import (
    CHECKERS,
    DECIDERS,
    RAISERS,
    check_can_close,
    check_can_conclude,
    check_can_decide,
    check_can_measure,
    check_can_plan,
    check_can_raise,
)
from audits.states import DecisionKind, Effect, Source, Stage
from office.calendar import working_calendar
from office.dates import write_date
from office.refusals import NotPermitted, Refusal
from office.searchable import SearchEntry, kinds
from office.spreadsheets import spreadsheet_answer
from office.views.base import StaffPage
from processes.presenting import ledger_lines

PER_PAGE = 25
MEMBERS_SHOWN = 20


class Register(StaffPage, TemplateView):
    """Sổ theo dõi sự không phù hợp: what waits first in the sentence; filtered, grouped and exported as it stands on screen."""

    template_name = "audits/nonconformity_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = NonconformityFilter(request.GET)
        wanted = self.form.cleaned_data if self.form.is_valid() else {}
        self.rows = filtered(register_of(request.user), wanted, user=request.user, on=self.asker.on)
        self.group = wanted.get("group", "")
        if request.GET.get("xuat") == "xlsx":
            title = _("Sổ theo dõi sự không phù hợp")
            return spreadsheet_answer("so-khong-phu-hop", title, headings(), export_rows(self.rows), now=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("trang"))
        export = self.request.GET.copy()
        export["xuat"] = "xlsx"
        lines, heading = [], None
        for each in page:
            line = row_of(each)
            under = {"stage": line["state"], "unit": each.owner_unit.name, "source": each.get_source_display()}.get(
                self.group
            )
            line["heading"] = under if under != heading else None
            heading = under
            lines.append(line)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": lines,
            "form": self.form,
            "chips": self.form.chips(self.request.GET),
            "export": f"?{export.urlencode()}",
            "figures": register_figures(self.request.user, on=self.asker.on),
            "may_raise": self.asker.has_role(*RAISERS),
            # Who answers for the system has the whole of it in the sentence; others the register's own two numbers.
            "attention": attention_of(self.request.user, now=timezone.now(), on=self.asker.on)
            if self.asker.has_role(*CHECKERS)
            else None,
        }


class RaisePage(StaffPage, FormView):
    """Lập phiếu: somebody found something, in an audit, a complaint, or at work."""

    template_name = "audits/raise.html"
    form_class = RaiseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.person is not None:
            check_can_raise(self.asker.person, on=self.asker.on)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def about(self) -> tuple[Any, SearchEntry] | None:
        """The record whose button was pressed («?ve=processes.dossier:12»), when the person may see it."""
        name, _colon, key = self.request.GET.get("ve", "").partition(":")
        kind = kinds().get(name)
        if kind is None or not key.isascii() or not key.isdigit() or len(key) > 18:
            return None
        thing = kind.rows().visible_to(self.request.user).filter(pk=int(key)).first()
        entry = kind.entry(thing) if thing is not None else None
        return (thing, entry) if entry is not None else None

    def get_form_kwargs(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"found_on": self.asker.on}
        if self.about is not None:
            thing, entry = self.about
            initial["evidence"] = " ".join(filter(None, [entry.number, entry.title]))
            initial["owner_unit"] = getattr(thing, "owner_unit_id", None)
        return super().get_form_kwargs() | {"on": self.asker.on, "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = [(_("Sự không phù hợp"), reverse("audits:home"))]
        return super().get_context_data(trail=trail, about=self.about[1] if self.about else None, **kwargs)

    def form_valid(self, form: RaiseForm) -> HttpResponse:
        try:
            thing, entry = self.about or (None, None)
            made = raise_nonconformity(
                **form.cleaned_data,
                about=thing,
                about_name=f"{entry.number} {entry.title}".strip() if entry else "",
                by=self.asker.person,
                now=timezone.now(),
            )
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
            rows = with_progress(Nonconformity.objects.visible_to(request.user)).select_related(
                "owner_unit", "opened_by", "policy", "decision__decided_by", "procedure", "closure__closed_by"
            )
            self.nonconformity = get_object_or_404(rows, number=kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, nonconformity, person = timezone.now(), self.nonconformity, self.asker.person
        calendar = working_calendar()
        members = members_of(nonconformity, self.request.user, calendar=calendar, now=now)
        counting = [each for each in members if not each.annulled_because]
        decision = getattr(nonconformity, "decision", None)
        works = [
            _works(_("Xử lý ngay"), "correction", nonconformity.corrections.all(), person),
            _works(
                _("Khắc phục nguyên nhân"),
                "corrective_action",
                nonconformity.corrective_actions.select_related("check_made__checked_by"),
                person,
            ),
        ]
        stage = Stage(nonconformity.stage)
        is_open = stage != Stage.CLOSED
        may_plan = is_open and refusal_of(lambda: check_can_plan(nonconformity, person, on=self.asker.on)) is None
        needs_action = decision is not None and decision.kind == DecisionKind.CORRECTIVE_ACTION
        gathered = nonconformity.source == Source.BREACH
        if gathered and decision is None:
            proposal = proposal_for(nonconformity, calendar=calendar, now=now)
        else:
            proposal = None
        context = {
            "nonconformity": nonconformity,
            "trail": [(_("Sự không phù hợp"), reverse("audits:home"))],
            "stage": stage,
            "stage_label": stage.label,
            "is_open": is_open,
            "late_count": len(counting),
            "open_count": sum(1 for each in counting if each.is_open),
            "members": [_member_row(each) for each in members[:MEMBERS_SHOWN]],
            "members_left_out": len(members) - MEMBERS_SHOWN,
            "time": _time(counting),
            "proposal": proposal,
            "decision": decision,
            "decision_label": DecisionKind(decision.kind).label if decision else "",
            "owed": None if decision else decision_owed(nonconformity),
            "decision_refusal": refusal_of(lambda: check_can_decide(nonconformity, person, on=self.asker.on)),
            "decision_form": DecisionForm(
                prefix="quyet-dinh", initial={"kind": proposal.kind, "reason": proposal.reason} if proposal else None
            ),
            "works": works,
            "work_total": sum(len(group["rows"]) for group in works),
            "work_done": sum(1 for group in works for row in group["rows"] if row["work"].done_on),
            "may_plan": may_plan,
            "may_check": is_open and self.asker.has_role(*CHECKERS),
            "needs_action": needs_action,
            "correction_form": WorkForm(prefix="xu-ly", on=self.asker.on) if may_plan else None,
            "action_form": WorkForm(prefix="khac-phuc", on=self.asker.on) if may_plan and needs_action else None,
            "causes": causes_of(nonconformity),
            "cause_form": CauseForm(prefix="nguyen-nhan") if may_plan else None,
            "similar": similar_to(nonconformity, self.request.user),
            "effect": effect_of(nonconformity) if needs_action else None,
            "effect_owed": effect_owed(nonconformity) if needs_action and is_open else None,
            "measure_refusal": refusal_of(lambda: check_can_measure(nonconformity, person, on=self.asker.on)),
            "look_form": None if gathered else LookForm(prefix="xem"),
            "conclude_refusal": refusal_of(lambda: check_can_conclude(nonconformity, person, on=self.asker.on)),
            "conclusion_form": ConclusionForm(prefix="ket-luan"),
            "lacking": lacking_of(nonconformity) if is_open else [],
            "close_refusal": refusal_of(lambda: check_can_close(nonconformity, person, on=self.asker.on)),
            "closing_form": ClosingForm(prefix="dong"),
            "may_set_policy": self.asker.has_role(*DECIDERS),
        }
        return super().get_context_data(**kwargs) | context | kwargs


MARKS = {
    Stage.UNDECIDED: "risk",
    Stage.PLANNING: "risk",
    Stage.WORKING: "ok",
    Stage.CHECKING: "ok",
    Stage.MEASURING: "wait",
    Stage.READY: "ok",
    Stage.CLOSED: "done",
}


def row_of(nonconformity: Any) -> dict[str, Any]:
    """A line of the register, its state in words."""
    stage = Stage(nonconformity.stage)
    return {
        "nonconformity": nonconformity,
        "mark": MARKS[stage],
        "state": stage.label,
        "sub": _sub(nonconformity, stage),
    }


def _sub(row: Any, stage: Stage) -> str:
    if stage == Stage.WORKING:
        return _("%(n)s việc chưa xong") % {"n": row.corrections_open + row.actions_open}
    if stage == Stage.MEASURING and row.last_verdict:
        return Effect(row.last_verdict).label
    if stage in (Stage.READY, Stage.CLOSED) and row.decision.kind == DecisionKind.NOT_NEEDED:
        return DecisionKind.NOT_NEEDED.label
    return ""


def headings() -> list[str]:
    """Columns of the register as a spreadsheet (Sổ theo dõi sự không phù hợp, 8.7)."""
    return [
        _("Số phiếu"), _("Ngày phát hiện"), _("Nguồn"), _("Sự không phù hợp"), _("Mô tả"), _("Đơn vị"), _("Yêu cầu không đạt"),
        _("Mức độ"), _("Hồ sơ trễ"), _("Xử lý ngay"), _("Quyết định"), _("Lý do"), _("Hành động khắc phục"),
        _("Hiệu lực"), _("Đang ở đâu"), _("Đóng ngày"),
    ]  # fmt: skip


def export_rows(rows: Any) -> Iterator[list[Any]]:
    """The register with its works in words; a constant number of queries for each 500 rows."""
    for each in rows.prefetch_related("corrections__owner", "corrective_actions__owner").iterator(chunk_size=500):
        decision, closure = getattr(each, "decision", None), getattr(each, "closure", None)
        yield [
            each.number,
            each.found_on,
            each.get_source_display(),
            each.title,
            each.description,
            each.owner_unit.name,
            each.clause,
            each.get_severity_display(),
            each.late_count,
            "; ".join(_work_words(work) for work in each.corrections.all()),
            DecisionKind(decision.kind).label if decision else "",
            decision.reason if decision else "",
            "; ".join(_work_words(work) for work in each.corrective_actions.all()),
            Effect(each.last_verdict).label if each.last_verdict else "",
            Stage(each.stage).label,
            closure.closed_at if closure else None,
        ]


def _work_words(work: Any) -> str:
    until = (
        _("xong %(day)s") % {"day": write_date(work.done_on)}
        if work.done_on
        else _("hạn %(day)s") % {"day": write_date(work.due_on)}
    )
    return f"{work.what} ({work.owner.full_name}, {until})"


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
    lines = []
    for row in rows.select_related("owner", "done_by").prefetch_related("due_changes"):
        lines.append(
            {
                "work": row,
                "is_mine": row.owner_id == person.pk,
                "moves": list(row.due_changes.all()),
                "check": getattr(row, "check_made", None) if noun == "corrective_action" else None,
                "may_be_checked": noun == "corrective_action"
                and row.done_on is not None
                and getattr(row, "check_made", None) is None
                and person.pk not in (row.done_by_id, row.owner_id),
            }
        )
    return {"title": title, "kind": kind, "rows": lines}


def refusal_of(check: Any) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None
