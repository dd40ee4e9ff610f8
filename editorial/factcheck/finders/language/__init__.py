"""Spelling, house terms and the few slips of grammar that a rule can be sure of.

    find_language(article, archive) -> Iterator[Spotted]

Read are the digest's own words; quotations, titles of works and excerpts only for what is good to know (`info`).
"""

from collections.abc import Iterator

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted
from editorial.factcheck.finders.language.grammar import find_grammar
from editorial.factcheck.finders.language.house_terms import find_house_terms
from editorial.factcheck.finders.language.original_titles import find_in_original_titles
from editorial.factcheck.finders.language.prose import (
    read_descriptors,
    read_headline,
    read_own_prose,
    read_quoted_english,
)
from editorial.factcheck.finders.language.spelling import find_spelling
from editorial.factcheck.finders.language.tokens import read_tokens

__all__ = ["find_language"]


def _words_of_sources(article: ArticleText) -> frozenset[str]:
    """Words of the excerpts, lower case: a term of art that a source uses is none of the digest's slips."""
    texts = (passage.text for excerpt in article.excerpts for passage in excerpt.body)
    return frozenset(token.text.lower() for text in texts for token in read_tokens(text))


def find_language(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """`spelling`, `spelling-british`, `house-term`, `grammar` in an article; the archive is not asked."""
    sources = _words_of_sources(article)
    for prose in (*read_headline(article), *read_own_prose(article), *read_descriptors(article)):
        yield from find_spelling(prose, sources)
        yield from find_house_terms(prose)
        yield from find_grammar(prose)
    for prose in read_quoted_english(article):
        yield from find_spelling(prose)
        yield from find_grammar(prose)
    yield from find_in_original_titles(article)
