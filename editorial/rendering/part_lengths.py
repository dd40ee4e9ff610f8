"""Guesses how many pages contents and index take, before they are laid out.

Both tell page numbers that depend on it. A wrong guess costs a second layout of one or both, nothing else. The measures are
those of `type.css`, `front.css` and `back.css`, in points.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import strip_tags

from editorial.rendering.citation import width

View = dict[str, Any]
_ROOM: Mapping[str, float] = {"letter": 644.0, "a4": 686.0}  # of a page
_HEAD = 70.0  # the heading of either, with what is below it
# Contents: letters of a title in a line; a line, a byline, what follows an entry, and what a section's name takes.
_TITLE, _LINE, _BYLINE, _AFTER, _SECTION = 62.0, 17.5, 11.0, 7.0, 48.4
# Of what is behind the articles: an entry, what is above the first one, how many there are besides the issue's own texts.
_OWN_LINE, _BEHIND, _LISTS = 14.0, 31.6, 3
# Index: letters in a line, a line, what follows a country. A page number, with its comma, is as wide as so many letters.
_OUTLET, _OUTLET_LINE, _COUNTRY, _NUMBER = 70.0, 14.0, 14.0, 5.0


def of_contents(sections: Iterable[View], own_texts: Mapping[str, Sequence[View]], page_size: str) -> int:
    """Pages of the contents of these sections, and of the issue's own texts at the "front" and at the "back"."""
    blocks = [_HEAD, *(_LINE + _AFTER for _text in own_texts["front"])]
    for section in sections:
        entries = [_entry(article) for article in section["articles"]]
        # The name of a section stays with its first entry.
        blocks += [_SECTION + entries[0], *entries[1:]]
    behind = _BEHIND + (_LISTS + len(own_texts["back"])) * _OWN_LINE
    return _pages([*blocks, behind], _ROOM[page_size])


def of_index(groups: Iterable[View], page_size: str) -> int:
    """Pages of the index, whose groups do not break."""
    blocks = [_HEAD]
    for group in groups:
        lines = sum(
            _lines(strip_tags(outlet["name"]), _OUTLET, more=_NUMBER * len(outlet["places"]))
            for outlet in group["outlets"]
        )
        blocks.append(lines * _OUTLET_LINE + _COUNTRY)
    return _pages(blocks, _ROOM[page_size])


def _entry(article: View) -> float:
    return _lines(article["plain_title"], _TITLE) * _LINE + (_BYLINE if article["byline"] else 0.0) + _AFTER


def _lines(text: str, letters: float, *, more: float = 0.0) -> int:
    """Lines of so many ordinary letters that the words fill, then `more` letters that may break anywhere."""
    lines, at = 1, 0.0
    for word in text.split():
        wide = width(word)
        if at and at + wide > letters:
            lines, at = lines + 1, 0.0
        at += wide + 1
    return lines + int((at + more) // letters) if more else lines


def _pages(blocks: Iterable[float], room: float) -> int:
    """Pages that the blocks fill, none of which breaks unless it is higher than a page."""
    pages, at = 1, 0.0
    for block in blocks:
        if at and at + block > room:
            pages, at = pages + 1, 0.0
        at += block
        while at > room:
            pages, at = pages + 1, at - room
    return pages
