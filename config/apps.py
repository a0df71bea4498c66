from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Commands that compose rooms (demo, worker, serve, backup) live here."""

    name = "config"
    verbose_name = "Đúng Hẹn"

    def ready(self) -> None:
        from config import checks  # noqa: F401 framework loads early
