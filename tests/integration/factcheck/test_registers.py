"""The finders over an article, with what the registers have: read anew as soon as a register changes."""

from datetime import date

import pytest
from django.core.cache import cache

from editorial.content.models import Article
from editorial.factcheck.problems import article_problems
from editorial.factcheck.reading import known_archive, read_archive
from editorial.registers.models import BackIssue, BackIssueArticle
from editorial.registers.operations import save_back_issue
from tests import factories as f
from tests.integration.registers.test_operations import outlet, person

pytestmark = pytest.mark.django_db


def codes(article: Article) -> set[str]:
    return {problem.code for problem in article_problems(f.fresh(article))}


def test_a_change_of_a_register_is_seen_at_once(django_capture_on_commit_callbacks) -> None:
    article = f.complete_article()
    Article.objects.filter(pk=article.pk).update(commentary="<p>The minister Ilka Marendt kept the keys.</p>")
    assert "name-register" not in codes(article)
    with django_capture_on_commit_callbacks(execute=True):
        person("Ilka Marend", "Ilka Marendt")
    assert "name-register" in codes(article)
    assert "outlet-spelling" not in codes(article)
    with django_capture_on_commit_callbacks(execute=True):
        outlet("The Journal", "Le Journal")
    assert "outlet-spelling" in codes(article)


def test_a_reference_is_looked_up_in_the_back_issues_of_the_register() -> None:
    f.house(name="Harbor Digest")
    save_back_issue(
        issue=BackIssue(month=date(2019, 11, 1), complete=True),
        articles=[BackIssueArticle(title="Keys of the Port", authors=["Ivo Lenk"])],
        by=f.editor(),
    )
    save_back_issue(issue=BackIssue(month=date(2019, 12, 1)), by=f.editor())
    cache.clear()
    archive = known_archive()
    assert archive.articles[0].title == "Keys of the Port"
    assert (archive.months, archive.incomplete) == (
        {date(2019, 11, 1), date(2019, 12, 1)}, {date(2019, 12, 1)}
    )  # fmt: skip
    article = f.complete_article()
    note = article.footnotes.get(key="one")
    for title, month, reported in (
        ("Keys of the Port", "11-2019", False),
        ("Keys of the Port", "12-2019", True),
        ("A Storm Over the Flour Market", "11-2019", True),
        ("A Storm Over the Flour Market", "12-2019", False),
    ):
        note.text = f"<p>For more, see: Ivo Lenk, “{title},” Harbor Digest, {month}.</p>"
        note.save()
        assert ("back-issue-unknown" in codes(article)) is reported, (title, month)


def test_the_archive_has_the_registers_in_a_constant_number_of_queries(django_assert_max_num_queries) -> None:
    for number in range(12):
        outlet(f"Gazette {number}", f"Gazeta {number}", descriptor="daily")
        person(f"Ilka Marend {number}", f"Ilke Mahrend {number}")
    with django_assert_max_num_queries(5):
        archive = read_archive()
    assert archive.registered[0].spellings == ("Gazeta 0",)
    assert archive.people[0].forms == ("Ilke Mahrend 0",)


def test_a_change_of_a_register_does_not_read_the_published_articles_again(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    f.published_issue([f.walked_to("approved")])
    cache.clear()
    assert known_archive().outlets
    monkeypatch.setattr("editorial.factcheck.reading._read_published", None)
    with django_capture_on_commit_callbacks(execute=True):
        person("Ilka Marend")
    archive = known_archive()
    assert [one.name for one in archive.people] == ["Ilka Marend"]
    assert archive.outlets
