"""Which e-mail addresses are taken: one answer for every form and every operation."""

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

LONGEST = 254
NO_ADDRESS = "This is not an e-mail address. One looks like ada@example.org."
TOO_LONG = f"An e-mail address has at most {LONGEST} characters."
BEFORE_THE_AT = "Before the @ an address has only unaccented letters, digits and signs such as . - _ and +."
AFTER_THE_AT = "No e-mail can be sent to this address: check what comes after the @."


def validate_address(address: str) -> None:
    """Raise `ValidationError`, in words for the person, unless an e-mail can be sent to this address.

    Django's own check lets characters through that no message can carry: line separators, signs that turn the direction
    of writing, domains that are too long once they are encoded.
    """
    if len(address) > LONGEST:
        raise ValidationError(TOO_LONG, code="invalid")
    if not address.isprintable():
        raise ValidationError(NO_ADDRESS, code="invalid")
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise ValidationError(BEFORE_THE_AT, code="invalid")
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(NO_ADDRESS, code="invalid") from None
    try:
        encoded = f"{local}@{domain.encode('idna').decode('ascii')}"
        validate_email(encoded)  # what is sent to: encoding folds letters, and a sign may become another @
    except (UnicodeError, ValidationError):
        raise ValidationError(AFTER_THE_AT, code="invalid") from None
    if len(encoded) > LONGEST:
        raise ValidationError(TOO_LONG, code="invalid")


def can_be_a_recipient(recipient: str) -> bool:
    """Whether a message can be addressed to this, alone or as “Name <address>”."""
    try:
        EmailMessage("", "", "sender@localhost", [recipient]).message()
    except Exception:  # Django and Python raise four kinds of errors for what they cannot put into a header
        return False
    return True
