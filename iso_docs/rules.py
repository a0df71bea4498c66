"""Who may draft, review, approve, issue, withdraw; what must be there before; and why not. Superusers get nothing here."""

import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from iso_docs.content import arithmetic_of
from iso_docs.models import ControlledDocument, DocumentIssue, ReviewRound
from iso_docs.models.documents import DESK_ROLES_ALL, DESK_ROLES_OWN
from iso_docs.printed_times import written_time
from iso_docs.states import DocumentKind
from iso_docs.step_times import Sum
from office.access import Asker, asker_for_person
from office.models import Person, Role, Signature, SignatureMeaning
from office.refusals import Incomplete, NotPermitted, WrongState

REVIEWERS = (Role.UNIT_HEAD, Role.CHIEF_OF_OFFICE, Role.STEERING_BOARD, Role.QUALITY_OFFICER, Role.VICE_CHAIR)
APPROVERS = (Role.CHAIR, Role.VICE_CHAIR)


def may_draft(asker: Asker, unit_id: int | None) -> bool:
    """Whether the asker drafts documents of a unit; of any unit when `unit_id` is None and they draft somewhere."""
    return asker.has_role(*DESK_ROLES_ALL) or asker.has_role(*DESK_ROLES_OWN, unit_id=unit_id)


def check_can_draft(by: Person, unit_id: int, *, on: datetime.date) -> None:
    if not may_draft(asker_for_person(by, on), unit_id):
        raise NotPermitted(
            _("Chỉ Thư ký ISO, chuyên viên soạn thảo hoặc trưởng đơn vị phụ trách được soạn tài liệu này."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Gửi đề nghị sửa đổi cho Thư ký ISO."),
        )
    if getattr(by, "user", None) is None:
        raise NotPermitted(
            _("Người soạn cần có tài khoản, để biết ai đã sửa chữ nào."), next_step=_("Liên hệ quản trị hệ thống.")
        )


def check_not_in_review(document: ControlledDocument) -> None:
    if document.rounds.open().exists():
        raise WrongState(
            _("Tài liệu đang được soát xét nên không sửa được."),
            kept=_("Bản đang soát xét giữ nguyên từng chữ."),
            next_step=_("Rút về hoặc trả lại người soạn rồi sửa."),
        )


def authors_since_last_issue(document: ControlledDocument) -> list[Person]:
    """Everybody who saved a draft since the last issue. They neither review nor approve it."""
    revisions = document.revisions.all()
    last = document.issues.order_by("-number").first()
    if last is not None:
        revisions = revisions.filter(pk__gt=last.revision_id)
    return list(Person.objects.filter(user__in=revisions.exclude(user=None).values("user")).order_by("pk"))


def check_can_submit(
    document: ControlledDocument,
    *,
    by: Person,
    reviewer: Person,
    approver: Person,
    on: datetime.date,
    reviewer_stand_in: Person | None = None,
    approver_stand_in: Person | None = None,
) -> None:
    """Three different people, of whom the last two wrote nothing and hold a part that lets them."""
    check_can_draft(by, document.owner_unit_id, on=on)
    check_not_in_review(document)
    wrote = {person.pk for person in authors_since_last_issue(document)} | {by.pk}
    parts = [(reviewer, REVIEWERS, _("soát xét")), (approver, APPROVERS, _("phê duyệt"))]
    if reviewer_stand_in is not None:
        parts.append((reviewer_stand_in, REVIEWERS, _("soát xét thay")))
    if approver_stand_in is not None:
        parts.append((approver_stand_in, APPROVERS, _("phê duyệt thay")))
    seen: set[int] = set()
    for person, roles, part in parts:
        if person.pk in wrote:
            raise NotPermitted(
                _("%(name)s đã soạn hoặc sửa bản này nên không %(part)s được.")
                % {"name": person.full_name, "part": part},
                kept=_("Dự thảo giữ nguyên."),
                next_step=_("Chọn người không tham gia soạn."),
            )
        if person.pk in seen:
            raise NotPermitted(
                _("Người soát xét và người phê duyệt phải là hai người khác nhau."),
                kept=_("Dự thảo giữ nguyên."),
                next_step=_("Chọn người khác cho một trong hai việc."),
            )
        seen.add(person.pk)
        if not asker_for_person(person, on).has_role(*roles):
            raise NotPermitted(
                _("%(name)s không giữ vai trò được %(part)s tài liệu.") % {"name": person.full_name, "part": part},
                kept=_("Dự thảo giữ nguyên."),
                next_step=_("Chọn người khác."),
            )


def check_complete(draft: ControlledDocument) -> None:
    """A draft goes to review whole: identity, text, and per case a sum that equals the limit or a reason why it does not."""
    missing: list[str] = []
    if not draft.code.strip():
        missing.append(_("Chưa có mã hiệu."))
    if not draft.title.strip():
        missing.append(_("Chưa có tên tài liệu."))
    if not draft.sections and not draft.steps:
        missing.append(_("Chưa có nội dung: cần ít nhất một mục hoặc một bước."))
    same = ControlledDocument.objects.exclude(pk=draft.pk)
    if (draft.issuer == "" and same.filter(issuer="", code=draft.code).exists()) or same.filter(
        issuer=draft.issuer, field=draft.field, code=draft.code, title=draft.title
    ).exists():
        missing.append(_("Mã hiệu %(code)s đã có tài liệu khác dùng.") % {"code": draft.code})
    if draft.kind == DocumentKind.PROCEDURE and draft.steps:
        missing += _what_the_steps_lack(draft)
    if missing:
        raise Incomplete(
            _("Chưa gửi soát xét được: còn %(count)s chỗ phải sửa.") % {"count": len(missing)},
            kept=_("Dự thảo giữ nguyên."),
            next_step=_("Sửa các chỗ dưới đây rồi gửi lại."),
            details=list(missing),
        )


def _what_the_steps_lack(draft: ControlledDocument) -> list[str]:
    sums, unknown = arithmetic_of(draft)
    missing = [
        _("Bảng bước nêu trường hợp «%(name)s» nhưng phần thời hạn không có trường hợp này.") % {"name": name}
        for name in unknown
    ]
    if not sums:
        missing.append(_("Chưa có thời hạn cam kết."))
    for each in sums:
        name = each.name or _("chung")
        if each.limit is None:
            missing.append(_("Trường hợp «%(name)s» chưa ghi thời hạn cam kết.") % {"name": name})
        elif not each.agrees and not draft.difference_reason.strip():
            missing.append(
                _("Trường hợp «%(name)s»: %(sum)s nhưng thời hạn là %(limit)s. Sửa, hoặc ghi lý do chấp nhận.")
                % {"name": name, "sum": working_of(each.parts, each.total), "limit": printed(each.limit)}
            )
    return missing


def working_of(parts: list[Decimal], total: Decimal | None) -> str:
    """«0,5 + 1 + 0,5 = 2», as somebody would check it on paper."""
    if total is None:
        return _("không cộng được các bước")
    return " + ".join(printed(part) for part in parts) + f" = {printed(total)}"


def arithmetic_in_words(draft: ControlledDocument) -> list[tuple[Sum, str, str]]:
    """Each case with its working and its limit, as somebody would check them on paper."""
    sums, _unknown = arithmetic_of(draft)
    return [(each, working_of(each.parts, each.total), written_time(each.limit, each.unit)) for each in sums]


def printed(quantity: Decimal) -> str:
    """A number as the office writes it: decimal comma, no idle zeros."""
    return format(quantity.normalize(), "f").replace(".", ",")


def counted_signatures(round_: ReviewRound) -> QuerySet[Signature]:
    """Signatures of the round that were not voided."""
    return Signature.objects.about(round_).filter(voiding__isnull=True)


def part_in(round_: ReviewRound, person: Person) -> SignatureMeaning | None:
    """What the round asks of a person: to review, to approve, or nothing."""
    if person.pk in (round_.reviewer_id, round_.reviewer_stand_in_id):
        return SignatureMeaning.REVIEWED
    if person.pk in (round_.approver_id, round_.approver_stand_in_id):
        return SignatureMeaning.APPROVED
    return None


def check_can_sign(round_: ReviewRound, meaning: SignatureMeaning, *, by: Person, on: datetime.date) -> None:
    """Whether `by` may put the signature of `meaning` under this round now."""
    word = _("soát xét") if meaning == SignatureMeaning.REVIEWED else _("phê duyệt")
    if round_.closed_at is not None:
        raise WrongState(
            _("Đợt soát xét này đã kết thúc."), kept=_("Chưa ký gì."), next_step=_("Mở lại trang để xem bản hiện tại.")
        )
    if round_.authors.filter(person=by).exists():
        raise NotPermitted(
            _("Người đã soạn hoặc sửa bản này không %(part)s được chính bản ấy.") % {"part": word},
            kept=_("Chưa ký gì."),
            next_step=_("Nhờ người được giao %(part)s ký.") % {"part": word},
        )
    if part_in(round_, by) != meaning:
        raise NotPermitted(
            _("Đợt này không giao cho anh/chị %(part)s.") % {"part": word},
            kept=_("Chưa ký gì."),
            next_step=_("Người được giao: %(name)s.")
            % {"name": (round_.reviewer if meaning == SignatureMeaning.REVIEWED else round_.approver).full_name},
        )
    roles = REVIEWERS if meaning == SignatureMeaning.REVIEWED else APPROVERS
    if not asker_for_person(by, on).has_role(*roles):
        raise NotPermitted(
            _("Hôm nay anh/chị không giữ vai trò được %(part)s tài liệu.") % {"part": word},
            kept=_("Chưa ký gì."),
            next_step=_("Nhờ người soạn rút về và gửi lại cho người khác."),
        )
    given = set(counted_signatures(round_).values_list("meaning", flat=True))
    if meaning in given:
        raise WrongState(_("Việc này đã có chữ ký rồi."), kept=_("Không ký thêm."))
    if meaning == SignatureMeaning.APPROVED and SignatureMeaning.REVIEWED not in given:
        raise WrongState(
            _("Chưa soát xét xong nên chưa phê duyệt được."),
            kept=_("Chưa ký gì."),
            next_step=_("Chờ %(name)s soát xét.") % {"name": round_.reviewer.full_name},
        )


def check_can_return(round_: ReviewRound, *, by: Person, on: datetime.date) -> None:
    """Whoever the round asks may return it; its authors and the quality officer may take it back."""
    if round_.closed_at is not None:
        raise WrongState(_("Đợt soát xét này đã kết thúc."), next_step=_("Mở lại trang để xem bản hiện tại."))
    if part_in(round_, by) is None and not may_recall(round_, by=by, on=on):
        raise NotPermitted(
            _("Chỉ người soát xét, người phê duyệt, người soạn hoặc Thư ký ISO được đưa bản này về sửa."),
            kept=_("Bản đang soát xét giữ nguyên."),
        )


def may_recall(round_: ReviewRound, *, by: Person, on: datetime.date) -> bool:
    return round_.authors.filter(person=by).exists() or asker_for_person(by, on).has_role(Role.QUALITY_OFFICER)


def may_issue(round_: ReviewRound, *, by: Person, on: datetime.date) -> bool:
    return part_in(round_, by) == SignatureMeaning.APPROVED or asker_for_person(by, on).has_role(Role.QUALITY_OFFICER)


def check_can_issue(round_: ReviewRound, *, by: Person, effective_from: datetime.date, on: datetime.date) -> None:
    """The approver or the quality officer issues what both signed, from today or later, after all that is issued already."""
    if not may_issue(round_, by=by, on=on):
        raise NotPermitted(
            _("Chỉ người phê duyệt hoặc Thư ký ISO được ban hành."), next_step=_("Nhờ một trong hai người ấy.")
        )
    if round_.closed_at is not None:
        raise WrongState(_("Đợt soát xét này đã kết thúc."), next_step=_("Mở lại trang để xem bản hiện tại."))
    given = set(counted_signatures(round_).values_list("meaning", flat=True))
    if not {SignatureMeaning.REVIEWED, SignatureMeaning.APPROVED} <= given:
        raise WrongState(_("Chưa đủ chữ ký soát xét và phê duyệt."), next_step=_("Chờ đủ hai chữ ký rồi ban hành."))
    check_effective_from(round_.document, effective_from, on=on)


def check_effective_from(document: ControlledDocument, effective_from: datetime.date, *, on: datetime.date) -> None:
    if effective_from < on:
        raise WrongState(
            _("Ngày có hiệu lực %(day)s đã qua; chỉ nhận hôm nay hoặc ngày sau.")
            % {"day": effective_from.strftime("%d/%m/%Y")},
            kept=_("Chưa ban hành."),
            next_step=_("Chọn lại ngày."),
        )
    later = document.issues.that_take_effect().filter(effective_from__gte=effective_from)
    last = (later | document.issues.filter(effective_from=effective_from)).order_by("-effective_from").first()
    if last is not None:
        raise WrongState(
            _("%(version)s đã có hiệu lực từ %(day)s; lần mới phải sau ngày ấy.")
            % {"version": last.version.capitalize(), "day": last.effective_from.strftime("%d/%m/%Y")},
            kept=_("Chưa ban hành."),
            next_step=_("Chọn ngày sau %(day)s.") % {"day": last.effective_from.strftime("%d/%m/%Y")},
        )


def check_can_withdraw(issue: DocumentIssue, *, by: Person, withdrawn_on: datetime.date, on: datetime.date) -> None:
    """Who approves may withdraw, with a reason, from today or later (DOMAIN 2.8)."""
    if not asker_for_person(by, on).has_role(*APPROVERS):
        raise NotPermitted(
            _("Chỉ người có thẩm quyền phê duyệt được hủy hiệu lực."),
            kept=_("Lần ban hành giữ nguyên."),
            next_step=_("Trình Chủ tịch hoặc Phó Chủ tịch."),
        )
    if hasattr(issue, "withdrawal"):
        raise WrongState(_("Lần ban hành này đã được hủy hiệu lực."), kept=_("Không đổi gì."))
    newer = issue.document.issues.that_take_effect().filter(effective_from__gt=issue.effective_from)
    if newer.filter(effective_from__lte=on).exists():
        raise WrongState(_("Lần ban hành này đã bị thay thế, không cần hủy hiệu lực."), kept=_("Không đổi gì."))
    if withdrawn_on < on:
        raise WrongState(_("Chỉ hủy hiệu lực từ hôm nay hoặc ngày sau."), next_step=_("Chọn lại ngày."))


def check_can_distribute(document: ControlledDocument, *, by: Person, on: datetime.date) -> None:
    if not may_draft(asker_for_person(by, on), document.owner_unit_id):
        raise NotPermitted(
            _("Chỉ Thư ký ISO hoặc đơn vị phụ trách được ghi nơi nhận."), next_step=_("Nhờ Thư ký ISO ghi.")
        )


def check_can_stand_in(round_: ReviewRound, person: Person, roles: tuple[Role, ...], *, on: datetime.date) -> None:
    """A stand-in wrote nothing, has no other part in the round, and holds a role that may sign."""
    if round_.authors.filter(person=person).exists() or person.pk in (round_.reviewer_id, round_.approver_id):
        raise NotPermitted(
            _("%(name)s đã có phần trong đợt này nên không làm thay được.") % {"name": person.full_name},
            next_step=_("Chọn người khác."),
        )
    if not asker_for_person(person, on).has_role(*roles):
        raise NotPermitted(
            _("%(name)s không giữ vai trò làm thay được việc này.") % {"name": person.full_name},
            next_step=_("Chọn người khác."),
        )


def check_can_keep_external(by: Person, unit_id: int, *, on: datetime.date) -> None:
    """The list of documents of others is kept by whoever drafts for the unit that follows the text."""
    if not may_draft(asker_for_person(by, on), unit_id):
        raise NotPermitted(
            _("Chỉ Thư ký ISO hoặc đơn vị theo dõi được ghi vào danh mục tài liệu bên ngoài."),
            kept=_("Chưa ghi gì."),
            next_step=_("Báo cho Thư ký ISO."),
        )


def check_can_take_over(by: Person, *, on: datetime.date) -> None:
    """What is in force without a signature given here comes in through one person: the quality officer."""
    if not asker_for_person(by, on).has_role(Role.QUALITY_OFFICER):
        raise NotPermitted(
            _("Chỉ Thư ký ISO được tiếp nhận tài liệu đang có hiệu lực trên giấy."),
            kept=_("Chưa ghi gì."),
            next_step=_("Chuyển bản giấy cho Thư ký ISO."),
        )


def check_paper(decided_on: datetime.date, effective_from: datetime.date, *, on: datetime.date) -> None:
    """A paper that is taken over was issued and took effect in the past; what is to come is issued here."""
    if effective_from >= on:
        raise WrongState(
            _("Ngày hiệu lực %(day)s chưa qua: chỉ tiếp nhận bản giấy đã có hiệu lực.")
            % {"day": effective_from.strftime("%d/%m/%Y")},
            kept=_("Chưa ghi gì."),
            next_step=_("Tài liệu mới thì soạn, soát xét và ban hành trên hệ thống."),
        )
    if decided_on > on:
        raise WrongState(_("Ngày ban hành trên giấy nằm trong tương lai."), next_step=_("Xem lại ngày trên bìa."))


def check_adoption_dates(decided_on: datetime.date, effective_from: datetime.date, *, on: datetime.date) -> None:
    if decided_on > on:
        raise WrongState(_("Quyết định áp dụng ghi ngày trong tương lai."), next_step=_("Xem lại ngày quyết định."))
    if effective_from < decided_on:
        raise WrongState(
            _("Áp dụng từ %(day)s là trước ngày quyết định.") % {"day": effective_from.strftime("%d/%m/%Y")},
            kept=_("Dự thảo giữ nguyên."),
            next_step=_("Chọn lại ngày."),
        )
