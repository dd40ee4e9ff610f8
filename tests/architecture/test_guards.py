"""Everything that people may change is on the list of docs/at-once.md, with how a stale page is noticed."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
# Pages and commands call operations; rendering writes for workers.
NO_OPERATIONS = {"admin", "checking", "office", "web", "workspace", "management", "migrations", "rendering"}
# They take `by` and store nothing by themselves, or nothing that anybody edits.
NO_WRITERS = {
    "accounts.changes.account_refusal", "content.written_history.save_written", "content.written_history.save_new_row",
    "factcheck.presence.note_presence", "factcheck.presence.note_gone", "issues.telling.tell_of_issue_move",
    "issues.telling.tell_of_leaving",
    "issues.telling.tell_of_plan", "registers.imports.preview_import", "workflow.telling.tell_of_move",
}  # fmt: skip


def page() -> str:
    return (ROOT / "docs" / "at-once.md").read_text(encoding="utf-8")


def listed() -> dict[str, tuple[list[str], str]]:
    """Operation → the models it writes, its guard."""
    return {name: (models.strip().split(", "), guard.strip()) for name, models, guard in ROW.findall(page())}


def operations() -> set[str]:
    """Every public function that takes the person as `by`, outside the pages."""
    found = set()
    for path in (ROOT / "editorial").rglob("*.py"):
        parts = path.relative_to(ROOT / "editorial").with_suffix("").parts
        if parts[0] in NO_OPERATIONS:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and "by" in {argument.arg for argument in node.args.kwonlyargs}:
                found.add(".".join([*parts, node.name]))
    return found


def test_every_operation_is_on_the_list() -> None:
    assert operations() - NO_WRITERS == {name for name in listed() if not name.startswith("workspace.")}


@pytest.mark.parametrize("name", sorted(listed()))
def test_its_guard_is_there(name: str) -> None:
    module, _, function = name.rpartition(".")
    operation = getattr(import_module(f"editorial.{module}"), function)
    parameter = re.match(r"`(\w+)`", listed()[name][1])
    if parameter:
        assert parameter[1] in inspect.signature(operation).parameters
    else:
        assert len(listed()[name][1]) > 5


def test_every_model_is_written_by_one_of_them() -> None:
    ours = {
        model.__name__
        for model in apps.get_app_config("editorial").get_models()
        if not hasattr(model, "instance_type")
    }
    nobody = set(re.findall(r"`(\w+)`", page().partition("No person writes these:")[2].partition(".\n")[0]))
    written = {model for models, _guard in listed().values() for model in models} - {"accounts"}
    assert not nobody & written
    assert written | nobody == ours
