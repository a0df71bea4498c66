"""What answers a clause, which clause does not apply, and a further edition of a standard."""

import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.models import Clause, ClauseAnswer, ClauseExclusion, Standard
from audits.rules import check_can_keep_clauses, check_clause_asks, check_says_why
from audits.standard_files import put_standard
from iso_docs.models import ControlledDocument
from office.acts import office_act
from office.models import Person
from office.refusals import Incomplete, WrongState


def answer_clause(
    *,
    clause: Clause,
    by: Person,
    now: datetime.datetime,
    document: ControlledDocument | None = None,
    record: str = "",
    kept_at: str = "",
    note: str = "",
) -> ClauseAnswer:
    """Say that a document, or a kind of record, answers the clause.

    Refused: without the role; for a heading; with neither or both; when it is said already.
    """
    check_can_keep_clauses(by, on=localdate(now))
    check_clause_asks(clause)
    record = record.strip()
    if (document is None) == (not record):
        raise Incomplete(
            _("Chọn một tài liệu, hoặc ghi tên một loại hồ sơ."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Mỗi lần ghi một thứ; ghi thêm được nhiều lần."),
        )
    with office_act("audits.clause.answer", by=by, now=now, subject=clause) as line:
        Clause.objects.select_for_update().get(pk=clause.pk)
        if ClauseAnswer.objects.filter(clause=clause, document=document, record=record, ended_at=None).exists():
            raise WrongState(
                _("Điều khoản này đã ghi thứ đó."),
                kept=_("Dòng đã ghi giữ nguyên."),
                next_step=_("Chọn tài liệu hoặc hồ sơ khác."),
            )
        made = ClauseAnswer.objects.create(
            clause=clause,
            document=document,
            record=record,
            kept_at=kept_at.strip(),
            note=note.strip(),
            made_at=now,
            made_by=by,
        )
        line.data.update(clause=clause.number, document=document.code if document else "", record=record)
    return made


def withdraw_answer(*, answer: ClauseAnswer, by: Person, now: datetime.datetime) -> None:
    """It answers the clause no longer. The row stays, ended. Refused: without the role; ended already."""
    check_can_keep_clauses(by, on=localdate(now))
    with office_act("audits.clause.withdraw_answer", by=by, now=now, subject=answer.clause) as line:
        if not ClauseAnswer.objects.filter(pk=answer.pk, ended_at=None).update(ended_at=now, ended_by=by):
            raise _ended_already()
        line.data.update(clause=answer.clause.number, answer=answer.pk)


def exclude_clause(*, clause: Clause, reason: str, by: Person, now: datetime.datetime) -> ClauseExclusion:
    """The clause does not apply here (4.3). Refused: without the role or reason; for a heading; when it is said already."""
    check_can_keep_clauses(by, on=localdate(now))
    check_clause_asks(clause)
    check_says_why(reason)
    with office_act("audits.clause.exclude", by=by, now=now, subject=clause) as line:
        Clause.objects.select_for_update().get(pk=clause.pk)
        if ClauseExclusion.objects.filter(clause=clause, ended_at=None).exists():
            raise WrongState(
                _("Điều khoản này đã ghi là không áp dụng."),
                kept=_("Lý do đã ghi giữ nguyên."),
                next_step=_("Muốn đổi lý do: áp dụng lại, rồi ghi lý do mới."),
            )
        made = ClauseExclusion.objects.create(clause=clause, reason=reason.strip(), made_at=now, made_by=by)
        line.data.update(clause=clause.number, reason=made.reason)
    return made


def include_clause(*, clause: Clause, by: Person, now: datetime.datetime) -> None:
    """The clause applies again. Refused: without the role; when it applies."""
    check_can_keep_clauses(by, on=localdate(now))
    with office_act("audits.clause.include", by=by, now=now, subject=clause) as line:
        if not ClauseExclusion.objects.filter(clause=clause, ended_at=None).update(ended_at=now, ended_by=by):
            raise _ended_already()
        line.data.update(clause=clause.number)


def load_standard(*, data: dict[str, Any], by: Person | None, now: datetime.datetime) -> Standard:
    """Put in an edition that `standard_files.read_standard` has read. Refused: an edition that is there already."""
    with office_act("audits.standard.load", by=by, now=now) as line:
        made, is_new = put_standard(data, standards=Standard, clauses=Clause)
        if not is_new:
            raise WrongState(
                _("%(edition)s đã có trong hệ thống.") % {"edition": made.edition},
                kept=_("Các điều khoản đã có giữ nguyên."),
                next_step=_("Bản sửa đổi thì đặt tên tiêu chuẩn khác, ví dụ thêm năm."),
            )
        line.subject = made
        line.data.update(edition=made.edition, clauses=len(data["clauses"]))
    return made


def _ended_already() -> WrongState:
    return WrongState(
        _("Việc này đã làm rồi."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang để xem trạng thái mới.")
    )
