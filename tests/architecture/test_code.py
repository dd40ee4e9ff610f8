"""Rules about the code itself that no reviewer should have to remember."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path for package in ("editorial", "oewatch") for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]  # fmt: skip
# Of articles, of issues, of corrections.
MOVERS = {"editorial/workflow/operations.py", "editorial/issues/moves.py", "editorial/issues/editions.py"}
# Puts back what is stored before it saves a form's issue.
MOVERS |= {"editorial/issues/operations.py"}
MAX_FILE, MAX_FUNCTION = 400, 60  # lines


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in SOURCES:
        yield name(path), ast.parse(path.read_text(encoding="utf-8"))


def places(found: Iterator[tuple[str, ast.AST]]) -> list[str]:
    return sorted(f"{where}:{node.lineno}" for where, node in found)


def test_no_file_is_longer_than_a_person_reads() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {where: lines for where, lines in lengths.items() if lines > MAX_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{where}:{node.lineno} {node.name}"
        for where, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def writes_of_state(tree: ast.AST) -> Iterator[ast.AST]:
    """`x.state = …`, `setattr(x, "state", …)`, `.update(state=…)` and the like."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "state"
            and isinstance(node.ctx, ast.Store | ast.Del)
        ):
            # An exception or a dataclass that remembers a state is not an article that changes it.
            if not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                yield node
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "setattr" and len(node.args) > 1 and getattr(node.args[1], "value", None) == "state":
                yield node
            if called in (
                "update",
                "update_or_create",
                "bulk_update",
                "create",
                "get_or_create",
                "Article",
                "Issue",
            ):
                if any(keyword.arg == "state" for keyword in node.keywords):
                    yield node
                if any("state" in ast.dump(argument) for argument in node.args if called == "bulk_update"):
                    yield node


def test_only_these_files_assign_a_state() -> None:
    found = (
        (where, node) for where, tree in trees() if where not in MOVERS for node in writes_of_state(tree)
    )
    assert places(found) == []


@pytest.mark.parametrize(
    "line",
    [
        "a.state = 1",
        "setattr(a, 'state', 1)",
        "q.update(state=1)",
        "Article(state=1)",
        "del a.state",
        "a.state += 1",
    ],
)
def test_the_rule_about_states_sees_each_way_of_writing_one(line: str) -> None:
    assert list(writes_of_state(ast.parse(line)))


def test_no_business_in_save_and_no_signals() -> None:
    def found() -> Iterator[tuple[str, ast.AST]]:
        for where, tree in trees():
            if not where.startswith("editorial/"):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete"):
                    yield where, node
                if isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""):
                    yield where, node
                if isinstance(node, ast.alias) and (node.name == "receiver" or "signals" in node.name):
                    yield where, node

    assert places(found()) == []


def test_imports_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
