"""The moves of an issue, as data (design, section 3)."""

from dataclasses import dataclass, field

from editorial.states import IssueState as S
from editorial.states import Role


@dataclass(frozen=True)
class IssueTransition:
    """One move of an issue: from which states, who, and the names of its gates in `issues.gates`.

    An administrator may pass over gates with a reason, but never over those that are `hard`: without what they ask for
    the move makes no sense.
    """

    name: str
    label: str
    sources: frozenset[S]
    target: S
    roles: frozenset[Role]
    gates: tuple[str, ...] = ()
    hard: frozenset[str] = frozenset()
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
            what="For an issue that is complete: every article is approved, still clear, and in its place.",
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
            what="Go back to planning. An edition that is frozen stays on record and is not published.",
        ),
        IssueTransition(
            name="publish",
            label="Publish",
            sources=frozenset({S.APPROVED}),
            target=S.PUBLISHED,
            roles=_OFFICE,
            gates=("articles_as_frozen", "pdf_ready"),
            hard=frozenset({"articles_as_frozen", "pdf_ready"}),
            what="The edition's PDF is released and its articles become published.",
        ),
        IssueTransition(
            name="approve_correction",
            label="Approve the correction",
            sources=frozenset({S.PUBLISHED}),
            target=S.PUBLISHED,
            roles=_OFFICE,
            gates=(
                "no_correction_waits", "corrections_complete", "others_as_published", "order_complete",
                "release_reviews_current", "unchanged_since_fact_check", "articles_still_clear", "image_rights_last",
            ),
            hard=frozenset({"no_correction_waits", "corrections_complete"}),
            what="Freeze the next edition with every open correction in it, and queue its PDF.",
        ),
        IssueTransition(
            name="reopen_correction",
            label="Take back the approval of the correction",
            sources=frozenset({S.PUBLISHED}),
            target=S.PUBLISHED,
            roles=_DESK | _OFFICE,
            gates=("correction_waits",),
            hard=frozenset({"correction_waits"}),
            needs_reason=True,
            what="The edition that was not published yet stays on record; its articles can be worked on again.",
        ),
        IssueTransition(
            name="publish_correction",
            label="Publish the correction",
            sources=frozenset({S.PUBLISHED}),
            target=S.PUBLISHED,
            roles=_OFFICE,
            gates=("correction_waits", "corrections_as_frozen", "pdf_ready"),
            hard=frozenset({"correction_waits", "corrections_as_frozen", "pdf_ready"}),
            what="The next edition's PDF is released and its corrected articles become published again.",
        ),
    )
}  # fmt: skip


def moves_that_apply(*, waiting: bool, opened: bool) -> frozenset[str]:
    """The moves of a published issue that there is anything to make with, when an edition is `waiting` to be published, or
    a correction is `opened`.
    """
    if waiting:
        return frozenset({"reopen_correction", "publish_correction"})
    return frozenset({"approve_correction"} if opened else ())
