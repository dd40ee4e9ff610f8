"""Every form of an edition, made of a snapshot whose every text and address is an attack."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from lxml import etree

from editorial.rendering.epub.book import make_book
from editorial.rendering.epub.xhtml import address
from editorial.rendering.html import build
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.snapshots import current
from editorial.rendering.web.addresses import home_of
from editorial.rendering.web.site import make_site
from editorial.rendering.word.documents import make_documents
from tests.hostile.markup import RUNS, against_policy, became_markup
from tests.hostile.poison import poison_texts
from tests.hostile.texts import ADDRESSES, MARK, PAYLOADS
from tests.unit.rendering import builders
from tests.unit.rendering.web import making

WEB = re.compile(r"https?://|mailto:")
ACTIONS = (
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
)


class Attacked(NamedTuple):
    snapshot: dict[str, Any]
    pictures: Path
    folder: Path


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Every text has every attack in it, in another order."""
    folder = tmp_path_factory.mktemp("attacked")
    snapshot = poison_texts(making.full(folder / "pictures"))
    return Attacked(snapshot, folder / "pictures", folder)


def made(attacked: Attacked, make: Callable[..., Any], name: str) -> dict[str, bytes]:
    path = attacked.folder / name
    make(attacked.snapshot, attacked.pictures, path, on_progress=lambda *step: None)
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def test_the_snapshot_has_every_attack_in_it(attacked: Attacked) -> None:
    written = repr(attacked.snapshot)
    assert (
        sum(repr(attack)[1:-1] in written for attack in PAYLOADS) >= len(PAYLOADS) - 4
    )  # some differ in their quotes


def test_no_text_becomes_markup_in_what_is_printed(attacked: Attacked) -> None:
    assert became_markup(build(attacked.snapshot, proof=True).html) == []


def with_addresses(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot with another of the attacked addresses wherever it has one, until all of them are in it."""
    given = cycle(
        one for one in ADDRESSES if len(one) < 2_000
    )  # longer ones are refused as a word that cannot be set
    articles = [article for section in snapshot["sections"] for article in section["articles"]]
    assert 2 * sum(len(article["excerpts"]) for article in articles) >= 20
    for article in articles:
        for excerpt in [*article["excerpts"]] * 2:
            excerpt["url"], excerpt["archived_url"] = next(given), next(given)
            article["footnotes"][0]["text"] += "".join(
                f'<p><a href="{escape(one)}">x</a> {escape(one)}</p>'
                for one in (excerpt["url"], excerpt["archived_url"])
            )
        for image in article["images"]:
            image["license_url"] = next(given)
    return snapshot


def test_no_such_address_is_a_link_in_any_form(tmp_path: Path) -> None:
    """Whatever was thought of an address before, a reader who follows a link of ours comes to the web."""
    snapshot = with_addresses(making.full(tmp_path / "pictures"))
    written = json.dumps(snapshot)
    assert sum(json.dumps(one)[1:-1] in written for one in ADDRESSES) >= 30
    pages = {"print": build(snapshot, proof=False).html}
    for name, make in (("site.zip", make_site), ("book.epub", make_book), ("word.zip", make_documents)):
        for path, data in made(Attacked(snapshot, tmp_path / "pictures", tmp_path), make, name).items():
            if path.endswith((".html", ".xhtml", ".opf", ".xml")):
                pages[path] = data.decode()
            if path.endswith(".docx"):
                _require_links_to_the_web(data)
    assert {path: found for path, page in pages.items() if (found := became_markup(page))} == {}


@pytest.mark.parametrize("given", [one for one in ADDRESSES if len(one) < 2_000])
def test_no_such_address_of_the_house_is_a_link(given: str) -> None:
    snapshot = current(builders.snapshot())
    snapshot["house"]["web_address"] = given
    assert became_markup(build(snapshot, proof=False).html) == []
    for link in (home_of(snapshot), address(given)):
        assert not link or (
            link.startswith(("http://", "https://")) and link.isprintable() and '"' not in link
        )


def test_no_text_becomes_markup_in_the_web_edition(attacked: Attacked) -> None:
    for name, data in made(attacked, make_site, "site.zip").items():
        assert not name.startswith("/") and ".." not in name
        if name.endswith(".html"):
            assert became_markup(data.decode()) == [], name
            assert [
                what for what in against_policy(data.decode(), "") if what.startswith("attribute")
            ] == [], name
        if name.endswith(".xml"):
            _require_plain_xml(data, name)


def test_no_text_becomes_markup_in_the_book(attacked: Attacked) -> None:
    for name, data in made(attacked, make_book, "book.epub").items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
            _require_plain_xml(data, name)
        if name.endswith(".xhtml"):
            assert became_markup(data.decode()) == [], name


def _require_plain_xml(data: bytes, name: str) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for element in etree.fromstring(data, parser).iter():
        if not isinstance(element.tag, str):
            continue
        local = etree.QName(element).localname
        assert local not in ("script", "iframe", "object", "embed", "form", "base"), (name, local)
        for key, value in element.attrib.items():
            plain = etree.QName(key).localname
            assert plain != "xss" and not plain.startswith("on"), (name, element.attrib)
            assert plain not in ("href", "src", "url") or not RUNS.match(str(value)), (name, value)


def test_no_word_file_leads_anywhere_but_to_the_web(attacked: Attacked) -> None:
    for name, data in made(attacked, make_documents, "word.zip").items():
        assert name.endswith(".docx")
        _require_links_to_the_web(data)


def _require_links_to_the_web(data: bytes) -> None:
    """A Word file of ours has no program in it, and leads outside by links to the web alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as document:
        for part in document.namelist():
            assert not re.search(r"vba|activex|embeddings|\.bin$", part, re.IGNORECASE), part
            if part.endswith(".rels"):
                for relation in etree.fromstring(document.read(part)):
                    if relation.get("TargetMode") == "External":
                        assert relation.get("Type").endswith("/hyperlink"), relation.attrib
                        assert WEB.match(relation.get("Target")), relation.attrib
            if part.endswith("document.xml"):
                assert not re.search(rb"instrText[^>]*>[^<]*(?:DDE|INCLUDE|javascript)", document.read(part))


@pytest.fixture(scope="module")
def pdf(attacked: Attacked) -> Iterator[pikepdf.Pdf]:
    path = attacked.folder / "edition.pdf"
    render(attacked.snapshot, attacked.pictures, path)
    with pikepdf.open(path) as opened:
        yield opened


def test_no_pdf_runs_or_opens_anything(pdf: pikepdf.Pdf) -> None:
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            continue
        assert "/JS" not in found and "/AA" not in found and "/RichMediaContent" not in found
        assert str(found.get("/S", "")) not in ACTIONS
        if "/URI" in found and str(found.get("/S", "")) == "/URI":
            assert WEB.match(str(found["/URI"])), found["/URI"]
    assert "/OpenAction" not in pdf.Root or "/S" not in pdf.Root.OpenAction
    assert "/AcroForm" not in pdf.Root


def test_no_pdf_has_files_in_it(pdf: pikepdf.Pdf) -> None:
    assert list(pdf.attachments) == []
    assert not any(
        isinstance(found, pikepdf.Dictionary | pikepdf.Stream)
        and str(found.get("/Type", "")) == "/EmbeddedFile"
        for found in pdf.objects
    )


def test_what_a_pdf_says_of_itself_is_well_formed(pdf: pikepdf.Pdf) -> None:
    packet = bytes(pdf.Root.Metadata.read_bytes())
    for element in etree.fromstring(packet, etree.XMLParser(resolve_entities=False)).iter():
        if isinstance(element.tag, str):
            assert etree.QName(element).localname not in ("script", "img", "svg")
    assert b"<!ENTITY" not in packet and MARK.encode() in packet
