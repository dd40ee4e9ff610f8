"""Whoever made a part, when, and whether it is still there: the file is the same to the last byte."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from editorial.rendering.pdf.parts import sealed
from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.pdf.process import Typesetter
from tests.unit.rendering.parts.conftest import Issue, typeset


def _alter(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def _newer(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"oewatch part 1\n", b"oewatch part 2\n", 1))


def _of_another(path: Path) -> None:
    path.write_bytes(max(path.parent.glob("[0-9a-f]*")).read_bytes())


HEAD = len(b"oewatch part 1\n") + 65 + 65

DAMAGES: dict[str, Callable[[Path], None]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b"") and None,
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]) and None,
    "only its head": lambda path: path.write_bytes(path.read_bytes()[:HEAD]) and None,
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\n") and None,
    "its first byte": lambda path: _alter(path, 0),
    "its key": lambda path: _alter(path, 20),
    "its digest": lambda path: _alter(path, HEAD - 20),
    "its body": lambda path: _alter(path, HEAD + 20),
    "its last byte": lambda path: _alter(path, -1),
    "of a newer format": _newer,
    "of another key": _of_another,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_part_damaged(issue: Issue, tmp_path: Path, damage: str):
    parts = issue.copy(tmp_path)
    largest = max(parts.iterdir())
    for path in sorted(parts.iterdir()):
        if path != largest:
            DAMAGES[damage](path)
            assert sealed.read(path) is None
    data, set_anew = typeset(issue.snapshot, issue.images, parts)
    assert data == issue.data
    assert len(set_anew) == len(list(issue.parts.iterdir())) - 1
    for path in issue.parts.iterdir():
        assert (parts / path.name).read_bytes() == path.read_bytes()


def test_the_parts_go_after_they_were_read(issue: Issue, tmp_path: Path):
    """Between any two steps of one process."""
    parts = issue.copy(tmp_path)
    session = Session(issue.snapshot, issue.images, parts)
    assert session.needs() == []
    shutil.rmtree(parts)
    assert session.assemble()[0] == issue.data


def test_nothing_is_set_that_is_there(issue: Issue, tmp_path: Path):
    assert typeset(issue.snapshot, issue.images, issue.copy(tmp_path)) == (issue.data, [])


def test_pictures_are_not_wanted_for_parts_that_are_there(issue: Issue, tmp_path: Path):
    assert typeset(issue.snapshot, tmp_path / "no pictures", issue.copy(tmp_path))[0] == issue.data


def test_files_that_are_being_written_and_strangers_are_left_alone(issue: Issue, tmp_path: Path):
    parts = issue.copy(tmp_path)
    strangers = [f".{path.name}.12.tmp" for path in issue.parts.iterdir()] + ["note.txt", "0" * 64]
    for name in strangers:
        (parts / name).write_bytes(b"half")
    assert typeset(issue.snapshot, issue.images, parts) == (issue.data, [])
    assert all((parts / name).read_bytes() == b"half" for name in strangers)


def test_nothing_but_parts_is_left_in_the_folder(issue: Issue):
    assert all(sealed.read(path) is not None for path in issue.parts.iterdir())


def test_in_the_opposite_order_after_other_issues(issue: Issue, tmp_path: Path):
    """What a process has set before leaves no trace: its caches know fonts, glyphs and style sheets of others."""
    (tmp_path / "parts").mkdir()
    session = Session(issue.snapshot, issue.images, tmp_path / "parts")
    while lacking := session.needs():
        for needed in reversed(lacking):
            session.make(needed.key)
    assert session.assemble()[0] == issue.data
    for path in issue.parts.iterdir():
        assert (tmp_path / "parts" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.serial
def test_two_processes_make_the_parts_and_a_third_puts_them_together(issue: Issue, tmp_path: Path):
    (tmp_path / "parts").mkdir()
    whom = {"snapshot": issue.snapshot, "image_dir": issue.images, "parts": tmp_path / "parts"}
    with Typesetter(**whom) as one, Typesetter(**whom) as other:  # type: ignore[arg-type]
        lacking = one.needs()
        assert {part.key for part in other.needs()} == {part.key for part in lacking}
        for number, part in enumerate(lacking):
            (one, other)[number % 2].render(part.key)
        while more := other.needs():
            for part in more:
                other.render(part.key)
    with Typesetter(**whom) as third:  # type: ignore[arg-type]
        assert third.needs() == []
        third.assemble(tmp_path / "edition.pdf")
    assert (tmp_path / "edition.pdf").read_bytes() == issue.data


def test_two_who_write_one_part_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Processes of two machines may have one number."""
    write_bytes, seen = Path.write_bytes, []

    def interrupted(self: Path, data: bytes) -> int:
        seen.append(self)
        if len(seen) == 1:
            sealed.write(tmp_path / "key", b"the same")
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", interrupted)
    sealed.write(tmp_path / "key", b"the same")
    assert len(set(seen)) == 2
    assert sealed.read(tmp_path / "key") == b"the same"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path):
    (tmp_path / "key").mkdir()
    with pytest.raises(IsADirectoryError):
        sealed.write(tmp_path / "key", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
