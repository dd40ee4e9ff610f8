"""The arrangement of an issue: its sections in order, each with its articles in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article
from editorial.issues.models import Issue, IssueSection


@dataclass(frozen=True)
class Group:
    """A section of an issue with its articles, as primary keys. `section` None holds those without one.

    A group that is not `listed` has articles whose section is not among the issue's sections.
    """

    section: int | None
    articles: tuple[int, ...] = ()
    listed: bool = True


Arrangement = tuple[Group, ...]


def arrangement_of(
    issue: Issue, articles: Sequence[Article] | None = None, places: Sequence[IssueSection] | None = None
) -> Arrangement:
    """How the issue is arranged now: the listed sections in order, then what is in others, last what has none.

    `articles` (in order) and `places` are asked for if they are not given.
    """
    if articles is None:
        articles = list(Article.objects.filter(issue=issue).order_by("position"))
    if places is None:
        places = list(issue.issue_sections.all())
    listed = [place.section_id for place in places]
    others = dict.fromkeys(a.section_id for a in articles if a.section_id not in listed)
    strays = sorted(others, key=lambda section: section is None)

    def of(section: int | None) -> tuple[int, ...]:
        return tuple(a.pk for a in articles if a.section_id == section)

    return (
        *(Group(section, of(section)) for section in listed),
        *(Group(section, of(section), listed=False) for section in strays),
    )


def token_of(arrangement: Arrangement) -> str:
    """Stands for exactly this arrangement: a page carries it, so that a later change is noticed."""
    return fingerprint([[group.section, group.listed, list(group.articles)] for group in arrangement])[:32]
