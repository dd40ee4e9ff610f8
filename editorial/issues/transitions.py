"""The moves of an issue, as data (design, section 3)."""

from dataclasses import dataclass, field

from editorial.states import IssueState as S
from editorial.states import Role


@dataclass(frozen=True)
class IssueTransition:
    """One move of an issue: from which states, who, and the names of its gates in `issues.gates`."""

    name: str
    label: str
    sources: frozenset[S]
    target: S
    roles: frozenset[Role]
    gates: tuple[str, ...] = ()
    needs_reason: bool = False
    what: str = field(default="", compare=False)


_OFFICE = frozenset({Role.PUBLICATIONS, Role.ADMINISTRATOR})
_DESK = frozenset({Role.EDITOR, Role.ADMINISTRATOR})

ISSUE_TRANSITIONS: dict[str, IssueTransition] = {
    move.name: move
    for move in (
        IssueTransition(
            name="close",
            label="Close",
            sources=frozenset({S.PLANNING}),
            target=S.CLOSED,
            roles=_DESK,
            gates=(
                "every_article_approved", "order_complete", "unchanged_since_fact_check", "articles_still_clear",
            ),
            what="The issue is complete: every article is approved, still clear, and in its place.",
        ),
        IssueTransition(
            name="approve",
            label="Approve",
            sources=frozenset({S.CLOSED}),
            target=S.APPROVED,
            roles=_OFFICE,
            gates=(
                "every_article_approved", "order_complete", "release_reviews_current", "unchanged_since_fact_check",
                "articles_still_clear",
            ),
            what="Freeze an edition and queue its PDF.",
        ),
        IssueTransition(
            name="reopen",
            label="Reopen",
            sources=frozenset({S.CLOSED, S.APPROVED}),
            target=S.PLANNING,
            roles=_DESK | _OFFICE,
            needs_reason=True,
            what="Go back to planning. The frozen edition stays on record and is not published.",
        ),
        IssueTransition(
            name="publish",
            label="Publish",
            sources=frozenset({S.APPROVED}),
            target=S.PUBLISHED,
            roles=_OFFICE,
            gates=("pdf_ready",),
            what="The edition's PDF is released and its articles become published.",
        ),
    )
}  # fmt: skip
