"""Commentary that speaks of more excerpts than the article has: “the third accompanying article” of two.

find_excerpts_named(article, archive) -> excerpt-missing
"""

import re
from collections.abc import Iterator

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted, spotted

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_WHAT = r"(?:article|excerpt|source|report|piece|passage)"
_ORDINAL = re.compile(
    rf"\b[Tt]he (?P<n>{'|'.join(_ORDINALS)}) (?:(?:accompanying|excerpted) )+{_WHAT}\b", re.IGNORECASE
)
_COUNT = re.compile(
    rf"\b[Tt]he (?P<n>{'|'.join(_COUNTS)}) (?:accompanying |excerpted )+{_WHAT}s\b", re.IGNORECASE
)


def find_excerpts_named(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """Reports on an excerpt that the commentary counts and that is not there. Nothing is said while there is none at all."""
    have = len(article.excerpts)
    if not have:
        return
    for passage in article.commentary:
        for pattern, values in ((_ORDINAL, _ORDINALS), (_COUNT, _COUNTS)):
            for match in pattern.finditer(passage.text):
                if values[match["n"].lower()] <= have:
                    continue
                some = "only one excerpt" if have == 1 else f"only {have} excerpts"
                message = f"The article has {some}. Correct the number, or add the excerpt that is missing."
                yield spotted("excerpt-missing", "warn", passage, match.span(), message)
