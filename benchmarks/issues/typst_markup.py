"""The same issue as Typst markup: same paper, margins, fonts, order of parts, links, notes, contents, index and credits.

What the print edition's design has and this does not: the baseline grid, hanging quotation marks, the pull quote beside the
picture (it stands above the text), and real small capitals in the opening words. That is less work for Typst, not more.
"""

import re
from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

from editorial.content.numerals import roman
from editorial.rendering import scripts

Snapshot = dict[str, Any]
_SPECIAL = re.compile(r"([\\#*_`$<>@\[\]=\-+/~'\"])")

PREAMBLE = r"""
#let primary = rgb("#123a52")
#let accent = rgb("#a3412a")
#let muted = rgb("#555b60")
#let serif = ("Gentium Book Plus", "Noto Naskh Arabic", "Noto Serif Hebrew", "Noto Serif Devanagari", "Noto Serif CJK SC")
#let display = ("Noto Serif Display", "Noto Naskh Arabic", "Noto Serif Devanagari", "Noto Serif CJK SC")
#let sans = ("Noto Sans", "Noto Naskh Arabic", "Noto Serif Devanagari", "Noto Serif CJK SC")
#let running(level) = context {
  let here-page = here().page()
  let found = query(heading.where(level: level)).filter(one => one.location().page() <= here-page)
  if found.len() > 0 and found.last().location().page() < here-page { found.last().body }
}
#set page(
  width: 8.5in, height: 11in, margin: (top: 70pt, bottom: 78pt, x: 61.2pt),
  header: context if here().page() > 1 {
    set text(9pt, font: sans, fill: muted)
    grid(columns: (30%, 70%), text(fill: accent, smallcaps(running(1))), align(right, emph(running(2))))
  },
  footer: context if here().page() > 1 {
    set text(8pt, font: sans, fill: muted)
    let number = text(10pt, font: display, weight: "bold", fill: primary, str(here().page()))
    if calc.odd(here().page()) { [ISSUE-LINE #h(1fr) #number] } else { [#number #h(1fr) ISSUE-LINE] }
  },
)
#set text(10.4pt, font: serif, lang: "en", region: "US", hyphenate: true, top-edge: 0.75em, bottom-edge: -0.25em)
#set par(leading: 0.346em, spacing: 0.346em, first-line-indent: 14pt)
#show heading: set text(font: display, fill: primary, hyphenate: false)
#show heading: set block(sticky: true)
#show heading.where(level: 1): set text(30pt)
#show heading.where(level: 2): set text(25pt)
#show heading.where(level: 3): set text(14.5pt)
#show heading.where(level: 4): set text(9.4pt, font: sans, fill: accent)
#set heading(outlined: true, bookmarked: auto)
#show heading.where(level: 3): set heading(bookmarked: false)
#show heading.where(level: 4): set heading(bookmarked: false)
#let column(body) = pad(left: 126pt, body)
#let small(body) = block({ set text(8.2pt, font: sans, fill: muted); set par(first-line-indent: 0pt); body })
#let entry(label, body) = grid(
  columns: (112pt, 1fr), gutter: 14pt, text(9.4pt, font: sans, fill: accent, smallcaps(label)), body)
#let page-of(target) = context link(target, str(counter(page).at(target).first()))
#let listed(target, title, by) = grid(
  columns: (112pt, 1fr), gutter: 14pt, align(right, text(16pt, font: display, fill: primary, page-of(target))),
  [#link(target, title) #if by != [] { linebreak(); text(8.6pt, font: sans, fill: muted, by) }])
#let ref-note(name, target, number) = [#link(target, super(text(fill: accent, number)))#label(name)]
#let opening(name, title) = [#pagebreak(weak: true) #heading(level: 1, title) #label(name)]
"""


def markup(snapshot: Snapshot, pictures: str) -> str:
    """The whole document; pictures are in the folder `pictures`, beside the file, as SHA-256 with “.jpg”."""
    issue, house = snapshot["issue"], snapshot["house"]
    line = text(f"{house['name']}: {issue['title']}, {issue['reference']}")
    out = [
        PREAMBLE.replace("ISSUE-LINE", line),
        f'#set document(title: "{house["name"]}: {issue["title"]}", date: datetime(year: 2026, month: 11, day: 20))',
    ]
    out += [*_cover(snapshot), *_masthead(snapshot), *_contents(snapshot)]
    for part in snapshot["parts"]:
        out.append(f'#opening("part", [{text(part["title"])}])\n#column[{rich(part["body"], {}, "part")}]')
    for number, section in enumerate(snapshot["sections"], 1):
        out.append(
            f"#pagebreak(weak: true)\n#block(width: 100%, fill: primary, inset: 18pt)["
            f'#show heading: set text(fill: white)\n#heading(level: 1)[{text(section["name"])}]#label("section-{number}")]'
        )
        for article in section["articles"]:
            out += _article(article, pictures)
    return "\n".join([*out, *_index(snapshot), *_credits(snapshot), *_colophon(snapshot)])


def text(words: str) -> str:
    """Plain text as markup that shows the same characters."""
    return _SPECIAL.sub(r"\\\1", words)


class _Rich(HTMLParser):
    """The subset of HTML that articles have, as markup."""

    def __init__(self, numbers: dict[str, int], anchor: str):
        super().__init__(convert_charrefs=True)
        self.numbers, self.anchor, self.out, self.open = numbers, anchor, [""], [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "data-footnote" in values:
            number = self.numbers[values["data-footnote"]]
            self.out.append(
                f'#ref-note("{self.anchor}-r{number}", <{self.anchor}-n{number}>, "{roman(number)}")'
            )
            self.open.append("")
            return
        begin = {
            "p": "", "em": "#emph[", "strong": "#strong[", "sup": "#super[", "sub": "#sub[", "br": r"\ ",
            "a": f'#link("{values.get("href")}")[', "span": language(values.get("lang", "en")),
        }[tag]  # fmt: skip
        self.out.append(begin)
        if tag != "br":
            self.open.append("]" if begin else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.out.append(text(data))


def rich(html: str, numbers: dict[str, int], anchor: str) -> str:
    """Rich text as markup. `numbers` are those of the notes by key, `anchor` is what labels begin with."""
    reader = _Rich(numbers, anchor)
    reader.feed(html)
    return "".join(reader.out)


def language(tag: str) -> str:
    """The beginning of text in a language: “#text(…)[”."""
    direction = scripts.direction_of_language(tag)
    return f'#text(lang: "{tag.split("-", maxsplit=1)[0]}", dir: {direction}, style: "normal")['


def _cover(snapshot: Snapshot) -> list[str]:
    house, issue = snapshot["house"], snapshot["issue"]
    articles = [(s["name"], a) for s in snapshot["sections"] for a in s["articles"]]
    shown = [
        f"#text(9pt, font: sans)[{text(name)}] \\ #link(<a-{a['key']}>)[#text(16pt)[{text(a['title'])}]]"
        for name, a in articles[:6]
    ]
    return [
        "#page(fill: primary, margin: 61.2pt)[#set text(fill: white, font: display)\n#set par(first-line-indent: 0pt)",
        f"#text(9.6pt, font: sans)[Volume {issue['volume']} #h(20pt) Number {issue['number']}]",
        f'#v(22pt) #text(58pt, weight: "bold")[{text(house["name"])}] #v(10pt) #text(19pt)[{text(issue["title"])}]',
        f"#v(8pt) #text(font: sans)[{text(house['tagline'])}] #v(40pt)",
        "\n#v(11pt)\n".join(shown) + "]",
    ]


def _masthead(snapshot: Snapshot) -> list[str]:
    house = snapshot["house"]
    labels = {
        "publisher": "Publisher", "release_statement": "Release", "rights_statement": "Rights",
        "disclaimer": "Disclaimer",
    }  # fmt: skip
    return [
        '#opening("masthead", [Masthead])',
        *(f"#entry([{label}], [{text(house[name])}])" for name, label in labels.items() if house[name]),
    ]


def _contents(snapshot: Snapshot) -> list[str]:
    out = ['#opening("contents", [Contents])']
    out += [f"#listed(<part>, [{text(part['title'])}], [])" for part in snapshot["parts"]]
    for number, section in enumerate(snapshot["sections"], 1):
        out.append(
            f"#column(link(<section-{number}>, text(fill: accent, smallcaps[{text(section['name'])}])))"
        )
        for one in section["articles"]:
            authors = text(", ".join(author["name"] for author in one["authors"]))
            out.append(f"#listed(<a-{one['key']}>, [{text(one['title'])}], [{authors}])")
    names = {
        "index": "Index of countries and outlets",
        "credits": "Image credits",
        "colophon": "About this edition",
    }
    return out + [f"#listed(<{name}>, [{shown}], [])" for name, shown in names.items()]


def _article(article: dict[str, Any], pictures: str) -> list[str]:
    anchor = f"a-{article['key']}"
    numbers = {note["key"]: note["number"] for note in article["footnotes"]}
    authors = ", ".join(author["name"] for author in article["authors"])
    out = [
        "#v(42pt, weak: true)\n#block(breakable: false, sticky: true)[",
        f'#heading(level: 2)[{text(article["title"])}]#label("{anchor}")',
        f'#block(text(13.4pt, style: "italic", fill: muted)[{text(article["dek"])}])',
        f"#small[By {text(authors)}]",
        f'#column(block(text(14pt, style: "italic", font: display, fill: accent)[{text(article["pull_quote"])}]))',
    ]
    for image in article["images"]:
        alt = text(image["alt_text"]).replace("\\", "")
        out.append(
            f'#column[#figure(image("{pictures}/{image["sha256"]}.jpg", width: 100%, alt: "{alt}"), outlined: false,'
            f" numbering: none, supplement: none, caption: text(8.2pt, font: sans)[{text(image['caption'])} "
            f"{text(image['credit'])}])]"
        )
    out.append(f"]\n#column[{rich(article['commentary'], numbers, anchor)}]")
    for number, excerpt in enumerate(article["excerpts"], 1):
        out += _excerpt(excerpt, f"{anchor}-e{number}", number)
    out.append("#column[#heading(level: 4)[Notes]")
    for note in article["footnotes"]:
        number = note["number"]
        out.append(
            f"#block[#text(8.9pt)[{roman(number)}. {rich(note['text'], {}, anchor).strip()} #link(<{anchor}-r{number}>)[↑ Back]]]"
            f'#label("{anchor}-n{number}")'
        )
    return [*out, "]"]


def _excerpt(excerpt: dict[str, Any], anchor: str, number: int) -> list[str]:
    said = language(excerpt["original_language"])
    url = excerpt["url"]
    source = ", ".join(filter(None, [*excerpt["authors"], excerpt["outlet"], excerpt["outlet_descriptor"]]))
    out = [
        f"#v(28pt, weak: true)\n#small[Excerpt {number}, from {scripts.language_name(excerpt['original_language'])}]",
        f'#column[#heading(level: 3)[{text(excerpt["translated_title"])}]#label("{anchor}")',
        f"#block[{said}{text(excerpt['original_title'])}]]",
        f"#small[{text(source)}, {excerpt['published_on']}. Translated by {text(excerpt['translator'])}. "
        f'#link("{url}")[{text(url)}]]',
        rich(excerpt["body"], {}, anchor),
    ]
    if excerpt["original_text"]:
        out.append(
            f"#block(fill: luma(240), inset: 14pt, width: 100%)[{said}{rich(excerpt['original_text'], {}, anchor).strip()}]]"
        )
    return [*out, "]"]


def _index(snapshot: Snapshot) -> list[str]:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for section in snapshot["sections"]:
        for article in section["articles"]:
            for number, excerpt in enumerate(article["excerpts"], 1):
                places[excerpt["country"], excerpt["outlet"]].append(f"a-{article['key']}-e{number}")
    return [
        '#opening("index", [Index of countries and outlets])',
        *(
            f"#entry([{country}], [{text(outlet)} {', '.join(f'#page-of(<{name}>)' for name in names)}])"
            for (country, outlet), names in sorted(places.items())
        ),
    ]


def _credits(snapshot: Snapshot) -> list[str]:
    out = ['#opening("credits", [Image credits])']
    for section in snapshot["sections"]:
        for article in section["articles"]:
            out += [
                f"#column[{text(image['caption'])} #small[{text(image['credit'])} License: "
                f'#link("{image["license_url"]}")[{text(image["license"])}]. '
                f"In #link(<a-{article['key']}>)[{text(article['title'])}]]]"
                for image in article["images"]
            ]
    return out


def _colophon(snapshot: Snapshot) -> list[str]:
    return [
        '#opening("colophon", [About this edition])',
        f"#entry([Edition], [Reference {text(snapshot['issue']['reference'])}, edition {snapshot['edition']['number']}.])",
        "#entry([Type], [Set in Gentium Book Plus, Noto Serif Display and Noto Sans.])",
    ]
