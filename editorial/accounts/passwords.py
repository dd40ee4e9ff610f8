"""What a password must have beyond Django's own rules."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

BLANK = "A password of blanks alone is none. A few words in a row are fine."


class NotBlankValidator:
    """Refuses a password in which there is nothing to see, such as twenty spaces."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError`."""
        if not any(letter.isprintable() and not letter.isspace() for letter in password):
            raise ValidationError(BLANK, code="password_blank")

    def get_help_text(self) -> str:
        """For Django's own pages."""
        return "Your password can’t be blanks alone."
