"""What happens when the parts do not make a file, and when a part cannot be made."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from editorial.rendering.failures import GlyphMissing, RenderingFailed
from editorial.rendering.pdf import engine, typesetting
from editorial.rendering.pdf.parts import sealed
from editorial.rendering.pdf.parts.joined import NotWhole, check_joined
from editorial.rendering.pdf.parts.session import Session
from tests.unit.rendering import builders
from tests.unit.rendering.parts.conftest import Issue, typeset


def _raise(error: Exception) -> Any:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", [KeyError("17"), NotWhole("a gap"), RuntimeError("damaged")])
@pytest.mark.parametrize("step", ["needs", "make", "assemble", "check"])
def test_an_issue_that_cannot_be_joined_is_set_in_one_piece(
    issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any, error: Exception, step: str
):
    if step == "check":
        monkeypatch.setattr(typesetting, "check_joined", _raise(error))
    else:
        monkeypatch.setattr(Session, step, _raise(error))
    calls: list[dict[str, Any]] = []
    whole = engine.render
    monkeypatch.setattr(engine, "keep", lambda data, output, pages: calls.append({"pages": pages}))
    monkeypatch.setattr(engine, "render", lambda *a, **k: calls.append(k) or whole(*a, **k))
    parts = tmp_path if step == "make" else issue.parts
    session = Session(issue.snapshot, issue.images, parts, proof=False, page_size="letter")
    with caplog.at_level(logging.ERROR):
        typesetting.put_together(session, tmp_path / "x.pdf", lambda step: None)
    assert "set in one piece" in caplog.text
    assert type(error).__name__ in caplog.text
    assert [call.get("pages") for call in calls] == [None, 11]
    assert calls[0]["page_size"] == "letter"
    assert calls[0]["proof"] is False


def test_what_is_set_in_one_piece_instead_is_a_whole_file(
    issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Session, "assemble", _raise(KeyError("17")))
    session = Session(issue.snapshot, issue.images, issue.parts)
    made = typesetting.put_together(session, tmp_path / "made.pdf", lambda step: None)
    whole = engine.render(issue.snapshot, issue.images, tmp_path / "whole.pdf")
    assert made == whole
    assert (tmp_path / "made.pdf").read_bytes() == (tmp_path / "whole.pdf").read_bytes()


def test_a_folder_that_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A disk that gives back something else than was written to it."""
    monkeypatch.setattr(sealed, "write", lambda path, body: path.write_bytes(b"lost"))
    monkeypatch.setattr(typesetting, "_ROUNDS", 2)
    result = typesetting.render(builders.snapshot(("S", [])), tmp_path, tmp_path / "x.pdf")
    assert result == engine.render(builders.snapshot(("S", [])), tmp_path, tmp_path / "whole.pdf")


def test_what_takes_too_much_memory_is_not_tried_in_one_piece(
    issue: Issue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Session, "assemble", _raise(MemoryError()))
    monkeypatch.setattr(engine, "render", _raise(AssertionError("set in one piece")))
    session = Session(issue.snapshot, issue.images, issue.parts)
    with pytest.raises(MemoryError):
        typesetting.put_together(session, tmp_path / "x.pdf", lambda step: None)


def _glyph(folder: Path) -> dict[str, Any]:
    return builders.article("Sun", commentary="<p>A \N{SUNFLOWER}.</p>")


def _damaged(folder: Path) -> dict[str, Any]:
    entry = builders.picture(folder)
    (folder / entry["sha256"]).write_bytes(b"no picture")
    return builders.article("Sun", images=[entry])


def _no_note(folder: Path) -> dict[str, Any]:
    return builders.article("Sun", footnotes=[])


@pytest.mark.parametrize("fault", [_glyph, _damaged, _no_note])
def test_a_fault_of_an_article_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any
):
    monkeypatch.setattr(engine, "render", _raise(AssertionError("set in one piece")))
    snapshot = builders.snapshot(("S", [builders.article("Fine"), fault(tmp_path / "i")]))
    with pytest.raises(RenderingFailed) as raised:
        typeset(snapshot, tmp_path / "i", tmp_path / "parts")
    assert "the article “Sun”" in str(raised.value)
    assert isinstance(raised.value, GlyphMissing) == (fault is _glyph)
    assert not (tmp_path / "made.pdf").exists()


def test_what_only_a_proof_may_have_does_not_come_into_an_edition_with_its_parts(tmp_path: Path):
    """A reference without a note: the article's part is that of the proof, and the edition is refused all the same."""
    snapshot = builders.snapshot(("S", [builders.article("Sun", footnotes=[])]))
    data, _titles = typeset(snapshot, tmp_path, tmp_path / "parts", proof=True)
    assert data
    with pytest.raises(RenderingFailed, match="In the article “Sun”, a reference"):
        typeset(snapshot, tmp_path, tmp_path / "parts")
    assert typeset(snapshot, tmp_path, tmp_path / "parts", proof=True) == (data, [])


def test_a_link_that_leads_nowhere(tmp_path: Path):
    """An anchor that cannot be written as an address; the file in one piece is refused as well."""
    snapshot = builders.snapshot(("S", [builders.article(key="per%20cent")]))
    for render in (typesetting.render, engine.render):
        with pytest.raises(RenderingFailed):
            render(snapshot, tmp_path, tmp_path / "x.pdf")


def test_two_articles_of_one_key(tmp_path: Path):
    """No newsroom can make them, but a snapshot is a file."""
    twins = [builders.article("Sun", key="1"), builders.article("Moon", key="1")]
    with pytest.raises(RenderingFailed) as raised:
        typeset(builders.snapshot(("S", twins)), tmp_path, tmp_path / "parts")
    assert "Anchor defined twice" in raised.value.detail


def test_a_file_that_does_not_hold_together_is_seen(issue: Issue):
    check_joined(issue.data, 11)
    with pytest.raises(NotWhole, match="11 pages instead of 9"):
        check_joined(issue.data, 9)
    with pytest.raises(Exception, match=r"."):
        check_joined(issue.data[: len(issue.data) // 2], 11)


@pytest.mark.parametrize("fault", ["parent tree", "page numbers", "no contents"])
def test_each_fault_of_the_joining_is_seen(issue: Issue, fault: str):
    with pikepdf.open(io.BytesIO(issue.data)) as pdf:
        if fault == "parent tree":
            del pdf.Root.StructTreeRoot.ParentTree.Nums[-2:]
        elif fault == "page numbers":
            pdf.pages[3].obj.StructParents = 4
        else:
            del pdf.Root.StructTreeRoot
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises((NotWhole, AttributeError)):
        check_joined(out.getvalue(), 11)


def test_a_snapshot_that_is_not_whole(tmp_path: Path):
    snapshot = json.loads(json.dumps(builders.snapshot()))
    del snapshot["sections"][0]["articles"][0]["title"]
    with pytest.raises(RenderingFailed, match="incomplete or damaged"):
        typeset(snapshot, tmp_path, tmp_path / "parts")
