"""Texts that want to be more than text: markup, scripts, addresses that run, controls that turn lines around, bad slugs."""

import json
from pathlib import Path
from typing import Any

import pytest

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.snapshots import current
from editorial.rendering.web.texts import bare, closed, direction, settled
from tests.unit.rendering import builders
from tests.unit.rendering.web import making

MARKUP = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='' <!-- {{ issue }} {% now %} &lt;b&gt;"
ATTRIBUTES = ("onerror", "onload", "onclick", "style", "srcdoc")


def poisoned(value: Any, name: str = "") -> Any:
    """The snapshot with the attack in every text that people write."""
    kept = {
        "key", "sha256", "format", "slug", "fingerprint", "reference", "month", "published_on", "publication_date", "place",
        "page_size", "web_address", "primary_color", "accent_color",
    }  # fmt: skip
    if isinstance(value, str) and name not in kept:
        return f"{value} {MARKUP}" if "<p>" not in value else value.replace("</p>", f" {MARKUP}</p>", 1)
    if isinstance(value, dict):
        return {key: poisoned(item, key) for key, item in value.items()}
    return [poisoned(item, name) for item in value] if isinstance(value, list) else value


def test_markup_in_every_text_stays_text(tmp_path: Path):
    snapshot = poisoned(making.full(tmp_path / "pictures"))
    snapshot["house"]["logo"]["alt_text"] = MARKUP
    made = making.make(snapshot, tmp_path / "pictures", tmp_path / "site.zip")
    assert made.problems == []
    files = making.files_of(tmp_path / "site.zip")
    for path, page in making.pages(files).items():
        assert making.parse_errors(files[path].decode()) == [], path
        scripts = page.xpath("//script")
        assert {script.get("type") for script in scripts} <= {"application/ld+json"}
        assert [json.loads(script.text)["@context"] for script in scripts] in ([], ["https://schema.org"])
        assert [e for e in page.iter() if isinstance(e.tag, str) and set(e.attrib) & set(ATTRIBUTES)] == [], (
            path
        )
        assert page.xpath("//img[@src='x']") == []
        assert "<script>alert(1)</script>" in page.xpath("string(//title)") or path in (
            "about.html",
            "sources.html",
            "404.html",
        )
    front = making.page(files, "index.html")
    assert MARKUP in front.xpath("string(//h1)")
    assert "{{ issue }}" in front.xpath("string(//h1)")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_no_link_runs_anything(address: str, tmp_path: Path):
    def attack(snapshot: dict[str, Any]) -> None:
        article = snapshot["sections"][0]["articles"][0]
        article["commentary"] = f'<p>Go <a href="{address}">there</a>.</p>'
        article["excerpts"][0] |= {
            "url": address,
            "archived_url": address,
            "body": f'<p><a href="{address}">x</a></p>',
        }
        article["footnotes"] = []
        article["images"] = [builders.picture(tmp_path, license_url=address)]
        snapshot["house"]["web_address"] = address

    files = making.one(attack, tmp_path)
    for page in making.pages(files).values():
        for link in page.xpath("//@href"):
            assert link.split(":")[0].strip().lower() not in (
                "javascript",
                "java\tscript",
                "data",
                "vbscript",
            ), link
    assert "feed.xml" not in files


def test_a_control_that_turns_the_line_around_ends_with_its_text(tmp_path: Path):
    def attack(snapshot: dict[str, Any]) -> None:
        article = snapshot["sections"][0]["articles"][0]
        article["authors"] = [
            {"name": "Petra \u202eevil", "affiliation": "\u2067Desk"},
            {"name": "Olaf", "affiliation": ""},
        ]
        article["title"] = "Tulips \u202eteg"

    files = making.one(attack, tmp_path)
    path = next(path for path in files if path.startswith("articles/"))
    page = making.page(files, path)
    assert "Petra \u202eevil\u202c" in page.xpath("string(//p[@class='byline'])")
    assert "\u2067Desk\u2069" in page.xpath("string(//p[@class='byline'])")
    metadata = (
        page.xpath("string(//title)")
        + "".join(page.xpath("//meta/@content"))
        + page.xpath("string(//script)")
    )
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(metadata)


def test_controls_are_closed_and_never_closed_twice():
    assert closed("a\u202eb") == "a\u202eb\u202c"
    assert closed("a\u2067b\u2069") == "a\u2067b\u2069"
    assert closed("\u202cx\u2069") == "x"
    assert closed("\u202a\u2066x") == "\u202a\u2066x\u2069\u202c"
    assert bare("a\u202eb\n c") == "ab c"
    assert settled({"body": "<p>\u202ex</p>", "title": "\u202ex"}) == {
        "body": "<p>\u202ex</p>",
        "title": "\u202ex\u202c",
    }


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "A",
        "ä",
        "a b",
        "-a",
        "a-",
        "a--b",
        "a.html",
        "a\x00",
        "a\n",
        "con?",
        "x" * 81,
        "%2e%2e",
        None,
    ],
)
def test_a_slug_that_is_no_address_is_refused(slug: Any, tmp_path: Path):
    snapshot = current(builders.snapshot())
    snapshot["sections"][0]["articles"][0]["slug"] = slug
    with pytest.raises(RenderingFailed, match="address"):
        making.make(snapshot, tmp_path, tmp_path / "site.zip")


@pytest.mark.parametrize("reference", ["", "../2026", "2026/11", "a b", ".", "..", "x" * 90, "2026..11"])
def test_a_reference_that_is_no_address_is_refused(reference: str, tmp_path: Path):
    snapshot = current(builders.snapshot())
    snapshot["issue"]["reference"] = reference
    with pytest.raises(RenderingFailed, match="address"):
        making.make(snapshot, tmp_path, tmp_path / "site.zip")


def test_two_articles_with_one_slug_are_refused(tmp_path: Path):
    snapshot = builders.snapshot(
        ("A", [builders.article("One", slug="same"), builders.article("Two", slug="same")])
    )
    with pytest.raises(RenderingFailed, match="“One” and “Two”"):
        making.make(snapshot, tmp_path, tmp_path / "site.zip")


def test_a_picture_that_is_not_the_one_approved_is_refused(tmp_path: Path):
    image = builders.picture(tmp_path)
    snapshot = builders.snapshot(("A", [builders.article(images=[image])]))
    (tmp_path / image["sha256"]).write_bytes(b"another")
    with pytest.raises(RenderingFailed, match="not the file that was approved"):
        making.make(snapshot, tmp_path, tmp_path / "site.zip")
    (tmp_path / image["sha256"]).unlink()
    with pytest.raises(RenderingFailed, match="missing"):
        making.make(snapshot, tmp_path, tmp_path / "site.zip")


def test_a_line_of_two_directions_is_laid_out_by_the_one_it_is_in():
    assert direction("شركة BlueKite تبيع 250 طائرة (2026) في Port Azure!") == "rtl"
    assert direction("“سوق الزهور” Opens Again in the Old Town of Port Azure") == "ltr"
    assert direction("Gardeners of سوق") == direction("") == "ltr"


def test_a_torture_issue_holds_together(tmp_path: Path):
    """Empty sections, forty notes, a title of one word of 200 letters, a picture of 1 × 4000, emoji, nothing but a title."""
    notes = [{"key": f"n{i}", "number": i, "text": f"<p>{'x' * 300} {i}</p>"} for i in range(1, 41)]
    commentary = "".join(f'<p>Sentence<sup data-footnote="n{i}"></sup>.</p>' for i in range(1, 41))
    articles = [
        builders.article(
            "W" * 200, slug="w", images=[builders.picture(tmp_path, 1, 4000, "PNG")], dek="x" * 400
        ),
        builders.article(
            "Forty 🎉",
            slug="forty",
            commentary=commentary,
            footnotes=notes,
            excerpts=[],
            pull_quote="q " * 300,
        ),
        builders.article(
            "Bare", slug="bare", dek="", pull_quote="", authors=[], commentary="", excerpts=[], footnotes=[]
        ),
        builders.article(
            "", slug="untitled", excerpts=[builders.excerpt(outlet="O" * 600, original_title="ا" * 600)]
        ),
    ]
    snapshot = builders.snapshot(("", []), ("T" * 90, articles), ("Later", []))
    made = making.make(snapshot, tmp_path, tmp_path / "site.zip")
    assert made.problems == [] and made.pages == 8
    page = making.page(making.files_of(tmp_path / "site.zip"), "articles/forty.html")
    assert len(page.xpath("//section[@role='doc-endnotes']/ol/li")) == 40
