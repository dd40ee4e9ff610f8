"""The credit line of an image, from its fields."""

from editorial.content.models import Image
from editorial.licensing.credit import CreditLine, credit_line


def credit_of(image: Image) -> CreditLine:
    """What is printed below the picture, and what its license asks for and nobody gave."""
    return credit_line(
        license_id=image.license,
        creator=image.creator or None,
        title=image.title or None,
        source=image.source or None,
        source_url=image.source_url or None,
        changes=image.changes or None,
        basis=image.public_domain_basis or None,
        license_url=image.license_url or None,
    )
