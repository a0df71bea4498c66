"""Reception on one screen: what people say at the counter on the left, what it leads to on the right."""

import datetime
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs.models import DocumentIssue
from office.calendar import working_calendar
from office.models import Role
from office.refusals import NotPermitted, Refusal
from office.typed_numbers import typed_number
from office.views.base import StaffPage
from processes.actions import ApplicantDetails, GivenPaper, receive_dossier
from processes.due_dates import NoDueDate
from processes.forms import ReceptionForm
from processes.models import (
    AdministrativeProcedure,
    AdministrativeProcedureCase,
    Applicant,
    Counter,
    Dossier,
    ProcedureFee,
    ProcedurePaper,
)
from processes.presenting import LedgerLine, ledger_lines, limit_words
from processes.promises import Promise
from processes.queries import (
    Earlier,
    duplicates,
    earlier_dossiers,
    issue_case_for,
    issue_of_day,
    procedures_matching,
    promise_for,
    version_of_day,
)
from processes.states import ApplicantKind, Channel


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper asked for, as its row shows it."""

    paper: ProcedurePaper
    is_here: bool
    count: int


@dataclass
class Consequence:
    """What the talk leads to so far: the procedure meant, its case, the promise, warnings."""

    found: list[AdministrativeProcedure] = field(default_factory=list)
    procedure: AdministrativeProcedure | None = None
    cases: list[AdministrativeProcedureCase] = field(default_factory=list)
    case: AdministrativeProcedureCase | None = None
    issue: DocumentIssue | None = None
    promise: Promise | None = None
    ledger: list[LedgerLine] = field(default_factory=list)
    papers: list[PaperLine] = field(default_factory=list)
    fees: list[ProcedureFee] = field(default_factory=list)
    trouble: str = ""
    legal_words: str = ""
    committed_words: str = ""
    known: Applicant | None = None
    earlier: Earlier = field(default_factory=lambda: Earlier(0, None))
    doubles: list[Dossier] = field(default_factory=list)


class ReceptionPage(StaffPage):
    """Look with Enter, receive with the button or Ctrl+Enter. Without JavaScript the same page, one step at a time."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not self.asker.has_role(Role.ONE_STOP_CLERK):
            raise NotPermitted(
                _("Chỉ công chức Một cửa được tiếp nhận hồ sơ."),
                next_step=_("Xem hồ sơ ở sổ theo dõi, hoặc nhờ Bộ phận Một cửa."),
            )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ReceptionForm(), Consequence())

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        form = ReceptionForm(request.POST)
        valid = form.is_valid()
        led_to = self._consequence(form, now)
        if request.htmx:
            return render(request, "processes/reception_parts.html", self._context(form, led_to))
        if "look" in request.POST:
            return self._page(form, led_to)
        if not valid or led_to.case is None:
            if led_to.case is None:
                form.add_error("procedure_words", _("chưa chọn thủ tục"))
            return self._page(form, led_to, status=422)
        try:
            dossier = self._receive(form, led_to, now)
        except Refusal as refusal:
            return self._page(form, led_to, refusal=refusal, status=refusal.status)
        return redirect(reverse("processes:receipt", args=[dossier.pk]) + "?moi=1")

    def _receive(self, form: ReceptionForm, led_to: Consequence, now: datetime.datetime) -> Dossier:
        told = form.cleaned_data
        authorised = None
        if told["authorised_name"].strip():
            authorised = ApplicantDetails(name=told["authorised_name"], id_number=told["authorised_card"].strip())
        came_on = told["paper_received_on"]
        return receive_dossier(
            key=told["key"],
            case=led_to.case,
            applicant=ApplicantDetails(
                name=told["name"],
                kind=told["kind"] or ApplicantKind.PERSON,
                id_number=told["card"],
                born_on_text=told["born_on_text"],
                sex=told["sex"],
                address=told["address"],
                phone=told["phone"],
                email=told["email"],
            ),
            papers=[
                GivenPaper(line.paper.name, line.paper.kind, line.count, asked_for=line.paper)
                for line in led_to.papers
                if line.is_here
            ],
            by=self.request.user.person,
            now=now,
            authorised=authorised,
            submit_channel=told["submit_channel"] or Channel.DIRECT,
            return_channel=told["return_channel"] or Channel.DIRECT,
            return_address=told["return_address"],
            counter=self._counter(led_to.procedure, now),
            paper_received_at=(
                timezone.make_aware(datetime.datetime.combine(came_on, datetime.time(7, 30))) if came_on else None
            ),
            paper_received_reason=told["paper_received_reason"],
        )

    def _counter(self, procedure: AdministrativeProcedure, now: datetime.datetime) -> Counter | None:
        """The counter of the clerk's unit that receives this field on the day."""
        on = timezone.localdate(now)
        units = [unit for role, unit in self.asker.roles_in if role == Role.ONE_STOP_CLERK]
        counters = Counter.objects.valid_on(on).filter(unit__in=units)
        return counters.filter(fields__field=procedure.field).first()

    def _consequence(self, form: ReceptionForm, now: datetime.datetime) -> Consequence:
        posted, on = self.request.POST, timezone.localdate(now)
        led_to = Consequence(found=procedures_matching(posted.get("procedure_words", ""), on))
        chosen = posted.get("procedure", "")
        led_to.procedure = next((each for each in led_to.found if str(each.pk) == chosen), None) or next(
            iter(led_to.found), None
        )
        if led_to.procedure is not None:
            self._rules_of_day(led_to, now)
        self._who(form, led_to, now)
        return led_to

    def _rules_of_day(self, led_to: Consequence, now: datetime.datetime) -> None:
        posted, on = self.request.POST, timezone.localdate(now)
        version = version_of_day(led_to.procedure, on)
        led_to.cases = list(version.cases.select_related("version__procedure"))
        for each in led_to.cases:
            each.words = limit_words(each.limit, each.limit_unit)
        led_to.case = next(
            (each for each in led_to.cases if str(each.pk) == posted.get("case", "")), next(iter(led_to.cases), None)
        )
        if led_to.case is None:
            led_to.trouble = _("Phiên bản thủ tục này chưa có trường hợp và thời hạn. Báo Thư ký ISO bổ sung.")
            return
        led_to.issue = issue_of_day(led_to.procedure, on)
        issue_case = issue_case_for(led_to.case, led_to.issue)
        try:
            led_to.promise = promise_for(
                case=led_to.case, issue_case=issue_case, received=now, calendar=working_calendar()
            )
        except NoDueDate as trouble:
            led_to.trouble = str(trouble)
            return
        led_to.ledger = ledger_lines(led_to.promise.as_json())
        led_to.legal_words = limit_words(led_to.case.limit, led_to.case.limit_unit)
        if led_to.promise.committed is not None:
            committed = led_to.promise.committed.limit
            led_to.committed_words = limit_words(committed.quantity, committed.unit)
        here = set(posted.getlist("paper"))
        for paper in led_to.case.papers.all():
            count = typed_number(posted.get(f"count_{paper.pk}"), most=99) or paper.count
            led_to.papers.append(PaperLine(paper, str(paper.pk) in here, count))
        channel = posted.get("submit_channel") or Channel.DIRECT
        led_to.fees = [
            fee for fee in version.fees.all() if fee.case_id in (None, led_to.case.pk) and fee.channel in ("", channel)
        ]

    def _who(self, form: ReceptionForm, led_to: Consequence, now: datetime.datetime) -> None:
        number, name = form["card"].value() or "", form["name"].value() or ""
        number = number.strip()
        if number:
            led_to.known = Applicant.objects.filter(id_number=number).order_by("kind").first()
            led_to.earlier = earlier_dossiers(self.request.user, number)
        if led_to.known is not None:
            for field_name in ("name", "phone", "address", "born_on_text", "sex", "email"):
                if not form[field_name].value():
                    form.data = form.data.copy()
                    form.data[field_name] = getattr(led_to.known, field_name)
        if led_to.procedure is not None and (number or name.strip()):
            led_to.doubles = list(
                duplicates(procedure=led_to.procedure, id_number=number, name=name, now=now)
                & Dossier.objects.visible_to(self.request.user)
            )[:3]

    def _context(self, form: ReceptionForm, led_to: Consequence, **more) -> dict:
        return {"form": form, "led_to": led_to, "focus": self._next_box(form, led_to), **more}

    def _next_box(self, form: ReceptionForm, led_to: Consequence) -> str:
        """Where the hands go next: the first thing not said yet."""
        if led_to.case is None:
            return "procedure_words"
        if not form["name"].value():
            return "card"
        if not form["phone"].value():
            return "phone"
        if led_to.papers and not any(line.is_here for line in led_to.papers):
            return "paper"
        return "receive"

    def _page(self, form: ReceptionForm, led_to: Consequence, *, status: int = 200, **more) -> HttpResponse:
        return render(self.request, "processes/reception.html", self._context(form, led_to, **more), status=status)
