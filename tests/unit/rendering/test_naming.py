"""What editions and articles are called."""

import datetime

from editorial.rendering.naming import authors_of, day_of, file_stems, issue_names, line
from editorial.rendering.snapshots import current
from tests.unit.rendering import builders


def test_file_names_are_slugs_and_never_paths_nor_twice():
    slugs = ["kites", "../up", "kites", "", "Kites", "a" * 90, "harbor-2", "kites\n"]
    assert file_stems([{"slug": slug} for slug in slugs]) == [
        "article-1-kites", "article-2", "article-3-kites", "article-4", "article-5", f"article-6-{'a' * 60}", "harbor-2",
        "article-8",
    ]  # fmt: skip


def test_names_without_a_house():
    snapshot = current(builders.snapshot())
    full = issue_names(snapshot)
    assert (full.masthead, full.subtitle, full.edition) == ("The Garden Courier", "Autumn Bulbs", "edition 1")
    snapshot["house"]["name"] = ""
    snapshot["edition"]["number"] = 0
    bare = issue_names(snapshot)
    assert (bare.masthead, bare.subtitle, bare.publisher, bare.edition) == ("Autumn Bulbs", "", "", "")
    snapshot["issue"]["title"] = ""
    assert issue_names(snapshot).title == "November 2026, Volume 4, Number 11"


def test_the_day_is_the_publication_s_else_the_month_s():
    snapshot = current(builders.snapshot())
    assert day_of(snapshot) == datetime.date(2026, 11, 1)
    snapshot["issue"]["publication_date"] = "2026-11-14"
    assert day_of(snapshot) == datetime.date(2026, 11, 14)
    snapshot["issue"] |= {"publication_date": "soon", "month": "later"}
    assert day_of(snapshot) == datetime.date(1980, 1, 1)


def test_authors_are_named_once_in_order_and_lines_have_no_breaks():
    articles = [builders.article(authors=[{"name": name} for name in ("B ", "A", "B", "")])]
    assert authors_of(articles) == ["B", "A"]
    assert line(" a\n\tb\x00 ") == "a b"
