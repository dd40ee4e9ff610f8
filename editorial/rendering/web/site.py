"""Snapshot -> the web edition: one ZIP file of static pages, pictures and fonts that any web server can host.

A pure function: no database, no settings, no clock, no network. The same snapshot, pictures, fonts and versions give the
same bytes (docs/web-edition.md).
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from editorial.rendering.archive import Archive, sha256_of
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import Made, OnProgress
from editorial.rendering.html import fingerprint, is_one_article
from editorial.rendering.naming import all_articles, title_of
from editorial.rendering.snapshots import current
from editorial.rendering.subsets import Subset
from editorial.rendering.web import feed, lettering, not_found
from editorial.rendering.web.addresses import (
    FEED,
    MANIFEST,
    NOT_FOUND,
    SITEMAP,
    SUMS,
    home_of,
    other_forms,
    require_safe_names,
)
from editorial.rendering.web.checking import problems_of
from editorial.rendering.web.making import made_with
from editorial.rendering.web.pages import TEMPLATES, Edition, pages, read_edition
from editorial.rendering.web.palette import palette
from editorial.rendering.web.pictures import Picture, for_screens
from editorial.rendering.web.texts import settled

Files = dict[str, bytes]
_FONTS = "assets/fonts/"


def make_site(snapshot: dict[str, Any], pictures: Path, output: Path, *, on_progress: OnProgress) -> Made:
    """Write the web edition of an issue to `output`, whole or not at all.

    `pictures` is a folder with the pictures, each named by its SHA-256. `on_progress` gets what it is at, done, of.
    Raises `RenderingFailed` with a reason for the newsroom.
    """
    try:
        frozen, snapshot = snapshot, settled(current(snapshot))
        if is_one_article(snapshot):
            raise RenderingFailed("The web edition is made of an issue. This is the proof of one article.")
        require_safe_names(snapshot)
        cut = _pictures(snapshot, pictures, on_progress)
        on_progress("Pages", 0, 0)
        edition = read_edition(snapshot, content=fingerprint(frozen), pictures=cut)
        files, parsed, subsets = _files(edition, cut, on_progress)
    except (KeyError, TypeError, AttributeError) as error:
        raise RenderingFailed(
            "The snapshot of this edition is incomplete or damaged.", repr(error)
        ) from error
    on_progress("Writing the file", 0, 0)
    _write(files, output)
    beside = {form["path"] for form in other_forms(snapshot)}
    return Made(
        sha256=sha256_of(output),
        size=output.stat().st_size,
        pages=len(parsed),
        made_with=made_with(subsets),
        problems=problems_of(parsed, files, home=edition.home, beside=beside),
    )


def _pictures(snapshot: dict[str, Any], folder: Path, on_progress: OnProgress) -> dict[str, Picture]:
    """Every picture in its widths, by its SHA-256; one that stands in two places is cut once."""
    wanted = {
        image["sha256"]: f"the article “{title_of(article)}”"
        for article in all_articles(snapshot)
        for image in article["images"]
        if image["sha256"]
    }
    logo = snapshot["house"]["logo"]
    shared = bool(home_of(snapshot))
    out = {}
    for number, (sha256, where) in enumerate(sorted(wanted.items())):
        on_progress("Pictures", number, len(wanted))
        out[sha256] = for_screens(folder, sha256, where, shared=shared)
    if logo and logo["sha256"] not in out:
        out[logo["sha256"]] = for_screens(folder, logo["sha256"], "the logo of the house", shared=False)
    return out


def _files(
    edition: Edition, cut: dict[str, Picture], on_progress: OnProgress
) -> tuple[Files, dict[str, lxml_html.HtmlElement], list[Subset]]:
    """Every file by its path; the pages parsed; the fonts."""
    house = edition.snapshot["house"]
    draft = _parsed(pages(edition, style_sheet="", icon=""))
    on_progress("Fonts", 0, 0)
    subsets = lettering.cut_fonts(draft)
    design = (TEMPLATES / "style.css").read_text("utf-8")
    style = lettering.style_sheet(
        design, subsets, draft, primary=house["primary_color"], accent=house["accent_color"], address="fonts/"
    )
    icon = _icon(house)
    style_path, icon_path = _named("assets/edition", style, "css"), _named("assets/icon", icon, "svg")
    html = pages(edition, style_sheet=style_path, icon=icon_path)
    files = {path: text.encode() for path, text in html.items() if path != NOT_FOUND}
    files[NOT_FOUND] = not_found.standing_alone(html[NOT_FOUND], house).encode()
    files |= {style_path: style.encode(), icon_path: icon.encode()}
    files |= {file.path: file.data for picture in cut.values() for file in picture.files}
    files |= {picture.shared.path: picture.shared.data for picture in cut.values() if picture.shared}
    files |= {_FONTS + subset.name: subset.data for subset in subsets}
    files[_FONTS + "OFL.txt"] = (TEMPLATES / "OFL.txt").read_bytes()
    if edition.home:
        files[FEED] = feed.feed(edition.issue, edition.snapshot, edition.home, edition.articles)
        files[SITEMAP] = feed.sitemap(
            edition.issue, edition.home, edition.articles, sources=bool(edition.sources)
        )
    files |= _manifest(edition, files)
    return files, _parsed({path: files[path].decode() for path in html}), subsets


def _parsed(html: dict[str, str]) -> dict[str, lxml_html.HtmlElement]:
    return {path: lxml_html.document_fromstring(text) for path, text in html.items()}


def _named(stem: str, text: str, ending: str) -> str:
    return f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.{ending}"


def _icon(house: dict[str, Any]) -> str:
    """A page in the house's colors, for the browser's tab."""
    tones = palette(house["primary_color"], house["accent_color"])["light"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="5" fill="{tones["cover"]}"/>'
        f'<path d="M8 8h16v3H8z" fill="{tones["cover-accent"]}"/>'
        f'<path d="M8 14h16v2H8zm0 5h16v2H8zm0 5h10v2H8z" fill="{tones["cover-ink"]}"/></svg>\n'
    )


def _manifest(edition: Edition, files: Files) -> Files:
    """What this is, and the SHA-256 of every file; the same list as `sha256sum --check` reads it."""
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
    told = {
        "reference": edition.issue["reference"],
        "edition": edition.issue["edition"],
        "fingerprint": edition.issue["fingerprint"],
        "title": edition.issue["title"],
        "articles": {
            a["key"]: {"path": a["path"], "fingerprint": a["fingerprint"]} for a in edition.articles
        },
        "beside": [form["path"] for form in other_forms(edition.snapshot)],
        "files": {path: {"sha256": digest, "bytes": len(files[path])} for path, digest in sums.items()},
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    sums[MANIFEST] = hashlib.sha256(text.encode()).hexdigest()
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
    return {MANIFEST: text.encode(), SUMS: lines.encode()}


def _write(files: Files, output: Path) -> None:
    """The pages come first in the file, the rest by name."""
    with Archive(output) as archive:
        for path in sorted(files, key=lambda path: (not path.endswith(".html"), path)):
            archive.put(path, files[path])
