"""The demo texts keep the house's layout and agree with issue.json."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from editorial.house.models import readable_color, valid_issn
from editorial.importing.layout import parse_text

DEMO = Path(__file__).resolve().parents[3] / "demo"
ISSUE: dict[str, Any] = json.loads((DEMO / "issue.json").read_text(encoding="utf-8"))
ARTICLES: list[dict[str, Any]] = ISSUE["articles"]
SCRIPTS = {"ar": "ARABIC", "ps": "ARABIC", "ru": "CYRILLIC", "zh": "CJK", "fr": "LATIN", "es": "LATIN"}
CITATION = re.compile(r"“.+\(.+\),” .+ \(.+\), \d{1,2} [A-Z][a-z]+ 2026\.$")
DATED = re.compile(
    r", \d{1,2} (January|February|March|April|May|June|July|August|September|October|November) \d{4}\.$"
)

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: Path(article["file"]).stem)


@cache
def parts(name: str) -> tuple[list[str], list[str], list[str]]:
    """Return head with commentary, excerpts, and notes with image block, each as paragraphs."""
    blocks = (DEMO / name).read_text(encoding="utf-8").strip("\n").split("\n\n\n")
    assert len(blocks) == 3, "an article has exactly two double blank lines"
    head, excerpts, notes = ([p for p in block.split("\n\n") if p] for block in blocks)
    return head, excerpts, notes


def test_issue_has_seven_articles_in_three_sections() -> None:
    """Seven or more articles, every section used, articles in the order of the sections."""
    sections = ISSUE["issue"]["sections"]
    assert len(ARTICLES) >= 7
    assert [s for s in sections if any(a["section"] == s for a in ARTICLES)] == sections
    places = [sections.index(article["section"]) for article in ARTICLES]
    assert places == sorted(places)
    assert len(sections) >= 3


def test_people_cover_every_group_once() -> None:
    """There is one account for each group, all at example.org."""
    groups = [group for person in ISSUE["people"] for group in person["groups"]]
    assert sorted(groups) == ["administrator", "author", "editor", "fact-checker", "publications"]
    assert all(p["email"].endswith("@example.org") for p in ISSUE["people"] + ISSUE["analysts"])


def test_every_text_is_listed_and_every_listed_text_exists() -> None:
    """The folder and issue.json name the same files."""
    assert {a["file"] for a in ARTICLES} == {f"articles/{p.name}" for p in (DEMO / "articles").glob("*.txt")}


@each_article
def test_layout(article: dict[str, Any]) -> None:
    """Title, dek, quoted pull quote, commentary of the right length, image block at the end."""
    head, _, notes = parts(article["file"])
    words = sum(len(paragraph.split()) for paragraph in head[3:])
    assert head[2].startswith("“") and head[2].endswith("”")
    assert 1 <= len(head) - 3 <= 3 and 120 <= words <= 260
    assert notes[-2] == "Image Information:"
    assert [line.split(":")[0] for line in notes[-1].split("\n")] == ["Image", "Source", "Attribution"]
    assert '"' not in (DEMO / article["file"]).read_text(encoding="utf-8")


@each_article
def test_pull_quote_stands_in_an_excerpt_unless_the_mistake_is_deliberate(article: dict[str, Any]) -> None:
    """The pull quote, or what the author corrects it to, occurs word for word in an excerpt."""
    head, excerpts, _ = parts(article["file"])
    quote, text = head[2].strip("“”"), "\n".join(excerpts)
    fix = article.get("fix")
    if fix and fix["field"] == "pull_quote":
        assert quote.rstrip(".,") not in text
        assert fix["reason"]
        quote = fix["value"]
    assert quote.rstrip(".,") in text


def test_exactly_one_article_carries_a_mistake() -> None:
    """Only one article is returned and fixed in the demo."""
    assert [a["file"] for a in ARTICLES if "fix" in a] == ["articles/04-terrace-water.txt"]


@each_article
def test_references_match_notes(article: dict[str, Any]) -> None:
    """Two to four references, in order, each with a dated note and a checker's remark."""
    head, _, notes = parts(article["file"])
    markers = re.findall(r"\[([ivx]+)\]", " ".join(head[3:]))
    assert markers == ["i", "ii", "iii", "iv"][: len(markers)] and 2 <= len(markers) <= 4
    assert [re.match(r"\[([ivx]+)\] ", note).group(1) for note in notes[:-2]] == markers  # type: ignore[union-attr]
    assert [note["marker"] for note in article["footnotes"]] == markers
    assert all(DATED.search(note) for note in notes[:-2])


@each_article
def test_excerpts_agree_with_issue_json(article: dict[str, Any]) -> None:
    """Each excerpt has a citation, 1–4 paragraphs, and an original in the right script."""
    _, excerpts, _ = parts(article["file"])
    starts = [i for i, paragraph in enumerate(excerpts) if CITATION.search(paragraph)]
    assert starts and starts[0] == 0 and len(starts) == len(article["excerpts"])
    for start, end, entry in zip(starts, [*starts[1:], len(excerpts)], article["excerpts"], strict=True):
        assert 1 <= end - start - 1 <= 4
        title = excerpts[start].split("“", 1)[1].rsplit(" (", 2)[0]
        for text in (title, *entry["original"]):
            letters = [c for c in text if c.isalpha()]
            share = sum(unicodedata.name(c).startswith(SCRIPTS[entry["language"]]) for c in letters)
            assert share > 0.8 * len(letters)
        assert re.match(r"https://[a-z.-]+\.example/", entry["url"])
        assert entry["translator"] and entry["check"]
        assert entry["translator"] not in {person["name"] for person in ISSUE["people"]}


@each_article
def test_claims_stand_in_the_commentary(article: dict[str, Any]) -> None:
    """Every claim that is checked is a passage of the commentary."""
    commentary = "\n".join(parts(article["file"])[0][3:])
    assert article["claims"]
    assert all(claim["passage"] in commentary and claim["check"] for claim in article["claims"])


@each_article
def test_image_has_a_creator_and_an_alternative_text(article: dict[str, Any]) -> None:
    """The text's source and license agree with issue.json; the alt text is not the caption."""
    caption, source, attribution = (
        line.split(": ", 1)[1] for line in parts(article["file"])[2][-1].split("\n")
    )
    image = article["image"]
    assert image["creator"] == source
    assert image["license"] == attribution.replace(" ", "-")
    assert len(image["alt"]) > 60 and image["alt"] != caption and image["evidence"]


@each_article
def test_importer_finds_nothing_that_blocks(article: dict[str, Any]) -> None:
    """The text importer reads every article; only the deliberate mistake may block."""
    result = parse_text((DEMO / article["file"]).read_text(encoding="utf-8"))
    assert len(result.articles) == 1
    parsed = result.articles[0]
    assert parsed.pull_quote and parsed.image
    assert len(parsed.excerpts) == len(article["excerpts"])
    assert len(parsed.footnotes) == len(article["footnotes"])
    assert [e.citation.original_language for e in parsed.excerpts] == [
        e["language"] for e in article["excerpts"]
    ]
    found = [f for f in (*result.findings, *parsed.findings) if str(f.severity) == "block"]
    assert "fix" in article or not found


def test_the_house_may_be_printed() -> None:
    """Its ISSN has its check digit, its colors can be read on white, and every word of it is given."""
    house = ISSUE["house"]
    valid_issn(house["issn"])
    for name in ("primary_color", "accent_color"):
        readable_color(house[name])
    assert all(house.values())
    assert {part["place"] for part in ISSUE["parts"]} == {"front", "back"}
    assert any(part["recurring"] for part in ISSUE["parts"])


def test_the_correction_is_about_words_of_its_article() -> None:
    """What was wrong stands in the text once and in a claim; what is right is in the new claim and not in the text."""
    told = ISSUE["correction"]
    article = next(one for one in ARTICLES if one["file"] == told["article"])
    head, _, _ = parts(article["file"])
    text = "\n".join(head)
    assert text.count(told["was"]) == 1 and told["is"] not in text
    assert sum(told["was"] in claim["passage"] for claim in article["claims"]) == 1
    assert told["is"] in told["claim"]
    assert told["claim"] in text.replace(told["was"], told["is"])
