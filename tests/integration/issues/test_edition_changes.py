"""What changed between editions: by article, by item, by word."""

import copy
from typing import Any

import pytest

from editorial.issues.edition_changes import changes_between, edition_changes
from editorial.issues.queries import latest_edition, published_edition
from editorial.issues.snapshot import articles_in
from tests import factories as f
from tests.unit.rendering import builders


def two_articles() -> dict[str, Any]:
    made = [builders.article(title) for title in ("Gardeners Reclaim the Harbour", "Bakers Go on Strike")]
    for number, article in enumerate(made):
        article["key"] = f"00000000-0000-0000-0000-00000000000{number}"
    snapshot: dict[str, Any] = builders.snapshot(("Africa", made))
    snapshot.setdefault("errata", [])
    snapshot.setdefault("parts", [])
    return snapshot


def changed(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two snapshots; in the second the first article has these values."""
    before = two_articles()
    after = copy.deepcopy(before)
    articles_in(after)[0].update(changes)
    return before, after


def words(pieces: Any) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"]


def test_equal_editions_have_no_changes() -> None:
    before, after = changed()
    assert changes_between(before, after) == []
    assert not edition_changes(before, after)


def test_a_comma_is_named_with_its_article() -> None:
    before, after = changed(dek="A harbour, a garden")
    articles_in(before)[0]["dek"] = "A harbour a garden"
    [change] = changes_between(before, after)
    assert (change.kind, change.title) == ("changed", "Gardeners Reclaim the Harbour")
    [item] = change.items
    assert (item.what, [one.field for one in item.fields]) == ("text", ["dek"])
    assert words(item.fields[0].pieces) == [("new", ",")]


def test_italics_are_a_change_too() -> None:
    before, after = changed(commentary="<p>The <em>harbour</em> is closed.</p>")
    articles_in(before)[0]["commentary"] = "<p>The harbour is closed.</p>"
    [item] = changes_between(before, after)[0].items
    assert [one.field for one in item.fields] == ["commentary (markup)"]
    assert words(item.fields[0].pieces)


def test_excerpts_notes_and_images_are_matched_by_their_keys() -> None:
    before, after = changed()
    old, new = articles_in(before)[0], articles_in(after)[0]
    old["excerpts"] = [builders.excerpt() | {"key": key} for key in "ab"]
    new["excerpts"] = [builders.excerpt() | {"key": key} for key in "bc"]
    new["excerpts"][0]["place"] = "Somewhere Else"
    old["footnotes"] = [{"key": "n", "number": 1, "text": "<p>Old words.</p>"}]
    new["footnotes"] = [{"key": "n", "number": 2, "text": "<p>New words.</p>"}]
    old["images"] = [{"key": "i", "sha256": "1" * 64, "caption": "A boat"}]
    new["images"] = [{"key": "i", "sha256": "2" * 64, "caption": "A boat"}]
    [change] = changes_between(before, after)
    said = [(one.kind, one.what, one.key, one.label) for one in change.items]
    assert said == [
        ("changed", "excerpt", "b", "Excerpt 1"), ("added", "excerpt", "c", "Excerpt 2"),
        ("removed", "excerpt", "a", "Excerpt 1"), ("changed", "footnote", "n", "Note 2"),
        ("changed", "image", "i", "Image 1"),
    ]  # fmt: skip
    fields = {
        one.what: [field.field for field in one.fields] for one in change.items if one.kind == "changed"
    }
    assert fields["excerpt"][-1] == "place" and fields["image"] == ["picture"]
    assert "text" in fields["footnote"]


def test_order_sections_and_what_is_gone() -> None:
    before = two_articles()
    after = copy.deepcopy(before)
    after["sections"][0]["articles"].reverse()
    assert [one.moved for one in changes_between(before, after)] == [
        "from place 2 to place 1 of “Africa”", "from place 1 to place 2 of “Africa”",
    ]  # fmt: skip
    moved = copy.deepcopy(before)
    moved["sections"].append({"name": "Asia", "articles": [moved["sections"][0]["articles"].pop()]})
    assert [one.moved for one in changes_between(before, moved)] == ["from “Africa” to “Asia”"]
    assert edition_changes(before, moved).sections
    gone = copy.deepcopy(before)
    gone["sections"][0]["articles"].pop()
    assert [(one.kind, one.title) for one in changes_between(before, gone)] == [
        ("removed", "Bakers Go on Strike")
    ]
    assert [one.kind for one in changes_between(gone, before)] == ["added"]


def test_the_house_the_issue_and_its_parts() -> None:
    before, after = changed()
    after["house"] = before["house"] | {"name": "Harbor Weekly"}
    after["issue"] = before["issue"] | {"title": "Ports"}
    before["parts"] = [{"place": "front", "title": "To our readers", "body": "<p>Good day.</p>"}]
    after["parts"] = [
        {"place": "front", "title": "To our readers", "body": "<p>Good evening.</p>"},
        {"place": "back", "title": "How to write", "body": ""},
    ]
    found = edition_changes(before, after)
    assert found.articles == ()
    assert [one.field for one in found.house] == ["name"]
    assert [one.field for one in found.issue] == ["title"]
    assert [(one.kind, one.label) for one in found.parts] == [("changed", "Part 1"), ("added", "Part 2")]


def test_an_edition_of_the_first_format_is_compared_by_what_it_knew() -> None:
    before, after = changed(dek="Other words")
    before["schema"] = 1
    before["house"] = {name: before["house"][name] for name in ("name", "tagline", "disclaimer", "issn")}
    del before["parts"], before["errata"]
    for article in articles_in(before):
        article.pop("slug", None)
        for excerpt in article["excerpts"]:
            excerpt.pop("country", None)
    found = edition_changes(before, after)
    assert (found.house, found.parts) == ((), ())
    [change] = found.articles
    assert [one.field for item in change.items for one in item.fields] == ["dek"]


@pytest.mark.django_db
def test_a_correction_is_told_with_its_erratum() -> None:
    articles = [f.walked_to("approved", f.complete_article(section=section)) for section in [f.section()] * 2]
    issue = f.published_issue(articles)
    first = published_edition(issue)
    issue = f.published_correction(f.fresh(articles[1]), erratum="Two days.")
    [change] = changes_between(first.snapshot, latest_edition(issue).snapshot)
    assert (change.title, change.errata, change.moved) == (articles[1].title, ("Two days.",), "")
    assert [(item.what, [one.field for one in item.fields]) for item in change.items] == [("text", ["dek"])]
