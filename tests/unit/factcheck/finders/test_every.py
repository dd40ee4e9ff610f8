"""The one list of finders: each called the same way, their reports in the order of the page, each once."""

from collections.abc import Iterator

import pytest

from editorial.factcheck.finders import every
from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
    Spotted,
    spotted,
)


def passage(kind: str, field: str, text: str, *, key: str = "", paragraph: int = 0) -> Passage:
    return Passage(Place(kind, key, field, paragraph), text, kind.title())


ARTICLE = ArticleText(
    title=passage("article", "title", "The Ferry Stops"),
    commentary=(
        passage("article", "commentary", "“One quotation over two paragraphs.", paragraph=0),
        passage("article", "commentary", "“Here it ends.” And here.Something is lost.", paragraph=1),
    ),
    excerpts=(
        ExcerptText(
            "1",
            "Excerpt 1",
            passage("excerpt", "citation", "Jon Berg, “Ferry,” Odra Bladet, 9 November 2023.", key="1"),
            (passage("excerpt", "body", "A quotation” without a beginning.", key="1"),),
        ),
    ),
    notes=(
        NoteText(
            "i",
            1,
            (
                passage("footnote", "text", "A first paragraph of some length.", key="i"),
                passage("footnote", "text", "For more, see:", key="i", paragraph=1),
            ),
        ),
    ),
)


def found(article: ArticleText = ARTICLE) -> list[Spotted]:
    return every.find_everything(article, Archive())


def test_the_rules_on_paragraphs_are_in_the_list() -> None:
    places = {(one.code, one.place.field, one.place.paragraph) for one in found()}
    assert ("space-missing", "commentary", 1) in places
    assert ("quote-unbalanced", "body", 0) in places
    assert ("quote-unbalanced", "commentary", 0) not in places  # the next paragraph goes on with it


def test_a_finding_on_a_note_is_in_the_paragraph_in_which_it_stands() -> None:
    one = next(one for one in found() if one.code == "note-unfinished")
    assert (one.place.paragraph, one.text) == (1, "For more, see:")


def test_every_report_is_a_stretch_of_its_passage() -> None:
    texts = {passage.place: passage.text for passage in ARTICLE.passages()}
    for one in found():
        assert texts[one.place][one.start : one.end] == one.text


def test_reports_stand_in_the_order_of_the_page_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def backwards(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
        for one in reversed(list(article.passages())):
            for span in ((4, 6), (0, 3), (0, 3)):
                yield spotted("x", "warn", one, span, "m")

    monkeypatch.setattr(every, "FINDERS", (backwards, backwards))
    order = [passage.place for passage in ARTICLE.passages()]
    assert [(one.place, one.start) for one in found()] == [
        (place, start) for place in order for start in (0, 4)
    ]


def test_of_two_reports_on_one_stretch_the_first_finder_s_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def says(message: str) -> every.Finder:
        return lambda article, archive: [spotted("x", "warn", article.own[0], (0, 3), message)]

    monkeypatch.setattr(every, "FINDERS", (says("first"), says("second")))
    assert [one.message for one in found()] == ["first"]


def test_an_empty_article_has_nothing_to_report() -> None:
    assert found(ArticleText()) == []
    assert found(ArticleText(notes=(NoteText("i", 1, ()),))) == []


@pytest.mark.parametrize("finder", every.FINDERS)
def test_each_finder_takes_an_article_without_most_of_its_parts(finder: every.Finder) -> None:
    only = ArticleText(commentary=(passage("article", "commentary", ""),), excerpts=(ExcerptText(
        "1", "Excerpt 1", passage("excerpt", "citation", "", key="1"), ()),))  # fmt: skip
    assert list(finder(only, Archive())) == []
