"""The page on which somebody reviews or approves: what changed, the whole text, and one signature bound to it. Works on a phone."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions import approve, approve_and_issue, issue_document, return_to_author, sign_review
from iso_docs.changes import compare
from iso_docs.forms import ApproveForm, IssueForm, ReturnForm, SignForm
from iso_docs.models import ControlledDocument, ReviewRound
from iso_docs.queries import desk_state
from iso_docs.reading_page import page_of
from office.models import SignatureMeaning
from office.refusals import Refusal
from office.signing import reauthenticate
from office.views.base import StaffPage


class Round(StaffPage):
    round: ReviewRound

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated or request.user.person_id is None:
            return
        rounds = ReviewRound.objects.select_related("document", "reviewer", "approver", "submitted_by", "closed_by")
        found = rounds.filter(pk=kwargs["pk"]).first()
        desks = ControlledDocument.objects.visible_to(request.user)
        # Who was asked may look back at what they were shown, also when the round is over.
        asked = found is not None and rules.part_in(found, request.user.person) is not None
        if found is None or not (asked or desks.filter(pk=found.document_id).exists()):
            raise Http404
        self.round = found

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        verb = request.POST.get("verb", "")
        act = {
            "review": self._review,
            "approve": self._approve,
            "approve_only": self._approve,
            "return": self._return,
            "recall": self._recall,
            "issue": self._issue,
        }.get(verb)
        if act is None:
            raise Http404
        return act()

    # Each verb: form → password outside the transaction → one action → one line that says what was done.

    def _review(self) -> HttpResponse:
        form = SignForm(self.request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        now = timezone.now()
        try:
            proof = reauthenticate(self.request.user, password=form.cleaned_data["password"], now=now)
            sign_review(
                round_=self.round,
                content_hash=form.cleaned_data["content_hash"],
                note=form.cleaned_data["note"],
                by=self.request.user.person,
                proof=proof,
                now=now,
            )
        except Refusal as refusal:
            return self._page(form=form, refusal=refusal, status=refusal.status)
        messages.success(
            self.request, _("Đã ký soát xét. Chuyển %(name)s phê duyệt.") % {"name": self.round.approver.full_name}
        )
        return redirect("iso_docs:round", pk=self.round.pk)

    def _approve(self) -> HttpResponse:
        form = ApproveForm(self.request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        data, now, by = form.cleaned_data, timezone.now(), self.request.user.person
        later = self.request.POST["verb"] == "approve_only"
        try:
            proof = reauthenticate(self.request.user, password=data["password"], now=now)
            if later:
                approve(
                    round_=self.round,
                    content_hash=data["content_hash"],
                    note=data["note"],
                    by=by,
                    proof=proof,
                    now=now,
                )
                messages.success(self.request, _("Đã ký phê duyệt. Chờ ban hành."))
                return redirect("iso_docs:round", pk=self.round.pk)
            data.pop("password")
            issue = approve_and_issue(round_=self.round, **data, by=by, proof=proof, now=now)
        except Refusal as refusal:
            return self._page(form=form, refusal=refusal, status=refusal.status)
        return self._issued(issue)

    def _issue(self) -> HttpResponse:
        form = IssueForm(self.request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        try:
            issue = issue_document(
                round_=self.round, **form.cleaned_data, by=self.request.user.person, now=timezone.now()
            )
        except Refusal as refusal:
            return self._page(form=form, refusal=refusal, status=refusal.status)
        return self._issued(issue)

    def _issued(self, issue: Any) -> HttpResponse:
        messages.success(
            self.request,
            _("Đã ban hành %(issue)s, có hiệu lực từ %(day)s.")
            % {"issue": issue, "day": issue.effective_from.strftime("%d/%m/%Y")},
        )
        return redirect(issue)

    def _return(self) -> HttpResponse:
        form_class = SignForm if self._part() == SignatureMeaning.REVIEWED else ApproveForm
        form = form_class(self.request.POST)
        form.is_valid()
        return self._end(form, form.cleaned_data.get("note", ""))

    def _recall(self) -> HttpResponse:
        form = ReturnForm(self.request.POST)
        form.is_valid()
        return self._end(form, form.cleaned_data.get("reason", ""))

    def _end(self, form: Any, reason: str) -> HttpResponse:
        try:
            return_to_author(round_=self.round, reason=reason, by=self.request.user.person, now=timezone.now())
        except Refusal as refusal:
            return self._page(form=form, refusal=refusal, status=refusal.status)
        messages.success(self.request, _("Đã trả về người soạn. Chữ ký của đợt này không còn hiệu lực."))
        return redirect("iso_docs:round", pk=self.round.pk)

    def _part(self) -> SignatureMeaning | None:
        return rules.part_in(self.round, self.request.user.person)

    def _page(self, *, form: Any = None, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        round_, person, on = (
            ReviewRound.objects.select_related("document", "reviewer", "approver", "submitted_by", "closed_by").get(
                pk=self.round.pk
            ),
            self.request.user.person,
            timezone.localdate(),
        )
        content = json.loads(round_.content)
        before = round_.document.issues.filter(issued_at__lt=round_.submitted_at).order_by("-number").first()
        signatures = list(rules.counted_signatures(round_).order_by("signed_at"))
        given = {signature.meaning for signature in signatures}
        part = self._part()
        verb = self._verb(round_, part, given, on)
        initial = {"content_hash": round_.content_hash, "effective_from": on}
        if form is None or not isinstance(form, self._form_class(verb)):
            form = self._form_class(verb)(initial=initial)
        return render(
            self.request,
            "iso_docs/round.html",
            {
                "round": round_,
                "document": round_.document,
                "content": content,
                "page": page_of(content),
                "before": before,
                "changes": compare(before.frozen, content) if before is not None else None,
                "signatures": signatures,
                "verb": verb,
                "stage": desk_state(round_.document, None if round_.closed_at else round_).label,
                "form": form,
                "may_recall": round_.closed_at is None and part is None and rules.may_recall(round_, by=person, on=on),
                "recall_form": ReturnForm(),
                "refusal": refusal,
                "trail": [
                    (_("Quy trình"), reverse("iso_docs:home")),
                    (content["code"], reverse("iso_docs:document", args=[round_.document_id])),
                ],
            },
            status=status,
        )

    def _verb(self, round_: ReviewRound, part: SignatureMeaning | None, given: set[str], on: Any) -> str:
        """What this person is asked for now: review, approve, issue, or nothing."""
        person = self.request.user.person
        if part is not None:
            try:
                rules.check_can_sign(round_, part, by=person, on=on)
            except Refusal:
                pass
            else:
                return "review" if part == SignatureMeaning.REVIEWED else "approve"
        signed = {SignatureMeaning.REVIEWED, SignatureMeaning.APPROVED} <= given
        if round_.closed_at is None and signed and rules.may_issue(round_, by=person, on=on):
            return "issue"
        return ""

    def _form_class(self, verb: str) -> type:
        return {"review": SignForm, "approve": ApproveForm, "issue": IssueForm}.get(verb, ReturnForm)
