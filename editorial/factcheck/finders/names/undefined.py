"""Acronyms that the article uses and never explains."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from editorial.factcheck.finders.article_text import ArticleText, Passage, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.mentions import readable_passages
from editorial.factcheck.finders.names.words import entries, fold, listed

_ACRONYM = re.compile(r"(?<![\w@#.&/’'-])(?P<acronym>[A-Z]{3,7})(?:s|['’]s)?(?![\w&/]|-\d|\.\w|[-‑ ]?\d)")
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:[ ,:&-]+[A-Z]{2,}){2,}\b")
_CAPITALIZED = re.compile(
    r"(?<!\w)[^\W\d_a-z][^\W\d_]{0,30}(?:[ -](?:(?:of|for|the|and|in|on|de|la|al) ){0,3}[^\W\d_a-z][^\W\d_]{0,30})+"
)
_INTRODUCED = re.compile(
    r"(?:[(“\"]|\b(?:or|as|acronym|abbreviated|called|short for) (?:the |to )?)[“\"]?(?P<acronym>[A-Z]{3,8})\b"
    r"|\b(?P<before>[A-Z]{3,8}) (?:\(|—|– |stands for|, (?:or )?the [A-Z])"
)
# In a footnote, what stands behind a title is who published it.
_PUBLISHER = re.compile(r"[”\"’»)][,.]?\s(?:[^\W\d_][\w’]*(?:,?\s(?:and|&)\s|,\s)){0,2}$")
# Languages written without capital letters, in which an acronym is mostly a spelled-out sound that the translator wrote down.
_WITHOUT_CAPITALS = frozenset(
    "ar fa prs ps ur ug sd ckb he zh ja ko hi bn ta th my km lo am ti ka dv ne mr pa gu te si".split()
)


def _initials(texts: list[str]) -> set[str]:
    """What the capitalized names of the article would be as acronyms."""
    found = set()
    for text in texts:
        for match in _CAPITALIZED.finditer(text):
            words = re.split(r"[ -]+", match.group())
            capital = "".join(word[0] for word in words if word[0].isupper())
            every = "".join(word[0].upper() for word in words)
            for letters in {capital, every}:
                found |= {
                    letters[at:end]
                    for at in range(min(len(letters), 12))
                    for end in range(at + 3, min(len(letters), at + 8) + 1)
                }
    return found


def _tongue(code: str) -> str:
    return re.split(r"[-_]", code.casefold())[0]


def find_undefined(article: ArticleText, explained: set[str]) -> Iterator[Spotted]:
    """`acronym-undefined` at the first use of each unexplained acronym. Citations and quoted titles are not read."""
    readable = list(readable_passages(article))
    texts = [text for _, text, _ in readable]
    known = {word.upper() for word in listed("known_acronyms.txt")} | explained | _initials(texts)
    known |= {
        match[group]
        for text in texts
        for match in _INTRODUCED.finditer(text)
        for group in ("acronym", "before")
        if match[group]
    }
    known |= {
        part.upper()
        for excerpt in article.excerpts
        for part in (*re.split(r"[\s-]+", excerpt.outlet), *excerpt.outlet.split(), *excerpt.authors)
    }
    tongues = {
        passage.place: _tongue(excerpt.language) for excerpt in article.excerpts for passage in excerpt.body
    }
    told: set[str] = set()
    for passage, text, _ in readable:
        if passage.place.field == "citation" or text.isupper():
            continue
        shouted = [match.span() for match in _SHOUTED.finditer(text)]
        for match in _ACRONYM.finditer(text):
            acronym = match["acronym"]
            if acronym in told or acronym in known or acronym.removesuffix("S") in known:
                continue
            last = bisect_right(shouted, match.start(), key=lambda span: span[0]) - 1
            if last >= 0 and match.start() < shouted[last][1]:
                continue
            if passage.place.kind == "footnote" and _PUBLISHER.search(
                text, max(0, match.start() - 60), match.start()
            ):
                continue
            told.add(acronym)
            yield _report(passage, match, explained, tongues.get(passage.place))


def _report(passage: Passage, match: re.Match[str], explained: set[str], tongue: str | None) -> Spotted:
    acronym = match["acronym"]
    near = _near(acronym, explained)
    usual = dict(entries("acronyms.txt")).get(acronym)
    severity: Severity = "warn" if passage.place.kind == "article" else "info"
    if passage.place.kind == "excerpt" and not usual and (near or tongue in _WITHOUT_CAPITALS):
        severity = "warn"
    if usual:
        advice = f"write it out where it first stands: “{usual[0]}”, if that is meant."
    elif near:
        advice = f"is {' or '.join(near)} meant? If not, write it out where it first stands."
    elif passage.place.kind == "excerpt":
        advice = "check it at the source and explain it in brackets."
    else:
        advice = "write it out where it first stands."
    message = f"{acronym} is never explained: {advice}"
    return spotted("acronym-undefined", severity, passage, match.span("acronym"), message)


def _near(acronym: str, explained: set[str]) -> list[str]:
    """Acronyms of the article that differ by one letter, or known ones that sound like it."""
    slips = [
        one for one in sorted(explained) if len(one) > 3 and OSA.distance(one, acronym, score_cutoff=1) <= 1
    ]
    swapped = [one for one in sorted(explained) if len(one) == 3 and sorted(one) == sorted(acronym)]
    register = {key for key, _ in entries("acronyms.txt")} | explained
    frame = _frame(acronym)
    alike = [one for one in sorted(register) if _frame(one) == frame and "a" in frame]
    return list(dict.fromkeys((*slips, *swapped, *alike)))[:2]


def _frame(acronym: str) -> str:
    """The letters with every vowel as one: those that are taken for each other when letters are read aloud."""
    return "".join("a" if letter in "aeiouy" else letter for letter in fold(acronym))
