"""The small HTML subset of commentary, excerpts and footnotes: cleaning it, and everything that is derived from it.

The subset is `p em strong a[href] sup sub br span[lang dir]` and the footnote reference
`<sup data-footnote="KEY"></sup>`, an atom: it carries the footnote's key and no text, because its number is computed
from the order of the references (design, section 6).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

import nh3
from lxml import html as lxml_html

ALLOWED_TAGS = {"p", "em", "strong", "a", "sup", "sub", "br", "span"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "sup": {"data-footnote"}, "span": {"lang", "dir"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
FOOTNOTE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MAX_LENGTH = 400_000
# Control characters other than white space: nobody typed them, and no font has them.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")

_EQUIVALENT = {"b": "strong", "i": "em"}
# Tags that part paragraphs; they are let through the sanitizer and end in `paragraphize`.
_BLOCKS = set(
    "p h1 h2 h3 h4 h5 h6 div li ul ol dl dd dt blockquote pre section article figure figcaption table caption thead "
    "tbody tfoot tr td th hr header footer main nav aside center address".split()
)
_TOKEN = re.compile(r"""<(?P<end>/?)(?P<name>[a-z0-9]+)(?P<rest>(?:[^>"]|"[^"]*")*)>|(?P<words>[^<]+)""")
_BLANK_LINE = re.compile(r"\n\s*\n")
_TYPED_NUMBER = re.compile(r"[\[(]?[\w*†‡]{0,6}[\])]?")
# The space that some typists put before a marker goes with it.
_TYPED_MARKER = re.compile(r" ?\[([A-Za-z0-9*]{1,8})\]")
_REFERENCE = re.compile(r'<sup data-footnote="([^"]*)"></sup>')
_MARK = "\ue000"  # of the private use area; stands around a key for as long as positions are counted


class TextTooLong(ValueError):
    """One rich text is longer than an article can be. `length` counts characters."""

    def __init__(self, length: int):
        self.length = length
        super().__init__(
            f"This text has {length:,} characters; {MAX_LENGTH:,} is the most one field takes. Split it."
        )


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "data-footnote":
        return value if FOOTNOTE_KEY.fullmatch(value) else None
    if attribute == "lang":
        return value if LANGUAGE_TAG.fullmatch(value) else None
    if attribute == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    return value if leads_somewhere(value) else None


def leads_somewhere(href: str) -> bool:
    """Whether a link leads to a web or mail address. A place in another document, as word processors link their notes,
    leads nowhere in print.
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    if parts.scheme.lower() == "mailto":
        return bool(parts.path)
    return parts.scheme.lower() in ALLOWED_SCHEMES and bool(parts.netloc)


def clean(value: str) -> str:
    """Bring any HTML (or plain text) to the subset; cleaning twice changes nothing.

    Words are never dropped: a tag outside the subset loses its tag and keeps its text, except script and style. Text is
    brought to Unicode NFC. Raises `TextTooLong`.
    """
    if len(value) > MAX_LENGTH:
        raise TextTooLong(len(value))
    text = nh3.clean(
        unicodedata.normalize("NFC", CONTROLS.sub("", value)),
        tags=ALLOWED_TAGS | _BLOCKS | set(_EQUIVALENT),
        attributes={**ALLOWED_ATTRIBUTES, "*": set()},
        attribute_filter=_keep_attribute,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )
    return _Paragraphs().of(text)


class _Paragraphs:
    """Sanitized HTML put anew into paragraphs, one behind the other and nothing outside them.

    Inline tags that run over a boundary (`<b><p>…</p><p>…</p></b>`, as word processors write) are closed at the end of a
    paragraph and opened again when the next one has words. A tag without words is left out.
    """

    def __init__(self) -> None:
        self.done: list[str] = []
        self.current: list[str] = []
        self.has_words = False
        self.open: list[tuple[str, str]] = []  # name and tag; tag "" is never written
        self.written = 0  # how many of the open tags the current paragraph has
        self.inside_p = 0
        self.typed: list[str] | None = None  # what stands inside a reference

    def of(self, text: str) -> str:
        for token in _TOKEN.finditer(text):
            if token["words"] is not None:
                self._words(token["words"])
            elif token["name"] in _BLOCKS:
                self._boundary(token["name"], bool(token["end"]))
            elif token["name"] == "br":
                self._write("<br>")
            elif token["end"]:
                self._close(_EQUIVALENT.get(token["name"], token["name"]))
            else:
                self._open(_EQUIVALENT.get(token["name"], token["name"]), token["rest"])
        self._end_paragraph()
        return "".join(self.done)

    def _write(self, html: str) -> None:
        for _name, tag in self.open[self.written :]:
            self.current.append(tag)
        self.written = len(self.open)
        self.current.append(html)

    def _words(self, words: str) -> None:
        if self.typed is not None:
            self.typed.append(words)
            return
        parts = [words] if self.inside_p else _BLANK_LINE.split(words)
        for number, part in enumerate(parts):
            if number:
                self._end_paragraph()
            if part.replace("&nbsp;", " ").strip():
                self._write(part)
                self.has_words = True
            elif self.has_words and part:
                self._write(part)

    def _boundary(self, name: str, end: bool) -> None:
        if self.typed is not None:
            self.typed.append(" ")
            return
        self._end_paragraph()
        if name == "p":
            self.inside_p = max(0, self.inside_p + (-1 if end else 1))

    def _open(self, name: str, rest: str) -> None:
        if name == "sup" and "data-footnote=" in rest:
            self._write(f"<sup{rest}></sup>")
            self.has_words = True
            self.open.append(("reference", ""))
            self.typed = []
        else:
            self.open.append((name, "" if name in ("a", "span") and not rest else f"<{name}{rest}>"))

    def _close(self, name: str) -> None:
        closed, tag = self.open.pop() if self.open else ("", "")
        if closed == "reference":
            words, self.typed = " ".join("".join(self.typed or []).split()), None
            if not _TYPED_NUMBER.fullmatch(words):
                self._words(f" {words}")
        elif len(self.open) < self.written and tag:
            self.current.append(f"</{name}>")
        self.written = min(self.written, len(self.open))

    def _end_paragraph(self) -> None:
        if self.has_words:
            ends = [f"</{name}>" for name, tag in reversed(self.open[: self.written]) if tag]
            body = "".join([*self.current, *ends]).strip()
            self.done.append(f"<p>{body}</p>")
        self.current, self.has_words, self.written = [], False, 0


def _root(value: str) -> lxml_html.HtmlElement:
    return lxml_html.fragment_fromstring(value or "", create_parent="div")


def paragraphs(value: str) -> list[str]:
    """The plain text of each paragraph, white space folded, references left out."""
    found = []
    for element in _root(value).iter("p"):
        for line_break in element.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        found.append(_fold("".join(element.itertext())))
    return [text for text in found if text]


@dataclass(frozen=True)
class MarkedParagraph:
    """A paragraph's plain text with what its words alone do not say: (offset, key) of each footnote reference, the
    addresses of its links, and in `marks` its links with their words and its raised and lowered letters, in order.
    """

    text: str
    references: tuple[tuple[int, str], ...]
    links: tuple[str, ...]
    marks: tuple[str, ...]


def marked_paragraphs(value: str) -> list[MarkedParagraph]:
    """The paragraphs of `paragraphs(value)`, in the same order, with their references and links."""
    found = []
    whole = value.replace(_MARK, "\ufffd")
    root = _root(replace_references(whole, lambda key: f"{_MARK}{key}{_MARK}"))
    for element in root.iter("p"):
        for line_break in element.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        pieces = _fold_marks("".join(element.itertext()))
        text, marks = pieces[0], []
        for key, words in zip(pieces[1::2], pieces[2::2], strict=True):
            marks.append((len(text), key))
            text += words
        if text:
            links = tuple(a.get("href", "") for a in element.iter("a"))
            found.append(MarkedParagraph(text, tuple(marks), links, tuple(_said_by_marks(element))))
    return found


def _said_by_marks(paragraph: lxml_html.HtmlElement) -> Iterator[str]:
    for element in paragraph.iter("a", "sup", "sub"):
        words = _fold("".join(_fold_marks("".join(element.itertext()))[::2]))
        yield (
            f"link: {words} to {element.get('href', '')}" if element.tag == "a" else f"{element.tag}: {words}"
        )


def plain(value: str) -> str:
    """The words of a rich text, paragraphs parted by a blank line."""
    return "\n\n".join(paragraphs(value))


def references(value: str) -> list[str]:
    """The keys of the footnotes that a rich text refers to, in reading order, repeated where they are."""
    return _REFERENCE.findall(value)


def footnote_numbers(value: str, keys: list[str]) -> dict[str, int]:
    """Number footnotes from 1 in the order of their first reference; notes without one follow in the order given."""
    known = set(keys)
    order = dict.fromkeys([*(key for key in references(value) if key in known), *keys])
    return {key: number for number, key in enumerate(order, 1)}


def reference(key: str) -> str:
    """The atom that refers to the footnote `key`."""
    return f'<sup data-footnote="{key}"></sup>'


def replace_references(value: str, replacement: Callable[[str], str]) -> str:
    """Each reference replaced by what `replacement(key)` returns (HTML)."""
    return _REFERENCE.sub(lambda match: replacement(match[1]), value)


def from_paragraphs(texts: list[str], markers: Mapping[str, str] | None = None) -> str:
    """Plain paragraphs to rich text. `markers` maps a typed marker ("ii") to a footnote key: `[ii]` becomes a reference.

    A line break inside a paragraph is kept as `<br>`. A marker that the mapping does not have stays as text.
    """
    known = markers or {}

    def refer(match: re.Match[str]) -> str:
        key = known.get(match[1])
        return reference(key) if key else match[0]

    out = []
    for text in texts:
        body = "<br>".join(escape(line, quote=False) for line in text.split("\n"))
        out.append(f"<p>{_TYPED_MARKER.sub(refer, body)}</p>")
    return clean("".join(out))


def _fold_marks(text: str) -> list[str]:
    """The text between marks, and the keys of the marks, alternating; the texts joined are folded as by `_fold`."""
    pieces = text.split(_MARK)
    whole = _fold("".join(pieces[::2]))
    folded = []
    at = 0
    for words in pieces[::2]:
        letters = sum(1 for letter in words if not letter.isspace())
        start = at
        while letters:
            letters -= not whole[at].isspace()
            at += 1
        folded.append(whole[start:at])
    folded[-1] += whole[at:]
    result = [folded[0]]
    for key, words in zip(pieces[1::2], folded[1:], strict=True):
        result += [key, words]
    return result


def _fold(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
