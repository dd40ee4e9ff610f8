"""The check of a finished book finds each kind of damage, and says where it is."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from editorial.rendering.epub.checking import check
from tests.unit.rendering.epub.conftest import Book

Files = dict[str, bytes]
NAV, COVER = "EPUB/nav.xhtml", "EPUB/cover.xhtml"


def swap(name: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old.encode() in files[name], old
        files[name] = files[name].replace(old.encode(), new.encode(), 1)

    return change


def drop(name: str) -> Callable[[Files], None]:
    return lambda files: files.pop(name) and None


def add(name: str) -> Callable[[Files], None]:
    return lambda files: files.update({name: b"x"})


DAMAGES = [
    (drop("EPUB/colophon.xhtml"), "EPUB/colophon.xhtml is listed but is not in the book."),
    (add("EPUB/stray.txt"), "EPUB/stray.txt is in the book but is not listed."),
    (swap("EPUB/package.opf", 'idref="cover"', 'idref="nothing"'), "names “nothing”, which is not in the book"),
    (swap("EPUB/package.opf", 'id="colophon"', 'id="cover"'), "The id “cover” is given twice in the package."),
    (swap("EPUB/package.opf", 'properties="nav"', ""), "exactly one page of contents"),
    (swap("EPUB/package.opf", "<dc:language>en-US", "<dc:language>"), "The book has no language."),
    (swap("EPUB/package.opf", "</package>", ""), "The package document cannot be read"),
    (swap("mimetype", "epub", "zip"), "does not say that this is an EPUB"),
    (swap(NAV, 'href="colophon.xhtml"', 'href="gone.xhtml"'), "a link leads to gone.xhtml, which is not in the book"),
    (swap(NAV, 'href="nav.xhtml#toc"', 'href="nav.xhtml#no"'), "leads to nav.xhtml#no, where there is no such place"),
    (swap(COVER, "</body>", "<p></body>"), "EPUB/cover.xhtml is not well-formed"),
    (swap(COVER, "</body>", '<img src="https://example.org/x.png" alt="x"/></body>'), "is outside the book"),
    (swap(COVER, "</body>", '<img src="images/cover.png" alt=""/></body>'), "has no text alternative"),
    (swap(COVER, "</body>", "<h3>Deep</h3></body>"), "heading “Deep” skips a level"),
    (swap(COVER, "</body>", "<h2> </h2></body>"), "a heading is empty"),
    (swap(COVER, "</body>", '<a href="nav.xhtml"></a></body>'), "the link to nav.xhtml is empty"),
    (swap(COVER, "</body>", "<script/></body>"), "<script> has no place in the book"),
    (swap(COVER, "</body>", '<p lang="ar">x</p></body>'), "lang and xml:lang differ"),
    (swap(COVER, "</body>", '<p id="masthead">x</p></body>'), "the id “masthead” is given twice"),
    (swap(COVER, 'aria-labelledby="masthead"', 'aria-labelledby="no"'), "aria-labelledby names “no”"),
    (swap(COVER, ' lang="en-US"', ""), "the page does not say its language"),
    (swap(COVER, "<title>", "<title></title><x>"), "EPUB/cover.xhtml is not well-formed"),
]  # fmt: skip


@pytest.mark.parametrize("damage, finding", DAMAGES, ids=[finding[:40] for _, finding in DAMAGES])
def test_each_damage_is_found(ordinary: Book, damage: Callable[[Files], None], finding: str, tmp_path: Path):
    files = dict(ordinary.files)
    damage(files)
    with zipfile.ZipFile(tmp_path / "x.epub", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    problems = check(tmp_path / "x.epub")
    assert any(finding in problem for problem in problems), problems


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_order_and_doubles_of_the_archive_are_looked_at(ordinary: Book, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "x.epub", "w") as archive:
        for name, data in [*reversed(ordinary.files.items()), (NAV, b"<x/>")]:
            archive.writestr(name, data)
    problems = check(tmp_path / "x.epub")
    assert "“mimetype” is not the first file of the archive, or is compressed." in problems
    assert "EPUB/nav.xhtml is in the archive 2 times." in problems
