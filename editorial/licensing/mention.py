"""What every reader of attributions hands on: one place of the text that speaks of a license."""

from collections.abc import Iterable
from dataclasses import dataclass

# Stands for what a reader has taken out of the text: no letter, so that words on both sides do not join.
TAKEN = "\ufffc"


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names the license `id`, or speaks of one that cannot be told (`id` is None): `reason` says why.

    - `sure`: the wording leaves no doubt; `confirm`: a person must look although it does not
    - `elements`: the Creative Commons elements that are named, whether or not a license comes of them;
      `only_elements`: they stand by themselves, as in “share alike: …”
    - `weak`: the words name data or a general notice; a license named beside them is the picture's
    - `vague`: “Creative Commons” alone, which adds nothing to a full name
    - `alternative`: the GNU license, which is offered for choice beside another
    - `basis`: why the work is in the public domain, as far as the words tell
    """

    id: str | None
    sure: bool
    reason: str
    start: int
    end: int
    elements: frozenset[str] = frozenset()
    only_elements: bool = False
    confirm: bool = False
    weak: bool = False
    vague: bool = False
    alternative: bool = False
    basis: str | None = None


def without(text: str, mentions: Iterable[Mention]) -> str:
    """`text`, as long as before, with the mentions taken out."""
    for mention in mentions:
        text = text[: mention.start] + TAKEN * (mention.end - mention.start) + text[mention.end :]
    return text
