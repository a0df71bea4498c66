"""Management reviews on screen: the register with its decisions, one review with its agenda, and what is answered on it."""

import datetime
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

from audits.actions import (
    add_decision,
    conclude_review,
    freeze_inputs,
    move_decision,
    note_decision_done,
    open_review,
    record_minutes,
    strike_decision,
    write_note,
)
from audits.actions.reviewing import text_to_sign
from audits.forms import (
    ConcludeForm,
    DoneForm,
    MinutesForm,
    MoveDueForm,
    NoteForm,
    OpenReviewForm,
    ReviewDecisionForm,
)
from audits.models import ManagementReview, ReviewDecision
from audits.review_inputs import gather, latest_notes
from audits.review_papers import PAPERS, paper_of
from audits.review_queries import (
    DECISION_STANDS,
    agenda,
    decision_words,
    decisions_of,
    latest_pack,
    next_review_due,
    rows_behind,
    signature_of,
    standing,
)
from audits.review_rules import (
    PREPARERS,
    check_can_conclude_review,
    check_can_note_decision_done,
    check_can_prepare_review,
)
from audits.states import ReviewInput, ReviewStage
from audits.views.nonconformities import refusal_of
from office.canonical import sha256_of
from office.dates import write_date
from office.letters import DOCX
from office.refusals import NotPermitted, Refusal
from office.signing import reauthenticate
from office.spreadsheets import spreadsheet_answer
from office.views.base import StaffPage

PER_PAGE = 25
MARKS = {
    ReviewStage.PREPARING: "wait",
    ReviewStage.READY: "ok",
    ReviewStage.HELD: "risk",
    ReviewStage.CONCLUDED: "done",
}


class Reviews(StaffPage, TemplateView):
    """The reviews, when the next is owed, and the decisions of all of them, filtered and exported as they stand."""

    template_name = "audits/reviews.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.stand = request.GET.get("kl") if request.GET.get("kl") in DECISION_STANDS else ""
        self.decisions = standing(decisions_of(request.user), self.stand or "", on=self.asker.on)
        if request.GET.get("xuat") == "xlsx":
            headings = [_("Lần xem xét"), _("TT"), _("Loại"), _("Nội dung"), _("Người thực hiện"), _("Hạn đầu"), _("Hạn"), _("Xong ngày"), _("Kết quả")]  # fmt: skip
            rows = (
                [each.review.number, each.number, each.get_kind_display(), each.what, each.owner.full_name, each.due_first, each.due_on, each.done_on, each.outcome]
                for each in self.decisions.iterator(chunk_size=500)
            )  # fmt: skip
            title = _("Kết luận xem xét của lãnh đạo")
            return spreadsheet_answer("ket-luan-xem-xet", title, headings, rows, now=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = decisions_of(self.request.user)
        page = Paginator(self.decisions, PER_PAGE).get_page(self.request.GET.get("trang"))
        reviews = ManagementReview.objects.visible_to(self.request.user).with_stage().select_related("chaired_by")
        return super().get_context_data(**kwargs) | {
            "trail": [(_("Cải tiến"), reverse("audits:home"))],
            "reviews": [(each, MARKS[ReviewStage(each.stage)], ReviewStage(each.stage).label) for each in reviews],
            "next_due": next_review_due(),
            "is_overdue": (due := next_review_due()) is not None and due < self.asker.on,
            "open_count": standing(every, "open", on=self.asker.on).count(),
            "overdue_count": standing(every, "overdue", on=self.asker.on).count(),
            "stand": self.stand,
            "page": page,
            "decisions": [(each, *decision_words(each, on=self.asker.on)) for each in page],
            "may_prepare": self.asker.has_role(*PREPARERS),
        }


class OpenReview(StaffPage, FormView):
    template_name = "audits/review_open.html"
    form_class = OpenReviewForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.person is not None:
            check_can_prepare_review(self.asker.person, on=self.asker.on)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """The year that began after the last review's period, or this year so far."""
        last = ManagementReview.objects.order_by("-period_last").first()
        first = last.period_last + datetime.timedelta(days=1) if last else self.asker.on.replace(month=1, day=1)
        return {"period_first": min(first, self.asker.on), "period_last": self.asker.on, "meets_on": self.asker.on}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"on": self.asker.on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trail=trail(), **kwargs)

    def form_valid(self, form: OpenReviewForm) -> HttpResponse:
        try:
            made = open_review(**form.cleaned_data, by=self.asker.person, now=timezone.now())
        except NotPermitted:
            raise
        except Refusal as refusal:
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=refusal.status)
        messages.success(self.request, _("Đã mở %(number)s.") % {"number": made.number})
        return HttpResponseRedirect(made.get_absolute_url())

    def form_invalid(self, form: OpenReviewForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def trail() -> list[tuple[str, str]]:
    return [(_("Cải tiến"), reverse("audits:home")), (_("Xem xét của lãnh đạo"), reverse("audits:reviews"))]


class ReviewPage(StaffPage, TemplateView):
    """One review. A hidden one is a missing one."""

    template_name = "audits/review.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            rows = ManagementReview.objects.visible_to(request.user).with_stage()
            self.review = get_object_or_404(rows.select_related("chaired_by", "opened_by"), number=kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, person, on = self.review, self.asker.person, self.asker.on
        stage = ReviewStage(review.stage)
        may_prepare = self.asker.has_role(*PREPARERS)
        pack = latest_pack(review)
        gathered = pack.inputs if pack else gather(review, now=timezone.now()) if may_prepare else None
        items = agenda(review, gathered, pack=pack.number if pack else 0) if gathered else []
        notes = latest_notes(review)
        for item in items:  # what was written since the pack was frozen is told beside it
            note = notes.get(item.key)
            kwargs.setdefault("fresh", {})[item.key] = note.text if note and note.text != item.note else ""
        text = text_to_sign(review)
        is_open = stage != ReviewStage.CONCLUDED
        decisions = review.decisions.select_related("owner", "done_by").prefetch_related("moves")
        context = {
            "review": review,
            "trail": trail(),
            "stage": stage,
            "stage_label": stage.label,
            "mark": MARKS[stage],
            "is_open": is_open,
            "pack": pack,
            "items": items,
            "gaps": sum(1 for item in items if item.gaps),
            "may_prepare": may_prepare,
            "may_write": may_prepare and is_open,
            "may_freeze": may_prepare and stage in (ReviewStage.PREPARING, ReviewStage.READY),
            "note_form": NoteForm(),
            "note_key": "",
            "minutes": review.minutes.select_related("written_by").order_by("-number").first(),
            "minutes_form": self._minutes_form(review) if may_prepare and is_open and pack else None,
            "decisions": [
                {
                    "decision": each,
                    "mark": (words := decision_words(each, on=on))[0],
                    "words": words[1],
                    "may_note": not is_open and each.done_on is None and refusal_of(lambda each=each: check_can_note_decision_done(each, person, on=on)) is None,
                    "may_move": not is_open and each.done_on is None and may_prepare,
                }
                for each in decisions
            ],
            "decision_form": ReviewDecisionForm(prefix="ket-luan", on=on) if may_prepare and is_open and pack else None,
            "signature": signature_of(review),
            "sign_form": ConcludeForm(initial={"content_hash": sha256_of(text)}) if text and is_open else None,
            "sign_refusal": refusal_of(lambda: check_can_conclude_review(review, person, on=on)),
        }  # fmt: skip
        return super().get_context_data(**kwargs) | context | kwargs

    def _minutes_form(self, review: ManagementReview) -> MinutesForm:
        last = review.minutes.order_by("-number").first()
        names = ("held_on", "place", "present", "opinions", "conclusion")
        initial = {name: getattr(last, name) for name in names} if last else {"held_on": self.asker.on}
        return MinutesForm(initial=initial)


class OnReview(ReviewPage):
    """Answers one form of the page; what is wrong or refused comes back on the page with what was typed."""

    http_method_names = ["post"]
    shown_as = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = self.form()
        if not form.is_valid():
            return self._again(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except NotPermitted as refusal:
            if "password" not in form.fields:
                raise
            return self._again(form, refusal=refusal, status=refusal.status)  # a wrong password is typed again
        except Refusal as refusal:
            return self._again(form, refusal=refusal, status=refusal.status)
        messages.success(request, said)
        return HttpResponseRedirect(self.review.get_absolute_url())

    def check(self) -> None:
        """Who before what: refuse before anything typed is looked at."""
        check_can_prepare_review(self.asker.person, on=self.asker.on)

    def form(self) -> forms.Form:
        return forms.Form(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        """Do it; the sentence to say."""
        raise NotImplementedError

    def _again(self, form: forms.Form, *, status: int, refusal: Refusal | None = None) -> HttpResponse:
        more = {self.shown_as: form} if self.shown_as else {}
        return self.render_to_response(
            self.get_context_data(**more, **self.more(), form=form, refusal=refusal), status=status
        )

    def more(self) -> dict[str, Any]:
        return {}


class WriteNote(OnReview):
    shown_as = "note_form"

    def form(self) -> NoteForm:
        if self.kwargs["key"] not in ReviewInput.values:
            raise Http404
        return NoteForm(self.request.POST)

    def more(self) -> dict[str, Any]:
        return {"note_key": self.kwargs["key"]}

    def act(self, data: dict[str, Any]) -> str:
        key = ReviewInput(self.kwargs["key"])
        write_note(review=self.review, key=key, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi: %(input)s.") % {"input": key.label}


class Freeze(OnReview):
    def act(self, data: dict[str, Any]) -> str:
        made = freeze_inputs(review=self.review, by=self.asker.person, now=timezone.now())
        return _("Đã chốt số liệu lần %(n)s.") % {"n": made.number}


class Minutes(OnReview):
    shown_as = "minutes_form"

    def form(self) -> MinutesForm:
        return MinutesForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        record_minutes(review=self.review, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi biên bản.")


class AddDecision(OnReview):
    shown_as = "decision_form"

    def form(self) -> ReviewDecisionForm:
        return ReviewDecisionForm(self.request.POST, prefix="ket-luan", on=self.asker.on)

    def act(self, data: dict[str, Any]) -> str:
        made = add_decision(review=self.review, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi kết luận %(n)s.") % {"n": made.number}


class OfDecision(OnReview):
    """A form about one decision."""

    @cached_property
    def decision(self) -> ReviewDecision:
        rows = self.review.decisions.select_related("review", "owner")
        return get_object_or_404(rows, number=self.kwargs["decision"])


class Strike(OfDecision):
    def act(self, data: dict[str, Any]) -> str:
        strike_decision(decision=self.decision, by=self.asker.person, now=timezone.now())
        return _("Đã gạch kết luận %(n)s.") % {"n": self.decision.number}


class DecisionDone(OfDecision):
    def check(self) -> None:
        check_can_note_decision_done(self.decision, self.asker.person, on=self.asker.on)

    def form(self) -> DoneForm:
        return DoneForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        note_decision_done(decision=self.decision, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi kết luận %(n)s là xong.") % {"n": self.decision.number}


class MoveDecision(OfDecision):
    def form(self) -> MoveDueForm:
        return MoveDueForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        made = move_decision(decision=self.decision, **data, by=self.asker.person, now=timezone.now())
        return _("Đã dời hạn đến %(day)s.") % {"day": write_date(made.due_after)}


class Conclude(OnReview):
    shown_as = "sign_form"

    def check(self) -> None:
        check_can_conclude_review(self.review, self.asker.person, on=self.asker.on)

    def form(self) -> ConcludeForm:
        return ConcludeForm(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        now = timezone.now()
        proof = reauthenticate(self.request.user, password=data["password"], now=now)
        conclude_review(
            review=self.review, content_hash=data["content_hash"], by=self.asker.person, proof=proof, now=now
        )
        return _("Đã ký kết luận %(number)s. Việc được giao nằm trong «Việc của tôi» của từng người.") % {
            "number": self.review.number
        }


class RowsBehind(ReviewPage):
    """The list a number was counted from: frozen in a pack, or as it stands now (pack 0, for who prepares)."""

    template_name = "audits/review_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack = None
        if self.kwargs["pack"] == 0 and self.asker.has_role(*PREPARERS):
            gathered = gather(self.review, now=timezone.now())
        else:
            pack = get_object_or_404(self.review.packs, number=self.kwargs["pack"])
            gathered = pack.inputs
        found = rows_behind(gathered, self.kwargs["key"], self.kwargs["fact"], self.request.user)
        if found is None:
            raise Http404
        return TemplateView.get_context_data(self, **kwargs) | {
            "review": self.review,
            "trail": [*trail(), (self.review.number, self.review.get_absolute_url())],
            "pack": pack,
            "found": found,
        }


class Paper(ReviewPage):
    """Minutes or notice as a Word file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        minutes = self.review.minutes.select_related("pack", "written_by").order_by("-number").first()
        key = PAPERS.get(kwargs["paper"])
        if minutes is None or key is None:
            raise Http404
        try:
            content = paper_of(self.review, minutes, key, by=self.asker.person, now=timezone.now())
        except KeyError:
            raise Http404 from None
        return HttpResponse(
            content,
            content_type=DOCX,
            headers={
                "Content-Disposition": f'attachment; filename="{self.review.number}-{kwargs["paper"]}.docx"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )
