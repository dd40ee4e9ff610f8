"""Text for the page with passages marked in it: claims by their state, findings by their severity.

Positions are those of the plain text that claims and finders use (`content.richtext.paragraphs`): white space folded,
footnote references left out.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

from editorial.content import richtext
from editorial.content.numerals import roman
from editorial.factcheck.problems import Problem

_VOID = "br"


@dataclass(frozen=True, slots=True)
class Mark:
    """The passage `start` to `end` of a paragraph; `name` is the entry that it belongs to.

    `style` is one or more class names. `sign` is HTML that follows the passage and is no part of the text.
    """

    name: str
    start: int
    end: int
    style: str
    sign: str = ""


def marked_line(text: str, marks: Sequence[Mark], *, foreign: str = "", language: str = "") -> SafeString:
    """One line of plain text with its marks; in it the words `foreign` are in another `language` (BCP 47)."""
    line = _Paragraph(text, marks)
    before, found, after = text.partition(foreign) if foreign else (text, "", "")
    parts = [line.words(before)]
    if found:
        tag = f' lang="{escape(language)}"' if language else ""
        parts.append(f"<bdi{tag}>{line.words(found)}</bdi>{line.words(after)}")
    return mark_safe("".join(parts))  # noqa: S308  everything in it is escaped


def marked_rich(
    value: str,
    marks: Callable[[int], Sequence[Mark]],
    *,
    numbers: dict[str, int],
    place: Mapping[str, str] | None = None,
    beside: Callable[[int], str] = lambda _paragraph: "",
) -> SafeString:
    """Rich text with its marks: `marks` gives those of a paragraph (from 0). Cleaned again: SQL may have written it.

    References become the notes' numbers, which lead to `#note-NUMBER`. With `place` each paragraph carries it as `data-`
    attributes (`{"field": "commentary"}`) together with its own number, so that a script can tell which passage somebody
    selects. `beside` gives HTML that stands before a paragraph: what is said about it in the margin.
    """
    root = lxml_html.fragment_fromstring(richtext.clean(value), create_parent="div")
    texts = iter(richtext.marked_paragraphs(richtext.clean(value)))
    found = []
    number = 0
    for element in root.iter("p"):
        plain = "".join(element.itertext()).strip()
        paragraph = _Paragraph(next(texts).text, marks(number)) if plain else _Paragraph("", ())
        attributes = f'{attributes_of(place)} data-paragraph="{number}"' if place and plain else ""
        margin = beside(number) if plain else ""
        found.append(f"{margin}<p{attributes}>{_inside(element, paragraph, numbers)}</p>")
        number += bool(plain)
    return mark_safe("".join(found))  # noqa: S308  everything in it is escaped


def finding_id(problem: Problem) -> str:
    """The id of a finding's entry on a page; the same as long as a dismissal of it would hold."""
    return f"finding-{hashlib.sha256(repr(problem.identity).encode()).hexdigest()[:12]}"


def attributes_of(place: Mapping[str, str]) -> SafeString:
    """`{"item-kind": "excerpt"}` as ` data-item-kind="excerpt"`."""
    return format_html_join("", ' data-{}="{}"', place.items())


def _inside(element: lxml_html.HtmlElement, paragraph: "_Paragraph", numbers: dict[str, int]) -> str:
    parts = [paragraph.words(element.text or "")]
    for child in element:
        key = child.get("data-footnote")
        if key is not None:
            parts.append(_reference(numbers.get(key)))
        elif child.tag == _VOID:
            parts.append("<br>")
        else:
            attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(child.items()))
            more = ' class="beside" target="_blank" rel="noopener noreferrer"' if child.tag == "a" else ""
            parts.append(f"<{child.tag}{attributes}{more}>{_inside(child, paragraph, numbers)}</{child.tag}>")
        parts.append(paragraph.words(child.tail or ""))
    return "".join(parts)


def _reference(number: int | None) -> str:
    if number is None:
        return '<sup class="footnote-reference" data-no-text>[?]</sup>'
    return (
        f'<sup class="footnote-reference" data-no-text><a href="#note-{number}">'
        f'<span class="visually-hidden">Note </span>{roman(number)}</a></sup>'
    )


class _Paragraph:
    """Writes a paragraph's words piece by piece; what is before and inside a mark is counted in letters, not in spaces."""

    def __init__(self, text: str, marks: Sequence[Mark]):
        before = [0]
        for letter in text:
            before.append(before[-1] + (not letter.isspace()))
        last = len(text)
        self.spans = [
            (before[min(mark.start, last)], before[min(mark.end, last)], mark)
            for mark in marks
            if before[min(mark.start, last)] < before[min(mark.end, last)]
        ]
        self.cuts = {cut for start, end, _mark in self.spans for cut in (start, end)}
        self.at = 0  # letters written
        self.begun: set[str] = set()

    def words(self, text: str) -> str:
        """The next words of the paragraph, escaped, inside the marks that hold there."""
        return "".join(self._runs(text))

    def _runs(self, text: str) -> Iterator[str]:
        run = ""
        covering = self._covering(self.at, space=False)
        for letter in text:
            space = letter.isspace()
            # Between two cuts the same marks hold, for letters and for the spaces between them.
            now = self._covering(self.at, space=space) if self.at in self.cuts else covering
            if now != covering:
                yield self._run(run, covering)
                run, covering = "", now
            run += letter
            self.at += not space
            if self.at in self.cuts and not space:
                yield self._run(run, covering)
                yield from self._signs()
                run, covering = "", self._covering(self.at, space=True)
        yield self._run(run, covering)

    def _covering(self, at: int, *, space: bool) -> tuple[Mark, ...]:
        """The marks around the next letter; a space belongs to a mark only between two letters of it."""
        return tuple(
            mark for start, end, mark in self.spans if (start < at < end if space else start <= at < end)
        )

    def _signs(self) -> Iterator[str]:
        for _start, end, mark in self.spans:
            if end == self.at and mark.sign:
                yield mark.sign

    def _run(self, run: str, covering: tuple[Mark, ...]) -> str:
        if not run or not covering:
            return escape(run)
        names = [mark.name for mark in covering]
        anchors = "".join(
            f'<span id="mark-{escape(name)}"></span>'
            for name in dict.fromkeys(names)
            if name not in self.begun
        )
        self.begun.update(names)
        styles = " ".join(dict.fromkeys(style for mark in covering for style in mark.style.split()))
        return (
            f'{anchors}<span class="mark {escape(styles)}" data-marks="{escape(" ".join(names))}">'
            f"{escape(run)}</span>"
        )
