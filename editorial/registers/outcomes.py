"""What becomes of a row of a table."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from editorial.errors import EditorialError


@dataclass(frozen=True)
class Outcome:
    """What becomes of the row at `line`. `verb` is “new”, “changed”, “same” or “wrong”; `words` say how, or why not."""

    line: int
    verb: str
    label: str
    words: str = ""


class RowRefused(EditorialError):
    """A row cannot be understood; the words say why."""


def words_of(error: EditorialError | ValidationError) -> str:
    """Why a row was refused, with the columns where they are known."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        told = error.message_dict.items()
        return " ".join(
            f"{'' if name == '__all__' else f'{name}: '}{' '.join(words)}" for name, words in told
        )
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
