"""The tables of moves have no dead ends, and the page about them is fresh."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from editorial.content.permissions import EDITABLE_BY
from editorial.issues.gates import ISSUE_GATES
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import ArticleState, IssueState
from editorial.workflow.gates import GATES
from editorial.workflow.transitions import TRANSITIONS, Standing, moves_from

LAST = {ArticleState.PUBLISHED}
LAST_OF_ISSUES = {IssueState.PUBLISHED}


def test_every_state_of_an_article_has_an_owner() -> None:
    """Somebody can move it on from wherever it stands, and published is the end, unless its issue is corrected."""
    for state in ArticleState:
        standings = {standing for move in moves_from(state) for standing in move.sources[state]}
        owners = standings - {Standing.ITS_CORRECTION}
        assert bool(owners) is (state not in LAST), state
    assert set(EDITABLE_BY) == set(ArticleState.values)


def test_every_state_of_an_issue_has_an_owner() -> None:
    """Published is the end: what is corrected stays published."""
    onward = [move for move in ISSUE_TRANSITIONS.values() if move.sources != {move.target}]
    for state in IssueState:
        owners = [role for move in onward if state in move.sources for role in move.roles]
        assert bool(owners) is (state not in LAST_OF_ISSUES), state


def test_every_state_is_reached_and_leads_to_the_end() -> None:
    for first, last, arrows in (
        ("draft", "published", [(s, m.target) for m in TRANSITIONS.values() for s in m.sources]),
        ("planning", "published", [(s, m.target) for m in ISSUE_TRANSITIONS.values() for s in m.sources]),
    ):
        states = {state for arrow in arrows for state in arrow}
        assert reached({first}, arrows) == states
        assert reached({last}, [(target, source) for source, target in arrows]) == states


def reached(seen: set[str], arrows: list[tuple[str, str]]) -> set[str]:
    more = seen | {target for source, target in arrows if source in seen}
    return more if more == seen else reached(more, arrows)


def test_the_tables_name_gates_that_exist() -> None:
    assert {gate for move in TRANSITIONS.values() for gate in move.gates} == set(GATES)
    assert {gate for move in ISSUE_TRANSITIONS.values() for gate in move.gates} == set(ISSUE_GATES)
    for gate in [*GATES.values(), *ISSUE_GATES.values()]:
        assert gate.__doc__, gate


def test_no_two_moves_lead_from_one_state_to_the_same_other() -> None:
    arrows = [(source, move.target) for move in TRANSITIONS.values() for source in move.sources]
    assert len(arrows) == len(set(arrows))


def test_the_page_about_the_workflow_is_fresh() -> None:
    call_command("workflow_docs", check=True)


def test_a_stale_page_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "workflow.md"
    with pytest.raises(CommandError, match="workflow_docs"):
        call_command("workflow_docs", check=True, output=page)
    call_command("workflow_docs", output=page, verbosity=0)
    assert page.read_text(encoding="utf-8") == (settings.BASE_DIR / "docs/workflow.md").read_text(
        encoding="utf-8"
    )
    page.write_text(page.read_text(encoding="utf-8").replace("Submit", "Hand in"), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("workflow_docs", check=True, output=page)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
