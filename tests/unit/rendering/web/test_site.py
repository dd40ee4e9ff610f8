"""The web edition as a whole: what is in it, that it holds together, that it is the same every time."""

import base64
import hashlib
import html
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from editorial.issues.models import Rendition
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import FORMS
from editorial.rendering.snapshots import current
from editorial.rendering.web.checking import problems_of
from tests.unit.rendering import builders
from tests.unit.rendering.test_corpus import CORPUS, _article
from tests.unit.rendering.web import making
from tests.unit.rendering.web.conftest import Site
from tests.unit.rendering.web.making import parse_errors

KITES = "articles/kites-over-the-dunes.html"
# Of these texts readers see something else: a date in words, a language's name, a number, a picture.
NOT_WORDS = {
    "key", "sha256", "format", "original_language", "published_on", "fingerprint", "slug", "country", "month", "place",
    "publication_date", "page_size", "primary_color", "accent_color", "license_url", "article",
}  # fmt: skip


EDGES = "()[]“”‘’\"'.,:;!?…«»؟،。–—-"


def words_in(value: Any, name: str = "") -> set[str]:
    """The words of a snapshot that readers see, without the punctuation around them."""
    if isinstance(value, str) and name not in NOT_WORDS:
        text = html.unescape(re.sub("<[^>]+>", " ", value)).replace("\u2010", "-")
        return {word.strip(EDGES) for word in unicodedata.normalize("NFC", text).split()}
    parts = (
        value.items()
        if isinstance(value, dict)
        else ((name, v) for v in value)
        if isinstance(value, list)
        else ()
    )
    return set().union(*(words_in(item, key) for key, item in parts))


def words_on(files: dict[str, bytes]) -> set[str]:
    """The words that the pages show. Words touch a note's number, and are cut by the spans of languages."""
    shown: list[str] = []
    for path, page in making.pages(files).items():
        if path != "404.html":
            shown += [*page.find("body").itertext(), *map(str, page.xpath("//@alt"))]
    return {word.strip(EDGES) for text in (" ".join(shown), "".join(shown)) for word in text.split()}


def test_it_has_a_page_for_each_article_and_all_that_goes_with_it(site: Site):
    assert sorted(path for path in site.files if not path.startswith("assets/")) == [
        "404.html",
        "SHA256SUMS",
        "about.html",
        "articles/a-garden-at-the-pass.html",
        "articles/gardeners-reclaim-the-harbour.html",
        KITES,
        "feed.xml",
        "index.html",
        "manifest.json",
        "sitemap.xml",
        "sources.html",
    ]
    assert site.made.pages == 7
    assert site.made.size == site.path.stat().st_size
    assert site.made.sha256 == hashlib.sha256(site.path.read_bytes()).hexdigest()


def test_the_form_of_a_rendition_is_made_by_it(site: Site, tmp_path: Path):
    told: list[str] = []
    made = FORMS[Rendition.Form.WEB].make(
        site.snapshot,
        site.pictures,
        tmp_path / "site.zip",
        on_progress=lambda part, done, of: told.append(part),
    )
    assert made == site.made
    assert list(dict.fromkeys(told)) == ["Pictures", "Pages", "Fonts", "Writing the file"]
    assert {"templates", "code", "fonts", "libraries", "python"} == set(made.made_with)


def test_its_own_check_finds_nothing(site: Site):
    assert site.made.problems == []


def test_nothing_lies_in_it_that_no_page_needs(site: Site):
    """Every file is named by a page, by the style sheet, or is one of those that hosts and readers look for."""
    named = b" ".join(
        data for path, data in site.files.items() if path.endswith((".html", ".css", ".xml"))
    ).decode()
    known = {"404.html", "SHA256SUMS", "manifest.json", "sitemap.xml", "index.html"}
    assert [path for path in site.files if path not in known and path.rpartition("/")[2] not in named] == []


def test_every_word_of_the_snapshot_is_on_a_page(site: Site):
    assert words_in(site.snapshot) - words_on(site.files) == {"An", "section", making.ADDRESS}
    # The first two are the name of a section without articles; the last is where the issue’s own folder stands.


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not on this machine")
def test_every_word_of_a_real_issue_is_on_a_page(tmp_path: Path):
    articles = [_article(source, tmp_path) for source in json.loads(CORPUS.read_text("utf-8"))["articles"]]
    made = making.make(builders.snapshot(("Real", articles)), tmp_path, tmp_path / "site.zip")
    assert made.problems == []
    assert words_in(articles) - words_on(making.files_of(tmp_path / "site.zip")) == set()


def test_two_processes_make_the_same_bytes(site: Site, tmp_path: Path):
    snapshot = tmp_path / "snapshot.json"
    snapshot.write_text(json.dumps(site.snapshot), "utf-8")
    environment = dict(os.environ) | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    other = making.in_a_child(snapshot, site.pictures, tmp_path / "other.zip", environment)
    assert other == site.made.sha256


def test_a_changed_comma_changes_that_page_and_the_manifest_says_so(site: Site, tmp_path: Path):
    changed = json.loads(json.dumps(site.snapshot))
    changed["sections"][0]["articles"][1]["dek"] = "Over the dunes, kites."
    making.make(changed, site.pictures, tmp_path / "site.zip")
    files = making.files_of(tmp_path / "site.zip")
    assert files[KITES] != site.files[KITES]
    manifest = json.loads(files["manifest.json"])
    assert manifest["fingerprint"] != json.loads(site.files["manifest.json"])["fingerprint"]
    assert manifest["files"][KITES]["sha256"] == hashlib.sha256(files[KITES]).hexdigest()


def test_the_manifest_and_the_sums_name_every_file(site: Site):
    manifest = json.loads(site.files["manifest.json"])
    assert manifest["reference"] == "2026-11" and manifest["edition"] == 2
    assert manifest["beside"] == ["2026-11-edition-2.pdf", "2026-11-edition-2.epub"]
    assert set(manifest["files"]) == set(site.files) - {"manifest.json", "SHA256SUMS"}
    sums = dict(reversed(line.split("  ")) for line in site.files["SHA256SUMS"].decode().splitlines())
    assert sums == {p: hashlib.sha256(d).hexdigest() for p, d in site.files.items() if p != "SHA256SUMS"}
    assert [a["path"] for a in manifest["articles"].values() if a["path"] not in site.files] == []


def test_every_page_is_valid_html(site: Site):
    """As the HTML Standard's own parser sees it: no parse error."""
    for path, data in site.files.items():
        if path.endswith(".html"):
            assert parse_errors(data.decode()) == [], path
    assert parse_errors("<!DOCTYPE html><title>x</title><p><b>y</p>") != []


def test_nothing_is_loaded_from_elsewhere_and_no_path_of_the_machine_is_told(site: Site):
    for path, page in making.pages(site.files).items():
        loaded = page.xpath(
            "//img/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //iframe/@src"
        )
        assert [address for address in loaded if "//" in address or address.startswith("/")] == [], path
        assert (
            page.xpath("//script[not(@type='application/ld+json')] | //*[@onclick or @onload or @style]")
            == []
        )
    for path, data in site.files.items():
        if path.endswith((".html", ".css", ".json", ".xml", ".txt", ".svg")):
            assert b"/tmp" not in data and b"/home" not in data and b"file:" not in data, path
    assert (
        re.findall(
            rb"@import|url\((?!\"fonts/)", next(d for p, d in site.files.items() if p.endswith(".css"))
        )
        == []
    )


def test_notes_and_references_lead_to_each_other(site: Site):
    page = making.page(site.files, "articles/gardeners-reclaim-the-harbour.html")
    references = page.xpath("//sup[@class='noteref']/a[@role='doc-noteref']")
    notes = page.xpath("//section[@role='doc-endnotes']//li")
    assert len(references) == 2 and len(notes) == 2
    assert {link.get("href") for link in references} == {f"#{notes[0].get('id')}"}
    assert notes[0].xpath(".//a[@role='doc-backlink']/@href") == [f"#{link.get('id')}" for link in references]


def test_a_corrected_article_says_so_and_so_does_the_front_page(site: Site):
    corrected, other = (
        making.page(site.files, KITES),
        making.page(site.files, "articles/a-garden-at-the-pass.html"),
    )
    assert "red and not blue" in corrected.xpath("string(//aside[@class='correction'])")
    assert other.xpath("//aside[@class='correction']") == []
    front = making.page(site.files, "index.html")
    assert front.xpath("//section[@id='errata']//a/@href") == [KITES]
    assert "red and not blue" in front.xpath("string(//section[@id='errata'])")
    assert "red and not blue" in making.page(site.files, "about.html").text_content()


def test_sources_are_listed_by_country_and_outlet(site: Site):
    page = making.page(site.files, "sources.html")
    assert page.xpath("//h2/text()") == ["India", "Israel", "Qatar", "Country not on record"]
    found = page.xpath("//h2[text()='Qatar']/following-sibling::dl//dt/text()")
    assert found == ["Al-Bustan"]
    # Its country is on record with one of them, and holds for all.
    assert page.xpath("//h2[text()='Qatar']/following-sibling::dl//a/@href") == [
        "articles/gardeners-reclaim-the-harbour.html#excerpt-1",
        "articles/kites-over-the-dunes.html#excerpt-1",
        "articles/a-garden-at-the-pass.html#excerpt-2",
    ]


def test_the_logo_the_parts_and_the_statements_are_there(site: Site):
    front = making.page(site.files, "index.html")
    assert front.xpath("//p[@class='logo']/img/@alt") == ["A tulip"]
    parts = front.xpath("//main//section[contains(@class, 'part')]/h2/text()")
    assert parts == ["To our readers", "How to subscribe"]
    about = making.page(site.files, "about.html").text_content()
    for words in (
        "Approved for gardeners.",
        "Copy it with credit.",
        "20 November 2026",
        "0000-0019",
        "The Garden Press",
    ):
        assert words in about


def test_pages_for_the_other_forms_are_named_and_a_proof_names_none(tmp_path: Path):
    files = making.one(lambda s: None, tmp_path)
    assert making.page(files, "about.html").xpath("//ul/li/a[contains(@href, 'edition-1')]/@href") == [
        "2026-11-edition-1.pdf", "2026-11-edition-1.epub",
    ]  # fmt: skip
    files = making.one(lambda s: s["edition"].update(number=0), tmp_path)
    assert b"edition-0" not in files["about.html"] and b"PROOF" in files["index.html"]
    assert making.page(files, "index.html").xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_an_issue_of_which_nothing_but_the_words_is_known(tmp_path: Path):
    """No house, no country, no date: nothing is invented, and what needs an address is left out."""

    def forget(snapshot: dict[str, Any]) -> None:
        snapshot["house"] |= {"name": "", "tagline": "", "disclaimer": "", "issn": ""}
        snapshot["issue"]["title"] = ""
        article = snapshot["sections"][0]["articles"][0]
        article |= {
            "dek": "",
            "pull_quote": "",
            "authors": [],
            "excerpts": [],
            "footnotes": [],
            "commentary": "<p>Go.</p>",
        }

    files = making.one(forget, tmp_path)
    assert {"feed.xml", "sitemap.xml", "sources.html"} & set(files) == set()
    assert making.page(files, "index.html").xpath("string(//h1)") == "November 2026"
    assert b"None" not in files["about.html"]


def test_the_page_for_what_is_not_there_needs_no_other_file(site: Site):
    page = making.page(site.files, "404.html")
    assert page.xpath("//link | //img | //script[@src]") == []
    assert page.xpath("//a/@href") == [making.HOME]
    style = page.xpath("string(//style)")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.xpath("string(//meta[@http-equiv]/@content)")


def test_one_article_a_damaged_snapshot_and_a_lost_note_are_refused(tmp_path: Path):
    with pytest.raises(RenderingFailed, match="proof of one article"):
        making.make(builders.snapshot(article="x"), tmp_path, tmp_path / "x.zip")
    broken = current(builders.snapshot())
    del broken["sections"][0]["articles"][0]["excerpts"]
    with pytest.raises(RenderingFailed, match="incomplete or damaged"):
        making.make(broken, tmp_path, tmp_path / "x.zip")
    lost = builders.snapshot(("A", [builders.article(commentary='<p>x<sup data-footnote="zz"></sup></p>')]))
    with pytest.raises(RenderingFailed, match="note that does not exist"):
        making.make(lost, tmp_path, tmp_path / "x.zip")
    assert list(tmp_path.iterdir()) == []


def test_the_check_sees_what_is_wrong():
    page = lxml_html.document_fromstring(
        "<html><head><title> </title></head><body><h1 id='a'>x</h1><h3 id='a'>y</h3><img src='lost.webp'>"
        "<a href='articles/x.html#nowhere'>1</a><a href='../../etc'>2</a><a href='https://example.org/'>3</a>"
        "<a href='beside.pdf'>4</a></body></html>"
    )
    other = lxml_html.document_fromstring("<html><head><title>t</title></head><body><h1>x</h1></body></html>")
    found = problems_of(
        {"index.html": page, "articles/x.html": other}, {"articles/x.html"}, beside={"beside.pdf"}
    )
    assert len(found) == 7, found
