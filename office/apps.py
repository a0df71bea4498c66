from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = _("Cơ quan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.middleware import remember_epoch  # framework loads early

        user_logged_in.connect(remember_epoch, dispatch_uid="office.remember_epoch")
