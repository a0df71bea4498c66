"""Words of checking and improving: where a nonconformity came from, what was decided, which kind of work follows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Where a nonconformity was found (form «Phiếu ghi nhận sự không phù hợp», DOMAIN 2.7)."""

    BREACH = "breach", _("hồ sơ trễ hẹn")
    AUDIT = "audit", _("đánh giá nội bộ")
    INSPECTION = "inspection", _("kiểm tra của cấp trên")
    COMPLAINT = "complaint", _("khiếu nại, phản ánh")
    SELF_FOUND = "self_found", _("tự phát hiện")


class DecisionKind(TextChoices):
    """What clause 10.2.1 b asks to decide: whether the causes need action."""

    CORRECTIVE_ACTION = "corrective_action", _("cần hành động khắc phục")
    NOT_NEEDED = "not_needed", _("không cần hành động khắc phục")


class Severity(TextChoices):
    """How grave (DOMAIN 2.3): a requirement that fails systematically or breaks the law, or a single lapse."""

    MAJOR = "major", _("nặng")
    MINOR = "minor", _("nhẹ")


class CauseBranch(TextChoices):
    """Where a cause was looked for: the chain of «vì sao», or a bone of the fishbone."""

    WHY = "why", _("Vì sao")
    PEOPLE = "people", _("Con người")
    METHOD = "method", _("Quy trình, cách làm")
    MEANS = "means", _("Phương tiện, phần mềm")
    INPUT = "input", _("Hồ sơ, đầu vào")
    MEASURE = "measure", _("Theo dõi, kiểm tra")
    SURROUNDINGS = "surroundings", _("Môi trường, phối hợp")


class Effect(TextChoices):
    """What a measurement says of the corrective actions, and what a person concludes."""

    EFFECTIVE = "effective", _("có hiệu lực")
    NOT_EFFECTIVE = "not_effective", _("không có hiệu lực")
    NOT_ENOUGH = "not_enough", _("chưa đủ cơ sở")


class Stage(TextChoices):
    """Where a nonconformity stands; computed from what was written about it, never stored."""

    UNDECIDED = "undecided", _("chờ quyết định")
    PLANNING = "planning", _("chưa giao việc khắc phục")
    WORKING = "working", _("đang làm")
    CHECKING = "checking", _("chờ kiểm tra thực hiện")
    MEASURING = "measuring", _("chờ đánh giá hiệu lực")
    READY = "ready", _("đủ điều kiện đóng")
    CLOSED = "closed", _("đã đóng")


class ReviewInput(TextChoices):
    """What a management review looks at: the inputs of 9.3.2, each an item of the agenda (DOMAIN 2.3). Status of before comes first."""

    EARLIER = "a", _("Việc thực hiện kết luận của các lần xem xét trước")
    CONTEXT = "b", _("Thay đổi bên ngoài và nội bộ liên quan đến hệ thống")
    SATISFACTION = "c1", _("Sự hài lòng và phản hồi của người dân, tổ chức")
    OBJECTIVES = "c2", _("Mức độ đạt mục tiêu chất lượng")
    PERFORMANCE = "c3", _("Kết quả thực hiện quá trình: giải quyết hồ sơ")
    NONCONFORMITIES = "c4", _("Sự không phù hợp và hành động khắc phục")
    MONITORING = "c5", _("Kết quả theo dõi và đo lường")
    AUDITS = "c6", _("Kết quả đánh giá, kiểm tra")
    PROVIDERS = "c7", _("Bên cung cấp bên ngoài")
    RESOURCES = "d", _("Nguồn lực có đủ không")
    RISKS = "e", _("Hiệu lực của hành động giải quyết rủi ro và cơ hội")
    OPPORTUNITIES = "f", _("Cơ hội cải tiến")


class ReviewDecisionKind(TextChoices):
    """What a management review decides (9.3.3)."""

    IMPROVEMENT = "improvement", _("cơ hội cải tiến")
    SYSTEM = "system", _("thay đổi hệ thống")
    RESOURCES = "resources", _("nguồn lực")


class ReviewStage(TextChoices):
    """Where a management review stands; computed, never stored."""

    PREPARING = "preparing", _("đang chuẩn bị")
    READY = "ready", _("đã chốt số liệu, chờ họp")
    HELD = "held", _("đã họp, chờ ký kết luận")
    CONCLUDED = "concluded", _("đã kết luận")


class ClauseState(TextChoices):
    """What can be said of a clause in this office; computed, never stored."""

    LACKING = "lacking", _("còn thiếu")
    ANSWERED = "answered", _("đã có")
    FREE = "free", _("không buộc có văn bản")
    EXCLUDED = "excluded", _("không áp dụng")
    HEADING = "heading", _("tên nhóm")
