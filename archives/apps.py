from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "archives"
    verbose_name = _("Lưu trữ")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archives import finding, scan_reader  # framework loads early
        from office import scans

        finding.register_kind()
        scans.register(scan_reader.read_file)
