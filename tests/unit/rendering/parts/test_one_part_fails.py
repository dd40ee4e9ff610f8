"""A part that cannot be set by a fault of ours, as a worker meets it: asked for one by one (`commands.py`, `process.py`)."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf import engine
from editorial.rendering.pdf.commands import Commands
from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.pdf.process import PartNotSet, Typesetter
from tests.unit.rendering.parts.conftest import Issue


@pytest.fixture
def commands(issue: Issue, tmp_path: Path) -> Commands:
    (tmp_path / "snapshot.json").write_text(json.dumps(issue.snapshot), "utf-8")
    (tmp_path / "parts").mkdir()
    spec = {"snapshot": tmp_path / "snapshot.json", "images": issue.images, "parts": tmp_path / "parts"}
    return Commands(spec, lambda message: None)


def test_after_a_fault_there_are_no_parts_and_the_issue_is_set_in_one_piece(
    commands: Commands, issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    tried: list[str] = []

    def make(self: Session, key: str) -> None:
        tried.append(key)
        raise KeyError("17")

    monkeypatch.setattr(Session, "make", make)
    first, second = (key for key, _title in commands({"do": "needs"})["parts"][:2])
    with caplog.at_level(logging.ERROR):
        assert commands({"do": "render", "key": first}) == {"made": False}
    assert "set in one piece" in caplog.text
    assert "KeyError: '17'" in caplog.text
    assert commands({"do": "needs"}) == {"parts": []}
    assert commands({"do": "render", "key": second}) == {"made": False}
    made = commands({"do": "assemble", "output": str(tmp_path / "made.pdf")})
    whole = engine.render(issue.snapshot, issue.images, tmp_path / "whole.pdf")
    assert (made["sha256"], made["pages"]) == (whole.sha256, whole.pages)
    assert tried == [first], "the parts were tried again"


@pytest.mark.parametrize("error", [RenderingFailed("No such glyph."), MemoryError()])
def test_what_one_piece_would_not_mend_is_no_such_fault(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def make(self: Session, key: str) -> None:
        raise error

    monkeypatch.setattr(Session, "make", make)
    needed = commands({"do": "needs"})["parts"]
    with pytest.raises(type(error)):
        commands({"do": "render", "key": needed[0][0]})
    assert commands({"do": "needs"})["parts"] == needed


@pytest.mark.serial
def test_a_real_process_tells_of_the_fault_and_sets_the_issue_in_one_piece(
    issue: Issue, tmp_path: Path, caplog: Any
) -> None:
    parts = tmp_path / "parts"
    with (
        caplog.at_level(logging.ERROR),
        Typesetter(snapshot=issue.snapshot, image_dir=issue.images, parts=parts) as typesetter,
    ):
        first, second = typesetter.needs()[:2]
        typesetter.render(first.key)
        (parts / second.key).mkdir()  # where its file belongs
        with pytest.raises(PartNotSet):
            typesetter.render(second.key)
        assert typesetter.needs() == []
        made = typesetter.assemble(tmp_path / "made.pdf")
    assert "IsADirectoryError" in caplog.text, "the fault comes with its traceback"
    assert made == engine.render(issue.snapshot, issue.images, tmp_path / "whole.pdf")
    assert (tmp_path / "made.pdf").read_bytes() == (tmp_path / "whole.pdf").read_bytes()
