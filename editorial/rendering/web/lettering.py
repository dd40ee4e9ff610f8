"""The fonts and the style sheet of a web edition: every script in its own font, cut to the letters that the pages have."""

from collections.abc import Iterable, Mapping
from io import BytesIO

from fontTools.ttLib import TTFont
from lxml import html as lxml_html

from editorial.rendering import scripts
from editorial.rendering.pdf import fonts
from editorial.rendering.subsets import (
    TEXT_FAMILY,
    Face,
    Subset,
    css_family,
    family_of_language,
    foreign_letters,
    subset_fonts,
)
from editorial.rendering.web.palette import as_css, palette

DISPLAY_FAMILY, LABEL_FAMILY = "Noto Serif Display", "Noto Sans"
SYMBOL_FAMILIES = ("Noto Sans Symbols2", "Noto Sans Math", "Noto Sans Symbols")

_OURS = (
    Face(TEXT_FAMILY), Face(TEXT_FAMILY, 700), Face(TEXT_FAMILY, 400, italic=True),
    Face(DISPLAY_FAMILY, 700), Face(DISPLAY_FAMILY, 400, italic=True),
    Face(LABEL_FAMILY), Face(LABEL_FAMILY, 700),
)  # fmt: skip
_OUR_SCRIPTS = ("", "Latn", "Grek", "Cyrl")
# How a script is set beside Latin: its size, so that the letters look equally large, and the height of its lines in a block.
_FIT = {"Arab": (1.12, 1.95), "Hani": (0.95, 1.8), "Hebr": (1.02, 1.7), "Deva": (1.02, 1.85)}
_FIT_OTHERS = (1.0, 1.8)
# What the style sheet itself writes.
_GENERATED = "↑→←·—–§"

Pages = Mapping[str, lxml_html.HtmlElement]


def cut_fonts(pages: Pages) -> list[Subset]:
    """The fonts that the pages need, sorted. Raises `FontsMissing`."""
    fonts.check_installed()
    foreign = foreign_letters(pages.values())
    text = _GENERATED + "".join("".join(page.itertext("*")) for page in pages.values())
    letters = frozenset(c for c in text if scripts.script_of(c) in _OUR_SCRIPTS)
    made = subset_fonts({**dict.fromkeys(_OURS, letters), **foreign})
    rest = letters - _characters(made)
    symbols = {Face(family): rest for family in SYMBOL_FAMILIES if _is_installed(family)} if rest else {}
    return sorted([*made, *subset_fonts(symbols)], key=lambda subset: subset.name)


def style_sheet(
    template: str, made: Iterable[Subset], pages: Pages, *, primary: str, accent: str, address: str
) -> str:
    """Fonts, colors, languages, then the design. `address` leads from the style sheet to the fonts."""
    colors = palette(primary, accent)
    made = list(made)
    return "\n".join(
        [
            *(subset.rule(address) for subset in made),
            f":root {{ {_families(made)} {as_css(colors['light'])} }}",
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {as_css(colors['dark'])} }} }}",
            template,
            *_language_rules(pages),
        ]
    )


def languages_of(pages: Pages) -> list[str]:
    """Every language tag on a page that is set in another font than ours, sorted."""
    tags = {e.get("lang") for page in pages.values() for e in page.iter() if isinstance(e.tag, str)}
    return sorted(tag for tag in tags if tag and family_of_language(tag))


def _families(made: list[Subset]) -> str:
    """The stacks of the design: ours, then symbols, then what the reader has."""
    more = [name for name in SYMBOL_FAMILIES if any(subset.family == name for subset in made)]
    symbols = "".join(f'"{name}", ' for name in more)
    text = css_family(TEXT_FAMILY)
    return (
        f'--text: "{text}", {symbols}Georgia, serif; '
        f'--display: "{css_family(DISPLAY_FAMILY)}", "{text}", {symbols}Georgia, serif; '
        f'--label: "{css_family(LABEL_FAMILY)}", {symbols}system-ui, sans-serif;'
    )


def _language_rules(pages: Pages) -> list[str]:
    out = []
    for tag in languages_of(pages):
        family = family_of_language(tag)
        script = "Hani" if "CJK" in family else scripts.script_of_language(tag)
        size, leading = _FIT.get(script, _FIT_OTHERS)
        out.append(
            f'[lang="{tag}"] {{ font-family: "{css_family(family)}", var(--text); font-size: {size}em; '
            "font-style: normal; font-variant: normal; letter-spacing: 0; text-transform: none; hyphens: manual; }\n"
            f'blockquote[lang="{tag}"], .original-title [lang="{tag}"] {{ line-height: {leading}; }}'
        )
    return out


def _characters(made: Iterable[Subset]) -> frozenset[str]:
    """What the text face has after it was cut."""
    family = css_family(TEXT_FAMILY)
    codes: set[int] = set()
    for subset in made:
        if subset.family == family:
            with TTFont(BytesIO(subset.data)) as font:
                codes |= font.getBestCmap().keys()
    return frozenset(map(chr, codes))


def _is_installed(family: str) -> bool:
    stem = family.replace(" ", "")
    return any(path.stem == f"{stem}-Regular" for path in fonts.files())
