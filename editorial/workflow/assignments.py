"""Who has an article, and until when: claiming, giving to somebody, giving back, days.

Nothing is taken over silently: whoever gives an article that somebody has to somebody else says whom they take it from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.operations import lock_article
from editorial.content.permissions import may_view, roles_of
from editorial.content.tracking import track
from editorial.content.writers import writer_ids
from editorial.dates import day_and_time, long_date
from editorial.errors import EditorialError, NotAllowed
from editorial.notify.operations import announce
from editorial.notify.table import Group
from editorial.states import ArticleState, Role
from editorial.workflow.models import Assignment

Stage = Assignment.Stage

WORKERS: dict[str, frozenset[Role]] = {
    Stage.IN_REVIEW: frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
    Stage.FACT_CHECK: frozenset({Role.FACT_CHECKER, Role.ADMINISTRATOR}),
}
GIVERS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
WORK: dict[str, str] = {Stage.IN_REVIEW: "review", Stage.FACT_CHECK: "fact-check"}
DOERS: dict[str, str] = {Stage.IN_REVIEW: "editors", Stage.FACT_CHECK: "fact-checkers"}
ENDS: dict[str, str] = {Stage.IN_REVIEW: "accept", Stage.FACT_CHECK: "clear"}
WAY = [Stage.DRAFT.value, Stage.IN_REVIEW.value, Stage.FACT_CHECK.value]
MANY = 500  # articles in one act


class SomebodyHasIt(EditorialError):
    """Somebody else has the article. `article`, `holder` and `since` say which, who, and since when."""

    def __init__(self, article: Article, holder: User, since: datetime):
        self.article, self.holder, self.since = article, holder, since
        at = day_and_time(since)
        super().__init__(
            f"{name_of(holder)} has “{article}” since {at}. Ask them, or take it over on the article’s page."
        )


class DayChanged(EditorialError):
    """Somebody set another day after this person's page was made. `article` is the one, `due_on` the day that stands."""

    def __init__(self, article: Article, due_on: date | None):
        self.article, self.due_on = article, due_on
        stands = f"it is due on {long_date(due_on)} now" if due_on else "it has no day of its own now"
        super().__init__(
            f"Somebody changed the day of “{article}” in the meantime: {stands}. Go back, look at it, and set it again."
        )


class NothingToAssign(EditorialError):
    """The article is past the stage, or at none that anybody has. `article` and `stage` are what was asked for."""

    def __init__(self, article: Article, stage: str):
        self.article, self.stage = article, stage
        state = article.get_state_display().lower()
        if article.state in WAY:
            work = WORK.get(stage, stage.replace("_", " "))
            words = f"“{article}” is “{state}” now, so its {work} is not to be given out."
        else:
            words = f"“{article}” is {state}: nobody has to do anything with it."
        super().__init__(f"{words} Somebody may have moved it in the meantime; reload the page.")


@dataclass(frozen=True)
class Given:
    """What came of giving out several articles: those that were, and the others, each with why not."""

    articles: list[Article] = field(default_factory=list)
    refused: list[tuple[Article, str]] = field(default_factory=list)


def name_of(person: User) -> str:
    """A person's name for a sentence."""
    return person.get_full_name() or person.get_username()


def work_refusal(
    person: User, article: Article, stage: str, *, you: bool = False, writers: Iterable[int] | None = None
) -> str | None:
    """Why this person cannot do the work of the stage, in one sentence, said to them (`you`) or about them; None when
    they can. `writers` are the article's (`content.writers`), if they are known already.
    """
    who = "You" if you else name_of(person)
    if stage not in WORKERS:
        return "A draft is its authors’: it can have a day by which it is due, but nobody else has it."
    if not roles_of(person) & WORKERS[stage]:
        return f"A {WORK[stage]} is done by {DOERS[stage]}; {'you are' if you else f'{who} is'} none."
    if not may_view(person, article):
        return f"{who} cannot see this draft: it was never submitted."
    if person.pk in (writer_ids(article) if writers is None else writers):
        return (
            f"{who} wrote or edited this article, so somebody else has to {ENDS[stage]} it. "
            "Give it to somebody who did not write in it."
        )
    return None


@transaction.atomic
def claim_article(
    *, article_id: int, by: User, instead_of: int | None = None, at: datetime | None = None
) -> Assignment:
    """Take what is in review (editors) or in fact-check (fact-checkers); administrators take either.

    `instead_of` is who has it (primary key) when it is taken over from them on purpose; they hear of it. Raises
    `Article.DoesNotExist`, `NothingToAssign`, `NotAllowed`, `SomebodyHasIt`.
    """
    article = _locked(article_id, by)
    stage = _open_stage(article)
    refusal = work_refusal(by, article, stage, you=True)
    if refusal:
        raise NotAllowed(by, refusal)
    claimed, _new = _give(article, stage, person=by, by=by, instead_of=instead_of, due_on=None, at=at)
    return claimed


@transaction.atomic
def assign_article(
    *,
    article_id: int,
    person: User,
    by: User,
    stage: str = "",
    instead_of: int | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
) -> Assignment:
    """Give an article to somebody who may do the work: of the stage it is in, or ahead of a later one.

    For editors and administrators; a fact-checker may hand on what they have. `instead_of` is who has it (primary key),
    as the person knows; without a day an earlier one stays. Whoever gets it hears of it. Raises `Article.DoesNotExist`,
    `NothingToAssign`, `NotAllowed`, `SomebodyHasIt`, `ValidationError`.
    """
    article = _locked(article_id, by)
    given, new = _give_to(article, person, by, stage=stage, instead_of=instead_of, due_on=due_on, at=at)
    if new:
        _tell([article], given.stage, person, by)
    return given


@transaction.atomic
def assign_articles(
    *,
    article_ids: Sequence[int],
    stage: str,
    by: User,
    person: User | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
) -> Given:
    """Give several articles to one person, or set the day by which they are due, or both; for editors and administrators.

    What somebody has stays theirs, and what the person may not do is left out: the answer says which, and why. Whoever
    gets them hears of it once. Raises `Article.DoesNotExist`, `NotAllowed`, `ValidationError`.
    """
    if not roles_of(by) & GIVERS:
        raise NotAllowed(by, "Editors and administrators give out several articles at once.")
    if stage not in Stage.values:
        raise ValidationError("Choose what is to be done: draft, review or fact-check.")
    if not article_ids:
        raise ValidationError("Choose at least one article.")
    if len(article_ids) > MANY:
        raise ValidationError(f"Choose at most {MANY} articles at once.")
    if person is None and due_on is None:
        raise ValidationError("Choose a person, or a day by which the articles are due.")
    given, news = Given(), []
    for article_id in sorted(set(article_ids)):
        article = _locked(article_id, by)
        try:
            if person is None:
                _set_day(article, stage, due_on, by, at)
            else:
                _row, new = _give_to(article, person, by, stage=stage, instead_of=None, due_on=due_on, at=at)
                news += [article] if new else []
            given.articles.append(article)
        except (NotAllowed, SomebodyHasIt, NothingToAssign) as error:
            given.refused.append((article, str(error)))
    if person is not None and news:
        _tell(news, stage, person, by)
    return given


@transaction.atomic
def release_article(
    *, article_id: int, by: User, instead_of: int | None = None, at: datetime | None = None
) -> None:
    """Give an article back, so that somebody else can take it; its day stays. For who has it, editors and administrators.

    `instead_of` is who has it, as the person knows: without it one gives back only what one has oneself. What nobody has
    is released already. Raises `Article.DoesNotExist`, `NothingToAssign`, `NotAllowed`, `SomebodyHasIt`.
    """
    article = _locked(article_id, by)
    found = _assignment(article, _open_stage(article))
    if found is None or found.person is None:
        return
    if found.person_id != by.pk and not roles_of(by) & GIVERS:
        raise NotAllowed(by, f"{name_of(found.person)} has it; they or an editor give it back.")
    if found.person_id not in (by.pk, instead_of):
        raise SomebodyHasIt(article, found.person, found.at)
    lost = found.person
    found.person = None
    _store(found, by, f"Released by {name_of(by)}", at)
    if lost.pk != by.pk:
        _news(article, lost, by, f"{name_of(by)} took “{article}” off your list; nobody has it now.")


@transaction.atomic
def set_due_date(
    *,
    article_id: int,
    due_on: date | None,
    by: User,
    stage: str = "",
    seen: str | None = None,
    at: datetime | None = None,
) -> None:
    """Say by which day a stage of the article is to be done; None: the issue's day holds again.

    For editors and administrators. `seen` is the day that the person's page showed, as “2026-11-30” ("": no day of its own);
    None: it showed none. Raises `Article.DoesNotExist`, `NothingToAssign`, `NotAllowed`, `DayChanged`, `ValidationError`.
    """
    article = _locked(article_id, by)
    if not roles_of(by) & GIVERS:
        raise NotAllowed(by, "Editors and administrators set the day by which something is due.")
    found = _assignment(article, _open_stage(article, stage))
    stands = found.due_on if found else None
    if seen is not None and seen != (stands.isoformat() if stands else "") and due_on != stands:
        raise DayChanged(article, stands)
    _set_day(article, stage, due_on, by, at)


@transaction.atomic
def drop_due_dates(*, article_id: int, by: User) -> None:
    """Take the days off all stages of an article that begins its way again, inside the transaction that sends it there:
    they were set for the way that is over. Who has it stays.
    """
    lock_article(article_id)
    for row in Assignment.objects.filter(article=article_id, due_on__isnull=False).select_related("person"):
        row.due_on = None
        _store(row, by, "No day of its own: its correction begins", row.at)


def _locked(article_id: int, by: User) -> Article:
    article = lock_article(article_id)
    if not may_view(by, article):
        raise Article.DoesNotExist
    return article


def _open_stage(article: Article, wanted: str = "") -> str:
    """The stage that the article is in, or a later one that was asked for."""
    stage = wanted or article.state
    if article.state not in WAY or stage not in WAY or WAY.index(stage) < WAY.index(article.state):
        raise NothingToAssign(article, stage)
    return stage


def _assignment(article: Article, stage: str) -> Assignment | None:
    return Assignment.objects.filter(article=article, stage=stage).select_related("person").first()


def _give_to(
    article: Article, person: User, by: User, *, stage: str, instead_of: int | None, due_on: date | None,
    at: datetime | None,
) -> tuple[Assignment, bool]:  # fmt: skip
    stage = _open_stage(article, stage)
    if stage == Stage.DRAFT:
        raise NotAllowed(by, work_refusal(person, article, stage) or "")
    found = _assignment(article, stage)
    hands_on = found is not None and found.person_id == by.pk and bool(roles_of(by) & WORKERS[stage])
    if not (roles_of(by) & GIVERS or hands_on):
        raise NotAllowed(by, "Editors give out articles; a fact-checker hands on what they have themselves.")
    refusal = work_refusal(person, article, stage, you=person.pk == by.pk)
    if refusal:
        raise NotAllowed(by, refusal)
    # One's own is taken from nobody.
    return _give(
        article, stage, person=person, by=by, instead_of=by.pk if hands_on else instead_of, due_on=due_on, at=at
    )  # fmt: skip


def _give(
    article: Article, stage: str, *, person: User, by: User, instead_of: int | None, due_on: date | None,
    at: datetime | None,
) -> tuple[Assignment, bool]:  # fmt: skip
    """The row, and whether it is somebody else's than before."""
    found = _assignment(article, stage)
    holder = found.person if found else None
    if found and holder and holder.pk not in (person.pk, instead_of):
        raise SomebodyHasIt(article, holder, found.at)
    row = found or Assignment(article=article, stage=stage)
    _require_day(due_on, row.due_on)
    new = holder is None or holder.pk != person.pk
    if not new and due_on in (None, row.due_on):
        return row, False
    row.person, row.due_on = person, due_on or row.due_on
    since = at if new else row.at
    _store(row, by, "Claimed" if person.pk == by.pk else f"Given to {name_of(person)}", since)
    if holder is not None and holder.pk not in (person.pk, by.pk):
        _news(article, holder, by, f"“{article}” is with {name_of(person)} now, not with you any more.")
    return row, new


def _set_day(article: Article, stage: str, due_on: date | None, by: User, at: datetime | None) -> None:
    stage = _open_stage(article, stage)
    row = _assignment(article, stage) or Assignment(article=article, stage=stage)
    if row.due_on == due_on:
        return
    _require_day(due_on, row.due_on)
    row.due_on = due_on
    # Since when somebody has it is not changed by a day.
    _store(row, by, f"Due on {due_on:%Y-%m-%d}" if due_on else "Due when its issue says", at or row.at)


def _require_day(due_on: date | None, before: date | None) -> None:
    if due_on is not None and due_on != before and due_on < timezone.localdate():
        raise ValidationError("The day by which it is due has passed already. Choose today or a later day.")


def _store(row: Assignment, by: User, why: str, at: datetime | None) -> None:
    """A row that says nothing any more is gone; its history stays."""
    row.by, row.at = by, at or timezone.now()
    track(row, by, why)
    if row.person is None and row.due_on is None:
        if row.pk is not None:
            row.delete()
        return
    row.full_clean(exclude=["article", "person", "by"])
    row.save()


def _tell(articles: list[Article], stage: str, person: User, by: User) -> None:
    work = WORK[stage]
    if len(articles) == 1:
        _news(articles[0], person, by, f"{name_of(by)} gave you “{articles[0]}” to {work}.")
        return
    announce(
        kind="assigned",
        text=f"{name_of(by)} gave you {len(articles)} articles to {work}.",
        by=by,
        groups={Group.ASSIGNEE: [person.pk]},
        issue_id=articles[0].issue_id if len({article.issue_id for article in articles}) == 1 else None,
        detail="\n".join(f"“{article}”" for article in articles),
    )


def _news(article: Article, person: User, by: User, text: str) -> None:
    announce(kind="assigned", text=text, by=by, groups={Group.ASSIGNEE: [person.pk]}, article=article)


def who_has(article: Article) -> User | None:
    """The person who has the article now; None: nobody, or it is a draft or done. One query."""
    found = _assignment(article, article.state) if held_stage(article) else None
    return found.person if found else None


def held_stage(article: Article) -> str | None:
    """The stage in which somebody may have the article now; None when there is none."""
    return article.state if article.state in (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK) else None
