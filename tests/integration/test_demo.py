"""What the demo leaves behind: a furnished house, an issue with its correction, and the month after at work."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from demo.house import furnish_house
from demo.next_month import SHARED_FILTER, begin_next_month
from demo.story import not_of_the_demo, people, tell, told
from editorial.content.models import Article
from editorial.house.models import House
from editorial.issues.edition_changes import changes_between
from editorial.issues.models import Correction, Edition, Issue, Rendition
from editorial.issues.operations import create_issue
from editorial.issues.queries import published_edition
from editorial.search.queries import filters_of
from editorial.states import ArticleState as S
from editorial.states import CorrectionState, IssueState
from editorial.workflow.models import Assignment
from editorial.workflow.queue import LATE, MINE, RETURNED, UNCLAIMED, WAITING, queue_of
from tests import factories as f

pytestmark = pytest.mark.django_db


def finished(edition: Edition, *_more: Any) -> Rendition:
    """What the worker would have made."""
    rendition: Rendition = edition.renditions.get(form="pdf")
    f.finish_rendition(rendition)
    return rendition


def test_the_whole_story_ends_with_a_corrected_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    shades = iter(range(200))
    monkeypatch.setattr("demo.story.draw", lambda _name: Image.new("RGB", (900, 600), (next(shades), 80, 90)))
    monkeypatch.setattr("demo.next_month.draw", lambda _name: Image.new("RGB", (900, 600)))
    for place in ("demo.story", "demo.correction"):
        monkeypatch.setattr(f"{place}.wait_for_pdf", finished)
    said: list[str] = []
    rendition = tell(said.append, lambda: None)

    assert not_of_the_demo() == ""  # so it can be told again
    content = told()
    issue = Issue.objects.get(state=IssueState.PUBLISHED)
    first, second = issue.editions.order_by("number")
    assert published_edition(issue) == second == rendition.edition
    assert not issue.articles.exclude(state=S.PUBLISHED).exists()
    correction = Correction.objects.get()
    assert (correction.state, correction.erratum) == (
        CorrectionState.PUBLISHED,
        content["correction"]["erratum"],
    )
    assert [one["text"] for one in second.snapshot["errata"]] == [correction.erratum]
    changes = changes_between(first.snapshot, second.snapshot)
    assert [change.key for change in changes if change.key] == [str(correction.article.key)]
    house = second.snapshot["house"]
    assert {
        name: house[name] for name in content["house"] if name != "logo_alt_text"
    }.items() <= house.items()
    assert house["logo"]["alt_text"] == content["house"]["logo_alt_text"]
    assert [part["title"] for part in second.snapshot["parts"]] == [
        part["title"] for part in content["parts"]
    ]
    countries = {
        e["country"] for s in second.snapshot["sections"] for a in s["articles"] for e in a["excerpts"]
    }
    assert len(countries - {""}) >= 6 and "" in countries
    # The month after begins with what recurs.
    after = Issue.objects.get(state=IssueState.PLANNING)
    assert [part.title for part in after.parts.all()] == ["About This Digest"]


@pytest.mark.parametrize(
    ("made", "words"),
    [(f.author, "1 account of others"), (f.complete_article, "1 account and 1 article of others")],
)
def test_a_site_of_other_people_is_left_alone(
    made: Callable[[], Any], words: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The accounts of the demo have a password that everybody knows."""
    settings.PRODUCTION = False
    monkeypatch.setattr(
        "editorial.management.commands.demo.background", lambda **_: pytest.fail("it went on")
    )
    people(told())
    before = User.objects.count()
    assert not_of_the_demo() == ""
    made()
    with pytest.raises(CommandError, match=f"it has {words}. The demo makes accounts") as refusal:
        call_command("demo")
    assert refusal.value.returncode == 1
    assert User.objects.count() == before + 1


def test_what_somebody_gave_the_house_stays() -> None:
    office = f.publications()
    f.house(name="Near Shore")
    said: list[str] = []
    for _twice in range(2):
        furnish_house(content=told(), office=office, say=said.append)
    house = House.objects.get()
    assert (house.name, house.tagline) == ("Near Shore", told()["house"]["tagline"])
    assert house.logo_sha256 and house.logo_alt_text and len(said) == 1


def test_the_next_month_shows_the_desk_at_work() -> None:
    author, editor, checker = f.author(), f.editor(), f.fact_checker()
    sections = [f.section(), f.section(), f.section()]
    november = create_issue(month=date(2026, 11, 1), volume=1, number=1, by=editor, sections=sections)
    said: list[str] = []
    begin_next_month(
        after=november, sections=sections, author=author, editor=editor, checker=checker, say=said.append
    )

    def titles(group: str) -> list[str]:
        return [str(row.article) for row in queue_of(editor).groups[group].rows]

    assert titles(MINE) == ["Orlanza Puts Its Fog Horns to a Vote"]
    assert titles(UNCLAIMED) == titles(LATE) == ["Morvenna Lets Its Postmen Weigh the Snow"]
    assert titles(WAITING) == ["Belvarra Lets Its Harbor Seals Vote With Their Fins"]
    assert titles(RETURNED) == ["Vasmara’s Night Trains Return to the High Line"]
    assert Article.objects.filter(state=S.DRAFT, submitted_at=None).count() == 1
    assert all(row.due_on > timezone.localdate() for row in queue_of(editor).groups[MINE].rows)
    assert Assignment.objects.get(stage=S.FACT_CHECK).person == checker

    question, answer, suggestion = Article.objects.get(title__startswith="Orlanza").comments.order_by("pk")
    assert answer.answer_to == question and answer.by == author and question.exact
    assert suggestion.suggested == "if all three horns fall silent" and not suggestion.decision

    assert [(one.name, one.query) for one in filters_of(checker)] == [SHARED_FILTER]
    assert len(said) == 4
    # Told again, it is there already.
    begin_next_month(
        after=november, sections=sections, author=author, editor=editor, checker=checker, say=said.append
    )
    assert (len(said), Article.objects.count()) == (4, 5)
