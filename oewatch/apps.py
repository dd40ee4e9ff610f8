from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PlatformConfig(AppConfig):
    """Not a place for models: it brings the platform's system checks into `manage.py check`."""

    name = "oewatch"

    def ready(self) -> None:
        """Register the checks."""
        from oewatch import checks  # noqa: F401  importing registers them


class DeskConfig(AdminConfig):
    """Django's admin with the desk as its site."""

    default_site = "editorial.admin.site.Desk"
