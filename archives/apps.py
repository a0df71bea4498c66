from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "archives"
    verbose_name = _("Lưu trữ")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archives import finding  # framework loads early
        from archives.actions import recognition  # noqa: F401  framework loads early: declares the job

        finding.register_kind()
