from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Not a place for models: it brings the platform's system checks into `manage.py check`."""

    name = "oewatch"

    def ready(self) -> None:
        """Register the checks."""
        from oewatch import checks  # noqa: F401  importing registers them
