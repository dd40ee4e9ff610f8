"""Assembling issues in planning: which articles are in one, in which sections and in which order."""

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max, Q

from editorial.content.models import Article
from editorial.content.operations import lock_article
from editorial.content.permissions import edit_refusal
from editorial.content.queries import bylines_with_authors
from editorial.content.tracking import track
from editorial.errors import EditorialError, NotAllowed
from editorial.issues.arrangement import Arrangement, arrangement_of, token_of
from editorial.issues.models import Issue, IssueSection, Section
from editorial.issues.permissions import OFFICE, may_know_of, require_role
from editorial.issues.telling import tell_of_leaving
from editorial.states import ArticleState, IssueState

ASSEMBLERS = "Only editors and the publications office assemble an issue."
ARRANGED = "Order of the issue changed"


class NotInPlanning(EditorialError):
    """The order of a closed issue is changed. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            f"“{issue}” is {issue.get_state_display().lower()}. Reopen it before changing its order."
        )


class ArrangementChanged(EditorialError):
    """Somebody rearranged the issue after this person's page was made. `now` is what stands, `wanted` what was asked."""

    def __init__(self, issue: Issue, now: Arrangement, wanted: Arrangement):
        self.issue, self.now, self.wanted = issue, now, wanted
        super().__init__(
            f"Somebody rearranged “{issue}” after you opened this page. Nothing of yours is saved yet."
        )


class ArrangementWrong(EditorialError):
    """What was asked for is no arrangement of the issue. `str()` says why."""


class SectionNotEmpty(EditorialError):
    """A section is taken out of an issue that has articles in it. `section` is the one."""

    def __init__(self, section: Section):
        self.section = section
        super().__init__(f"“{section}” still has articles in this issue. Move them first.")


class ArticleElsewhere(EditorialError):
    """The article is not where this person's page showed it. `article` is as it stands."""

    def __init__(self, article: Article):
        self.article = article
        place = f"in “{article.issue}”" if article.issue else "in no issue"
        super().__init__(
            f"“{article}” is {place} now: somebody moved it in the meantime. Reload the page and look again."
        )


def lock_issue(issue_id: int) -> Issue:
    """The issue, held until the transaction ends. Issues are locked before articles: nobody waits in a circle.

    Its key is not locked: who holds an article may write news that name its issue.
    """
    return Issue.objects.select_for_update(of=("self",), no_key=True).get(pk=issue_id)


def _lock_issues(*issue_ids: int | None) -> dict[int, Issue]:
    """Several issues at once, by primary key, so that two who lock the same ones do it in the same order."""
    asked = [pk for pk in issue_ids if pk is not None]
    rows = Issue.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=asked)
    return {issue.pk: issue for issue in rows.order_by("pk")}


def require_planning(issue: Issue | None) -> None:
    """Raise `NotInPlanning` unless the issue is in planning; None is nobody's concern."""
    if issue is not None and issue.state != IssueState.PLANNING:
        raise NotInPlanning(issue)


@transaction.atomic
def place_article(
    *, issue: Issue, article: Article, by: User, expected: int | None = None, section: Section | None = None
) -> Article:
    """Put an article at the end of an issue in planning; `section` replaces its own where given.

    `expected` is the issue that the person took it from, by primary key; None: it was in none. An author may do this with
    their own draft: it is written for that issue.
    Raises `NotAllowed`, `NotInPlanning`, `ArticleElsewhere`, `Article.DoesNotExist`.
    """
    issues = _lock_issues(expected, issue.pk)
    locked, stored = issues[issue.pk], lock_article(article.pk)
    if not may_know_of(by, stored):
        raise Article.DoesNotExist
    own_draft = stored.state == ArticleState.DRAFT and edit_refusal(by, stored) is None
    if not own_draft:
        require_role(by, OFFICE, ASSEMBLERS)
    require_planning(locked)
    if stored.issue_id not in (expected, locked.pk):
        raise ArticleElsewhere(stored)
    left = issues[stored.issue_id] if stored.issue_id and stored.issue_id != locked.pk else None
    require_planning(left)
    top = Article.objects.filter(issue=locked).aggregate(top=Max("position"))["top"] or 0
    if stored.issue_id != locked.pk:
        stored.issue, stored.position = locked, top + 1
    if section is not None:
        stored.section = section
    _save_place(stored, by, f"Placed in {locked}", left)
    return stored


@transaction.atomic
def take_out_article(*, article: Article, by: User, expected: int | None = None) -> Article:
    """Take an article out of its issue in planning, also a draft of which the person sees no more than that it is there.
    `expected` is the issue that they saw it in, by primary key; None: nobody was shown one. What is in no issue is out
    already.
    Raises `NotAllowed`, `NotInPlanning`, `ArticleElsewhere`, `Article.DoesNotExist`.
    """
    require_role(by, OFFICE, ASSEMBLERS)
    place = expected or Article.objects.values_list("issue_id", flat=True).get(pk=article.pk)
    issue = lock_issue(place) if place else None
    stored = lock_article(article.pk)
    if stored.issue_id is None:
        return stored
    if issue is None or stored.issue_id != issue.pk:
        if not may_know_of(by, stored):
            raise Article.DoesNotExist
        raise ArticleElsewhere(stored)
    require_planning(issue)
    stored.issue, stored.position = None, None
    _save_place(stored, by, f"Taken out of {issue}", issue)
    return stored


@transaction.atomic
def replan_article(*, article: Article, issue: Issue | None, expected: int | None, by: User) -> Article:
    """Move an article into another issue in planning, or (None) out of its own; `expected` is the issue it was shown in.

    Raises `Article.DoesNotExist`, `NotAllowed`, `NotInPlanning`, `ArticleElsewhere`.
    """
    require_role(by, OFFICE, ASSEMBLERS)
    _lock_issues(expected, issue.pk if issue else None)
    stored = lock_article(article.pk)
    if not may_know_of(by, stored):
        raise Article.DoesNotExist
    target = issue.pk if issue else None
    if stored.issue_id == target:
        return stored  # somebody did just this already
    if stored.issue_id != expected:
        raise ArticleElsewhere(stored)
    return (
        place_article(issue=issue, article=stored, by=by, expected=expected)
        if issue
        else take_out_article(article=stored, by=by, expected=expected)
    )


@transaction.atomic
def order_articles(*, issue: Issue, article_ids: list[int], by: User) -> None:
    """Put all articles of an issue in planning into this order. Raises `NotAllowed`, `NotInPlanning`, `ValueError`."""
    require_role(by, OFFICE, ASSEMBLERS)
    locked = lock_issue(issue.pk)
    require_planning(locked)
    rows = Article.objects.select_for_update(of=("self",), no_key=True).filter(issue=locked)
    articles = {a.pk: a for a in rows.order_by("pk")}
    if sorted(articles) != sorted(article_ids):
        raise ValueError("the order must name each article of the issue once")
    _save_places([(articles[pk], articles[pk].section_id) for pk in article_ids], locked, by)


@transaction.atomic
def arrange_issue(*, issue: Issue, arrangement: Arrangement, expected: str, by: User) -> Arrangement:
    """Arrange an issue in planning, all of it or nothing: its sections in order, each with its articles in order.

    An article that the arrangement does not name is taken out; one that is in no issue yet is put in; one that stands in
    another section than its own gets that section. A section that is not named is taken off the issue's list. `expected`
    is the `token_of` the arrangement that the person was shown. Returns what stands afterwards.

    Raises `NotAllowed`, `NotInPlanning`, `ArrangementChanged`, `ArrangementWrong`, `SectionNotEmpty`,
    `ArticleElsewhere`, `Article.DoesNotExist`.
    """
    require_role(by, OFFICE, ASSEMBLERS)
    locked = lock_issue(issue.pk)
    require_planning(locked)
    named = [pk for group in arrangement for pk in group.articles]
    rows = Article.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(Q(issue=locked) | Q(pk__in=named))
    articles = {a.pk: a for a in rows.order_by("pk").prefetch_related(bylines_with_authors())}
    inside = sorted((a for a in articles.values() if a.issue_id == locked.pk), key=lambda a: a.position or 0)
    places = list(locked.issue_sections.select_related("section"))
    now = arrangement_of(locked, inside, places)
    if now == arrangement:
        return now
    if token_of(now) != expected:
        raise ArrangementChanged(locked, now, arrangement)
    _require_sense(arrangement, named)
    _require_articles(locked, articles, arrangement, by)
    _save_sections(locked, arrangement, places, by)
    kept = set(named)
    for article in inside:
        if article.pk not in kept:
            article.issue, article.position = None, None
            _save_place(article, by, f"Taken out of {locked}", locked)
    _save_places(
        [(articles[pk], group.section) for group in arrangement for pk in group.articles], locked, by
    )
    return arrangement_of(locked)


def _require_sense(arrangement: Arrangement, named: list[int]) -> None:
    sections = [group.section for group in arrangement]
    if len(set(named)) != len(named) or len(set(sections)) != len(sections):
        raise ArrangementWrong("Each article and each section stands in an issue once. Reload the page.")
    if any(group.listed and group.section is None for group in arrangement):
        raise ArrangementWrong("An issue lists sections of the register only. Reload the page.")


def _require_articles(issue: Issue, articles: dict[int, Article], arrangement: Arrangement, by: User) -> None:
    """Whether every article may be where it is wanted."""
    wanted = {pk: group for group in arrangement for pk in group.articles}
    for pk in wanted:
        if pk not in articles or (articles[pk].issue_id != issue.pk and not may_know_of(by, articles[pk])):
            raise Article.DoesNotExist
    for article in articles.values():
        group = wanted.get(article.pk)
        if group is not None and article.issue_id not in (None, issue.pk):
            raise ArticleElsewhere(article)
        stays = group is not None and group.section == article.section_id
        if stays:
            continue
        # Its section is its authors' choice; what is in the issue is the issue's, or it could hold up closing for ever.
        if group is not None and not may_know_of(by, article):
            words = (
                "A draft that is not submitted yet is its authors’: it stays in its section of this issue, or is taken "
                "out of the issue."
            )
            raise NotAllowed(by, words)
        if group is not None and not group.listed:
            raise ArrangementWrong(f"Put “{article}” into one of the issue’s sections.")


def _save_sections(issue: Issue, arrangement: Arrangement, places: list[IssueSection], by: User) -> None:
    wanted = [group.section for group in arrangement if group.listed and group.section is not None]
    strays = {group.section for group in arrangement if not group.listed and group.articles}
    known = {place.section_id: place for place in places}
    if Section.objects.filter(pk__in=set(wanted) - set(known)).count() != len(set(wanted) - set(known)):
        raise ArrangementWrong("One of the sections is not in the register any more. Reload the page.")
    for place in places:
        if place.section_id not in wanted:
            if place.section_id in strays:
                raise SectionNotEmpty(place.section)
            track(place, by, "Taken off the issue’s sections")
            place.delete()
    before = {place.section_id: place.position for place in places}
    aside = max([*before.values(), 0]) + len(wanted)
    # Positions are unique: step aside first, then take the final places.
    issue.issue_sections.update(position=models.F("position") + aside)
    for position, section in enumerate(wanted, 1):
        if before.get(section) == position:
            issue.issue_sections.filter(section=section).update(position=position)
            continue
        place = known.get(section) or IssueSection(issue=issue, section_id=section)
        place.position = position
        track(place, by, ARRANGED)
        place.save()


def _save_places(order: list[tuple[Article, int | None]], issue: Issue, by: User) -> None:
    """Give the articles their places 1, 2, 3 … and their sections; only what changed goes into the history."""
    before = {a.pk: (a.issue_id, a.position, a.section_id) for a, _section in order}
    inside = Article.objects.filter(issue=issue)
    aside = (inside.aggregate(top=Max("position"))["top"] or 0) + len(order)
    inside.update(position=models.F("position") + aside)
    for position, (article, section) in enumerate(order, 1):
        if before[article.pk] == (issue.pk, position, section):
            Article.objects.filter(pk=article.pk).update(position=position)
            continue
        reason = ARRANGED if article.issue_id == issue.pk else f"Placed in {issue}"
        article.issue, article.position, article.section_id = issue, position, section
        _save_place(article, by, reason)


def _save_place(article: Article, by: User, reason: str, left: Issue | None = None) -> None:
    article.version += 1
    track(article, by, reason)
    article.save(update_fields=["issue", "position", "section", "version"])
    if left is not None:
        tell_of_leaving(article, left, by=by)
