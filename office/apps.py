from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = _("Cơ quan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office import guards  # framework loads early
        from office.middleware import remember_epoch  # framework loads early

        user_logged_in.connect(remember_epoch, dispatch_uid="office.remember_epoch")
        # Once per run of migrate, not once per app: all migrations are done when the first post_migrate is sent.
        pre_migrate.connect(guards.lift_before_migrations, sender=self, dispatch_uid="office.guards.lift")
        post_migrate.connect(guards.install_after_migrations, sender=self, dispatch_uid="office.guards.install")
