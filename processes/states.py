"""The states of a dossier and the only moves between them (DOMAIN 3.7), with the code each state has on the national portal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from office.lifecycle import Lifecycle, Move


class DossierState(TextChoices):
    """Where a dossier stands with the law. Finance, delivery and synchronisation are told apart from it."""

    REGISTERED = "registered", _("Mới đăng ký")
    RECEIVED = "received", _("Được tiếp nhận")
    NOT_RECEIVED = "not_received", _("Không được tiếp nhận")
    IN_PROCESS = "in_process", _("Đang xử lý")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung giấy tờ")
    FINANCIAL = "financial", _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWAL = "withdrawal", _("Công dân yêu cầu rút hồ sơ")
    STOPPED = "stopped", _("Dừng xử lý")
    FINISHED = "finished", _("Đã xử lý xong")
    RETURNED = "returned", _("Đã trả kết quả")


# The numbers the national portal knows them by; they go into exports, never into our own rules.
NATIONAL_CODES = {state: number for number, state in enumerate(DossierState, start=1)}
STATE_OF_NATIONAL_CODE = {number: state for state, number in NATIONAL_CODES.items()}

# The office still owes the applicant something by a day.
OPEN_STATES = (
    DossierState.RECEIVED,
    DossierState.IN_PROCESS,
    DossierState.SUPPLEMENT,
    DossierState.FINANCIAL,
    DossierState.WITHDRAWAL,
)
# The clock stands still: the applicant has the next move.
WAITING_STATES = (DossierState.SUPPLEMENT, DossierState.FINANCIAL, DossierState.WITHDRAWAL)

S = DossierState

DOSSIER_LIFE = Lifecycle(
    S,
    initial=[S.REGISTERED, S.RECEIVED, S.NOT_RECEIVED],
    moves=[
        Move("receive", (S.REGISTERED,), S.RECEIVED, _("tiếp nhận"), _("hồ sơ đầy đủ, hợp lệ")),
        Move("decline", (S.REGISTERED,), S.NOT_RECEIVED, _("từ chối tiếp nhận"), _("có lý do bằng văn bản, Mẫu 03")),
        Move("begin", (S.RECEIVED,), S.IN_PROCESS, _("chuyển xử lý"), _("bên nhận đã xác nhận bàn giao")),
        Move(
            "request_supplement",
            (S.RECEIVED, S.IN_PROCESS),
            S.SUPPLEMENT,
            _("yêu cầu bổ sung"),
            _("trong số lần và số ngày mà thủ tục cho phép, qua Bộ phận Một cửa"),
        ),
        Move("complete_supplement", (S.SUPPLEMENT,), S.IN_PROCESS, _("nhận đủ bổ sung")),
        Move("ask_payment", (S.IN_PROCESS,), S.FINANCIAL, _("yêu cầu nghĩa vụ tài chính"), _("có thông báo nộp tiền")),
        Move("confirm_payment", (S.FINANCIAL,), S.IN_PROCESS, _("xác nhận đã nộp")),
        Move(
            "ask_withdrawal",
            (S.RECEIVED, S.IN_PROCESS, S.SUPPLEMENT, S.FINANCIAL),
            S.WITHDRAWAL,
            _("ghi yêu cầu rút hồ sơ"),
            _("người nộp yêu cầu"),
        ),
        Move("accept_withdrawal", (S.WITHDRAWAL,), S.STOPPED, _("đồng ý cho rút")),
        Move(
            "stop",
            (S.IN_PROCESS, S.SUPPLEMENT, S.FINANCIAL),
            S.STOPPED,
            _("dừng giải quyết"),
            _("có lý do và căn cứ bằng văn bản"),
        ),
        Move(
            "refuse",
            (S.IN_PROCESS,),
            S.FINISHED,
            _("từ chối giải quyết"),
            _("sau thẩm định, có lý do bằng văn bản, Mẫu 03"),
        ),
        Move("finish", (S.IN_PROCESS,), S.FINISHED, _("xử lý xong"), _("có tệp kết quả đã ký, hoặc lý do")),
        Move("return", (S.FINISHED,), S.RETURNED, _("trả kết quả"), _("có người nhận, cách trả, bằng chứng")),
    ],
)


class FinanceState(TextChoices):
    NONE = "none", _("không thu")
    OWED = "owed", _("chưa thu")
    PAID = "paid", _("đã thu")
    EXEMPT = "exempt", _("được miễn")


class DeliveryState(TextChoices):
    NONE = "none", _("chưa có kết quả")
    WAITING = "waiting", _("chờ trả")
    SENT = "sent", _("đã gửi")
    HANDED_OVER = "handed_over", _("đã trả")


class SyncState(TextChoices):
    LOCAL = "local", _("chỉ ở đây")
    IMPORTED = "imported", _("lấy từ hệ thống tỉnh")
    DIFFERENT = "different", _("khác hệ thống tỉnh")


class Channel(TextChoices):
    """How it came or goes. In national data: 1, 2, 3 in this order."""

    DIRECT = "direct", _("trực tiếp")
    ONLINE = "online", _("trực tuyến")
    POSTAL = "postal", _("bưu chính công ích")
    AT_HOME = "at_home", _("tại nhà")


class LimitUnit(TextChoices):
    """Units of a time limit: the law uses all of them and they differ (DOMAIN 3.8)."""

    WORKING_DAY = "working_day", _("ngày làm việc")
    DAY = "day", _("ngày")
    WORKING_HOUR = "working_hour", _("giờ làm việc")
    MONTH = "month", _("tháng")


class HoldRule(TextChoices):
    """What waiting for a supplement does to the clock."""

    RESTART = "restart", _("tính lại từ đầu khi đủ")  # NĐ 61/2018 Art 19.4
    PAUSE = "pause", _("trừ thời gian chờ")  # scoring rules of QĐ 766, and several sector laws


class CutoffEffect(TextChoices):
    """What reception after the cut-off hour moves."""

    TRANSFER_ONLY = "transfer_only", _("chỉ chuyển hồ sơ sang ngày sau")  # NĐ 61/2018 Art 18.2: not the clock
    START_NEXT_DAY = "start_next_day", _("bắt đầu tính từ ngày làm việc sau")
    RESULT_NEXT_DAY = "result_next_day", _("trả kết quả ngày làm việc sau")  # same-day procedures only


class FormRegime(TextChoices):
    """Which circular numbers the forms: 05 means two different things (DOMAIN 3.5)."""

    TT01_2018 = "tt01_2018", _("Thông tư 01/2018/TT-VPCP (Mẫu 01–06)")
    TT03_2025 = "tt03_2025", _("Thông tư 03/2025/TT-VPCP (Mẫu 01–07)")


class ApplicantKind(TextChoices):
    PERSON = "person", _("cá nhân")
    BUSINESS = "business", _("doanh nghiệp, hộ kinh doanh")
    ORGANISATION = "organisation", _("tổ chức")


class PaperKind(TextChoices):
    ORIGINAL = "original", _("bản chính")
    CERTIFIED = "certified", _("bản sao chứng thực")
    COPY = "copy", _("bản sao")
    PRESENTED = "presented", _("bản chính, xuất trình")
    ELECTRONIC = "electronic", _("bản điện tử")


class ResultKind(TextChoices):
    GRANTED = "granted", _("đã giải quyết")
    REFUSED = "refused", _("từ chối giải quyết")


class DecisionKind(TextChoices):
    """Decisions that end a dossier without what was asked for; each has its slip."""

    DECLINED = "declined", _("từ chối tiếp nhận")
    REFUSED = "refused", _("từ chối giải quyết")
    STOPPED = "stopped", _("dừng giải quyết")
    WITHDRAWAL_ASKED = "withdrawal_asked", _("yêu cầu rút hồ sơ")
    WITHDRAWN = "withdrawn", _("cho rút hồ sơ")


class Clock(TextChoices):
    """Which promise passed. An agreed new date (Mẫu 04) never undoes the first (DOMAIN 3.9)."""

    PROMISE = "promise", _("ngày hẹn trả")
    EXTENSION = "extension", _("ngày hẹn lại")
