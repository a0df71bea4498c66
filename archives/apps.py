from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "archives"
    verbose_name = _("Lưu trữ")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archives import finding  # framework loads early

        finding.register_kind()
