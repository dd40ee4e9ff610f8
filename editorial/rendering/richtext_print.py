"""The HTML subset of the snapshot -> HTML for print.

References become numbered links, runs of other scripts get `lang` and `dir`, bare addresses become links. The
input is cleaned again although it was cleaned on the way in: a snapshot is a file, and files get edited.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import nh3
from lxml import etree
from lxml import html as lxml_html

from editorial.content.numerals import roman
from editorial.content.richtext import leads_somewhere
from editorial.rendering import scripts
from editorial.rendering.failures import RenderingFailed

# The same lists as in editorial/content/richtext.py; tests/unit/rendering compares them.
ALLOWED_TAGS = {"p", "em", "strong", "a", "sup", "sub", "br", "span"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "sup": {"data-footnote"}, "span": {"lang", "dir"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}

# WeasyPrint's time grows faster than the text in one paragraph, and it recurses into elements.
MAX_PARAGRAPH = 40_000  # characters
MAX_WORD = 2_000  # characters
MAX_DEPTH = 30  # elements inside one another

_WITHOUT_SPACES = frozenset(("Hani", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"))
_ADDRESS = re.compile(r"https?://[^\s<>“”\"«»]+")
_TAG = re.compile(r"<(/?)([a-z]+)")
# What ends a line in other programs (vertical tab, form feed, CR, NEL, U+2028, U+2029): a space, or words run together.
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def tidy(text: str) -> str:
    """Plain text as it can be printed: NFC, without control characters and lone surrogates; ends of lines are spaces."""
    # U+2010 would be taken for the engine's own hyphen at a line's end (tagging.py), and looks like U+002D.
    text = _CONTROL.sub("", _LINE_END.sub(" ", text))
    return unicodedata.normalize("NFC", text).replace("\u2010", "-")


@dataclass
class PrintText:
    """Turns the texts of one article into print HTML and remembers which references it printed.

    `anchor` is the article's id in the document, `numbers` the number of each footnote by key, `hints` the
    languages its sources are in, `where` the article in words for error messages.
    """

    anchor: str
    where: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    references: dict[int, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def plain(self, text: str, lang: str = "en") -> str:
        """Plain text as HTML, runs of scripts other than that of `lang` wrapped."""
        text = tidy(text)
        self._check_size(text)
        return "".join(
            self._run(run) for run in scripts.runs(text, scripts.script_of_language(lang), self.hints)
        )

    def rich(self, value: str, lang: str = "en") -> str:
        """The HTML subset as paragraphs for print; "" for text without a word."""
        root = self._parse(value)
        out, loose = [], tidy_leading(root.text)
        inline = self._text(loose, lang) if loose else ""
        for child in root:
            if child.tag == "p":
                out.append(inline)
                out.append(self._inside(child, lang, 1))
                inline = ""
            else:
                inline += self._element(child, lang, 1)
            inline += self._text(child.tail or "", lang)
        out.append(inline)
        return "\n".join(f"<p>{part}</p>" for part in (piece.strip() for piece in out) if part)

    def _parse(self, value: str) -> lxml_html.HtmlElement:
        text = nh3.clean(
            tidy(value),
            tags=ALLOWED_TAGS,
            attributes=ALLOWED_ATTRIBUTES,
            attribute_filter=_keep_attribute,
            url_schemes=ALLOWED_SCHEMES,
            link_rel=None,
        )
        if _depth(text) > MAX_DEPTH:
            raise RenderingFailed(
                f"In {self.where}, formatting is nested more than {MAX_DEPTH} deep. Clear it and retry."
            )
        root = lxml_html.fragment_fromstring(text or "<p></p>", create_parent="div")
        for paragraph in [root, *root.iter("p")]:
            if paragraph is not root or not len(root):
                self._check_size(_words_of(paragraph))
        return root

    def _check_size(self, text: str) -> None:
        if len(text) > MAX_PARAGRAPH:
            raise RenderingFailed(
                f"In {self.where}, one paragraph has {len(text):,} characters; "
                f"{MAX_PARAGRAPH:,} is the most that can be set. It begins “{text[:60]}…”. Divide it."
            )
        for word in text.split():
            if len(word) > MAX_WORD and _longest_stretch(word) > MAX_WORD:
                raise RenderingFailed(
                    f"In {self.where}, one word has {len(word):,} letters; "
                    f"{MAX_WORD:,} is the most that can be set. It begins “{word[:60]}…”."
                )

    def _inside(self, element: lxml_html.HtmlElement, lang: str, depth: int, linked: bool = False) -> str:
        out = [self._text(element.text or "", lang, linked)]
        for child in element:
            out.append(self._element(child, lang, depth + 1, linked))
            out.append(self._text(child.tail or "", lang, linked))
        return "".join(out)

    def _element(self, element: lxml_html.HtmlElement, lang: str, depth: int, linked: bool = False) -> str:
        tag = element.tag
        if tag == "br":
            return "<br>"
        if tag == "sup" and element.get("data-footnote"):
            return "" if linked else self._reference(element.get("data-footnote"))
        if tag == "span":
            return self._span(element, lang, depth, linked)
        if tag == "a":
            inner = self._inside(element, lang, depth, linked=True)
            href = element.get("href", "")
            if linked or not leads_somewhere(href) or not "".join(element.itertext()).strip():
                return inner
            return f'<a class="web" href="{escape(href)}">{inner}</a>'
        inner = self._inside(element, lang, depth, linked)
        return f"<{tag}>{inner}</{tag}>" if tag in ("em", "strong", "sub", "sup") and inner else inner

    def _span(self, element: lxml_html.HtmlElement, lang: str, depth: int, linked: bool) -> str:
        own = scripts.valid_tag(element.get("lang", ""))
        direction = element.get("dir", "")
        inner = self._inside(element, own or lang, depth, linked)
        if not (own or direction) or not inner:
            return inner
        if direction not in ("ltr", "rtl"):
            direction = (
                scripts.direction_of_language(own)
                if own
                else scripts.direction_of_text("".join(element.itertext()))
            )
        attributes = f' lang="{own}"' if own else ""
        return f'<span{attributes} dir="{direction}">{inner}</span>'

    def _text(self, text: str, lang: str, linked: bool = False) -> str:
        """A text node: script runs wrapped, bare addresses linked."""
        out, start = [], 0
        for match in [] if linked else _ADDRESS.finditer(text):
            address = _without_closing(match[0])
            out.append(self._runs(text[start : match.start()], lang))
            out.append(f'<a class="web url" href="{escape(address)}">{escape(address)}</a>')
            start = match.start() + len(address)
        out.append(self._runs(text[start:], lang))
        return "".join(out)

    def _runs(self, text: str, lang: str) -> str:
        return "".join(
            self._run(run) for run in scripts.runs(text, scripts.script_of_language(lang), self.hints)
        )

    def _run(self, run: scripts.Run) -> str:
        text = escape(run.text, quote=False)
        return f'<span lang="{run.lang}" dir="{run.direction}">{text}</span>' if run.lang else text

    def _reference(self, key: str) -> str:
        number = self.numbers.get(key)
        if number is None:
            self.unknown.append(key)
            return '<sup class="note-missing">[note missing]</sup>'
        marks = self.references.setdefault(number, [])
        mark = f"{self.anchor}-ref-{number}" + (f"-{len(marks) + 1}" if marks else "")
        marks.append(mark)
        return (
            f'<sup class="noteref" data-pdf="Reference"><a id="{mark}" href="#{self.anchor}-note-{number}" '
            f'aria-label="Note {roman(number)}">{roman(number)}</a></sup>'
        )


def _words_of(paragraph: lxml_html.HtmlElement) -> str:
    """The text of an element, with a new line for each line break."""
    out: list[str] = []
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            out.append("\n" if element.tag == "br" else element.text or "")
        elif element is not paragraph:
            out.append(element.tail or "")
    return "".join(out)


def _longest_stretch(word: str) -> int:
    """Letters of the longest part of a word that no line can break in: Chinese, Thai and others are written without spaces."""
    longest = length = 0
    for character in word:
        length = 0 if scripts.script_of(character) in _WITHOUT_SPACES else length + 1
        longest = max(longest, length)
    return longest


def tidy_leading(text: str | None) -> str:
    """Text before the first element, or "" when it is only white space."""
    return text if text and text.strip() else ""


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "data-footnote":
        return value if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", value) else None
    if attribute == "lang":
        return scripts.valid_tag(value) or None
    if attribute == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    return value


def _without_closing(address: str) -> str:
    """An address without the punctuation of the sentence it ends; a bracket it opened itself stays."""
    while address and (
        address[-1] in ".,;:!?'’”]}…" or (address[-1] == ")" and address.count("(") < address.count(")"))
    ):
        address = address[:-1]
    return address


def _depth(text: str) -> int:
    """How deep elements are nested in cleaned (well-formed) HTML."""
    deepest = depth = 0
    for closing, tag in _TAG.findall(text):
        if tag != "br":
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest
