"""The finders on articles of the database: what they are given, and what the archive brings."""

from datetime import date

import pytest
from django.core.cache import cache

from editorial.content import richtext
from editorial.content.models import Article
from editorial.factcheck.finders.article_text import ArchivedArticle
from editorial.factcheck.problems import article_problems
from editorial.factcheck.reading import article_text, known_archive, read_archive
from editorial.issues.models import Issue
from tests import factories as f

pytestmark = pytest.mark.django_db
EVERY = ("block", "warn", "info")


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def with_commentary(*paragraphs: str, **fields: object) -> Article:
    article = f.complete_article(**fields)
    words = "".join(f"<p>{text}</p>" for text in paragraphs)
    refs = "".join(richtext.reference(note.key) for note in article.footnotes.all())
    Article.objects.filter(pk=article.pk).update(commentary=richtext.clean(f"{words}<p>So it is.{refs}</p>"))
    return f.fresh(article)


CLOSED = "“The port is closed until the last crane works again,” the minister said."
OPEN = CLOSED.replace("closed", "open")


def quoting() -> Article:
    """An article whose commentary quotes its one excerpt with another word."""
    article = with_commentary(f"{OPEN} Nobody stirred.", excerpts=1)
    article.excerpts.update(body=f"<p>{CLOSED}</p>")
    return f.fresh(article)


def codes(article: Article) -> set[tuple[str, str]]:
    return {(p.code, p.severity) for p in article_problems(article, severities=EVERY)}


def test_an_article_is_read_in_passages_that_know_their_item() -> None:
    article = f.complete_article(title="A Port Waits")
    text = article_text(f.fresh(article))
    excerpt = article.excerpts.first()
    assert text.title is not None
    assert (text.title.text, text.title.label) == ("A Port Waits", "Title")
    assert [passage.references for passage in text.commentary] == [((38, "one"),), ((46, "two"),)]
    assert text.commentary[0].text[:38].endswith("three days.")
    assert [one.key for one in text.excerpts] == [e.key for e in article.excerpts.all()]
    assert text.excerpts[0].citation.text == (
        "Jeanne Petit, “Le port est fermé (The port is closed),” Le Journal (daily), Paris, 3 October 2026"
    )
    assert text.excerpts[0].published_on == excerpt.published_on
    assert [(note.key, note.number) for note in text.notes] == [("one", 1), ("two", 2)]
    assert text.publication_date is None
    issue = f.issue_of([article])
    assert article_text(f.fresh(article)).publication_date == issue.rights_date


def test_a_problem_says_where_it_is_and_what_it_was_compared_with() -> None:
    article = quoting()
    found = [p for p in article_problems(article) if p.code == "quotation-altered"]
    (problem,) = found
    assert (problem.item_kind, problem.item_key, problem.field, problem.paragraph) == (
        "article", str(article.key), "commentary", 0,
    )  # fmt: skip
    assert problem.severity == "block"
    assert "The port is open" in richtext.paragraphs(article.commentary)[0][problem.start : problem.end]
    assert (problem.near_label, problem.label) == ("Excerpt 1", "Commentary")
    assert "The port is closed" in problem.near


def test_a_dismissal_stands_while_its_sentence_and_what_it_was_compared_with_stand() -> None:
    article = quoting()

    def today() -> str:
        return next(
            p.fingerprint for p in article_problems(f.fresh(article)) if p.code == "quotation-altered"
        )

    before, stored = today(), Article.objects.get(pk=article.pk).commentary
    for other, same in (
        (stored.replace("Nobody stirred", "Nobody moved"), True),
        (f"<p>New beginning.</p>{stored}", True),
        (stored.replace("the minister said", "the minister says"), False),
    ):
        Article.objects.filter(pk=article.pk).update(commentary=other)
        assert (today() == before) is same
    Article.objects.filter(pk=article.pk).update(commentary=stored)
    article.excerpts.update(body=f"<p>{CLOSED.replace('again', 'well')}</p>")
    assert today() != before


def test_the_archive_knows_what_is_published_and_nothing_else() -> None:
    assert read_archive().articles == ()
    article = with_commentary("The harbor master Oskar Lindqvarn kept the keys.", title="Keys of the Port")
    f.published_issue([f.walked_to("approved", article)])
    with_commentary("Somebody else, Petra Unseen, wrote a draft.")
    archive = read_archive()
    month = article.__class__.objects.get(pk=article.pk).issue.month
    (author,) = (byline.author.name for byline in article.bylines.all())
    assert archive.articles == (ArchivedArticle("Keys of the Port", (author,), month),)
    assert archive.months == {month}
    assert archive.names["Oskar Lindqvarn"] == 1
    assert "Petra Unseen" not in archive.names
    assert archive.outlets == {"Le Journal": ("daily",)}


def test_a_name_is_compared_with_back_issues() -> None:
    first = with_commentary("The harbor master Oskar Lindqvarn kept the keys.")
    f.published_issue([f.walked_to("approved", first)])
    cache.clear()
    later = with_commentary("The harbor master Oskar Lindkvarn gave up the keys.")
    assert ("name-archive", "info") in codes(later)
    assert "Lindqvarn" in next(
        p.near for p in article_problems(later, severities=EVERY) if p.code == "name-archive"
    )


def test_a_reference_to_a_back_issue_is_looked_up() -> None:
    f.house(name="Harbor Digest")
    first = f.walked_to("approved", f.complete_article(title="Keys of the Port"))
    issue = f.published_issue([first])
    issue.month = date(2021, 3, 1)
    Issue.objects.filter(pk=issue.pk).update(month=issue.month)
    cache.clear()
    assert known_archive().digests == ("Harbor Digest",)
    article = f.complete_article()
    note = article.footnotes.get(key="one")
    right = f"For more, see: A. Writer, “Keys of the Port,” Harbor Digest, {issue.month:%m-%Y}."
    later = date(issue.month.year + 1, issue.month.month, 1)
    for words, reported in ((right, False), (right.replace(f"{issue.month:%m-%Y}", f"{later:%m-%Y}"), True)):
        article.footnotes.filter(pk=note.pk).update(text=f"<p>{words}</p>")
        assert ("back-issue-unknown" in {code for code, _ in codes(f.fresh(article))}) is reported


def test_the_findings_of_a_text_are_looked_up_and_new_ones_follow_each_change() -> None:
    article = with_commentary("On Monday, 3 October 2026, the port closed.")
    assert ("weekday-wrong", "block") in codes(article)
    assert codes(f.fresh(article)) == codes(article)
    words = article.commentary.replace("Monday", "Saturday")
    Article.objects.filter(pk=article.pk).update(commentary=words)
    assert ("weekday-wrong", "block") not in codes(f.fresh(article))
