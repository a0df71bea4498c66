"""The clauses of a standard: what answers each in this office, and what lacks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from audits.actions import answer_clause, exclude_clause, include_clause, withdraw_answer
from audits.clause_forms import AnswerForm, ClauseFilter, ExclusionForm
from audits.clauses import ClauseRow, clause_rows, documents_to_name, standard_named
from audits.models import Clause, ClauseAnswer, Standard
from audits.rules import CLAUSE_KEEPERS, check_can_keep_clauses
from audits.states import ClauseState
from office.refusals import NotPermitted, Refusal
from office.spreadsheets import spreadsheet_answer
from office.text_forms import fold
from office.views.base import StaffPage

MARKS = {
    ClauseState.LACKING: "risk",
    ClauseState.ANSWERED: "done",
    ClauseState.FREE: "ok",
    ClauseState.EXCLUDED: "wait",
}


class ClausesPage(StaffPage, TemplateView):
    """Điều khoản và bằng chứng: what lacks first in the sentence; filtered and exported as it stands on screen."""

    template_name = "audits/clauses.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.standard = standard_named(request.GET.get("tieu-chuan", "").replace("\0", ""))
        self.form = ClauseFilter(request.GET)
        wanted = self.form.cleaned_data if self.form.is_valid() else {}
        clauses = Clause.objects.filter(standard=self.standard)
        self.all = clause_rows(clauses, request.user, on=self.asker.on)
        words = fold(wanted.get("q", ""))
        self.rows = [
            row
            for row in self.all
            if (not wanted.get("state") or row.state == wanted["state"])
            and (not words or words in fold(f"{row.clause.number} {row.clause.title_vi} {row.clause.title_en}"))
        ]
        if request.GET.get("xuat") == "xlsx":
            title = _("Điều khoản %(edition)s và tài liệu, hồ sơ đáp ứng") % {"edition": self.standard or ""}
            lines = (_export_line(row) for row in self.rows if row.state != ClauseState.HEADING)
            return spreadsheet_answer("dieu-khoan", title, _headings(), lines, now=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        export = self.request.GET.copy()
        export["xuat"] = "xlsx"
        chips = self.form.chips(self.request.GET)
        asking = [row for row in self.rows if row.state != ClauseState.HEADING]
        return super().get_context_data(**kwargs) | {
            "trail": [(_("Cải tiến"), reverse("audits:home"))],
            "standard": self.standard,
            "standards": Standard.objects.all(),
            "rows": [clause_line(row) for row in (asking if chips else self.rows)],
            "count": len(asking),
            "lacking": sum(row.state == ClauseState.LACKING for row in self.all),
            "needing": sum(row.clause.maintain or row.clause.retain for row in self.all if row.exclusion is None),
            "form": self.form,
            "chips": chips,
            "export": f"?{export.urlencode()}",
        }


class ClausePage(StaffPage, TemplateView):
    """One clause: what it asks in our words, what answers it, whether it applies."""

    template_name = "audits/clause.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.clause = get_object_or_404(Clause.objects.select_related("standard"), pk=kwargs["clause"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = clause_rows([self.clause], self.request.user, on=self.asker.on)[0]
        may_keep = self.asker.has_role(*CLAUSE_KEEPERS) and row.state != ClauseState.HEADING
        documents = documents_to_name(self.request.user, on=self.asker.on) if may_keep else None
        under = Clause.objects.filter(standard=self.clause.standard, number__startswith=f"{self.clause.number}.")
        context = {
            "trail": [
                (_("Cải tiến"), reverse("audits:home")),
                (
                    _("Điều khoản"),
                    f"{reverse('audits:clauses')}?tieu-chuan={self.clause.standard.edition.replace(' ', '+')}",
                ),
            ],
            "row": clause_line(row),
            "under": [clause_line(each) for each in clause_rows(under, self.request.user, on=self.asker.on)],
            "may_keep": may_keep,
            "answer_form": AnswerForm(prefix="tra-loi", documents=documents) if may_keep else None,
            "exclusion_form": ExclusionForm(prefix="khong-ap-dung") if may_keep else None,
        }
        return super().get_context_data(**kwargs) | context | kwargs


class ActOnClause(ClausePage):
    """Answers one form of the page; what is wrong or refused comes back with what was typed."""

    http_method_names = ["post"]
    shown_as = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        check_can_keep_clauses(self.asker.person, on=self.asker.on)
        form = self.form()
        if not form.is_valid():
            return self._again(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except NotPermitted:
            raise
        except Refusal as refusal:
            return self._again(form, status=refusal.status, refusal=refusal)
        messages.success(request, said)
        return HttpResponseRedirect(self.clause.get_absolute_url())

    def form(self) -> forms.Form:
        """The form that was sent; an act that asks nothing has an empty one."""
        return forms.Form(self.request.POST)

    def act(self, data: dict[str, Any]) -> str:
        raise NotImplementedError

    def _again(self, form: forms.Form, *, status: int, refusal: Refusal | None = None) -> HttpResponse:
        shown = {self.shown_as: form} if self.shown_as else {}
        return self.render_to_response(self.get_context_data(**shown, form=form, refusal=refusal), status=status)


class AnswerClause(ActOnClause):
    shown_as = "answer_form"

    def form(self) -> AnswerForm:
        documents = documents_to_name(self.request.user, on=self.asker.on)
        return AnswerForm(self.request.POST, prefix="tra-loi", documents=documents)

    def act(self, data: dict[str, Any]) -> str:
        answer_clause(clause=self.clause, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi vào điều khoản %(number)s.") % {"number": self.clause.number}


class WithdrawAnswer(ActOnClause):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.answer = get_object_or_404(
                ClauseAnswer.objects.select_related("clause"), clause=self.clause, pk=kwargs["answer"]
            )

    def act(self, data: dict[str, Any]) -> str:
        withdraw_answer(answer=self.answer, by=self.asker.person, now=timezone.now())
        return _("Đã bỏ khỏi điều khoản %(number)s.") % {"number": self.clause.number}


class ExcludeClause(ActOnClause):
    shown_as = "exclusion_form"

    def form(self) -> ExclusionForm:
        return ExclusionForm(self.request.POST, prefix="khong-ap-dung")

    def act(self, data: dict[str, Any]) -> str:
        exclude_clause(clause=self.clause, **data, by=self.asker.person, now=timezone.now())
        return _("Đã ghi: điều khoản %(number)s không áp dụng.") % {"number": self.clause.number}


class IncludeClause(ActOnClause):
    def act(self, data: dict[str, Any]) -> str:
        include_clause(clause=self.clause, by=self.asker.person, now=timezone.now())
        return _("Điều khoản %(number)s lại áp dụng.") % {"number": self.clause.number}


def clause_line(row: ClauseRow) -> dict[str, Any]:
    """A clause in words."""
    needs = [word for wanted, word in ((row.clause.maintain, _("văn bản")), (row.clause.retain, _("hồ sơ"))) if wanted]
    lacking = [word for lacks, word in ((row.lacks_document, _("văn bản")), (row.lacks_record, _("hồ sơ"))) if lacks]
    return {
        "clause": row.clause,
        "row": row,
        "is_heading": row.state == ClauseState.HEADING,
        "needs": ", ".join(needs),
        "mark": MARKS.get(row.state, "ok"),
        "state": row.state.label,
        "sub": ", ".join(lacking) if row.state == ClauseState.LACKING else "",
    }


def _headings() -> list[str]:
    return [
        _("Điều khoản"), _("Tên"), _("Yêu cầu, nói gọn"), _("Cần"), _("Tài liệu"), _("Hồ sơ"), _("Trong cơ quan"), _("Lý do"),
    ]  # fmt: skip


def _export_line(row: ClauseRow) -> list[Any]:
    line = clause_line(row)
    state = f"{line['state']}: {line['sub']}" if line["sub"] else line["state"]
    return [
        row.clause.number,
        row.clause.title,
        row.clause.says,
        line["needs"],
        "; ".join(each.name for each in row.documents),
        "; ".join(each.name for each in row.records),
        state,
        row.exclusion.reason if row.exclusion else "",
    ]
