"""What the words around a license do to it. They decide only ever towards the strict side."""

import re

from editorial.licensing import caution_words as words
from editorial.licensing.behind import NO_SUCH_PORT, NOT_UNDERSTOOD, is_not_understood, names_a_country
from editorial.licensing.mention import TAKEN

# Letters of Creative Commons elements by themselves. “Charlotte, NC” and “Harbor SA” are names.
_STRAY = re.compile(r"(?<![\w.])(?:NC|ND|SA)(?![\w.])", re.IGNORECASE)
_BEHIND_A_NAME = re.compile(r"[A-Z][\w.&]*,?\s$")
_BEFORE_A_LICENSE = re.compile(rf"[\s-]{{0,2}}{TAKEN}")
# “Do Not Enter” by Jane Roe, CC BY 2.0: the title of the picture, where it opens the line.
_TITLE = re.compile(
    r"^\s*(?:“[^“”]{3,200}”|\"[^\"]{3,200}\"|«[^«»]{3,200}»)"
    rf"(?=\s*(?:,|by|von|par|de|\(|-|/|©|{TAKEN}))",
    re.IGNORECASE,
)
# What is left of “(non-commercial use)” beside a license that says so itself.
_ITS_USE = re.compile(rf"[{TAKEN}(]\s*(?:use|purposes)(?=\s*(?:\)|$))")
BEYOND = "The text limits the use beyond the license that it names. Look it up at the source."


def why_no_license(text: str) -> str | None:
    """What to do about an attribution that names no license, for the kinds that are known."""
    return next((reason for pattern, reason in words.WITHOUT_LICENSE if pattern.search(text)), None)


def plain_text(loose: str) -> str:
    """The text around the licenses, without the title that opens it and the usual sentences of licenses."""
    return words.BOILERPLATE.sub(" ", _TITLE.sub(" ", loose))


def _stray_elements(loose: str, elements: frozenset[str]) -> tuple[set[str], set[str]]:
    """Letters such as NC around the license that do not belong to it: (elements, what looks like part of a name)."""
    stray: set[str] = set()
    names: set[str] = set()
    for match in _STRAY.finditer(loose):
        before = loose[: match.start()]
        name = (
            match.group().isupper()
            and TAKEN not in before
            and _BEHIND_A_NAME.search(before[-40:])
            and not _BEFORE_A_LICENSE.match(loose, match.end())
        )
        if match.group().upper() not in elements:
            (names if name else stray).add(match.group())
    return stray, names


def _without_its_terms(loose: str, elements: frozenset[str]) -> str:
    """`loose` without words that only repeat what the license says."""
    if "NC" in elements:
        loose = words.NONCOMMERCIAL.sub(" ", loose)
    return words.UNCHANGED.sub(" ", loose) if "ND" in elements else loose


def why_unclear(loose: str, license_id: str, elements: frozenset[str]) -> str | None:
    """Why the text around a license (`loose`, the license taken out) leaves it unclear; None where it does not.

    `elements`: the Creative Commons elements of the license: “non-commercial” beside CC BY-NC adds nothing.
    """
    loose = words.SITE_NOTICE.sub(" ", loose)
    if words.RESERVED.search(loose):
        return "The text both reserves all rights and names a license."
    loose = _without_its_terms(loose, elements)
    if _stray_elements(loose, elements)[0]:
        return BEYOND
    if names_a_country(loose, license_id):
        return NO_SUCH_PORT
    return next((reason for pattern, reason in _TAKES_BACK if pattern.search(loose)), None)


_TAKES_BACK = [
    (words.NEGATED, "The text says what the license is not, or what it leaves out. Look it up at the source."),
    (words.STRUCK, "The license is struck out. Look it up at the source."),
    (words.NONCOMMERCIAL, BEYOND),
    (words.UNCHANGED, BEYOND),
    (words.LIMITED, BEYOND),
    (words.NOT_IN_FORCE,
     "The text speaks of a license that does not hold yet, or no longer. Look it up at the source."),
    (words.NOT_THE_PICTURE,
     "The license is that of a text or of data. Look up the license of the picture at the source."),
    (words.SIMILAR, "The text compares with a license instead of naming it. Look it up at the source."),
]  # fmt: skip

_CASTS_DOUBT = [
    (words.DOUBTED, "The text itself is in doubt."),
    (words.SITE_NOTICE,
     "It is the notice of a whole site or work, with exceptions. Confirm that it covers this picture."),
    (words.WHOLE_SITE, "It is the notice of a whole site or work. Confirm that it covers this picture."),
    (words.PART_OF_ANOTHER, "A part of the picture belongs to somebody else. Confirm that the license covers it."),
    (words.AGENCY, "An agency is named beside the license; agencies rarely license so. Confirm it at the source."),
    (words.SMALL_VERSION, "It speaks of a small version. Confirm that the license covers the picture that is printed."),
    (words.COMMERCIAL, "It speaks of commercial use. Confirm at the source that the license allows it."),
    (words.UNLICENSED, "It speaks of a permission or of a page copied from. Confirm the license at the source."),
]  # fmt: skip


def why_doubtful(loose: str, license_id: str, elements: frozenset[str]) -> str | None:
    """Why a person must confirm the license although the text names it; None where nothing speaks for doubt."""
    loose = _without_its_terms(loose, elements)
    names = _stray_elements(loose, elements)[1]
    if names:
        return f"“{', '.join(sorted(names))}” is likely part of a name. Confirm that it is not part of the license."
    for pattern, reason in _CASTS_DOUBT:
        if not (pattern is words.COMMERCIAL and "NC" in elements) and pattern.search(loose):
            return reason
    behind = _ITS_USE.sub(TAKEN, loose) if "NC" in elements else loose
    return NOT_UNDERSTOOD if is_not_understood(behind, license_id) else None


def names_an_agency(source: str) -> bool:
    """True where the picture comes from an agency that sells licenses."""
    return bool(words.AGENCY.search(source))


def asks_for_credit(loose: str) -> bool:
    """True where the words around a license that asks nothing ask for a credit."""
    return bool(words.CREDIT_REQUIRED.search(loose))


def claims_copyright(loose: str) -> bool:
    """True where the words around the license say that somebody holds the copyright."""
    return bool(words.COPYRIGHT.search(loose))
