"""Writes docs/workflow.md from the tables of moves: who may do what, with a diagram of the states."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.content.permissions import EDITABLE_BY
from editorial.issues.gates import ISSUE_GATES
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import ArticleState, IssueState, Role
from editorial.workflow.gates import GATES
from editorial.workflow.transitions import TRANSITIONS

INTRODUCTION = """\
# The workflow

This page is written by `python manage.py workflow_docs` from the tables in `editorial/workflow/transitions.py`,
`editorial/issues/transitions.py` and `editorial/content/permissions.py`. Change those, then run the command.

Who wrote or edited an article since it last became a draft makes none of the moves marked “not a writer”, whatever
groups they are in. An administrator may pass gates, never anything else, and only with a reason that stays in the log.
"""


class Command(BaseCommand):
    """`workflow_docs` writes the page; `workflow_docs --check` fails when it is not what would be written."""

    help = "Write docs/workflow.md from the tables of moves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is stale")
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "workflow.md")

    def handle(self, *args: Any, check: bool, output: Path, **options: Any) -> None:
        page = workflow_page()
        if not check:
            output.write_text(page, encoding="utf-8")
            self.stdout.write(f"Wrote {output}")
        elif not output.exists() or output.read_text(encoding="utf-8") != page:
            raise CommandError(f"{output} is not what the tables say. Run: python manage.py workflow_docs")


def workflow_page() -> str:
    """The whole page, Markdown."""
    parts = [
        INTRODUCTION,
        "## Articles\n",
        _diagram(
            [(s, move.target, move.label) for move in TRANSITIONS.values() for s in move.sources],
            ArticleState.DRAFT,
        ),
        _article_moves(),
        "### Who edits when\n",
        _editing(),
        "### What the gates of an article ask for\n",
        _gates(GATES, TRANSITIONS.values()),
        "## Issues\n",
        _diagram(
            [
                (s, move.target, move.label)
                for move in ISSUE_TRANSITIONS.values()
                for s in _in_order(move.sources)
            ],
            IssueState.PLANNING,
        ),
        _issue_moves(),
        "### What the gates of an issue ask for\n",
        _gates(ISSUE_GATES, ISSUE_TRANSITIONS.values()),
    ]
    return "\n".join(parts)


def _in_order(states: Iterable[IssueState]) -> list[IssueState]:
    return [state for state in IssueState if state in set(states)]


def _diagram(arrows: list[tuple[Any, Any, str]], first: Any) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}"]
    states = dict.fromkeys(state for source, target, _label in arrows for state in (source, target))
    lines += [f"    {state.value} : {state.label}" for state in states]
    lines += [f"    {source.value} --> {target.value} : {label}" for source, target, label in arrows]
    return "\n".join([*lines, "```", ""])


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _article_moves() -> str:
    rows = [
        [
            f"**{move.label}**: {move.what}" if first else f"{move.label}",
            f"{source.label} → {move.target.label}",
            ", ".join(sorted(standing.value for standing in standings))
            + ("; not a writer of it" if move.not_a_writer else ""),
            _names(move.gates),
            "yes" if move.needs_reason else "",
        ]
        for move in TRANSITIONS.values()
        for first, (source, standings) in zip(
            [True, *[False] * len(move.sources)], move.sources.items(), strict=False
        )
    ]
    return _table(["move", "from → to", "who", "gates", "reason"], rows)


def _issue_moves() -> str:
    rows = [
        [
            f"**{move.label}**: {move.what}",
            f"{', '.join(s.label for s in _in_order(move.sources))} → {move.target.label}",
            ", ".join(role.label.lower() for role in Role if role in move.roles),
            _names(move.gates),
            "yes" if move.needs_reason else "",
        ]
        for move in ISSUE_TRANSITIONS.values()
    ]
    return _table(["move", "from → to", "who", "gates", "reason"], rows)


def _editing() -> str:
    words = {Role.AUTHOR: "its authors", Role.EDITOR: "editors"}
    rows = [
        [ArticleState(state).label, ", ".join(words[role] for role in Role if role in roles) or "nobody"]
        for state, roles in EDITABLE_BY.items()
    ]
    return _table(["state", "who edits its content"], rows)


def _names(gates: Iterable[str]) -> str:
    return ", ".join(f"`{gate}`" for gate in gates)


def _gates(gates: Mapping[str, Any], moves: Iterable[Any]) -> str:
    """Each gate with the first sentence of its docstring and the moves that it guards."""
    guarded = list(moves)
    rows = []
    for name, gate in gates.items():
        sentence = " ".join((gate.__doc__ or "").split("\n\n")[0].split())
        rows.append([f"`{name}`", sentence, ", ".join(m.label for m in guarded if name in m.gates)])
    return _table(["gate", "holds when", "guards"], rows)
