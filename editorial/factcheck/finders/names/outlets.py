"""How an outlet is described: in its citations, in the commentary, and in the archive."""

import re
from collections.abc import Iterator

from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    Passage,
    RegisteredOutlet,
    Spotted,
    spotted,
)
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.words import fold, without_marks
from editorial.registers.folding import folded, same_spelling

_LINK = re.compile(
    r"(?P<who>(?:[A-Z][\w’'.]* )?[^\W\d_][\w’'.]*)-(?P<how>aligned|based|owned|backed|affiliated|run|funded|linked)\b"
)
_KINDS = {
    "newspaper": "print", "daily": "print", "weekly": "print", "magazine": "print", "journal": "print", "tabloid": "print",
    "broadcaster": "broadcast", "channel": "broadcast", "station": "broadcast", "radio": "broadcast",
    "website": "web", "site": "web", "portal": "web", "blog": "web", "agency": "agency", "aggregator": "aggregator",
}  # fmt: skip
_KIND = re.compile(rf"\b(?:{'|'.join(_KINDS)})\b", re.IGNORECASE)
_INDEPENDENT = re.compile(r"\b(?:independent|private|privately[- ]owned|opposition)\b", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"\b(?:state|government)[- ](?:owned|run|controlled|media)\b|\bofficial\b", re.IGNORECASE
)
_REACH = 70
_CLAUSE = re.compile(r"[.,;:!?…()“”\"—]")


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", without_marks(text).casefold()))


def _differ(one: str, other: str) -> bool:
    """True where each says something that the other does not; a shorter description is none the worse."""
    here, there = set(_key(one).split()), set(_key(other).split())
    return not (here <= there or there <= here)


def find_outlets(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """`outlet-descriptor` where one outlet is described in two ways that do not agree, or otherwise than in the register;
    `outlet-contradiction` where two descriptions cannot both be true; `outlet-spelling` for another spelling than the
    register's."""
    first: dict[str, ExcerptText] = {}
    register = _Register(archive.registered)
    for excerpt in article.excerpts:
        yield from register.compare(excerpt)
        if not excerpt.outlet or not excerpt.outlet_descriptor:
            continue
        before = first.setdefault(fold(excerpt.outlet), excerpt)
        if _differ(before.outlet_descriptor, excerpt.outlet_descriptor):
            yield _between_citations(excerpt, before)
        elif before is excerpt:
            yield from _in_prose(article, excerpt)
            if not register.describes(excerpt.outlet):
                yield from _in_archive(excerpt, archive)


class _Register:
    """The register of outlets by every spelling. Outlets of two countries may share one: then either's words will do."""

    def __init__(self, outlets: tuple[RegisteredOutlet, ...]) -> None:
        self._by_spelling: dict[str, list[RegisteredOutlet]] = {}
        for outlet in outlets:
            for key in {folded(text) for text in (outlet.name, *outlet.spellings)}:
                self._by_spelling.setdefault(key, []).append(outlet)

    def _meant(self, name: str) -> list[RegisteredOutlet]:
        found = self._by_spelling.get(folded(name), [])
        return [one for one in found if same_spelling(one.name, name)] or found

    def describes(self, name: str) -> bool:
        """Whether it has a description of the outlet."""
        return any(one.descriptor for one in self._meant(name))

    def compare(self, excerpt: ExcerptText) -> Iterator[Spotted]:
        """What the citation has otherwise than the register."""
        meant = self._meant(excerpt.outlet) if excerpt.outlet else []
        if not meant:
            return
        names = list(dict.fromkeys(one.name for one in meant))
        if not any(same_spelling(name, excerpt.outlet) for name in names):
            words = f"The register of outlets has {_either(names)} for “{excerpt.outlet}”. Write it so."
            yield _unlike_register("outlet-spelling", excerpt, excerpt.outlet, words, names[0])
        given = excerpt.outlet_descriptor
        described = list(dict.fromkeys(one.descriptor for one in meant if one.descriptor))
        if given and described and not any(_key(given) == _key(words) for words in described):
            words = f"The register of outlets describes {names[0]} as {_either(described)}. Use its words, or have it changed."
            yield _unlike_register("outlet-descriptor", excerpt, given, words, described[0])


def _either(texts: list[str]) -> str:
    return " or ".join(f"“{text}”" for text in texts)


def _unlike_register(code: str, excerpt: ExcerptText, given: str, message: str, near: str) -> Spotted:
    return spotted(
        code, "warn", excerpt.citation, _span(excerpt.citation, given), message,
        near=near, near_label="register of outlets", basis=(given, near),
    )  # fmt: skip


def _span(passage: Passage, text: str) -> tuple[int, int]:
    at = passage.text.rfind(text)
    return (at, at + len(text)) if at >= 0 else (0, len(passage.text))


def _between_citations(excerpt: ExcerptText, before: ExcerptText) -> Spotted:
    given, other = excerpt.outlet_descriptor, before.outlet_descriptor
    clash = _contradict(given, other)
    message = f"{excerpt.outlet} is “{given}” here and “{other}” in {before.citation.label}. Describe an outlet in one way."
    return spotted(
        "outlet-contradiction" if clash else "outlet-descriptor", "warn" if clash else "info", excerpt.citation,
        _span(excerpt.citation, given), message, near=other, near_label=before.citation.label, basis=(given, other),
    )  # fmt: skip


def _in_archive(excerpt: ExcerptText, archive: Archive) -> Iterator[Spotted]:
    known = {fold(outlet): descriptors for outlet, descriptors in archive.outlets.items()}.get(
        fold(excerpt.outlet)
    )
    given = excerpt.outlet_descriptor
    if not known or not all(_differ(given, one) for one in known):
        return
    message = (
        f"Back issues describe {excerpt.outlet} as “{known[0]}”. Use the same words, or say why they changed."
    )
    clash: Severity = "warn" if _contradict(given, known[0]) else "info"
    yield spotted(
        "outlet-descriptor", clash, excerpt.citation, _span(excerpt.citation, given), message,
        near=known[0], near_label="back issues", basis=(given, known[0]),
    )  # fmt: skip


def _in_prose(article: ArticleText, excerpt: ExcerptText) -> Iterator[Spotted]:
    name = re.compile(rf"(?<!\w){re.escape(excerpt.outlet)}(?!\w)", re.IGNORECASE)
    for passage in article.own:
        for match in name.finditer(passage.text):
            begin = max(0, match.start() - _REACH)
            before = _CLAUSE.split(passage.text[begin : match.start()])[-1]
            after = _CLAUSE.split(passage.text[match.end() : match.end() + 30])[0]
            if found := _disagreement(before, after, excerpt.outlet_descriptor):
                given, other, severity = found
                at = passage.text.find(given, begin)
                message = f"{excerpt.outlet} is “{given}” here and “{other}” in its citation. Describe an outlet in one way."
                yield spotted(
                    "outlet-descriptor", severity, passage, (at, at + len(given)), message,
                    near=excerpt.outlet_descriptor, near_label=excerpt.citation.label,
                    basis=(given, excerpt.outlet_descriptor),
                )  # fmt: skip
                break


def _disagreement(before: str, after: str, descriptor: str) -> tuple[str, str, Severity] | None:
    """What the prose says, what the descriptor says, and how much it matters."""
    said = {match["how"]: match for match in _LINK.finditer(before)}
    for match in _LINK.finditer(descriptor):
        mine = said.get(match["how"])
        if mine and match["how"] != "based" and fold(mine["who"]) != fold(match["who"]):
            return mine.group(), match.group(), "info"
    for one, other in ((_INDEPENDENT, _OFFICIAL), (_OFFICIAL, _INDEPENDENT)):
        mine, theirs = one.search(before), other.search(descriptor)
        if mine and theirs and not other.search(before) and not one.search(descriptor):
            return mine.group(), theirs.group(), "warn"
    following = re.match(r" (?:[a-z]+ ){0,2}", after)
    mine = _KIND.search(following.group() if following else "")
    kinds = {_KINDS[kind.lower()]: kind for kind in _KIND.findall(descriptor)}
    if mine and kinds and _KINDS[mine.group().lower()] not in kinds:
        return mine.group(), next(iter(kinds.values())), "info"
    return None


def _contradict(one: str, other: str) -> bool:
    pairs = ((one, other), (other, one))
    return any(_INDEPENDENT.search(a) and _OFFICIAL.search(b) and not _OFFICIAL.search(a) for a, b in pairs)
