"""What Word writes and its writers do, read into the house layout: nothing is lost, and what is odd is said."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from editorial.importing.parsed import LineFinding
from editorial.importing.reading import Reading
from editorial.importing.word.conversion import ConversionFailed
from tests.unit.importing.word_files import (
    HOUSE,
    converted,
    docx,
    drawing,
    from_pandoc,
    inlines,
    notes,
    p,
    para,
    part,
    png,
    r,
    reading_of,
    refers,
    t,
)

ARABIC = "قال الوزير إن الميناء مغلق"
PASHTO = "د افغانستان د سوداګرۍ وزارت ویلي"
BEFORE, AFTER = t(*HOUSE[:8]), t(*HOUSE[8:])
END = "This ends the paragraph about the quay, which is long enough to be one."


def house(*inner: str) -> str:
    """The article in the house layout with paragraphs put into its commentary."""
    return BEFORE + "".join(inner) + p() + AFTER


def read_house(inner: str, *entries: Any, more: Any = None) -> Reading:
    return reading_of(docx(house(inner), *entries, more=more))


def last(reading: Reading) -> str:
    """The paragraph that was put into the commentary."""
    paragraph = reading.articles[0].commentary.rpartition("<p>")[2]
    return paragraph.removesuffix("</p>")


def found(reading: Reading, code: str) -> list[LineFinding]:
    every = [*reading.findings, *(one for article in reading.articles for one in article.parsed.findings)]
    return [one for one in every if one.code == code]


def test_the_house_layout_is_recognized() -> None:
    (article,) = reading_of(docx(t(*HOUSE))).articles
    assert article.parsed.title == "A Quay of Sand Rises Off the Coast"
    assert article.parsed.pull_quote == "“Nobody asked us where the sand should go.”"
    assert article.commentary.count("<p>") == 2
    assert '<sup data-footnote="i"></sup>' in article.commentary
    assert article.notes == (("i", "<p>For more on the quay see the yearbook of the town.</p>"),)
    assert article.excerpts == (
        "<p>“Nobody asked us where the sand should go,” said a fisherman who keeps three boats there.</p>",
    )
    assert article.parsed.images[0].source == "Town Archive"
    assert article.parsed.unplaced == ()
    assert not [one for one in article.parsed.findings if one.code.startswith("word-")]


def test_the_house_layout_without_empty_paragraphs_is_recognized() -> None:
    with_blanks, without = reading_of(docx(t(*HOUSE))), reading_of(docx(t(*filter(None, HOUSE))))
    assert without.articles[0].commentary == with_blanks.articles[0].commentary
    assert without.articles[0].excerpts == with_blanks.articles[0].excerpts
    assert without.articles[0].notes == with_blanks.articles[0].notes
    assert without.articles[0].parsed.images[0].caption == "The quay"


LINK = '<w:hyperlink r:id="rL">' + r("the link") + "</w:hyperlink>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> HYPERLINK "https://quay.example/x" \\o "tip" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + r("the ")
    + r("link")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
# XML of a paragraph's content → the rich text it must become
RUNS: dict[str, tuple[str, str]] = {
    "split runs": (r("The qu") + '<w:proofErr w:type="spellStart"/>' + r("ay gr") + r("ows."), "The quay grows."),
    "italic": (r("The ") + r("quay", "<w:i/>") + r(" grows."), "The <em>quay</em> grows."),
    "italic by style": (
        r("The ") + r("quay", '<w:rStyle w:val="Emphasis"/>') + r(" grows."), "The <em>quay</em> grows.",
    ),
    "italic in pieces": (
        r("The ") + r("old ", "<w:i/>") + r("quay", "<w:i/>") + r(" grows."), "The <em>old quay</em> grows.",
    ),
    "italic with its space": (r("The ") + r("quay ", "<w:i/>") + r("grows."), "The <em>quay</em> grows."),
    "bold and italic": (r("The ") + r("quay", "<w:b/><w:i/>"), "The <strong><em>quay</em></strong>"),
    "italic off": (r("The ") + r("quay", '<w:i w:val="0"/>'), "The quay"),
    "underline": (r("The ") + r("quay", '<w:u w:val="single"/>'), "The quay"),
    "raised letters": (r("The 21") + r("st", '<w:vertAlign w:val="superscript"/>'), "The 21<sup>st</sup>"),
    "lowered": (r("CO") + r("2", '<w:vertAlign w:val="subscript"/>') + r(" rises"), "CO<sub>2</sub> rises"),
    "link": (r("See ") + LINK + r("."), 'See <a href="https://quay.example/x">the link</a>.'),
    "link by field": (r("See ") + FIELD + r("."), 'See <a href="https://quay.example/x">the link</a>.'),
    "link by simple field": (
        r("See ") + '<w:fldSimple w:instr=" HYPERLINK &quot;https://quay.example/x&quot; ">' + r("it") + "</w:fldSimple>",
        'See <a href="https://quay.example/x">it</a>',
    ),
    "simple field": (r("On ") + '<w:fldSimple w:instr="DATE">' + r("3 May") + "</w:fldSimple>", "On 3 May"),
    "bookmarks": (
        r("The ") + '<w:bookmarkStart w:id="0" w:name="_Hlk1"/>' + r("quay") + '<w:bookmarkEnd w:id="0"/>', "The quay",
    ),
    "smart tag": (
        r("In ") + '<w:smartTag w:uri="u" w:element="place"><w:smartTagPr/>' + r("Rome") + "</w:smartTag>", "In Rome",
    ),
    "content control": (r("In ") + "<w:sdt><w:sdtPr/><w:sdtContent>" + r("Rome") + "</w:sdtContent></w:sdt>", "In Rome"),
    "empty content control": (
        r("In Rome")
        + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + r("Click or tap here") + "</w:sdtContent></w:sdt>",
        "In Rome",
    ),
    "soft hyphens": ("<w:r><w:t>Sand\xadha</w:t><w:softHyphen/><w:t>ven</w:t></w:r>", "Sandhaven"),
    "no-break hyphen": ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "co\u2011op"),
    "no-break space": (r("9\xa0October"), "9 October"),
    "tab": ("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t></w:r>", "one two"),
    "line break": ("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>", "one<br>two"),
    "insertion": ('<w:ins w:id="1" w:author="A" w:date="2025-01-01T00:00:00Z">' + r("new ") + "</w:ins>" + r("quay"), "new quay"),
    "deletion": (
        '<w:del w:id="2" w:author="A" w:date="2025-01-01T00:00:00Z"><w:r><w:delText>old </w:delText></w:r></w:del>' + r("quay"),
        "quay",
    ),
    "arabic": (r(ARABIC, '<w:rtl/><w:lang w:bidi="ar-EG"/>'), f'<span lang="ar-EG" dir="rtl">{ARABIC}</span>'),
    "arabic unmarked": (r(ARABIC), f'<span lang="ar" dir="rtl">{ARABIC}</span>'),
    "pashto in english": (r("They said ") + r(PASHTO, "<w:rtl/>") + r(" there."),
                          f'They said <span lang="ps" dir="rtl">{PASHTO}</span> there.'),
    "french": (r("It was ") + r("un aveu tardif", '<w:lang w:val="fr-FR"/>') + r(" at last."),
               'It was <span lang="fr-FR">un aveu tardif</span> at last.'),
    "british": (r("The ") + r("harbour", '<w:lang w:val="en-GB"/>'), "The harbour"),
    "russian said to be english": (
        r("It was ") + r("Россия объявила о закрытии порта", '<w:lang w:val="en-US"/>') + r(" at last."),
        'It was <span lang="ru">Россия объявила о закрытии порта</span> at last.',
    ),
    "russian said to be bulgarian": (
        r("It was ") + r("слово министра", '<w:lang w:val="bg-BG"/>') + r(" at last."),
        'It was <span lang="bg-BG">слово министра</span> at last.',
    ),
    "no language": (r("The ") + r("quay", '<w:lang w:val="x-none"/>'), "The quay"),
    "ruby": (
        r("The ") + "<w:r><w:ruby><w:rt>" + r("kan") + "</w:rt><w:rubyBase>" + r("漢") + "</w:rubyBase></w:ruby></w:r>",
        "The 漢(kan)",
    ),
    "symbol": ('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:t> a point</w:t></w:r>', "• a point"),
    "markup in words": (r("a < b & c > d"), "a &lt; b &amp; c &gt; d"),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_runs_as_word_writes_them(name: str) -> None:
    xml, expected = RUNS[name]
    reading = read_house(p(xml + r(" " + END)), ("rL", "hyperlink", "https://quay.example/x", "External"))
    assert last(reading) == f"{expected} {END}"
    assert not found(reading, "word-left-out")


def test_a_line_of_arabic_with_a_latin_word_is_one_passage() -> None:
    inner = r(f"{ARABIC} ", "<w:rtl/>") + r("WHO") + r(f" {ARABIC}.", '<w:rtl/><w:lang w:bidi="ar-EG"/>')
    assert last(read_house(p(inner))) == f'<span lang="ar-EG" dir="rtl">{ARABIC} WHO {ARABIC}.</span>'


def test_text_that_is_no_link_is_no_link() -> None:
    reading = read_house(
        p('<w:hyperlink r:id="rL">' + r("bad") + "</w:hyperlink>" + r(" " + END)),
        ("rL", "hyperlink", "javascript:alert(1)", "External"),
    )
    assert last(reading) == f"bad {END}"


def with_notes(kind: str) -> Reading:
    body = t(*HOUSE[:4]) + p(r("Commentary of the house on the quay.") + refers(kind, 2)) + p()
    body += p(r("A second paragraph which is long enough.") + refers(kind, 3)) + t(
        *HOUSE[7:13], "", *HOUSE[16:]
    )
    texts = notes(
        kind,
        n2=p(r(" See the ") + r("yearbook", "<w:i/>")) + p(r("And the almanac.")),
        n3=p(r(ARABIC, "<w:rtl/>")),
    )
    return reading_of(docx(body, ("rN", f"{kind}s", f"{kind}s.xml"), more={f"word/{kind}s.xml": texts}))


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_of_word_become_footnotes_with_their_references_in_place(kind: str) -> None:
    (article,) = with_notes(kind).articles
    assert article.commentary == (
        '<p>Commentary of the house on the quay.<sup data-footnote="i"></sup></p>'
        '<p>A second paragraph which is long enough.<sup data-footnote="ii"></sup></p>'
    )
    assert article.notes == (
        ("i", "<p>See the <em>yearbook</em></p><p>And the almanac.</p>"),
        ("ii", f'<p><span lang="ar" dir="rtl">{ARABIC}</span></p>'),
    )
    assert [note.marker for note in article.parsed.footnotes] == ["i", "ii"]
    assert article.parsed.images[0].caption == "The quay"
    assert not [one for one in article.parsed.findings if one.severity == "block"]


def test_footnotes_and_endnotes_together_are_numbered_as_they_are_referred_to() -> None:
    body = t(*HOUSE[:4]) + p(
        r("Commentary of the house on the quay")
        + refers("endnote", 2)
        + r(" and sand.")
        + refers("footnote", 2)
    )
    body += t(*HOUSE[7:13], "", *HOUSE[16:])
    (article,) = reading_of(
        docx(
            body, ("rF", "footnotes", "footnotes.xml"), ("rE", "endnotes", "endnotes.xml"),
            more={
                "word/footnotes.xml": notes("footnote", n2=p(r("the foot"))),
                "word/endnotes.xml": notes("endnote", n2=p(r("the end"))),
            },
        )
    ).articles  # fmt: skip
    assert article.notes == (("i", "<p>the end</p>"), ("ii", "<p>the foot</p>"))


def test_notes_of_word_beside_typed_markers_get_other_markers() -> None:
    body = BEFORE + p() + p(r("A third paragraph with a note of Word.") + refers("footnote", 2)) + AFTER
    (article,) = reading_of(
        docx(body, ("rF", "footnotes", "footnotes.xml"), more={"word/footnotes.xml": notes("footnote", n2=p(r("Mine.")))})
    ).articles  # fmt: skip
    assert dict(article.notes) == {
        "i": "<p>For more on the quay see the yearbook of the town.</p>",
        "1": "<p>Mine.</p>",
    }
    assert article.commentary.count("data-footnote") == 2


@pytest.mark.parametrize(
    "marker", [r("[") + r("i", "<w:i/>") + r("]"), r("[i]", "<w:i/>"), r("i", '<w:vertAlign w:val="superscript"/>'),
               r("[i]", '<w:vertAlign w:val="superscript"/>')],
)  # fmt: skip
def test_typed_markers_are_markers_however_they_look(marker: str) -> None:
    body = t(*HOUSE[:4]) + p(r("Commentary of the house on the quay.") + marker) + t(*HOUSE[7:])
    (article,) = reading_of(docx(body)).articles
    assert article.commentary == '<p>Commentary of the house on the quay.<sup data-footnote="i"></sup></p>'


def test_raised_numbers_and_numbered_notes_are_footnotes() -> None:
    raised = r("1", '<w:vertAlign w:val="superscript"/>')
    body = (
        t(*HOUSE[:4]) + p(r("Commentary of the ") + r("house", "<w:i/>") + r(" on the quay.") + raised) + p()
    )
    body += p(r("Another paragraph over 12 km") + r("2", '<w:vertAlign w:val="superscript"/>') + r(" of it."))
    body += t(*HOUSE[7:14]) + p(r("1. See the ") + r("yearbook", "<w:i/>") + r(".")) + t(*HOUSE[15:])
    (article,) = reading_of(docx(body)).articles
    assert article.commentary == (
        '<p>Commentary of the <em>house</em> on the quay.<sup data-footnote="1"></sup></p>'
        "<p>Another paragraph over 12 km² of it.</p>"
    )
    assert article.notes == (("1", "<p>See the <em>yearbook</em>.</p>"),)


def test_rich_text_of_excerpts_and_typed_notes_survives() -> None:
    body = (
        t(*HOUSE[:11])
        + p(r("He said ") + r("never", "<w:i/>") + r(" and left the quay without a word more."))
        + p()
        + p()
    )
    body += (
        p(r("[i] See ") + LINK + r("."))
        + p(r("And more of the ") + r("same", "<w:i/>") + r(" note."))
        + t(*HOUSE[15:])
    )
    reading = reading_of(docx(body, ("rL", "hyperlink", "https://quay.example/x", "External")))
    (article,) = reading.articles
    assert article.excerpts == ("<p>He said <em>never</em> and left the quay without a word more.</p>",)
    assert article.notes == (
        (
            "i",
            '<p>See <a href="https://quay.example/x">the link</a>.</p><p>And more of the <em>same</em> note.</p>',
        ),
    )
    assert found(reading, "note-continued")


def test_a_heading_in_the_commentary_is_bold_and_headings_of_parts_are_left_out() -> None:
    head = '<w:pStyle w:val="Heading1"/>'
    body = t(*HOUSE[:3]) + p(r("Commentary"), head) + t(HOUSE[4], "") + p(r("What comes next"), head) + p()
    body += t(HOUSE[6]) + p(r("Excerpts"), head) + t(*HOUSE[9:])
    reading = reading_of(docx(body))
    (article,) = reading.articles
    assert "<p><strong>What comes next</strong></p>" in article.commentary
    assert [one.message[:24] for one in found(reading, "word-heading")] == [
        "The heading “Commentary”",
        "The heading “Excerpts” w",
    ]
    assert len(article.excerpts) == 1


def test_a_title_in_the_title_style_stays_the_title_and_a_byline_is_set_aside() -> None:
    body = (
        p(r(HOUSE[0]), '<w:pStyle w:val="Titel"/>')
        + p(r("Ann Other"), '<w:pStyle w:val="Author"/>')
        + t(*HOUSE[1:])
    )
    reading = reading_of(docx(body))
    assert reading.articles[0].parsed.title == HOUSE[0]
    assert [one.text for one in found(reading, "word-byline")] == ["Ann Other"]
    assert [one.text for one in reading.articles[0].parsed.unplaced] == ["Ann Other"]


BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="wps"><wps:wsp>'
    f"<wps:txbx><w:txbxContent>{p(r('Words in a box'))}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
    "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
    f"{p(r('Words in a box'))}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_the_words_of_a_text_box_follow_its_paragraph_once() -> None:
    reading = read_house(p(BOX + r("It hangs here. " + END)))
    assert reading.articles[0].commentary.endswith(f"<p>It hangs here. {END}</p><p>Words in a box</p>")
    assert reading.articles[0].commentary.count("Words in a box") == 1
    assert found(reading, "word-text-box")


def test_lists_and_tables_keep_every_word_in_order() -> None:
    blocks: list[Any] = [para(inlines(line)) if line else para([]) for line in HOUSE[:7]]
    blocks.append({"t": "BulletList", "c": [[para(inlines("first point"))], [para(inlines("second point"))]]})
    blocks.append(
        {"t": "OrderedList", "c": [[3, {"t": "Decimal"}, {"t": "Period"}], [[para(inlines("third point"))]]]}
    )
    cell = lambda words: [["", [], []], {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": inlines(words)}]]  # noqa: E731
    row = lambda *words: [["", [], []], [cell(one) for one in words]]  # noqa: E731
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * 2
    blocks.append({"t": "Table", "c": [["", [], []], [None, []], columns, [["", [], []], [row("Month", "Boats")]],
                                       [[["", [], []], 0, [], [row("May", "three")]]], [["", [], []], []]]})  # fmt: skip
    blocks += [para(inlines(line)) if line else para([]) for line in HOUSE[7:]]
    reading = reading_of(from_pandoc(blocks))
    assert reading.articles[0].commentary.endswith(
        "<p>• first point</p><p>• second point</p><p>3. third point</p><p>Month | Boats</p><p>May | three</p>"
    )
    assert found(reading, "word-list") and found(reading, "word-table")


def test_tracked_changes_are_accepted_and_said() -> None:
    change = 'w:author="A" w:date="2025-01-01T00:00:00Z"'
    reading = read_house(
        p(f'<w:ins w:id="1" {change}>{r("new ")}</w:ins><w:del w:id="2" {change}><w:r><w:delText>old</w:delText></w:r></w:del>'
          + r("quay. " + END))
    )  # fmt: skip
    (finding,) = found(reading, "word-tracked-changes")
    assert "1 insertions, 1 deletions" in finding.message
    assert finding.text == "Deleted: old"
    assert last(reading) == f"new quay. {END}"


def test_comments_are_kept_with_their_place_even_in_an_insertion() -> None:
    comment = part(
        "comments", f'<w:comment w:id="5" w:author="Edda">{p(r("Is this"))}{p(r("right?"))}</w:comment>'
    )
    reading = read_house(
        p('<w:ins w:id="1" w:author="A"><w:commentRangeStart w:id="5"/>' + r("This quay") + '<w:commentRangeEnd w:id="5"/>'
          '<w:r><w:commentReference w:id="5"/></w:r></w:ins>' + r(" grows. " + END)),
        ("rC", "comments", "comments.xml"), more={"word/comments.xml": comment},
    )  # fmt: skip
    (finding,) = found(reading, "word-comment")
    assert finding.text == "Edda about “This quay”: Is this right?"
    assert finding.line == 9
    assert [(one.reason, one.line) for one in reading.articles[0].parsed.unplaced] == [("comment", 9)]


def test_headers_footers_hidden_text_and_contents_are_set_aside_and_said() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p(r('Quay 1'))}</w:sdtContent></w:sdt>"
    )
    reading = reading_of(
        docx(
            contents + house(p(r("secret", "<w:vanish/>") + r(END))),
            ("rH", "header", "header1.xml"), ("rG", "footer", "footer1.xml"),
            more={"word/header1.xml": part("hdr", p(r("Draft of May"))), "word/footer1.xml": part("ftr", p(r("7")))},
        )
    )  # fmt: skip
    assert last(reading) == END
    assert [one.text for one in found(reading, "word-margin")] == ["Draft of May"]
    assert [one.text for one in found(reading, "word-left-out")] == ["secret"]
    assert found(reading, "word-contents")
    assert {one.reason for one in reading.articles[0].parsed.unplaced} == {"furniture", "left-out"}


def test_what_cannot_be_taken_over_is_said() -> None:
    chart = (
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
    linked = (
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="x"><a:blip r:link="rX"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    equation = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    reading = read_house(
        p(chart + linked + equation + r(" " + END)) + '<w:altChunk r:id="rA"/>',
        ("rX", "image", "http://far.example/i.png", "External"),
    )
    for code in ("word-drawing", "word-picture-linked", "word-equation", "word-other-file"):
        assert len(found(reading, code)) == 1, code


def test_blocks_of_custom_xml_and_content_controls_are_read() -> None:
    reading = read_house(
        f'<w:customXml w:element="x"><w:customXmlPr/>{p(r("One. " + END))}</w:customXml>{p()}'
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p(r('Two. ' + END))}</w:sdtContent></w:sdt>"
    )
    assert reading.articles[0].commentary.endswith(f"<p>One. {END}</p><p>Two. {END}</p>")


def test_pictures_are_taken_in_order_with_their_alternative_text() -> None:
    media = {
        "word/media/image1.png": png(),
        "word/media/image2.emf": b"\x01\x00\x00\x00EMF",
        "word/media/image3.png": png((9, 9, 9)),
    }
    reading = reading_of(
        docx(
            t(*HOUSE) + p(drawing("rI1", "A quay at dawn")) + p(drawing("rI2")) + p(drawing("rI3")) + p(drawing("rI1")),
            ("rI1", "image", "media/image1.png"), ("rI2", "image", "media/image2.emf"), ("rI3", "image", "media/image3.png"),
            more=media,
        )
    )  # fmt: skip
    pictures = reading.articles[0].pictures
    assert [(one.number, one.name, one.width, one.height, one.alt) for one in pictures] == [
        (1, "image1.png", 12, 8, "A quay at dawn"), (2, "image3.png", 12, 8, ""),
    ]  # fmt: skip
    (finding,) = found(reading, "word-picture")
    assert finding.text == "image2.emf"
    assert "upload it to the article" in finding.message


@pytest.mark.parametrize("blank", ["", "\xa0"])
def test_a_picture_between_paragraphs_is_no_boundary(blank: str) -> None:
    body = t(*HOUSE[:5]) + p(r(blank)) + p(drawing("rI1")) + t(*HOUSE[6:])
    reading = reading_of(
        docx(body, ("rI1", "image", "media/image1.png"), more={"word/media/image1.png": png()})
    )
    assert reading.articles[0].commentary.count("<p>") == 2
    assert not found(reading, "separator")


def test_line_breaks_part_labels_and_text_below_a_citation() -> None:
    lines = lambda *words: p("<w:r>" + "<w:br/>".join(f"<w:t>{one}</w:t>" for one in words) + "</w:r>")  # noqa: E731
    body = t(*HOUSE[:9]) + lines(HOUSE[9], HOUSE[11]) + t(*HOUSE[12:18]) + lines(*HOUSE[18:])
    (article,) = reading_of(docx(body)).articles
    assert article.excerpts == (f"<p>{HOUSE[11]}</p>",)
    assert (article.parsed.images[0].caption, article.parsed.images[0].source) == ("The quay", "Town Archive")


def test_paragraphs_parted_by_two_line_breaks_are_paragraphs() -> None:
    text = "<w:br/>".join(f"<w:t>{line}</w:t>" for line in HOUSE)
    (article,) = reading_of(docx(p(f"<w:r>{text}</w:r>"))).articles
    assert article.parsed.title == HOUSE[0]
    assert article.commentary.count("<p>") == 2
    assert article.notes[0][0] == "i"


def test_a_file_that_is_not_in_the_house_layout_is_one_article_with_a_warning() -> None:
    body = (
        t("Draft 3")
        + p(r("Sand Everywhere"), '<w:pStyle w:val="Titel"/>')
        + p(r("It began with ") + r("one", "<w:i/>") + r(" boat."))
    )
    body += (
        p(r("More"), '<w:pStyle w:val="Heading1"/>')
        + p(r("Then there were two.") + refers("footnote", 2))
        + p(drawing("rI1"))
    )
    reading = reading_of(
        docx(
            body, ("rF", "footnotes", "footnotes.xml"), ("rI1", "image", "media/image1.png"),
            more={"word/footnotes.xml": notes("footnote", n2=p(r("Seen by us."))), "word/media/image1.png": png()},
        )
    )  # fmt: skip
    (article,) = reading.articles
    assert article.parsed.title == "Sand Everywhere"
    assert article.commentary == (
        "<p>Draft 3</p><p>It began with <em>one</em> boat.</p><p><strong>More</strong></p>"
        '<p>Then there were two.<sup data-footnote="i"></sup></p>'
    )
    assert article.notes == (("i", "<p>Seen by us.</p>"),)
    assert [one.number for one in article.pictures] == [1]
    (finding,) = found(reading, "word-not-house-layout")
    assert finding.severity == "warn"
    assert "house layout" in finding.message


@pytest.mark.parametrize("body", ["", p(), p() * 5, p(drawing("rI1"))])
def test_a_file_without_words_is_refused_with_what_to_do(body: str) -> None:
    with pytest.raises(ConversionFailed, match="There is no text in this Word file"):
        converted(body, ("rI1", "image", "media/image1.png"), more={"word/media/image1.png": png()})


def test_forty_and_more_notes_are_numbered_in_figures() -> None:
    body = (
        t(*HOUSE[:4])
        + p("".join(r(f"Word {n}.") + refers("footnote", n) for n in range(2, 52)))
        + t(*HOUSE[7:13], "", *HOUSE[16:])
    )
    texts = {f"n{n}": p(r(f"Note {n}.")) for n in range(2, 52)}
    (article,) = reading_of(
        docx(
            body,
            ("rF", "footnotes", "footnotes.xml"),
            more={"word/footnotes.xml": notes("footnote", **texts)},
        )
    ).articles
    assert [key for key, _text in article.notes] == [str(n) for n in range(1, 51)]
    assert article.notes[49][1] == "<p>Note 51.</p>"
    assert article.commentary.count("data-footnote") == 50


def test_the_stored_fields_are_plain_json_and_read_again_the_same() -> None:
    from editorial.importing.reading import read

    fields = converted(house(p(r("The ") + r("quay", "<w:i/>") + r(" " + END)))).as_fields()
    assert read(**json.loads(json.dumps(fields))) == read(**fields)


def test_marks_of_ours_in_a_file_change_nothing() -> None:
    reading = read_house(p(r("A \ufdd0ar\ufdd1 and \ufdd3title\ufdd1 \ufdd2\ufdd5 of sand. " + END)))
    assert last(reading) == f"A ar and title of sand. {END}"


def test_a_note_that_refers_to_itself_ends() -> None:
    more = {"word/footnotes.xml": notes("footnote", n2=p(r("Around ") + refers("footnote", 2) + r("again.")))}
    reading = read_house(p(r(END) + refers("footnote", 2)), ("rF", "footnotes", "footnotes.xml"), more=more)
    assert dict(reading.articles[0].notes)["1"] == "<p>Around again.</p>"


STUCK = {
    "waits": ("exec sleep 60", "longer than 1 seconds"),
    "computes": ("while :; do :; done", "longer than 1 seconds|too large or too intricate"),
    "writes": ("exec yes", "too large or too intricate"),
    "uses up its heap": ("exit 251", "too large or too intricate"),
    "fails": ("exit 1", "save it as a new Word document"),
}


@pytest.mark.parametrize("how", STUCK)
def test_a_converter_that_does_not_end_well_is_stopped(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from editorial.importing.word import pandoc

    script, words = tmp_path / "converter", STUCK[how][1]
    script.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\n{STUCK[how][0]}\n")
    script.chmod(0o700)
    monkeypatch.setattr(pandoc.pypandoc, "get_pandoc_path", lambda: str(script))
    with pytest.raises(ConversionFailed, match=words):
        pandoc.document_of(docx(t("A text")), seconds=1)
    group = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_a_text_over_the_limit_is_refused_with_what_to_do() -> None:
    with pytest.raises(ConversionFailed, match="Split it into articles"):
        converted(p(r("All of this is sand. " * 50_000)))


def test_many_changes_of_script_are_read_in_time() -> None:
    reading = read_house(p(r("word قال слово 漢字 " * 1500)))
    assert last(reading).startswith('word <span dir="rtl">قال</span> ')
