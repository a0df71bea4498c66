from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IsoDocsConfig(AppConfig):
    name = "iso_docs"
    verbose_name = _("Tài liệu")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from iso_docs import found, tasks  # noqa: F401 – framework loads early: models are ready only now
        from office import searchable

        searchable.register(found.KIND)
