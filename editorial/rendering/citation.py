"""The citation of an excerpt in words and order, as print HTML: nothing is said that the snapshot does not
say.
"""

import datetime
import re
import unicodedata
from html import escape, unescape
from typing import Any

from editorial.rendering import scripts
from editorial.rendering.richtext_print import PrintText, tidy

Excerpt = dict[str, Any]
_TAGS = re.compile(r"<[^>]*>")

# Own names: strftime follows the machine's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(iso: str | None) -> str:
    """ "2026-11-01" -> "1 November 2026"; "" for none or for something that is not a date."""
    try:
        day = datetime.date.fromisoformat(iso or "")
    except ValueError:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_and_year(iso: str | None) -> str:
    """ "2026-11-01" -> "November 2026"."""
    return long_date(iso).partition(" ")[2]


def names(people: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    people = [person for person in (tidy(p).strip() for p in people) if person]
    return " and ".join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)


def newest_first(errata: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Corrections by edition, the newest first; those of one edition in their order."""
    return sorted(errata, key=lambda erratum: -erratum["edition"])


def width(text: str) -> float:
    """How many ordinary letters the text is as wide as."""
    return sum(map(_width_of, text))


def _width_of(letter: str) -> float:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1.35 if letter.isupper() else 1


def shorten(text: str, limit: int) -> str:
    """Text about as wide as `limit` ordinary letters, cut between words with an ellipsis."""
    room = float(limit)
    for position, character in enumerate(text):
        room -= _width_of(character)
        if room < 0:
            cut = text[:position]
            return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–—-") + "…"
    return text


def is_english(excerpt: Excerpt) -> bool:
    """Whether the source was published in English, so that nothing was translated."""
    return (excerpt["original_language"] or "en").split("-")[0].lower() == "en"


def title_html(excerpt: Excerpt, text: PrintText) -> str:
    """The heading: the title in English where there is one, else the original one."""
    if excerpt["translated_title"]:
        return text.plain(excerpt["translated_title"])
    if excerpt["original_title"]:
        return original_title_html(excerpt, text)
    return "Excerpt without a title"


def original_language(excerpt: Excerpt) -> str:
    """The language of what the source says in its own words (BCP 47), with the script those words are in; "" if unknown."""
    lang = scripts.valid_tag(excerpt["original_language"])
    words = unescape(_TAGS.sub("", excerpt["original_text"])).strip() or excerpt["original_title"]
    return scripts.language_as_written(lang, words)


def original_title_html(excerpt: Excerpt, text: PrintText) -> str:
    """`<cite lang dir>` with the title as it was published."""
    lang, title = original_language(excerpt), excerpt["original_title"]
    if not lang or lang.split("-")[0] == "en":
        return f"<cite>{text.plain(title)}</cite>"
    direction = scripts.direction_of_language(lang)
    return f'<cite lang="{escape(lang)}" dir="{direction}">{text.plain(title, lang)}</cite>'


def outlet_html(excerpt: Excerpt, text: PrintText) -> str:
    """`<cite lang>` with the outlet's name in the language of its source, "" without one.

    “Le Phare” is French; “Sada al-Marfa” is Arabic in Latin letters (BCP 47: ar-Latn).
    """
    outlet, lang = excerpt["outlet"], scripts.valid_tag(excerpt["original_language"])
    if not outlet:
        return ""
    if not lang or is_english(excerpt):
        return f"<cite>{text.plain(outlet)}</cite>"
    if any(map(scripts.is_foreign, outlet)):  # the runs of it are marked one by one
        return f"<cite>{text.plain(outlet)}</cite>"
    own = lang if scripts.script_of_language(lang) == "Latn" else f"{lang.split('-', maxsplit=1)[0]}-Latn"
    return f'<cite lang="{escape(own)}" dir="ltr">{text.plain(outlet)}</cite>'


def source_html(excerpt: Excerpt, text: PrintText) -> str:
    """Authors, outlet (descriptor), place, date: one sentence."""
    outlet = outlet_html(excerpt, text)
    if excerpt["outlet_descriptor"]:
        outlet = f"{outlet} ({text.plain(excerpt['outlet_descriptor'])})".strip()
    parts = [
        text.plain(names(excerpt["authors"])),
        outlet,
        text.plain(excerpt["place"]),
        long_date(excerpt["published_on"]),
    ]
    sentence = ", ".join(part for part in parts if part)
    return f"{sentence}." if sentence else ""


def addresses_html(excerpt: Excerpt, text: PrintText) -> str:
    """The address and the archived one as links; other schemes than http(s) are printed, not linked."""
    out = [address_html(excerpt["url"], "", text), address_html(excerpt["archived_url"], "Archived: ", text)]
    return " ".join(part for part in out if part)


def address_html(url: str, label: str, text: PrintText) -> str:
    """The label and a link, or the plain words of what is no address of the web; "" for a blank address."""
    url = tidy(url).strip()
    if not url.lower().startswith(("http://", "https://")):
        return f"{label}{text.plain(url)}" if url else ""
    return f'{label}<a class="web url" href="{escape(url)}">{escape(url)}</a>'


def translation_html(excerpt: Excerpt, text: PrintText) -> str:
    """ "Translated from Arabic by …" as far as the snapshot says so."""
    if is_english(excerpt) and not excerpt["translator"]:
        return ""
    language = "" if is_english(excerpt) else scripts.language_name(excerpt["original_language"])
    words = f"Translated from {language}" if language else "Translated"
    return f"{words} by {text.plain(excerpt['translator'])}." if excerpt["translator"] else f"{words}."
