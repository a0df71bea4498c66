"""Who may do what with a dossier, when, and why not. Each refusal is a sentence the person can act on."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from office.access import Asker, asker_for_person
from office.models import Person, Role, Unit
from office.refusals import Incomplete, NotPermitted, WrongState
from office.working_calendar import WorkingCalendar
from processes.models import DeadlineBreach, Dossier, HandOver
from processes.states import DOSSIER_LIFE

HEADS = (Role.CHAIR, Role.VICE_CHAIR)
BREACH_ANNULLERS = (Role.CHAIR, Role.QUALITY_OFFICER)


def _asker(by: Person, now: datetime.datetime) -> Asker:

    return asker_for_person(by, timezone.localdate(now))


def reception_unit(by: Person, now: datetime.datetime) -> Unit:
    """The unit for which `by` receives on the day. Refuses with NotPermitted who is no one-stop clerk."""
    units = sorted(unit for role, unit in _asker(by, now).roles_in if role == Role.ONE_STOP_CLERK)
    if not units:
        raise NotPermitted(
            _("Chỉ công chức Một cửa được tiếp nhận, yêu cầu bổ sung và trả hồ sơ."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Chuyển việc này cho Bộ phận Một cửa."),
        )
    return Unit.objects.get(pk=units[0])


def check_move(dossier: Dossier, verb: str) -> None:
    """When: refuses with WrongState a move that the lifecycle does not have from here."""
    DOSSIER_LIFE.target(verb, dossier.state)


def has_in_hand(dossier: Dossier, asker: Asker) -> bool:
    """Whether the asker has the dossier: holds it, stands where nobody holds it, or heads the unit that has it."""
    if asker.person is None:
        return False
    if dossier.holder_id == asker.person.pk:
        return True
    if dossier.holder_id is None and dossier.holder_unit_id in asker.units:
        return True
    return asker.has_role(Role.UNIT_HEAD, unit_id=dossier.holder_unit_id)


def check_has_in_hand(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    """Who: refuses with NotPermitted whoever does not have the dossier."""
    if not has_in_hand(dossier, _asker(by, now)):
        raise NotPermitted(
            _("Hồ sơ đang ở %(where)s, không ở tay bạn.")
            % {"where": dossier.holder.full_name if dossier.holder else dossier.holder_unit},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Nhờ người đang giữ bàn giao hồ sơ."),
        )


def waiting_hand_over(dossier: Dossier) -> HandOver | None:
    """The hand-over that its receiver has not answered yet."""
    return dossier.hand_overs.filter(accepted_at__isnull=True, sent_back_at__isnull=True).first()


def check_nothing_waits(dossier: Dossier) -> None:
    """When: between giving and receiving nobody works on the dossier."""
    waiting = waiting_hand_over(dossier)
    if waiting is not None:
        raise WrongState(
            _("Hồ sơ đã giao cho %(to)s lúc %(at)s, bên nhận chưa xác nhận.")
            % {"to": waiting.to_person or waiting.to_unit, "at": _moment(waiting.given_at)},
            kept=_("Lần bàn giao đó vẫn chờ."),
            next_step=_("Đợi bên nhận xác nhận hoặc trả lại."),
        )


def check_can_hand_over(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    check_has_in_hand(dossier, by, now)
    _check_open(dossier)
    if dossier.is_paused:
        raise WrongState(
            _("Hồ sơ đang chờ người nộp bổ sung nên không bàn giao."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Ghi nhận đủ bổ sung trước."),
        )
    check_nothing_waits(dossier)


def check_can_advance(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    """Like a hand-over to oneself; refused when no further group of steps is left."""
    check_can_hand_over(dossier, by, now)
    running = dossier.progress.select_related("group").filter(ended_at__isnull=True).first()
    later = None
    if running is not None and running.group is not None:
        later = running.group.case.time_groups.filter(first_position__gt=running.group.first_position).first()
    if later is None:
        raise WrongState(
            _("Đây là nhóm bước cuối."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Ghi kết quả để kết thúc xử lý."),
        )


def check_can_answer_hand_over(hand_over: HandOver, by: Person, now: datetime.datetime) -> None:
    """Receiver confirms or sends back: the person named, or anybody of the unit when nobody is named, or its head."""
    if not hand_over.is_waiting:
        raise WrongState(
            _("Lần bàn giao này đã được xác nhận hoặc trả lại rồi."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Tải lại trang để xem hồ sơ đang ở đâu."),
        )
    asker = _asker(by, now)
    named = hand_over.to_person_id == by.pk
    of_unit = hand_over.to_person_id is None and hand_over.to_unit_id in asker.units
    if not (named or of_unit or asker.has_role(Role.UNIT_HEAD, unit_id=hand_over.to_unit_id)):
        raise NotPermitted(
            _("Hồ sơ được giao cho %(to)s.") % {"to": hand_over.to_person or hand_over.to_unit},
            kept=_("Lần bàn giao vẫn chờ."),
            next_step=_("Chỉ bên nhận được xác nhận hoặc trả lại."),
        )


def check_can_request_supplement(
    dossier: Dossier, by: Person, now: datetime.datetime, calendar: WorkingCalendar
) -> None:
    """Through the one-stop unit (NĐ 61 Art 5.1), as often and as soon as the procedure version allows (Art 19.4)."""
    reception_unit(by, now)
    check_move(dossier, "request_supplement")
    check_nothing_waits(dossier)
    version = dossier.procedure_version
    asked = dossier.supplements.count()
    if asked >= version.max_supplements:
        raise WrongState(
            _("Đã yêu cầu bổ sung %(asked)s lần; thủ tục này chỉ cho %(most)s lần.")
            % {"asked": asked, "most": version.max_supplements},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Giải quyết theo giấy tờ đã có, hoặc từ chối bằng văn bản có lý do."),
        )
    since = dossier.received_at.astimezone(calendar.zone).date()
    passed = calendar.halves_between(since, now.astimezone(calendar.zone).date()) / 2
    if passed > version.supplement_notice_days:
        raise WrongState(
            _("Đã qua %(passed)g ngày làm việc từ khi tiếp nhận; chỉ được yêu cầu bổ sung trong %(most)s ngày.")
            % {"passed": passed, "most": version.supplement_notice_days},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Giải quyết theo giấy tờ đã có, hoặc xin lỗi và hẹn lại (Mẫu 04)."),
        )


def check_can_complete_supplement(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    reception_unit(by, now)
    check_move(dossier, "complete_supplement")


def last_day_to_extend(dossier: Dossier, calendar: WorkingCalendar) -> datetime.date:
    """The last day on which Mẫu 04 may be signed: so many days before the day the promise ends (NĐ 61 Art 19.9)."""
    ends_on = dossier.due_current.astimezone(calendar.zone).date()
    return ends_on - datetime.timedelta(days=dossier.procedure_version.extension_notice_days)


def check_can_extend(dossier: Dossier, by: Person, now: datetime.datetime, calendar: WorkingCalendar) -> None:
    """The head signs (NĐ 61 Art 19.9), in time, and not oftener than the version allows."""
    if not _asker(by, now).has_role(*HEADS):
        raise NotPermitted(
            _("Phiếu xin lỗi và hẹn lại do người đứng đầu cơ quan ký."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Trình Chủ tịch hoặc Phó Chủ tịch."),
        )
    _check_open(dossier)
    if dossier.is_paused:
        raise WrongState(
            _("Hồ sơ đang chờ bổ sung, thời hạn không chạy."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Hẹn lại sau khi đã nhận đủ bổ sung, nếu còn cần."),
        )
    version = dossier.procedure_version
    if dossier.extensions.count() >= version.max_extensions:
        raise WrongState(
            _("Hồ sơ đã hẹn lại %(most)s lần, là số lần tối đa.") % {"most": version.max_extensions},
            kept=_("Ngày hẹn hiện nay giữ nguyên."),
            next_step=_("Hoàn thành hồ sơ; việc trễ được ghi nhận và xử lý ở mảng Cải tiến."),
        )
    last = last_day_to_extend(dossier, calendar)
    if now.astimezone(calendar.zone).date() > last:
        raise WrongState(
            _("Chậm nhất ngày %(last)s mới được ký hẹn lại (trước ngày hết hạn %(days)s ngày).")
            % {"last": f"{last:%d/%m/%Y}", "days": version.extension_notice_days},
            kept=_("Ngày hẹn hiện nay giữ nguyên."),
            next_step=_("Hoàn thành hồ sơ sớm nhất có thể; nếu qua ngày hẹn, việc trễ được ghi nhận."),
        )


def check_can_finish(dossier: Dossier, by: Person, now: datetime.datetime, *, has_file: bool, reason: str) -> None:
    """Who has it finishes it, with the signed result or a reason why there is no file (RELIABILITY 18)."""
    check_has_in_hand(dossier, by, now)
    check_move(dossier, "finish")
    check_nothing_waits(dossier)
    if not has_file and not reason.strip():
        raise Incomplete(
            _("Chưa có tệp kết quả đã ký."),
            kept=_("Hồ sơ vẫn đang xử lý, thời hạn vẫn chạy."),
            next_step=_("Gửi kèm tệp kết quả, hoặc ghi lý do không có tệp."),
        )


def check_can_refuse(dossier: Dossier, by: Person, now: datetime.datetime, *, reason: str) -> None:
    check_has_in_hand(dossier, by, now)
    check_move(dossier, "refuse")
    check_nothing_waits(dossier)
    check_says_why(reason)


def check_can_stop(dossier: Dossier, by: Person, now: datetime.datetime, *, reason: str) -> None:
    check_has_in_hand(dossier, by, now)
    check_move(dossier, "stop")
    check_nothing_waits(dossier)
    check_says_why(reason)


def check_can_ask_withdrawal(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    """The applicant asks at the counter; the clerk notes it."""
    reception_unit(by, now)
    check_move(dossier, "ask_withdrawal")


def check_can_accept_withdrawal(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    check_has_in_hand(dossier, by, now)
    check_move(dossier, "accept_withdrawal")


def check_can_return(dossier: Dossier, by: Person, now: datetime.datetime) -> None:
    reception_unit(by, now)
    check_move(dossier, "return")


def check_can_annul(breach: DeadlineBreach, by: Person, now: datetime.datetime, *, reason: str) -> None:
    """Chairman or quality officer, never somebody of the unit it is charged to, once, with a reason."""
    asker = _asker(by, now)
    if not asker.has_role(*BREACH_ANNULLERS):
        raise NotPermitted(
            _("Chỉ Chủ tịch hoặc Thư ký ISO được hủy ghi nhận vi phạm hạn."),
            kept=_("Vi phạm vẫn được ghi nhận."),
            next_step=_("Gửi đề nghị kèm lý do đến Thư ký ISO."),
        )
    if breach.charged_unit_id in asker.units:
        raise NotPermitted(
            _("Người của đơn vị bị quy vi phạm không hủy được vi phạm đó."),
            kept=_("Vi phạm vẫn được ghi nhận."),
            next_step=_("Nhờ người của đơn vị khác có quyền này."),
        )
    if hasattr(breach, "annulment"):
        raise WrongState(_("Vi phạm này đã được hủy ghi nhận rồi."), kept=_("Chưa thay đổi gì."))
    check_says_why(reason)


def check_says_why(reason: str) -> None:
    if not reason.strip():
        raise Incomplete(_("Cần ghi lý do."), kept=_("Chưa thay đổi gì."), next_step=_("Ghi lý do cụ thể rồi gửi lại."))


def _check_open(dossier: Dossier) -> None:
    if not dossier.is_open:
        raise WrongState(
            _("Hồ sơ đã kết thúc: %(state)s.") % {"state": dossier.get_state_display()},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Tải lại trang để xem trạng thái hiện tại."),
        )


def _moment(at: datetime.datetime) -> str:

    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
