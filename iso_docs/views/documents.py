"""The desk of one document: where its draft stands, its rounds and issues, whom it concerns; submit and distribute."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions import accept_difference, attach_form, distribute, end_distribution, submit_for_review
from iso_docs.forms import AttachForm, DistributeForm, SubmitForm
from iso_docs.models import ControlledDocument, DocumentIssue
from iso_docs.queries import desk_state, issue_state, reading_of
from iso_docs.states import DocumentKind
from iso_docs.views.issues import STAMPS
from office import store
from office.models import Obligation
from office.refusals import Refusal
from office.typed_numbers import LARGEST_KEY, typed_number
from office.views.base import StaffPage

MAX_FORM = 16 * 1024 * 1024


def _editor_of(document: ControlledDocument) -> str:
    return reverse(ControlledDocument.snippet_viewset.get_url_name("edit"), args=[quote(document.pk)])


class DeskPage(StaffPage):
    """A page of one document's desk; hidden desks do not exist."""

    document: ControlledDocument

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.on = timezone.localdate()
        if request.user.is_authenticated:
            desks = ControlledDocument.objects.visible_to(request.user).select_related("owner_unit")
            self.document = get_object_or_404(desks, pk=kwargs["pk"])

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [
            (_("Quy trình"), reverse("iso_docs:home")),
            (self.document.code, reverse("iso_docs:document", args=[self.document.pk])),
        ]


class Document(StaffPage):
    """The desk for those who may see it; everybody else is led to the issue they may read."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        on = timezone.localdate()
        if pk > LARGEST_KEY:
            raise Http404
        desk = ControlledDocument.objects.visible_to(request.user).filter(pk=pk).select_related("owner_unit").first()
        if desk is None:
            issues = DocumentIssue.objects.visible_to(request.user).filter(document=pk)
            issue = issues.in_force_on(on).first() or issues.order_by("-number").first()
            if issue is None:
                raise Http404
            return redirect(issue)
        round_ = desk.rounds.open().select_related("reviewer", "approver", "submitted_by").first()
        draft = desk.get_latest_revision_as_object()
        issues = list(
            DocumentIssue.objects.visible_to(request.user)
            .filter(document=desk)
            .select_related("withdrawal")
            .order_by("-number")
        )
        return render(
            request,
            "iso_docs/document.html",
            {
                "document": desk,
                "draft": draft,
                "round": round_,
                "desk": desk_state(desk, round_),
                "issues": [
                    (issue, state, STAMPS[state], reading_of(issue, on))
                    for issue, state in ((each, issue_state(each, on)) for each in issues)
                ],
                "has_draft": desk.has_unpublished_changes,
                "edit_address": _editor_of(desk),
                "rounds": desk.rounds.filter(closed_at__isnull=False)
                .select_related("closed_by")
                .order_by("-number")[:20],
                "sums": rules.arithmetic_in_words(draft),
                "distribution": desk.distribution.filter(ended_at__isnull=True).select_related("unit", "person"),
                "may_draft": rules.may_draft(self.asker, desk.owner_unit_id),
                "trail": [(_("Quy trình"), reverse("iso_docs:home"))],
            },
        )


class Submit(DeskPage):
    """Choose reviewer and approver and send the draft to them."""

    def _form(self, data: Any = None) -> SubmitForm:
        draft = self.document.get_latest_revision_as_object()
        return SubmitForm(
            data,
            document=self.document,
            by=self.request.user.person,
            on=self.on,
            differs=any(
                not each.agrees and each.limit is not None for each, *_words in rules.arithmetic_in_words(draft)
            ),
            initial={"difference_reason": draft.difference_reason},
        )

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        reason, now = form.cleaned_data.pop("difference_reason", ""), timezone.now()
        try:
            if reason and reason != form.initial.get("difference_reason"):
                accept_difference(document=self.document, reason=reason, by=request.user.person, now=now)
            round_ = submit_for_review(document=self.document, **form.cleaned_data, by=request.user.person, now=now)
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(
            request, _("Đã gửi %(name)s soát xét. Bản này khóa sửa tới khi xong.") % {"name": round_.reviewer}
        )
        return redirect("iso_docs:document", pk=pk)

    def _page(self, form: SubmitForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        draft = self.document.get_latest_revision_as_object()
        context = {
            "document": self.document,
            "form": form,
            "refusal": refusal,
            "sums": rules.arithmetic_in_words(draft),
            "edit_address": _editor_of(self.document),
            "trail": self.trail,
        }
        return render(self.request, "iso_docs/submit.html", context, status=status)


class Distribution(DeskPage):
    """Whom the document concerns, and who of them read the issue in force."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(DistributeForm(on=self.on))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = DistributeForm(request.POST, on=self.on)
        try:
            if ended := request.POST.get("end"):
                row = get_object_or_404(self.document.distribution, pk=typed_number(ended) or 0, ended_at__isnull=True)
                end_distribution(row=row, by=request.user.person, now=timezone.now())
                return redirect("iso_docs:distribution", pk=pk)
            if not form.is_valid():
                return self._page(form, status=422)
            distribute(document=self.document, **form.cleaned_data, by=request.user.person, now=timezone.now())
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã ghi nơi nhận."))
        return redirect("iso_docs:distribution", pk=pk)

    def _page(self, form: DistributeForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        issue = DocumentIssue.objects.in_force_on(self.on).filter(document=self.document).first()
        owed = []
        if issue is not None:
            owed = list(
                Obligation.objects.about(issue)
                .filter(kind="iso_docs.reading", lifted_at__isnull=True)
                .select_related("person")
                .order_by("done_at", "person__full_name")
            )
        context = {
            "document": self.document,
            "rows": self.document.distribution.filter(ended_at__isnull=True).select_related("unit", "person"),
            "issue": issue,
            "owed": owed,
            "form": form,
            "refusal": refusal,
            "trail": self.trail,
        }
        return render(self.request, "iso_docs/distribution.html", context, status=status)


class Forms(DeskPage):
    """Forms that the draft names: attach a file, or name a controlled form."""

    def _form(self, data: Any = None, files: Any = None) -> AttachForm:
        forms = ControlledDocument.objects.listed_for(self.request.user).filter(kind=DocumentKind.FORM)
        return AttachForm(data, files, forms_of_office=forms)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        data = form.cleaned_data
        try:
            rules.check_can_draft(request.user.person, self.document.owner_unit_id, on=self.on)
            rules.check_not_in_review(self.document)
            file = data["file"]
            attach_form(
                document=self.document,
                code=data["code"],
                title=data["title"],
                form_document=data["form_document"],
                stored=store.receive(file, limit=MAX_FORM) if file else None,
                file_name=file.name if file else "",
                by=request.user.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã gắn biểu mẫu vào dự thảo."))
        return redirect("iso_docs:forms", pk=pk)

    def _page(self, form: AttachForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        draft = self.document.get_latest_revision_as_object()
        context = {
            "document": self.document,
            "rows": draft.forms.all(),
            "form": form,
            "refusal": refusal,
            "trail": self.trail,
        }
        return render(self.request, "iso_docs/forms.html", context, status=status)
