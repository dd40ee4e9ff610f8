"""An issue's print HTML in the parts it is laid out in: cover, front matter, each article, back matter, feet of pages.

Each part begins on a page of its own and knows nothing of the pages before it. What it takes from elsewhere is given to it:
page numbers as text, the section's name as a running head, the feet of the pages as pages of their own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape

from editorial.content.fingerprints import canonical_json
from editorial.rendering import part_lengths, sheets
from editorial.rendering.html import (
    PROOF_MARK,
    around_articles,
    filled,
    fingerprint,
    media_address,
    page_size_of,
    place_of,
    readable,
    words_of,
)
from editorial.rendering.palette import palette
from editorial.rendering.print_views import View, articles, front
from editorial.rendering.snapshots import current

TEMPLATE = "layout_part.html"
# Names of parts of which there is one: what stands before and behind letters, articles and the issue's own texts at the end.
_BEFORE, _BEHIND = ("cover", "masthead", "contents"), ("credits", "index", "colophon")
FEET_IN_RUN = 40  # pages; even, so that each run begins on a right-hand page
_PAGE = re.compile(r'(data-target="#([^"]+)")></span>')
_FRONT_PAGES, _ARTICLE_PAGES = 3, 3  # usually


@dataclass(frozen=True)
class PartPages:
    """A part as HTML with its style sheets. `words` are the articles' own by the name of the place, for the check of glyphs;
    `unknown_notes` are references without a note: (place, key).
    """

    html: str
    sheets: tuple[str, ...]
    words: tuple[tuple[str, str], ...] = ()
    unknown_notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """One part to be laid out.

    `title` is for people; `identity` is a text that is the same as long as the part would look the same; `section` is the
    anchor of the section that an article stands in; `pages` makes the HTML.
    """

    name: str
    title: str
    identity: str
    pages: Callable[[], PartPages]
    section: str = ""


class IssueParts:
    """A snapshot of an issue as its parts. Raises `RenderingFailed` for what cannot be printed."""

    def __init__(self, snapshot: View, *, proof: bool = False, page_size: str = ""):
        with readable():
            self.snapshot = current(snapshot)
            self.page_size = page_size_of(self.snapshot, page_size)
            self.proof = proof
            self.sections, _writers = articles.sections(
                self.snapshot, one_article=False, address=media_address, whole=False
            )
            self.issue = front.issue(self.snapshot, fingerprint(snapshot))
            self.around = around_articles(self.snapshot, self.sections, media_address, self.page_size)
        house = self.snapshot["house"]
        colors = palette(house.get("primary_color", ""), house.get("accent_color", ""))
        names = sheets.names(page_size=self.page_size, proof=False)
        self._sheets = (*(sheets.text(name, colors) for name in names), sheets.text(sheets.PART, colors))
        self._sheets_fingerprint = fingerprint({"sheets": self._sheets})
        more = (sheets.FEET, sheets.PROOF) if proof else (sheets.FEET,)
        self._feet_sheets = (*self._sheets[:-1], *(sheets.text(name, colors) for name in more))

    @cached_property
    def fixed(self) -> list[Part]:
        """The parts that do not tell pages of others, in the order of the issue."""
        out = [self._plain("cover", "Cover")]
        if self.around["masthead"]:
            out.append(self._plain("masthead", "Masthead"))
        out += self._own_texts("front")
        with readable():
            out += self._articles()
        out += self._own_texts("back")
        if self.around["credits"]:
            out.append(self._plain("credits", "Image credits"))
        return [*out, self._plain("colophon", "About this edition")]

    def numbered(self, pages: Mapping[str, int]) -> list[Part]:
        """Index and contents with the page of each anchor; one that is not known is left out of the text."""
        index = [self._plain("index", "Index", pages=pages)] if self.around["index"] else []
        return [*index, self._plain("contents", "Contents", pages=pages)]

    def order(self, fixed: list[Part], numbered: list[Part]) -> list[Part]:
        """All parts as they follow each other in the file."""
        by_name = {part.name: part for part in [*fixed, *numbered]}
        first = [by_name[name] for name in _BEFORE if name in by_name]
        last = [by_name[name] for name in _BEHIND if name in by_name]
        between = [part for part in fixed if part.name not in (*_BEFORE, *_BEHIND)]
        return [*first, *between, *last]

    def feet(self, pages: int) -> list[Part]:
        """The feet of at least so many pages, in runs of `FEET_IN_RUN`."""
        return [self._run(first) for first in range(1, pages + 1, FEET_IN_RUN)]

    def pages_guess(self) -> int:
        """About how many pages the issue will have."""
        return _FRONT_PAGES + _ARTICLE_PAGES * sum(1 for _article in self.articles)

    def lengths_guess(self) -> dict[str, int]:
        """About how many pages contents and index will take, by the name of the part."""
        guessed = {"contents": part_lengths.of_contents(self.sections, self.around["parts"], self.page_size)}
        if self.around["index"]:
            guessed["index"] = part_lengths.of_index(self.around["index"], self.page_size)
        return guessed

    @property
    def articles(self) -> Iterator[View]:
        """Every article as the rest of the issue knows it."""
        return (article for section in self.sections for article in section["articles"])

    def _context(self, kind: str) -> View:
        return self.around | {
            "issue": self.issue,
            "proof": self.proof,
            "proof_mark": PROOF_MARK,
            "page_size": self.page_size,
            "kind": kind,
            "sections": self.sections,
        }

    def _plain(
        self, kind: str, title: str, *, part: View | None = None, pages: Mapping[str, int] | None = None
    ) -> Part:
        """A part whose HTML is quickly made: its identity is the HTML itself."""
        name = str(part["anchor"]) if part else kind
        html = filled(TEMPLATE, self._context(kind) | ({"part": part} if part else {}))
        if pages is not None:
            html = _PAGE.sub(lambda match: _with_page(match, pages), html)
        identity = canonical_json([html, self._sheets_fingerprint])
        return Part(name, title, identity, lambda: PartPages(html, self._sheets))

    def _own_texts(self, place: str) -> list[Part]:
        return [
            self._plain("own-text", str(part["title"]), part=part) for part in self.around["parts"][place]
        ]

    def _articles(self) -> Iterator[Part]:
        frozen = (article for section in self.snapshot["sections"] for article in section["articles"])
        views = ((view, section) for section in self.sections for view in section["articles"])
        total = sum(len(section["articles"]) for section in self.sections)
        for number, (article, (view, section)) in enumerate(zip(frozen, views, strict=True), 1):
            opens, key = view["opens_section"], article["key"]
            told = [told for told in self.snapshot["errata"] if told["article"] == key]
            around = [section["plain_name"], section["anchor"] if opens else "", self.page_size]
            yield Part(
                name=view["anchor"],
                title=f"Article {number} of {total}: {view['plain_title']}",
                identity=canonical_json([article, told, around, self._sheets_fingerprint]),
                pages=partial(self._article, article, number, section, opens),
                section=section["anchor"],
            )

    def _article(self, article: View, number: int, section: View, opens: bool) -> PartPages:
        with readable():
            view, words = articles.whole(
                article, number, self.snapshot["errata"], opens_section=opens, address=media_address
            )
        alone = section | {"articles": [view], "continued": not opens}
        html = filled(TEMPLATE, self._context("article") | {"sections": [alone]})
        head = () if opens else (_running_head(section["plain_name"]),)
        unknown = tuple((words.where, key) for key in words.unknown)
        return PartPages(html, (*self._sheets, *head), ((place_of(article), words_of(article)),), unknown)

    def _run(self, first: int) -> Part:
        kinds = ["foot-of-page"] * FEET_IN_RUN
        if first == 1:
            kinds[0] = "cover-foot-of-page"
        html = filled(TEMPLATE, self._context("feet") | {"pages": kinds})
        counted = (*self._feet_sheets, f"@page :first {{ counter-reset: page {first} }}")
        return Part(
            f"feet-{first}",
            "Feet of pages",
            canonical_json([html, counted]),
            lambda: PartPages(html, counted),
        )


def _with_page(match: re.Match[str], pages: Mapping[str, int]) -> str:
    page = pages.get(unescape(match[2]))
    return f'{match[1]} data-page="{page}"></span>' if page else match[0]


def _running_head(name: str) -> str:
    """A sheet that shows the section's name above a page on which the section does not begin."""
    quoted = "".join(
        f"\\{ord(letter):x} " if letter in '"\\\n' or not letter.isprintable() else letter for letter in name
    )
    return f'@page {{ @top-left {{ content: "{quoted}" }} }}'
