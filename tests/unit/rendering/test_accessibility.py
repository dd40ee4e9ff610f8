"""The check finds nothing in our own file, and each defect in a copy that was damaged on purpose."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from editorial.rendering.pdf import reading
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.reading import ReadPages
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.snapshots import current
from tests.unit.rendering import builders
from tests.unit.rendering.conftest import Edition
from tests.unit.rendering.test_engine import annotations, elements, of_kind


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


def _alt(words: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        of_kind(pdf, "/Figure")[-1].Alt = words

    return change


def _without(key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf):
            if key in element:
                del element[key]

    return change


def _kinds(**changes: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf):
            if (name := str(element.S)[1:]) in changes:
                element.S = pikepdf.Name(f"/{changes[name]}")

    return change


def _link(which: str, **changes: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        found = next(a for a in annotations(pdf) if str(a.Contents).startswith(which))
        for key, value in changes.items():
            found[f"/{key}"] = value

    return change


def _contents_lead_elsewhere(pdf: pikepdf.Pdf) -> None:
    entry = of_kind(pdf, "/TOCI")[0]
    (reference,) = [kid for kid in entry.K if kid.S == "/Reference"]
    next(kid for kid in reference.K[0].K if isinstance(kid, pikepdf.Dictionary)).Obj.Dest = "colophon"


def _bookmark_leads_elsewhere(pdf: pikepdf.Pdf) -> None:
    item = pdf.Root.Outlines.First
    while item.Title != "Harbours":
        item = item.Next
    item.First.Next.Dest = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


def _faint(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages[3:]:
        for stream in page.obj.Contents:
            data = stream.read_bytes()
            if b"0.086275 0.098039 0.113725 rg" in data:
                stream.write(data.replace(b"0.086275 0.098039 0.113725 rg", b"0.7 0.7 0.7 rg", 1))
                return
    pytest.fail("no text in the color of ink")


def _metadata(name: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata(update_docinfo=False) as metadata:
            del metadata[name]

    return change


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
        (_alt("A flower stall at dawn."), {"alt-is-caption"}),
        (_alt("IMG_2031.jpg"), {"alt-describes-nothing"}),
        (_alt("Photo 3"), {"alt-describes-nothing"}),
        (_without("/Lang"), {"language-unknown"}),
        (_without("/ActualText"), {"right-to-left-unspoken"}),
        (_kinds(TOC="Sect", TOCI="Div"), {"no-contents"}),
        (_contents_lead_elsewhere, {"contents-page-wrong"}),
        (_kinds(BlockQuote="TH"), {"header-without-scope", "misplaced"}),
        (_link("example.org", Contents="https://example.org/flowers/1"), {"link-described-by-address"}),
        (_link("example.org", Contents="Click here"), {"link-vague"}),
        (_link("Note i", Dest="nowhere"), {"link-nowhere"}),
        (_bookmark_leads_elsewhere, {"article-without-bookmark"}),
        (_faint, {"contrast"}),
        (_metadata("pdfaid:conformance"), {"not-pdfa"}),
        (_metadata("dc:language"), {"no-metadata-language"}),
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
        str(problem) == "An image has no alternative text. Describe what it shows in its alt text. "
        f"(page {problem.page}, article “Gardeners Reclaim the Harbour”)"
    )


def test_faint_text_is_described_so_that_somebody_can_mend_it(edition: Edition, tmp_path: Path):
    path = tmp_path / "damaged.pdf"
    with pikepdf.open(edition.path) as pdf:
        _faint(pdf)
        pdf.save(path)
    (problem,) = check(path)
    assert problem.message.startswith(
        "Text is hard to read: #b2b2b2 on #ffffff has a contrast of 2.1 to 1, 4.5 to 1 is needed. Choose other house colors."
    )
    assert problem.page


@pytest.mark.parametrize(("primary", "accent"), [("#0b5d3b", "#8a1c5b"), ("#767676", "#767676"), ("", "")])
def test_no_colors_of_a_house_give_text_that_cannot_be_read(tmp_path: Path, primary: str, accent: str):
    frozen = current(builders.full_snapshot(tmp_path / "i"))
    frozen["house"] = frozen["house"] | {"primary_color": primary, "accent_color": accent}
    render(frozen, tmp_path / "i", tmp_path / "x.pdf")
    assert check(tmp_path / "x.pdf") == []


def test_a_cover_picture_without_a_caption_is_listed_by_its_alt_text(tmp_path: Path):
    large = builders.picture(tmp_path, 1800, 1200, caption="")
    render(builders.snapshot(("S", [builders.article(images=[large])])), tmp_path, tmp_path / "x.pdf")
    assert check(tmp_path / "x.pdf") == []


def test_a_file_that_is_no_pdf(tmp_path: Path):
    (tmp_path / "x.pdf").write_bytes(b"not a pdf")
    assert [problem.code for problem in check(tmp_path / "x.pdf")] == ["unreadable"]


def test_pages_that_were_read_before_are_not_read_again(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, read = ReadPages(), []

    def counted(page: pikepdf.Page, fonts: reading.Fonts) -> reading.PageContent:
        read.append(page.index)
        return read_page(page, fonts)

    read_page = reading.read_page
    monkeypatch.setattr(reading, "read_page", counted)
    assert check(edition.path, known=known) == []
    assert len(read) == edition.result.pages
    assert check(edition.path, known=known) == []
    assert len(read) == edition.result.pages
    damaged = tmp_path / "damaged.pdf"
    with pikepdf.open(edition.path) as pdf:
        _faint(pdf)
        pdf.save(damaged)
    assert [problem.code for problem in check(damaged, known=known)] == [
        problem.code for problem in check(damaged)
    ]
    assert "contrast" in {problem.code for problem in check(damaged, known=known)}


def test_of_pages_read_before_the_last_used_are_kept(edition: Edition) -> None:
    known = ReadPages(most=3)
    assert check(edition.path, known=known) == check(edition.path)
    assert len(known._pages) == 3
