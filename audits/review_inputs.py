"""The inputs of a management review, gathered from the other rooms: what each item of the agenda rests on, with its lists.

Facts are plain data, so that a pack can be frozen and hashed: a fact is a key (FACTS has its words), a number, and the rows
it counted. The dossiers of a period are named by the line of the period's report instead: a hundred thousand codes need not
be copied, for that list can be drawn again as the books stood that day.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audits.models import (
    CorrectiveAction,
    EffectConclusion,
    ManagementReview,
    Nonconformity,
    ReviewDecision,
    ReviewNote,
)
from audits.states import Effect, ReviewInput, Source
from iso_docs.models import ControlledDocument, DocumentIssue, ExternalDocument, ExternalDocumentChange
from iso_docs.states import DocumentKind
from office.models import Assignment, Obligation, Post, Unit
from processes.models import Dossier
from processes.reporting.figures import Period, period_report

FACTS = {
    "decisions_done": _("kết luận đã thực hiện đúng hạn"),
    "decisions_done_late": _("kết luận thực hiện muộn"),
    "decisions_open": _("kết luận đang thực hiện"),
    "decisions_overdue": _("kết luận quá hạn"),
    "external_new": _("văn bản, tiêu chuẩn bên ngoài có hiệu lực trong kỳ"),
    "external_changed": _("văn bản bên ngoài bị sửa đổi, thay thế, hết hiệu lực trong kỳ"),
    "units_changed": _("đơn vị thành lập, đổi tên, nhập, chia, giải thể trong kỳ"),
    "complaints": _("khiếu nại, phản ánh thành phiếu không phù hợp"),
    "objectives": _("tài liệu mục tiêu chất lượng còn hiệu lực"),
    "received": _("hồ sơ tiếp nhận"),
    "resolved": _("hồ sơ đã giải quyết"),
    "early": _("trước hạn"),
    "on_time": _("đúng hạn"),
    "late": _("quá hạn"),
    "stopped": _("dừng, rút"),
    "open": _("đang giải quyết"),
    "open_late": _("đang giải quyết, đã quá hạn"),
    "late_procedures": _("thủ tục có hồ sơ quá hạn"),
    "found": _("sự không phù hợp phát hiện trong kỳ"),
    "found_by_breach": _("từ hồ sơ trễ hẹn"),
    "undecided": _("chờ quyết định"),
    "closed": _("đã đóng"),
    "actions": _("hành động khắc phục giao trong kỳ"),
    "actions_done": _("đã xong"),
    "actions_overdue": _("quá hạn chưa xong"),
    "effective": _("kết luận có hiệu lực"),
    "not_effective": _("kết luận không có hiệu lực"),
    "not_enough": _("kết luận chưa đủ cơ sở"),
    "issues_in_force": _("tài liệu còn hiệu lực"),
    "readings_overdue": _("lượt đọc tài liệu quá hạn"),
    "audit_findings": _("phiếu từ đánh giá nội bộ"),
    "inspection_findings": _("phiếu từ kiểm tra của cấp trên"),
    "postal": _("hồ sơ nộp qua bưu chính công ích"),
    "vacant_posts": _("vị trí không có người giữ"),
}
# A fact that stands under another one, as a part of it.
PARTS = frozenset({"early", "on_time", "late", "open_late", "found_by_breach", "undecided", "closed", "actions_done", "actions_overdue"})  # fmt: skip
GAPS = {
    "words": _("Chưa ai ghi nội dung; bảng số không nói thay được."),
    "nothing": _("Chưa có dữ liệu và chưa ai ghi nội dung."),
    "no_audit": _("Không có phiếu nào từ đánh giá nội bộ trong kỳ; mỗi năm đánh giá nội bộ ít nhất một lần (QĐ 19/2014/QĐ-TTg, Điều 4)."),
    "no_objectives": _("Không có tài liệu mục tiêu chất lượng nào còn hiệu lực."),
}  # fmt: skip
# Inputs that no table can fill by itself: somebody has to say it.
NEED_WORDS = frozenset(
    {
        ReviewInput.SATISFACTION,
        ReviewInput.OBJECTIVES,
        ReviewInput.PROVIDERS,
        ReviewInput.RESOURCES,
        ReviewInput.RISKS,
        ReviewInput.OPPORTUNITIES,
    }
)
DOSSIER_LINES = ("received", "resolved", "early", "on_time", "late", "stopped", "open", "open_late")

Fact = dict[str, Any]


def gather(review: ManagementReview, *, now: datetime.datetime) -> dict[str, Any]:
    """Every input as it stands at `now`: {"period": …, "inputs": {key: {"facts", "note", "gaps"}}}. Reads only."""
    today = timezone.localdate(now)
    period = Period(review.period_first, review.period_last, min(review.period_last, today))
    notes = latest_notes(review)
    inputs = {}
    for key in ReviewInput:
        facts, gaps = _GATHERERS[key](review, period)
        note = notes.get(key)
        if not note:
            if key in NEED_WORDS:
                gaps.append("words")
            elif not any(fact["value"] for fact in facts):
                gaps.append("nothing")
        inputs[key.value] = {
            "facts": facts,
            "note": note.text if note else "",
            "note_by": note.written_by.full_name if note else "",
            "gaps": gaps,
        }
    return {
        "period": {
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "as_of": period.as_of.isoformat(),
        },
        "inputs": inputs,
    }


def latest_notes(review: ManagementReview) -> dict[str, ReviewNote]:
    """The note that counts for each input that has one."""
    return {note.input: note for note in review.notes.select_related("written_by").order_by("pk")}


def _fact(key: str, rows: Iterable[dict[str, Any]]) -> Fact:
    found = list(rows)
    return {"key": key, "value": len(found), "rows": found}


def _row(thing: Any, name: str, sub: str = "") -> dict[str, Any]:
    return {"kind": thing._meta.label_lower, "id": thing.pk, "name": name, "sub": sub}


def _in_period(period: Period, field: str) -> Q:
    return Q(**{f"{field}__gte": period.first, f"{field}__lte": period.as_of})


# --- the items of the agenda -----------------------------------------------------------------------------------------


def _earlier(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    """Decisions of earlier reviews that were done in this period, or are not done yet."""
    rows = (
        ReviewDecision.objects.filter(review__in=ManagementReview.objects.concluded().exclude(pk=review.pk))
        .filter(Q(done_on=None) | Q(done_on__gte=period.first), struck_at=None)
        .select_related("review", "owner")
        .order_by("due_on", "pk")
    )
    groups: dict[str, list] = {"decisions_done": [], "decisions_done_late": [], "decisions_open": [], "decisions_overdue": []}  # fmt: skip
    for each in rows:
        if each.done_on is not None and each.done_on <= period.as_of:
            key = "decisions_done" if each.done_on <= each.due_on else "decisions_done_late"
        else:
            key = "decisions_open" if each.due_on >= period.as_of else "decisions_overdue"
        row = _row(each.review, f"{each.review.number}.{each.number} {each.what}", each.owner.full_name)
        groups[key].append(row)
    return [_fact(key, found) for key, found in groups.items()], []


def _context(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    new = ExternalDocument.objects.filter(_in_period(period, "effective_from"))
    changes = ExternalDocumentChange.objects.filter(_in_period(period, "effective_on")).select_related("document")
    units = Unit.objects.filter(_in_period(period, "valid_from") | _in_period(period, "valid_until"))
    return [
        _fact("external_new", (_row(each, str(each)) for each in new)),
        _fact(
            "external_changed",
            (_row(each.document, str(each.document), each.get_kind_display()) for each in changes),
        ),
        _fact("units_changed", (_row(each, each.name) for each in units)),
    ], []


def _found(period: Period) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.filter(_in_period(period, "found_on")).order_by("found_on", "pk")


def _cases(key: str, rows: QuerySet[Nonconformity]) -> Fact:
    return _fact(key, (_row(each, f"{each.number} {each.title}") for each in rows))


def _satisfaction(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    return [_cases("complaints", _found(period).filter(source=Source.COMPLAINT))], []


def _objectives(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    issues = DocumentIssue.objects.in_force_on(period.as_of).filter(document__kind=DocumentKind.OBJECTIVES)
    fact = _fact("objectives", (_row(each, f"{each.code} {each.title}") for each in issues))
    return [fact], [] if fact["value"] else ["no_objectives"]


def _performance(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    report = period_report(Dossier.objects.all(), period, by="procedure")
    facts: list[Fact] = [{"key": line, "value": report.total[line], "line": line} for line in DOSSIER_LINES]
    late = [
        {"kind": "", "id": 0, "name": str(row.label), "sub": str(row.figures["late"] + row.figures["open_late"])}
        for row in report.rows
        if row.figures["late"] + row.figures["open_late"]
    ]
    return [*facts, _fact("late_procedures", late)], []


def _nonconformities(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    found = _found(period)
    actions = (
        CorrectiveAction.objects.filter(
            planned_at__gte=period.begins, planned_at__lt=period.ends
        )
        .select_related("nonconformity", "owner")
        .order_by("due_on", "pk")
    )  # fmt: skip

    def works(key: str, rows: Iterable[CorrectiveAction]) -> Fact:
        return _fact(
            key,
            (
                _row(each.nonconformity, f"{each.nonconformity.number}: {each.what}", each.owner.full_name)
                for each in rows
            ),
        )

    done = Q(done_on__isnull=False, done_on__lte=period.as_of)
    conclusions = EffectConclusion.objects.filter(
        concluded_at__gte=period.begins, concluded_at__lt=period.ends
    ).select_related("check_made__nonconformity")

    def effects(verdict: Effect) -> Fact:
        rows = [each.check_made.nonconformity for each in conclusions if each.verdict == verdict]
        return _fact(verdict.value, (_row(each, f"{each.number} {each.title}") for each in rows))

    return [
        _cases("found", found),
        _cases("found_by_breach", found.filter(source=Source.BREACH)),
        _cases("undecided", found.filter(Q(decision=None) | Q(decision__decided_at__gte=period.ends))),
        _cases("closed", found.filter(closure__closed_at__lt=period.ends)),
        works("actions", actions),
        works("actions_done", actions.filter(done)),
        works("actions_overdue", actions.filter(~done, due_on__lt=period.as_of)),
        *(effects(verdict) for verdict in (Effect.EFFECTIVE, Effect.NOT_EFFECTIVE, Effect.NOT_ENOUGH)),
    ], []


def _monitoring(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    issues = DocumentIssue.objects.in_force_on(period.as_of).order_by("code", "pk")
    overdue = Obligation.objects.filter(
        Q(done_at=None) | Q(done_at__gte=period.ends), kind="iso_docs.reading", lifted_at=None, due_on__lt=period.as_of
    ).select_related("person")
    named = DocumentIssue.objects.in_bulk({each.subject_id for each in overdue})
    return [
        _fact("issues_in_force", (_row(each, f"{each.code} {each.title}") for each in issues)),
        _fact(
            "readings_overdue",
            (
                _row(named[each.subject_id], named[each.subject_id].code, each.person.full_name if each.person else "")
                for each in overdue
                if each.subject_id in named
            ),
        ),
    ], []


def _audits(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    audit = _cases("audit_findings", _found(period).filter(source=Source.AUDIT))
    inspection = _cases("inspection_findings", _found(period).filter(source=Source.INSPECTION))
    return [audit, inspection], [] if audit["value"] else ["no_audit"]


def _providers(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    total = period_report(Dossier.objects.all(), period).total
    return [{"key": "postal", "value": total["new_postal"], "line": "new_postal"}], []


def _resources(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    held = Assignment.objects.valid_on(period.as_of).values("post")
    vacant = Post.objects.valid_on(period.as_of).exclude(pk__in=held).select_related("unit").order_by(F("unit__name"), "name")  # fmt: skip
    return [_fact("vacant_posts", ({"kind": "", "id": 0, "name": each.name, "sub": each.unit.name} for each in vacant))], []  # fmt: skip


def _words_only(review: ManagementReview, period: Period) -> tuple[list[Fact], list[str]]:
    return [], []


_GATHERERS = {
    ReviewInput.EARLIER: _earlier,
    ReviewInput.CONTEXT: _context,
    ReviewInput.SATISFACTION: _satisfaction,
    ReviewInput.OBJECTIVES: _objectives,
    ReviewInput.PERFORMANCE: _performance,
    ReviewInput.NONCONFORMITIES: _nonconformities,
    ReviewInput.MONITORING: _monitoring,
    ReviewInput.AUDITS: _audits,
    ReviewInput.PROVIDERS: _providers,
    ReviewInput.RESOURCES: _resources,
    ReviewInput.RISKS: _words_only,
    ReviewInput.OPPORTUNITIES: _words_only,
}
# The kinds a row may lead to, each read again under the reader's own rights.
LINKED: dict[str, type] = {
    model._meta.label_lower: model
    for model in (Nonconformity, ManagementReview, DocumentIssue, ControlledDocument, ExternalDocument)
}
