"""The small HTML subset of commentary, excerpts and footnotes: cleaning it, and everything that is derived from it.

The subset is `p em strong a[href] sup sub br span[lang dir]` and the footnote reference
`<sup data-footnote="KEY"></sup>`, an atom: it carries the footnote's key and no text, because its number is computed
from the order of the references (design, section 6).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape

import nh3
from lxml import html as lxml_html

ALLOWED_TAGS = {"p", "em", "strong", "a", "sup", "sub", "br", "span"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "sup": {"data-footnote"}, "span": {"lang", "dir"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
FOOTNOTE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MAX_LENGTH = 400_000

_EQUIVALENT = {"b": "strong", "i": "em"}
_BLOCKS = "h1|h2|h3|h4|h5|h6|div|li|blockquote|pre|section|article|td|th|dd|dt|figcaption"
_BLOCK_START = re.compile(rf"<(?:{_BLOCKS})(?:\s[^>]*)?>", re.IGNORECASE)
_BLOCK_END = re.compile(rf"</(?:{_BLOCKS})\s*>", re.IGNORECASE)
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
_REFERENCE_TEXT = re.compile(r'(<sup data-footnote="[^"]*">).*?(</sup>)', re.DOTALL)
# The space that some typists put before a marker goes with it.
_TYPED_MARKER = re.compile(r" ?\[([A-Za-z0-9*]{1,8})\]")
_REFERENCE = re.compile(r'<sup data-footnote="([^"]*)"></sup>')


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
    return value


def clean(value: str) -> str:
    """Bring any HTML (or plain text) to the subset; cleaning twice changes nothing.

    Words are never dropped: a tag outside the subset loses its tag and keeps its text, except script and style. Text is
    brought to Unicode NFC. Raises `TextTooLong`.
    """
    if len(value) > MAX_LENGTH:
        raise TextTooLong(len(value))
    text = unicodedata.normalize("NFC", value).replace("\x00", "")
    for old, new in _EQUIVALENT.items():
        text = re.sub(rf"<(/?){old}(\s[^>]*)?>", rf"<\1{new}>", text, flags=re.IGNORECASE)
    text = _BLOCK_END.sub("</p>", _BLOCK_START.sub("<p>", text))
    text = nh3.clean(
        text,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )
    text = _REFERENCE_TEXT.sub(r"\1\2", text)
    text = text.replace("<sup></sup>", "").replace("<span></span>", "")
    return _wrap_loose_text(_EMPTY_PARAGRAPH.sub("", text)).strip()


def _wrap_loose_text(text: str) -> str:
    """Put text that stands outside a paragraph into one; paragraphs are split where the source has blank lines."""
    pieces = re.split(r"(<p>.*?</p>)", text, flags=re.DOTALL)
    out = []
    for piece in pieces:
        if piece.startswith("<p>"):
            out.append(piece)
        elif piece.strip():
            out.extend(f"<p>{part.strip()}</p>" for part in re.split(r"\n\s*\n", piece) if part.strip())
    return "".join(out)


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


def plain(value: str) -> str:
    """The words of a rich text, paragraphs parted by a blank line."""
    return "\n\n".join(paragraphs(value))


def references(value: str) -> list[str]:
    """The keys of the footnotes that a rich text refers to, in reading order, repeated where they are."""
    return _REFERENCE.findall(value)


def footnote_numbers(value: str, keys: list[str]) -> dict[str, int]:
    """Number footnotes from 1 in the order of their first reference; notes without one follow in the order given."""
    order = list(dict.fromkeys(key for key in references(value) if key in set(keys)))
    order += [key for key in keys if key not in order]
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


def rekey(value: str, keys: Mapping[str, str]) -> str:
    """References to the old keys become references to the new ones; others stay."""
    return replace_references(value, lambda key: reference(keys.get(key, key)))


def _fold(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
