"""States of the room: what became of a received file, of a page, and where a page's text comes from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from office.lifecycle import Lifecycle, Move


class PageState(TextChoices):
    WAITING = "waiting", _("chờ nhận dạng chữ")
    READ = "read", _("đã có chữ")
    UNREADABLE = "unreadable", _("không đọc được")


PAGE_LIFE = Lifecycle(
    PageState,
    initial=[PageState.WAITING],
    moves=[
        Move("read", (PageState.WAITING,), PageState.READ, _("nhận dạng chữ")),
        Move("give_up", (PageState.WAITING,), PageState.UNREADABLE, _("ghi là không đọc được"), _("có lý do")),
        Move("read_again", (PageState.UNREADABLE,), PageState.WAITING, _("nhận dạng lại")),
    ],
)


class TextSource(TextChoices):
    """Where a layer of a page's text comes from. A correction stands above what machines read, also after a new run."""

    OCR = "ocr", _("nhận dạng từ ảnh")
    BORN_DIGITAL = "born_digital", _("chữ có sẵn trong tệp")
    CORRECTION = "correction", _("người sửa")


class IntakeOutcome(TextChoices):
    STORED = "stored", _("đã nhận")
    DUPLICATE = "duplicate", _("trùng tệp đã có")
    REFUSED = "refused", _("không nhận")


class IntakeSource(TextChoices):
    SCREEN = "screen", _("tải lên từ màn hình")
    COMMAND = "command", _("nhập từ thư mục bằng lệnh")


class SignatureState(TextChoices):
    """What can be told of an electronic signature without the network. Who the signer really is cannot: never a tick."""

    INTACT = "intact", _("nội dung đã ký còn nguyên; chứng thư chưa xác thực")
    PARTIAL = "partial", _("phần đã ký còn nguyên, nhưng tệp có phần thêm sau khi ký; chứng thư chưa xác thực")
    ALTERED = "altered", _("chữ ký không khớp nội dung: tệp đã bị sửa hoặc chữ ký hỏng")
    UNREADABLE = "unreadable", _("có chữ ký nhưng không đọc được; chưa xác thực")
    EMPTY = "empty", _("ô chữ ký để trống, chưa ai ký")


class Reliability(TextChoices):
    """«Mức độ tin cậy» of the archive's field list (DOMAIN 4.8)."""

    BORN_DIGITAL = "born_digital", _("gốc điện tử")
    DIGITISED = "digitised", _("số hóa")
    MIXED = "mixed", _("hỗn hợp")


class SecretMark(TextChoices):
    """Marks of state secrets (Luật 117/2025/QH15): such papers stay on paper; only their place is noted here."""

    SECRET = "secret", _("Mật")
    TOP_SECRET = "top_secret", _("Tối mật")
    UTMOST_SECRET = "utmost_secret", _("Tuyệt mật")
