"""The site's addresses where an issuer is set, and nobody has a password."""

from editorial.accounts.openid.urls import addresses
from oewatch.urls import handler400
from oewatch.urls import urlpatterns as ours

__all__ = ["handler400", "urlpatterns"]
urlpatterns = [*addresses(only=True), *ours]
