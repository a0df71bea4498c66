"""The lock of a document under review, in the words Wagtail's editor shows."""

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock


class ReviewLock(BaseLock):
    """Binds everybody, the superuser too: what a reviewer reads must be what was submitted, to the letter."""

    def for_user(self, user) -> bool:
        return True

    def get_message(self, user) -> str:
        return _(
            "Đang soát xét, khóa sửa với mọi người. Muốn sửa: rút về hoặc trả lại người soạn; chữ ký đã có mất hiệu lực."
        )

    def get_locked_by(self, user) -> str:
        return _("Khóa vì đang soát xét")

    def get_description(self, user) -> str:
        return _("Không ai sửa được cho tới khi ban hành, trả lại hoặc rút về.")
