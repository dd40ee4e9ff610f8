"""The moves of an article, as data (design, section 3).

Buttons, permissions, the matrix test and docs/workflow.md all come from `TRANSITIONS`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from editorial.states import ArticleState as S
from editorial.states import Role


class Standing(StrEnum):
    """In which capacity a person makes a move."""

    ITS_AUTHOR = "its author"
    WITHDREW_IT = "the author who withdrew it"
    EDITOR = "an editor"
    FACT_CHECKER = "a fact-checker"
    ADMINISTRATOR = "an administrator"
    ITS_ISSUE = "the publishing of its issue"
    ITS_CORRECTION = "the correction of its issue"


ROLE_OF = {
    Standing.EDITOR: Role.EDITOR,
    Standing.FACT_CHECKER: Role.FACT_CHECKER,
    Standing.ADMINISTRATOR: Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Transition:
    """One move. `sources` says from which state who may make it; `gates` are names of functions in `workflow.gates`.

    `not_a_writer` bars whoever wrote the article's present text (separation of duties). Gates, and nothing else, can be
    overridden by an administrator who gives a reason.
    """

    name: str
    label: str
    sources: dict[S, frozenset[Standing]]
    target: S
    gates: tuple[str, ...] = ()
    needs_reason: bool = False
    not_a_writer: bool = False
    what: str = field(default="", compare=False)


_EDITORS = frozenset({Standing.EDITOR, Standing.ADMINISTRATOR})
_CHECKERS = frozenset({Standing.FACT_CHECKER, Standing.ADMINISTRATOR})

TRANSITIONS: dict[str, Transition] = {
    move.name: move
    for move in (
        Transition(
            name="submit",
            label="Submit",
            sources={S.DRAFT: frozenset({Standing.ITS_AUTHOR})},
            target=S.IN_REVIEW,
            gates=("text_complete", "references_match", "images_described"),
            what="Hand the draft to the editors.",
        ),
        Transition(
            name="return",
            label="Return to author",
            sources={
                S.IN_REVIEW: _EDITORS,
                S.FACT_CHECK: _EDITORS | _CHECKERS,
                S.APPROVED: _EDITORS,
            },
            target=S.DRAFT,
            gates=("issue_not_approved",),
            needs_reason=True,
            what="Send it back to its author with a reason.",
        ),
        Transition(
            name="accept",
            label="Accept",
            sources={S.IN_REVIEW: _EDITORS},
            target=S.FACT_CHECK,
            gates=("text_complete", "references_match", "images_described", "no_blocking_comments"),
            not_a_writer=True,
            what="Pass it on to the fact-checkers.",
        ),
        Transition(
            name="clear",
            label="Clear",
            sources={S.FACT_CHECK: _CHECKERS},
            target=S.APPROVED,
            gates=(
                "text_complete", "references_match", "images_described", "no_blocking_comments",
                "items_verified", "images_cleared", "no_blocking_findings",
            ),
            not_a_writer=True,
            what="Every item is verified and every image may be printed.",
        ),
        Transition(
            name="reopen",
            label="Reopen fact-check",
            sources={S.APPROVED: _EDITORS},
            target=S.FACT_CHECK,
            gates=("issue_not_approved",),
            needs_reason=True,
            what="Take an approved article back into fact-check.",
        ),
        Transition(
            name="publish",
            label="Publish",
            sources={S.APPROVED: frozenset({Standing.ITS_ISSUE})},
            target=S.PUBLISHED,
            gates=("same_as_in_edition",),
            what="Happens to every article of an issue when the issue is published, and to a corrected one with its edition.",
        ),
        Transition(
            name="correct",
            label="Correct",
            sources={S.PUBLISHED: frozenset({Standing.ITS_CORRECTION})},
            target=S.IN_REVIEW,
            needs_reason=True,
            what="Happens to a published article when its correction is opened. The edition that readers have stays as it is.",
        ),
        Transition(
            name="keep",
            label="Keep as published",
            sources=dict.fromkeys(
                (S.DRAFT, S.IN_REVIEW, S.FACT_CHECK), frozenset({Standing.ITS_CORRECTION})
            ),
            target=S.PUBLISHED,
            gates=("same_as_in_edition",),
            needs_reason=True,
            what="Happens to an article when its correction is dropped and it reads as it was published.",
        ),
        Transition(
            name="withdraw",
            label="Withdraw",
            sources={
                S.DRAFT: frozenset({Standing.ITS_AUTHOR}) | _EDITORS,
                S.IN_REVIEW: frozenset({Standing.ITS_AUTHOR}) | _EDITORS,
                S.FACT_CHECK: _EDITORS,
                S.APPROVED: _EDITORS,
            },
            target=S.WITHDRAWN,
            gates=("issue_not_approved",),
            needs_reason=True,
            what="Take the article out of the workflow. It keeps everything and can be restored.",
        ),
        Transition(
            name="restore",
            label="Restore",
            sources={S.WITHDRAWN: frozenset({Standing.WITHDREW_IT}) | _EDITORS},
            target=S.DRAFT,
            needs_reason=True,
            what="Bring a withdrawn article back as a draft.",
        ),
    )
}  # fmt: skip


# Made by operations on the issue, never by somebody on the article alone.
WITH_THE_ISSUE = frozenset({Standing.ITS_ISSUE, Standing.ITS_CORRECTION})


def moves_from(state: str) -> list[Transition]:
    """The moves that the table has from this state, in the table's order."""
    return [move for move in TRANSITIONS.values() if state in move.sources]
