"""What machines read: JSON-LD, Open Graph, the feed, the sitemap."""

import json
from pathlib import Path
from typing import Any

from lxml import etree

from tests.unit.rendering.web import making
from tests.unit.rendering.web.conftest import Site

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HARBOUR = "articles/gardeners-reclaim-the-harbour.html"


def linked_data(files: dict[str, bytes], path: str) -> dict[str, Any]:
    (text,) = making.page(files, path).xpath("//script[@type='application/ld+json']/text()")
    data: dict[str, Any] = json.loads(text)
    return data


def open_graph(files: dict[str, bytes], path: str) -> dict[str, str]:
    return {
        meta.get("property"): meta.get("content")
        for meta in making.page(files, path).xpath("//meta[@property]")
    }


def test_the_article_in_schema_org(site: Site):
    data = linked_data(site.files, HARBOUR)
    assert data["@type"] == "Article" and data["headline"] == "Gardeners Reclaim the Harbour"
    assert data["url"] == making.HOME + HARBOUR and data["datePublished"] == "2026-11-20"
    assert data["author"][0]["name"] == "Petra Lindholm"
    assert data["publisher"]["name"] == "The Garden Press"
    assert data["isPartOf"]["isPartOf"]["isPartOf"] == {
        "@type": "Periodical", "name": "The Garden Courier", "issn": "0000-0019",
    }  # fmt: skip
    source = data["citation"][0]
    assert source["inLanguage"] == "ar" and source["publisher"]["name"] == "Al-Bustan"
    assert data["image"][0]["contentUrl"].removeprefix(making.HOME) in site.files
    assert data["image"][0]["creditText"] == "Photo: Ilse Brandt, CC BY 4.0"
    corrected = linked_data(site.files, "articles/kites-over-the-dunes.html")
    assert corrected["correction"] == [
        {"@type": "CorrectionComment", "text": "The kites were red and not blue."}
    ]


def test_the_issue_in_schema_org(site: Site):
    data = linked_data(site.files, "index.html")
    assert data["@type"] == "PublicationIssue" and data["issueNumber"] == "11"
    assert [part["url"].removeprefix(making.HOME) for part in data["hasPart"]] == [
        HARBOUR, "articles/kites-over-the-dunes.html", "articles/a-garden-at-the-pass.html",
    ]  # fmt: skip


def test_open_graph(site: Site):
    told = open_graph(site.files, HARBOUR)
    assert told["og:type"] == "article" and told["og:url"] == making.HOME + HARBOUR
    assert told["og:description"] == "Volunteers plant flowers where the cranes stood."
    assert told["og:image"].endswith(".jpg") and told["og:image"].removeprefix(making.HOME) in site.files
    assert open_graph(site.files, "index.html")["og:url"] == making.HOME


def test_without_a_dek_the_pull_quote_or_the_first_words_describe_the_article(tmp_path: Path):
    files = making.one(lambda s: s["sections"][0]["articles"][0].update(dek=""), tmp_path)
    path = next(path for path in files if path.startswith("articles/"))
    assert open_graph(files, path)["og:description"] == "“Nobody expected the tulips.”"
    files = making.one(lambda s: s["sections"][0]["articles"][0].update(dek="", pull_quote=""), tmp_path)
    assert open_graph(files, path)["og:description"].startswith("The harbour was empty for years.")


def test_without_an_address_nothing_absolute_is_said(tmp_path: Path):
    files = making.one(lambda snapshot: None, tmp_path)
    path = next(path for path in files if path.startswith("articles/"))
    assert {"og:url", "og:image"} & set(open_graph(files, path)) == set()
    assert "url" not in linked_data(files, path)
    assert making.page(files, path).xpath("//link[@rel='canonical']") == []


def test_the_feed_has_what_atom_requires(site: Site):
    root = etree.fromstring(site.files["feed.xml"])
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"a:{name}", ATOM)) == 1
    assert root.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [making.HOME + "feed.xml"]
    assert root.xpath("string(a:author/a:name)", namespaces=ATOM) == "The Garden Press"
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 3
    for entry in entries:
        for name in ("id", "title", "updated", "summary"):
            assert entry.findtext(f"a:{name}", namespaces=ATOM), name
        assert entry.xpath("string(a:link/@href)", namespaces=ATOM).removeprefix(making.HOME) in site.files
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == 3 and all(found.startswith("urn:uuid:") for found in ids)
    assert entries[0].findtext("a:updated", namespaces=ATOM) == "2026-11-20T00:00:00Z"


def test_the_sitemap_names_every_page_but_the_one_for_what_is_not_there(site: Site):
    root = etree.fromstring(site.files["sitemap.xml"])
    named = {loc.text.removeprefix(making.HOME) or "index.html" for loc in root.iter("{*}loc")}
    assert named == {path for path in site.files if path.endswith(".html")} - {"404.html"}


def test_every_page_names_the_feed_and_only_where_there_is_one(site: Site, tmp_path: Path):
    page = making.page(site.files, HARBOUR)
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["../feed.xml"]
    assert b"atom" not in making.one(lambda snapshot: None, tmp_path)["index.html"]
