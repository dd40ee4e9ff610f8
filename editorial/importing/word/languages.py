"""The languages that Word knows of the runs in a text; the converter drops them, so they travel as marks."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import langcodes
from lxml import etree

from editorial.importing.languages import main_script
from editorial.importing.word.names import END, LANGUAGE, LANGUAGE_OR_ROLE, OVER, W

# Word keeps three languages for a run; which one counts depends on the letters.
_ATTRIBUTE = {"Arab": "bidi", "Hebr": "bidi", "Thaa": "bidi", "Syrc": "bidi"} | dict.fromkeys(
    ("Hani", "Kana", "Hang"), "eastAsia"
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def without_marks(text: str) -> str:
    """`text` without the marks of languages and roles."""
    return LANGUAGE_OR_ROLE.sub("", text)


class Styles:
    """What the styles of a file say: their built-in names, and the languages that text has by them."""

    def __init__(self, tree: etree._Element | None) -> None:
        self.names: dict[str, str] = {}
        self.based_on: dict[str, str] = {}
        self.languages: dict[str, str] = {}
        self.default = ""
        if tree is None:
            return
        for style in tree.iter(f"{W}style"):
            key = style.get(f"{W}styleId") or ""
            name, parent = style.find(f"{W}name"), style.find(f"{W}basedOn")
            self.names[key] = (name.get(f"{W}val") or "").lower() if name is not None else ""
            if parent is not None:
                self.based_on[key] = parent.get(f"{W}val") or ""
            self.languages[key] = _stated(style.find(f"{W}rPr/{W}lang"), "val")
        self.default = _stated(tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"), "val")

    def name_of(self, key: str | None) -> str:
        """The built-in name of a style, such as “title”; of its parent where that is the built-in one."""
        for _ in range(10):
            name = self.names.get(key or "", "")
            if name in ("title", "subtitle", "author", "date", "abstract"):
                return name
            key = self.based_on.get(key or "")
            if key is None:
                break
        return ""

    def language_of(self, key: str | None) -> str:
        for _ in range(10):
            if not key:
                break
            if self.languages.get(key):
                return self.languages[key]
            key = self.based_on.get(key)
        return ""


def _stated(element: etree._Element | None, name: str) -> str:
    """The attribute of a `<w:lang>`, if it is a language tag."""
    tag = element.get(f"{W}{name}") or "" if element is not None else ""
    return tag if _is_language(tag) else ""


@lru_cache(maxsize=512)
def _is_language(tag: str) -> bool:
    return bool(_TAG.fullmatch(tag)) and langcodes.tag_is_valid(tag)


def properties_of(element: etree._Element, name: str) -> etree._Element | None:
    """The properties of a paragraph or run, which stand first; looking further would take long in a long paragraph."""
    first = next(iter(element), None)  # len() would count all children
    return first if first is not None and first.tag == name else None


def style_of(paragraph: etree._Element) -> etree._Element | None:
    """The `<w:pStyle>` of a paragraph."""
    properties = properties_of(paragraph, f"{W}pPr")
    return properties.find(f"{W}pStyle") if properties is not None else None


def _language(run: etree._Element, words: str, looks: Styles) -> str:
    """The language of a run: as stated for its script, else as its styles say."""
    properties = properties_of(run, f"{W}rPr")
    stated = properties.find(f"{W}lang") if properties is not None else None
    script = main_script(words)
    if script is None:
        return ""
    if script != "Latn":
        own = _stated(stated, _ATTRIBUTE.get(script, "val"))
        return "" if _primary(own) == "en" else own  # what a keyboard left behind
    own = _stated(stated, "val")
    if own:
        return own
    paragraph = next(run.iterancestors(f"{W}p"), None)
    style = style_of(paragraph) if paragraph is not None else None
    character = properties.find(f"{W}rStyle") if properties is not None else None
    by_run = looks.language_of(character.get(f"{W}val")) if character is not None else ""
    return by_run or (looks.language_of(style.get(f"{W}val")) if style is not None else "") or looks.default


def _texts(run: etree._Element) -> list[etree._Element]:
    return [text for text in run.iterchildren(f"{W}t") if text.text]


def usual_language(trees: Sequence[etree._Element], looks: Styles) -> str:
    """The language that most of the text in Latin letters is said to be in: it needs no mark, right or wrong."""
    counts: Counter[str] = Counter()
    for tree in trees:
        for run in tree.iter(f"{W}r"):
            words = "".join(text.text or "" for text in _texts(run))
            if main_script(words) == "Latn":
                counts[_primary(_language(run, words, looks))] += len(words)
    return counts.most_common(1)[0][0] if counts else "en"


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def mark_languages(tree: etree._Element, looks: Styles, usual: str) -> None:
    """Put marks around the text of runs in another language than the usual one; English is never foreign here."""
    for run in tree.iter(f"{W}r"):
        texts = _texts(run)
        words = "".join(text.text or "" for text in texts)
        tag = _language(run, words, looks) if words.strip() else ""
        if not tag or (main_script(words) == "Latn" and _primary(tag) in (usual, "en", "")):
            continue
        texts[0].text = f"{LANGUAGE}{tag}{END}{texts[0].text}"
        texts[-1].text = f"{texts[-1].text}{OVER}"
