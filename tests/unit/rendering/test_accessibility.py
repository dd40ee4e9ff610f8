"""The check finds nothing in our own file, and each defect in a copy that was damaged on purpose."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from editorial.rendering.accessibility import check
from tests.unit.rendering.conftest import Edition
from tests.unit.rendering.test_engine import annotations, of_kind


def test_our_own_edition_has_no_problem(edition: Edition):
    assert check(edition.path) == []


def _drop(*names: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for name in names:
            del pdf.Root[name]

    return change


def _no_alt(pdf: pikepdf.Pdf) -> None:
    del of_kind(pdf, "/Figure")[0]["/Alt"]


def _skipped_heading(pdf: pikepdf.Pdf) -> None:
    of_kind(pdf, "/H3")[0].S = pikepdf.Name("/H5")


def _no_description(pdf: pikepdf.Pdf) -> None:
    del annotations(pdf)[-1]["/Contents"]


def _link_in_a_span(pdf: pikepdf.Pdf) -> None:
    of_kind(pdf, "/Link")[0].S = pikepdf.Name("/Span")


def _link_points_elsewhere(pdf: pikepdf.Pdf) -> None:
    annotations(pdf)[0].StructParent = 0


def _tab_order(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].obj["/Tabs"]


def _not_embedded(pdf: pikepdf.Pdf) -> None:
    del next(iter(pdf.pages[1].obj.Resources.Font.values())).DescendantFonts[0].FontDescriptor["/FontFile2"]


def _no_unicode(pdf: pikepdf.Pdf) -> None:
    del next(iter(pdf.pages[1].obj.Resources.Font.values()))["/ToUnicode"]


def _untagged(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].contents_add(b"q 10 10 5 5 re f Q")


def _unknown_mark(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].contents_add(b"/Span <</MCID 9999>> BDC EMC")


def _no_metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(update_docinfo=False) as metadata:
        del metadata["dc:title"]
        del metadata["pdfuaid:part"]


def _note_without_id(pdf: pikepdf.Pdf) -> None:
    del of_kind(pdf, "/Note")[0]["/ID"]


def _bad_language(pdf: pikepdf.Pdf) -> None:
    of_kind(pdf, "/P")[0].Lang = "Arabic!"


@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        (_drop("/StructTreeRoot"), {"untagged"}),
        (_drop("/MarkInfo"), {"not-marked"}),
        (_drop("/Lang"), {"no-language"}),
        (_drop("/ViewerPreferences"), {"title-hidden"}),
        (_drop("/Outlines"), {"no-bookmarks"}),
        (_no_metadata, {"no-title", "not-pdfua"}),
        (_no_alt, {"figure-without-alt"}),
        (_skipped_heading, {"heading-skipped"}),
        (_no_description, {"link-without-description"}),
        (_link_in_a_span, {"link-outside"}),
        (_link_points_elsewhere, {"link-unreachable"}),
        (_tab_order, {"tab-order"}),
        (_not_embedded, {"font"}),
        (_no_unicode, {"font"}),
        (_untagged, {"untagged-content"}),
        (_unknown_mark, {"unknown-mark"}),
        (_note_without_id, {"note-without-id"}),
        (_bad_language, {"bad-language"}),
    ],
)
def test_a_defect_is_found(
    edition: Edition, tmp_path: Path, damage: Callable[[pikepdf.Pdf], None], codes: set[str]
):
    path = tmp_path / "damaged.pdf"
    with pikepdf.open(edition.path) as pdf:
        damage(pdf)
        pdf.save(path)
    assert {problem.code for problem in check(path)} == codes


def test_a_problem_names_page_and_article(edition: Edition, tmp_path: Path):
    path = tmp_path / "damaged.pdf"
    with pikepdf.open(edition.path) as pdf:
        _no_alt(pdf)
        pdf.save(path)
    (problem,) = check(path)
    assert (
        str(problem) == "An image has no alternative text. (page 3, article “Gardeners Reclaim the Harbour”)"
    )


def test_a_file_that_is_no_pdf(tmp_path: Path):
    (tmp_path / "x.pdf").write_bytes(b"not a pdf")
    assert [problem.code for problem in check(tmp_path / "x.pdf")] == ["unreadable"]
