from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PlatformConfig(AppConfig):
    """Not a place for models: it brings the platform's system checks into `manage.py check`."""

    name = "oewatch"

    def ready(self) -> None:
        """Register the checks."""
        from oewatch import checks  # noqa: F401  importing registers them


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with the desk as its site."""

    default = False

    default_site = "editorial.desk.Desk"
