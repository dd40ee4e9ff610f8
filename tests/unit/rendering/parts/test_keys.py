"""What is set anew after a change, and what is not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editorial.rendering.issue_parts import IssueParts, Part
from editorial.rendering.pdf.parts import session as sessions
from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.snapshots import current
from tests.unit.rendering import builders
from tests.unit.rendering.parts.conftest import Issue, typeset
from tests.unit.rendering.parts.everything import everything


def _changed(issue: Issue) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(issue.snapshot))
    return changed


def _set_anew(issue: Issue, snapshot: dict[str, Any], tmp_path: Path, *, proof: bool = False) -> list[str]:
    """The parts of a snapshot that those of the issue do not do for; fonts, which depend on letters, left out."""
    data, titles = typeset(snapshot, issue.images, issue.copy(tmp_path), proof=proof)
    assert data == typeset(snapshot, issue.images, tmp_path / "alone", proof=proof)[0]
    return [title for title in titles if not title.startswith("Font ")]


def test_a_comma_in_one_article(issue: Issue, tmp_path: Path):
    changed = _changed(issue)
    changed["sections"][0]["articles"][1]["commentary"] += "<p>The harbour, empty.</p>"
    assert _set_anew(issue, changed, tmp_path) == ["Article 2 of 3: Kites", "About this edition"]


def test_a_title(issue: Issue, tmp_path: Path):
    changed = _changed(issue)
    changed["sections"][1]["articles"][0]["title"] = "Garden"
    anew = ["Article 3 of 3: Garden", "Cover", "About this edition", "Index", "Contents"]
    assert sorted(_set_anew(issue, changed, tmp_path)) == sorted(anew)


def test_more_pages(issue: Issue, tmp_path: Path):
    """The contents and the index tell other pages; the articles after it know nothing of it."""
    changed = _changed(issue)
    changed["sections"][0]["articles"][0]["commentary"] += "<p>Bulbs.</p>" * 60
    anew = ["Article 1 of 3: Bulbs", "About this edition", "Index", "Contents"]
    assert sorted(_set_anew(issue, changed, tmp_path)) == sorted(anew)


def test_two_articles_change_places(issue: Issue, tmp_path: Path):
    """Only who opens a section shows its name otherwise."""
    changed = _changed(issue)
    changed["sections"][0]["articles"].reverse()
    anew = _set_anew(issue, changed, tmp_path)
    assert {"Article 1 of 3: Kites", "Article 2 of 3: Bulbs"} <= set(anew)
    assert "Article 3 of 3: Passes" not in anew


def test_an_article_comes(issue: Issue, tmp_path: Path):
    changed = _changed(issue)
    changed["sections"][0]["articles"].insert(1, builders.article("New"))
    articles = [title for title in _set_anew(issue, changed, tmp_path) if title.startswith("Article")]
    assert articles == ["Article 2 of 4: New"]


def test_an_article_goes(issue: Issue, tmp_path: Path):
    changed = _changed(issue)
    del changed["sections"][0]["articles"][1]
    assert not [title for title in _set_anew(issue, changed, tmp_path) if title.startswith("Article")]


def test_the_name_of_a_section(issue: Issue, tmp_path: Path):
    """It stands above the first page of every article in it."""
    changed = _changed(issue)
    changed["sections"][0]["name"] = "Piers"
    articles = [title for title in _set_anew(issue, changed, tmp_path) if title.startswith("Article")]
    assert articles == ["Article 1 of 3: Bulbs", "Article 2 of 3: Kites"]


def test_a_correction(issue: Issue, tmp_path: Path):
    changed = current(_changed(issue))
    told = {"edition": 2, "article": changed["sections"][1]["articles"][0]["key"], "text": "It was spring."}
    before = _set_anew(issue, changed, tmp_path)
    (tmp_path / "more").mkdir()
    after = _set_anew(issue, changed | {"errata": [told]}, tmp_path / "more")
    assert [title for title in after if title.startswith("Article") and title not in before] == [
        "Article 3 of 3: Passes"
    ]


def test_a_proof_has_the_articles_of_the_edition(issue: Issue, tmp_path: Path):
    anew = _set_anew(issue, issue.snapshot, tmp_path, proof=True)
    assert not [title for title in anew if title.startswith(("Article", "Contents", "Index"))]


@pytest.mark.parametrize("what", ["templates", "code", "fonts", "libraries", "pictures", "python"])
def test_another_machine_has_other_keys(
    issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
):
    before = {needed.key for needed in Session(issue.snapshot, issue.images, tmp_path).needs()}
    made_with = sessions.made_with()
    assert what in made_with
    monkeypatch.setattr(sessions, "made_with", lambda: made_with | {what: "another"})
    after = {needed.key for needed in Session(issue.snapshot, issue.images, tmp_path).needs()}
    assert len(before) == len(after) > 5
    assert not before & after


def test_keys_say_nothing_of_a_place(issue: Issue, tmp_path: Path):
    """Pictures elsewhere, another folder: the same keys, of 64 hexadecimal digits."""
    keys = [needed.key for needed in Session(issue.snapshot, tmp_path / "else", tmp_path / "where").needs()]
    assert all(len(key) == 64 and int(key, 16) for key in keys)
    assert {(issue.parts / key).is_file() for key in keys} == {True}


def test_two_articles_that_are_alike_but_for_their_key(tmp_path: Path):
    twins = [builders.article("Twin", key=f"twin-{number}") for number in range(2)]
    _data, titles = typeset(builders.snapshot(("S", [builders.article(), *twins])), tmp_path, tmp_path / "p")
    assert len([title for title in titles if title.endswith(": Twin")]) == 2


_UNSEEN = re.compile(r"<title>.*?</title>|<body [^>]*>", re.DOTALL)


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a snapshot that holds a text, a number or nothing: what holds it, and under what."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, (dict, list)):
            yield from _leaves(item)
        else:
            yield value, key


def _made(parts: IssueParts) -> dict[str, tuple[str, Any]]:
    """Of each part, its identity and what is laid out."""

    def laid_out(part: Part) -> Any:
        pages = part.pages()
        return _UNSEEN.sub("", pages.html), pages.sheets, pages.words, pages.unknown_notes

    every = [*parts.fixed, *parts.numbered({})]
    return {part.name: (part.identity, laid_out(part)) for part in every}


def test_whatever_changes_a_part_changes_its_identity(tmp_path: Path):
    """Every single value of a snapshot, changed by itself: what is laid out may not change under the same identity."""
    snapshot = everything(tmp_path, many=1)
    del snapshot["sections"][2:]  # one section and an empty one
    for article in snapshot["sections"][0]["articles"]:
        del article["excerpts"][1:], article["footnotes"][1:], article["images"][1:]
    del snapshot["sections"][0]["articles"][2:]
    before = _made(IssueParts(snapshot))
    changes = 0
    for holder, key in _leaves(snapshot):
        kept = holder[key]
        if key in ("schema", "page_size"):
            continue
        holder[key] = "#246" if "color" in str(key) else "2025-02-03" if key in _DATES else _other(kept)
        for name, (identity, laid_out) in _made(IssueParts(snapshot)).items():
            if name in before and before[name][1] != laid_out:
                changes += 1
                assert identity != before[name][0], (name, key, kept)
        holder[key] = kept
    assert changes > 150


_DATES = ("month", "publication_date", "published_on")


def _other(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    return f"{value} x" if value else "x"
