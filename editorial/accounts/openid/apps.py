from django.apps import AppConfig


class OpenIDConfig(AppConfig):
    """An application of its own for its one table, which is there whether or not an issuer is set (decision 32)."""

    name = "editorial.accounts.openid"
    label = "openid"
    verbose_name = "OpenID Connect"

    def ready(self) -> None:
        """Register the checks of the settings."""
        from editorial.accounts.openid import checks  # noqa: F401  importing registers them
