"""Pages of one issue: reading, old ones marked, print with QR, files, withdrawal; and the public answer to a printed QR."""

import io
import json
from typing import Any

import segno
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views import View

from iso_docs import rules
from iso_docs.actions import acknowledge_reading, withdraw_issue
from iso_docs.changes import compare
from iso_docs.exported import exported_issue
from iso_docs.forms import WithdrawForm
from iso_docs.models import ControlledDocument, DocumentIssue, PaperBasis, PaperFile, Reading
from iso_docs.paper import copy_of, docx_of, file_name
from iso_docs.printed_roles import wordings_of
from iso_docs.queries import issue_state, reading_of
from iso_docs.reading_page import page_of
from iso_docs.states import IssueState
from iso_docs.views.files import download
from office.models import Assignment, Confidentiality, Obligation, Unit
from office.pdf import pdf_of
from office.refusals import Refusal
from office.signing import reauthenticate
from office.typed_numbers import LARGEST_KEY
from office.views.base import StaffPage

STAMPS = {
    IssueState.IN_FORCE: "in_force",
    IssueState.TO_COME: "coming",
    IssueState.SUPERSEDED: "replaced",
    IssueState.WITHDRAWN: "void",
}


class IssuePage(StaffPage):
    """A page of an issue the reader may see; others do not exist."""

    issue: DocumentIssue

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.on = timezone.localdate()
        if request.user.is_authenticated:
            issues = DocumentIssue.objects.visible_to(request.user).select_related("document", "withdrawal")
            self.issue = get_object_or_404(issues, pk=kwargs["pk"])
            self.state = issue_state(self.issue, self.on)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [(_("Quy trình"), reverse("iso_docs:home")), (self.issue.code, self.issue.get_absolute_url())]

    def in_force(self) -> DocumentIssue | None:
        issues = DocumentIssue.objects.visible_to(self.request.user).in_force_on(self.on)
        return issues.filter(document=self.issue.document_id).first()

    def earlier(self) -> DocumentIssue | None:
        """The issue before this one, if the reader may see it: what it is compared with."""
        return (
            DocumentIssue.objects.visible_to(self.request.user)
            .filter(document=self.issue.document_id, number__lt=self.issue.number)
            .order_by("-number")
            .first()
        )


class Issue(IssuePage):
    """«Quy trình, bản đọc»: lanes, steps, forms, what changed, «Tôi đã đọc»."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            acknowledge_reading(
                issue=self.issue,
                content_hash=request.POST.get("content_hash", ""),
                by=request.user.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._page(refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã ghi: anh/chị đã đọc %(issue)s.") % {"issue": self.issue})
        return redirect(self.issue)

    def _page(self, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        person, issue = self.request.user.person, self.issue
        earlier = self.earlier()
        posts = set(self.asker_posts())
        return render(
            self.request,
            "iso_docs/issue.html",
            {
                "issue": issue,
                "state": self.state,
                "stamp": STAMPS[self.state],
                "binds": self.state in (IssueState.IN_FORCE, IssueState.TO_COME),
                "in_force": self.in_force() if self.state != IssueState.IN_FORCE else issue,
                "page": page_of(issue.frozen, my_posts=posts, my_wordings=wordings_of(posts)),
                "earlier": earlier,
                "changes": compare(earlier.frozen, issue.frozen) if earlier else None,
                "signers": issue.signers.all(),
                "paper": PaperBasis.objects.filter(issue=issue).prefetch_related("signers", "files").first(),
                "forms": issue.forms.select_related("form_issue"),
                "newer_forms": self._newer_forms(),
                "my_reading": Reading.objects.filter(issue=issue, person=person).first(),
                "owed": Obligation.objects.open().about(issue).filter(kind="iso_docs.reading", person=person).first(),
                "reading": reading_of(issue, self.on),
                "may_see_desk": ControlledDocument.objects.visible_to(self.request.user)
                .filter(pk=issue.document_id)
                .exists(),
                "may_withdraw": self.asker.has_role(*rules.APPROVERS)
                and self.state in (IssueState.IN_FORCE, IssueState.TO_COME),
                "refusal": refusal,
                "trail": self.trail[:1],
            },
            status=status,
        )

    def asker_posts(self) -> Any:
        return (
            Assignment.objects.valid_on(self.on).filter(person=self.request.user.person).values_list("post", flat=True)
        )

    def _newer_forms(self) -> set[int]:
        """Positions of forms of which a newer issue binds today than the one frozen here."""
        forms = self.issue.forms.filter(form_issue__isnull=False).select_related("form_issue")
        current = {
            issue.document_id: issue.pk
            for issue in DocumentIssue.objects.in_force_on(self.on).filter(
                document__in=[form.form_issue.document_id for form in forms]
            )
        }
        return {
            form.position
            for form in forms
            if current.get(form.form_issue.document_id, form.form_issue_id) != form.form_issue_id
        }


class Issues(IssuePage):
    """All issues of a document, old ones marked; and what changed from one to the next, word by word."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        issues = list(
            DocumentIssue.objects.visible_to(request.user)
            .filter(document=self.issue.document_id)
            .select_related("withdrawal")
            .order_by("-number")
        )
        rows = [(each, issue_state(each, self.on)) for each in issues]
        earlier = self.earlier()
        return render(
            request,
            "iso_docs/issues.html",
            {
                "issue": self.issue,
                "rows": [(each, state, STAMPS[state]) for each, state in rows],
                "earlier": earlier,
                "changes": compare(earlier.frozen, self.issue.frozen) if earlier else None,
                "trail": self.trail,
            },
        )


class Print(IssuePage):
    """An uncontrolled copy on A4: code, issue, hash, who printed it when, and a QR that says whether it still binds."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        address = request.build_absolute_uri(reverse("iso_docs:check", args=[self.issue.short_code]))
        agency = Unit.objects.valid_on(self.issue.effective_from).filter(is_agency=True).first()
        return render(
            request,
            "iso_docs/print.html",
            {
                "issue": self.issue,
                "state": self.state,
                "stamp": STAMPS[self.state],
                "is_void": self.state in (IssueState.SUPERSEDED, IssueState.WITHDRAWN),
                "page": page_of(self.issue.frozen),
                "signers": self.issue.signers.all(),
                "paper": PaperBasis.objects.filter(issue=self.issue).prefetch_related("signers").first(),
                "history": DocumentIssue.objects.visible_to(request.user)
                .filter(document=self.issue.document_id, number__lte=self.issue.number)
                .order_by("number"),
                "agency": self.issue.frozen["issuer"] or (agency.name if agency else ""),
                "qr": _qr(address),
                "address": address,
                "printed_at": timezone.now(),
                "printed_by": request.user.person,
            },
        )


class Export(IssuePage):
    """The same copy as a file: DOCX, PDF, or the JSON that proves what was signed."""

    TYPES = {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
        "json": "application/json",
    }

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        if form not in self.TYPES:
            raise Http404
        if form == "json":
            data = (json.dumps(exported_issue(self.issue), ensure_ascii=False, indent=1) + "\n").encode()
        else:
            history = (
                DocumentIssue.objects.visible_to(request.user)
                .filter(document=self.issue.document_id, number__lte=self.issue.number)
                .order_by("number")
            )
            copy = copy_of(self.issue, history=history, now=timezone.now(), on=self.on, by=request.user.person)
            data = docx_of(copy)
            data = data if form == "docx" else pdf_of(data)
        response = HttpResponse(data, content_type=self.TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="{file_name(self.issue, form)}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class FormFile(IssuePage):
    """A form as the issue froze it."""

    def get(self, request: HttpRequest, pk: int, position: int) -> FileResponse:
        form = get_object_or_404(self.issue.forms.select_related("blob"), position=position, blob__isnull=False)
        return download(form.blob, form.file_name)


class SourceFile(IssuePage):
    """The Word original that the text came from."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        if self.issue.source_blob is None:
            raise Http404
        return download(self.issue.source_blob, self.issue.source_name)


class PaperPicture(IssuePage):
    """The scan of what was signed on paper, or of the decision."""

    def get(self, request: HttpRequest, pk: int, position: int) -> FileResponse:
        if position > LARGEST_KEY:
            raise Http404
        files = PaperFile.objects.filter(basis__issue=self.issue).select_related("blob")
        file = get_object_or_404(files, position=position)
        return download(file.blob, file.file_name)


class Withdraw(IssuePage):
    """End an issue, signed and with its reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(WithdrawForm(initial={"withdrawn_on": self.on}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        now = timezone.now()
        try:
            rules.check_can_withdraw(
                self.issue, by=request.user.person, withdrawn_on=form.cleaned_data["withdrawn_on"], on=self.on
            )
            proof = reauthenticate(request.user, password=form.cleaned_data["password"], now=now)
            withdraw_issue(
                issue=self.issue,
                withdrawn_on=form.cleaned_data["withdrawn_on"],
                reason=form.cleaned_data["reason"],
                by=request.user.person,
                proof=proof,
                now=now,
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã hủy hiệu lực %(issue)s.") % {"issue": self.issue})
        return redirect(self.issue)

    def _page(self, form: WithdrawForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        context = {"issue": self.issue, "form": form, "refusal": refusal, "trail": self.trail}
        return render(self.request, "iso_docs/withdraw.html", context, status=status)


class Check(View):
    """What the QR on a printed copy answers, to anybody: in force, superseded, withdrawn. No name of any person, no text."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        issue = DocumentIssue.objects.select_related("withdrawal").filter(short_code=code.upper()).first()
        if issue is None:
            return render(request, "iso_docs/check.html", {"code": code, "issue": None}, status=404)
        on = timezone.localdate()
        state = issue_state(issue, on)
        successor = None
        if state == IssueState.SUPERSEDED:
            later = DocumentIssue.objects.that_take_effect().filter(
                document=issue.document_id, effective_from__gt=issue.effective_from, effective_from__lte=on
            )
            successor = later.order_by("effective_from").first()
        return render(
            request,
            "iso_docs/check.html",
            {
                "code": code,
                "issue": issue,
                "state": state,
                "stamp": STAMPS[state],
                "successor": successor,
                "shows_title": issue.confidentiality <= Confidentiality.INTERNAL,
                "on": on,
            },
        )


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 – drawn here, from our own address
