"""How many pages an article and an issue will have, before anybody has printed them (docs/forecast.md).

The formula adds up heights as the print style sheet sets them; its constants were fitted to pages that the engine laid
out. Where a PDF of exactly this content exists, its pages are counted instead and nothing is guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Footnote, Image

# Points. A page's height is what the style sheet's margins leave of it.
PAGE_HEIGHT = {"letter": 46 * 14.0, "a4": 49 * 14.0}  # lines of the grid
COLUMN_WIDTH, FULL_WIDTH, TALLEST_IMAGE = 363.6, 489.6, 288.0
POINTS_PER_PIXEL = 0.75

# Of an article: what stands at its head, and what each letter and paragraph adds.
ARTICLE_HEAD, SECTION_HEAD, PROOF_HEAD = 71.0, 98.0, 14.0
COMMENTARY_LETTER, COMMENTARY_PARAGRAPH = 0.167, 19.4
EXCERPT, EXCERPT_LETTER, EXCERPT_PARAGRAPH = 131.0, 0.191, 8.0
ORIGINAL, ORIGINAL_LETTER = 28.8, 0.323
NOTES, NOTE, NOTE_LETTER = 52.0, 11.4, 0.127
IMAGE = 89.8  # its caption, the room below it, and what it leaves blank where it goes over to the next page

UNSURE = 0.25  # pages by which the height of an article may be wrong

# Of an issue: the cover, the masthead and the page about the edition; the contents; and behind the articles the image credits and
# the index of outlets, each on pages of its own.
FIXED_PAGES = 3
CONTENTS_HEAD, CONTENTS_SECTION, CONTENTS_ARTICLE = 100.0, 48.5, 37.0
LIST_HEAD, CREDIT, OUTLET = 70.0, 40.0, 10.0


@dataclass(frozen=True)
class Size:
    """What the length of an article depends on. `height` is in points, without what its place in an issue adds."""

    words: int = 0
    excerpts: int = 0
    notes: int = 0
    images: int = 0
    height: float = 0.0


@dataclass(frozen=True)
class Forecast:
    """Pages of one article. `measured` says that a PDF of exactly this content was counted."""

    pages: int
    measured: bool


@dataclass(frozen=True)
class IssueForecast:
    """Pages of a whole issue. `measured` as above; `counted` of its `articles` have a PDF of their own."""

    pages: int
    measured: bool
    articles: int
    counted: int


def size_of(article: Article) -> Size:
    """The size of an article as it stands. Loaded by `with_content`, it asks no query."""
    excerpts, notes = list(article.excerpts.all()), list(article.footnotes.all())
    # An image without its picture is not printed in an issue.
    images = [image for image in article.images.all() if image.sha256]
    letters, paragraphs, words = _measure(article.commentary)
    height = ARTICLE_HEAD + letters * COMMENTARY_LETTER + paragraphs * COMMENTARY_PARAGRAPH
    for excerpt in excerpts:
        more, its_words = _excerpt(excerpt)
        height, words = height + more, words + its_words
    for note in notes:
        more, its_words = _note(note)
        height, words = height + more, words + its_words
    height += NOTES if notes else 0
    height += sum(_picture(image) + IMAGE for image in images)
    return Size(words, len(excerpts), len(notes), len(images), height)


def _measure(text: str) -> tuple[int, int, int]:
    """Letters, paragraphs and words of a rich text."""
    paragraphs = richtext.paragraphs(text)
    return sum(map(len, paragraphs)), len(paragraphs), sum(len(one.split()) for one in paragraphs)


def _excerpt(excerpt: Excerpt) -> tuple[float, int]:
    letters, paragraphs, words = _measure(excerpt.body)
    height = EXCERPT + letters * EXCERPT_LETTER + paragraphs * EXCERPT_PARAGRAPH
    original, _paragraphs, its_words = _measure(excerpt.original_text)
    if original:
        height += ORIGINAL + original * ORIGINAL_LETTER
    return height, words + its_words


def _note(note: Footnote) -> tuple[float, int]:
    letters, _paragraphs, words = _measure(note.text)
    return NOTE + letters * NOTE_LETTER, words


def _picture(image: Image) -> float:
    """As `rendering.html` sets it: a panorama over the whole page, a wide one over the column, others as large as they are."""
    width, height = max(1, image.width), max(1, image.height)
    ratio = width / height
    if width < 500 or ratio < 1.25:
        return min(TALLEST_IMAGE, height * POINTS_PER_PIXEL, COLUMN_WIDTH / ratio)
    return FULL_WIDTH / ratio if ratio >= 2 and width >= 1000 else COLUMN_WIDTH / ratio


def forecast(size: Size, *, page_size: str, counted: int | None = None) -> Forecast:
    """The pages of an article by itself; `counted` are those of a proof of exactly this content, if there is one."""
    if counted:
        return Forecast(counted, measured=True)
    return Forecast(max(1, ceil(_alone(size) / PAGE_HEIGHT[page_size])), measured=False)


def _alone(size: Size) -> float:
    return size.height + SECTION_HEAD + PROOF_HEAD


def fitted(size: Size, counted: int, *, page_size: str) -> Size:
    """The size, made to agree with the pages that a proof of the article has: its place in the issue may take one off."""
    page = PAGE_HEIGHT[page_size]
    guessed = _alone(size)
    if ceil(guessed / page) == counted:
        return size
    near = (counted - 0.1) * page if guessed > counted * page else (counted - 0.9) * page
    return replace(size, height=near - SECTION_HEAD - PROOF_HEAD)


def forecast_issue(
    groups: Iterable[Sequence[tuple[Size, int | None]]], *, page_size: str, counted: int | None = None
) -> IssueForecast:
    """The pages of an issue whose articles stand in these groups, each with the pages of its own proof if there is one.

    `counted` are the pages of a PDF of the whole issue with exactly this content.
    """
    page = PAGE_HEIGHT[page_size]
    shown = [list(group) for group in groups if group]
    sizes = [one for group in shown for one in group]
    proofs = sum(known is not None for _size, known in sizes)
    if counted:
        return IssueForecast(counted, True, len(sizes), proofs)
    if not sizes:
        return IssueForecast(0, False, 0, 0)
    expected = sum(_section(group, page_size) for group in shown)
    pages = FIXED_PAGES + round(expected)
    pages += ceil((CONTENTS_HEAD + CONTENTS_SECTION * len(shown) + CONTENTS_ARTICLE * len(sizes)) / page)
    for each, many in (
        (CREDIT, sum(size.images for size, _known in sizes)),
        (OUTLET, sum(size.excerpts for size, _known in sizes)),
    ):
        pages += ceil((LIST_HEAD + each * many) / page) if many else 0
    return IssueForecast(pages, False, len(sizes), proofs)


def _section(group: Sequence[tuple[Size, int | None]], page_size: str) -> float:
    """Pages of a section on average: each article begins a page, the first one under the section's name."""
    page, pages, above = PAGE_HEIGHT[page_size], 0.0, SECTION_HEAD
    for size, known in group:
        agreed = fitted(size, known, page_size=page_size) if known else size
        pages += _expected_pages((above + agreed.height) / page)
        above = 0.0
    return pages


def _expected_pages(height: float) -> float:
    """Pages of an article on average: one that ends near the edge of a page counts in part, so that errors cancel out."""
    full = floor(height)
    last = height - full
    over = last / UNSURE / 2 + 0.5 if last < UNSURE else 1 + max(0.0, last - 1 + UNSURE) / UNSURE / 2
    return max(1.0, full + over)
