from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IsoDocsConfig(AppConfig):
    name = "iso_docs"
    verbose_name = _("Tài liệu")
    default_auto_field = "django.db.models.BigAutoField"
