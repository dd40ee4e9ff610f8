"""Words of a text as a spelling check wants them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A run of letters, digits and what may stand inside a word; NUL stands where something is hidden.
_RUN = re.compile(r"[^\W_](?:[\w’'.-]*\w)?")
_PART = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_STOP = re.compile(r"[.!?…:]|\n")
# Joined by a hyphen to something foreign: al-, e-, ul-.
PARTICLES = frozenset([
    "al", "el", "an", "as", "ash", "at", "az", "ad", "ar", "ul", "ol", "e", "i", "o", "de", "da", "di", "du", "la",
    "le", "bin", "ibn", "abu", "van", "von",
])  # fmt: skip
# Words that betray a stretch of another language.
FOREIGN = frozenset([
    "de", "la", "le", "les", "du", "des", "et", "el", "los", "las", "del", "y", "e", "da", "do", "dos", "das", "di",
    "della", "und", "der", "von", "zur", "wa", "bin", "ibn", "ul", "ve", "na", "w", "z", "för", "och", "al", "pour",
    "por", "para", "en", "sur", "ou", "au", "aux", "une", "un", "em", "och", "che",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `start` to `end` in the text, without a possessive ’s. `opens` where a sentence begins with it."""

    text: str
    start: int
    end: int
    opens: bool = False
    glossed: bool = False
    in_foreign: bool = False

    @property
    def is_lower(self) -> bool:
        return self.text.islower()


def _strip_possessive(text: str) -> str:
    return _POSSESSIVE.sub("", text)


def _pieces(run: re.Match[str]) -> Iterator[tuple[str, int]]:
    """The words of a run and where they start; nothing for codes, measures, addresses and compounds with a name."""
    text = run.group()
    if any(character.isdigit() or character == "_" for character in text) or "." in text.rstrip("."):
        return
    parts = text.split("-")
    if len(parts) > 1 and PARTICLES & {part.lower() for part in parts}:
        return
    # “Azerbaijani-Turkish” is two names; “Port-au-Prince”, “anti-Nato”: nobody looks that up.
    if len(parts) > 1 and text != text.lower() and not all(part.istitle() for part in parts):
        return
    for part in _PART.finditer(text):
        yield _strip_possessive(part.group()), run.start() + part.start()


def _is_foreign(word: str) -> bool:
    return word.lower() in FOREIGN or (word.islower() and not word.replace("’", "'").isascii())


def read_tokens(text: str) -> list[Token]:
    """The words of `text` that can be looked up, in order."""
    runs = list(_RUN.finditer(text))
    foreign = [_is_foreign(run.group()) for run in runs]
    found = []
    for index, run in enumerate(runs):
        around = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
        if any(mark in "@#/\\_&=+*" for mark in around):
            continue
        before = text[max(0, run.start() - 3) : run.start()]
        opens = index == 0 or bool(_STOP.search(before))
        after = text[run.end() : run.end() + 2]
        # “the tarraf (advance)”: a foreign word and its explanation, either way around.
        glossed = after == " (" or (before.endswith("(") and after[:1] == ")")
        near = any(foreign[max(0, index - 3) : index]) or any(foreign[index + 1 : index + 4])
        for part, start in _pieces(run):
            found.append(Token(part, start, start + len(part), opens, glossed, near))
    return found
