"""What must hold before the product serves an office: settings, tables, guards. Each answer says what to do."""

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from office import guards


def unsafe_settings() -> list[str]:
    """Settings that no office may run on in production mode (RELIABILITY 95)."""
    if not settings.PRODUCTION:
        return []
    wrong = []
    key = settings.SECRET_KEY
    if len(key) < 40 or len(set(key)) < 10 or key.startswith("django-insecure"):
        wrong.append(_("Khóa bí mật ngắn hoặc là khóa mẫu: bỏ DUNG_HEN_SECRET_KEY để phần mềm tự tạo."))
    if settings.DEBUG:
        wrong.append(_("Chế độ gỡ lỗi đang bật: bỏ DUNG_HEN_DEBUG."))
    if not settings.ALLOWED_HOSTS:
        wrong.append(_("Chưa khai tên máy chủ: đặt DUNG_HEN_HOSTS, ví dụ iso.phuong.gov.vn."))
    if any(host in {"*", "."} or host.startswith("*") for host in settings.ALLOWED_HOSTS):
        wrong.append(_("DUNG_HEN_HOSTS không được có «*»."))
    return wrong


def not_in_place() -> list[str]:
    """Tables and guards that are not as this version needs them."""
    if MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes()):
        return [_("Cơ sở dữ liệu chưa theo kịp phiên bản này: chạy manage.py migrate.")]
    wrong = guards.missing_or_altered()
    if wrong:
        wrong.append(_("Xem vì sao chốt bảo vệ bị mất, rồi chạy manage.py migrate."))
    return wrong


@checks.register(checks.Tags.security)
def check_unsafe_settings(app_configs, **kwargs) -> list[checks.CheckMessage]:
    return [checks.Error(sentence, id="config.E001") for sentence in unsafe_settings()]
