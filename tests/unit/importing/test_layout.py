"""Articles as they arrive:

parts missing, separators damaged, several to a file, and texts that are no article.
"""

import textwrap

import pytest

from editorial.importing.layout import parse_text
from editorial.importing.parsed import NotAnArticle

from .samples import (
    CITATION,
    COMMENTARY,
    DEK,
    EXCERPT,
    IMAGE,
    NOTE,
    PULL_QUOTE,
    TITLE,
    article,
    codes,
    read,
    read_one,
)

SECOND = "Coast Guard Receives Its First Icebreaker"


def test_a_clean_article_has_every_part_and_no_finding() -> None:
    data = read_one(article())
    assert (data["title"], data["caption"], data["pull_quote"]) == (TITLE, DEK, PULL_QUOTE)
    assert data["commentary"] == [COMMENTARY]
    assert data["excerpts"][0]["paragraphs"] == [EXCERPT]
    assert data["footnotes"][0]["text"] == NOTE.removeprefix("[i] ")
    assert data["image"]["license"] == "CC-BY-SA-4.0"
    assert (data["image"]["creator"], data["image"]["source"]) == ("Mara Odd", "Zenda Archive")
    assert data["image"]["needs_clearance"] is False
    assert data["findings"] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\u2028"),
        lambda text: text.replace("\n", "   \n"),
        lambda text: text.replace(" ", "  ").replace("  harbor", "\tharbor"),
        lambda text: text.replace("\n\n", "\n \t\n"),
        lambda text: text.rstrip("\n"),
    ],
    ids=["bom+crlf", "cr", "u2028", "trailing", "tabs", "blank-of-spaces", "no-newline"],
)
def test_line_ends_and_white_space_do_not_matter(change) -> None:
    data, plain = read_one(change(article())), read_one(article())
    assert data == plain


def test_no_break_spaces_become_spaces_and_are_noted_once_a_line() -> None:
    data = read_one(
        article().replace("new quay", "new\xa0quay").replace("second quay began", "second\xa0quay\xa0began")
    )
    assert data["pull_quote"] == PULL_QUOTE
    assert [(one["line"], one["code"]) for one in data["findings"]] == [
        (5, "no-break-space"),
        (12, "no-break-space"),
    ]


def test_straight_quotation_marks() -> None:
    data = read_one(article().replace("“", '"').replace("”", '"'))
    assert data["pull_quote"].startswith('"The new quay')
    assert data["excerpts"][0]["original_title"] == "Strelsau Builds a Second Quay"
    assert data["findings"] == []


def test_without_image_there_is_no_dek() -> None:
    data = read_one(article(image=None, dek=None))
    assert (data["caption"], data["image"], codes(data)) == (None, None, ["image-missing"])


def test_without_pull_quote_the_caption_tells_the_dek() -> None:
    data = read_one(article(pull_quote=None))
    assert (data["caption"], data["pull_quote"], len(data["commentary"])) == (DEK, None, 1)
    assert codes(data) == ["pull-quote-missing"]


def test_several_paragraphs_of_commentary() -> None:
    data = read_one(
        article(commentary=f"{COMMENTARY}\n\n“A quotation opens this one,” it says.\n\nAnd a third.")
    )
    assert len(data["commentary"]) == 3


def test_without_endnotes() -> None:
    data = read_one(article(notes=None, commentary=COMMENTARY.replace("[i]", "")))
    assert (data["footnotes"], data["findings"]) == ([], [])


@pytest.mark.parametrize("marker", ["1", "a", "iv", "12", "*"])
def test_markers_in_any_style(marker: str) -> None:
    data = read_one(article().replace("[i]", f"[{marker}]"))
    assert data["footnotes"][0]["marker"] == marker
    assert data["findings"] == []


def test_markers_and_notes_must_match() -> None:
    assert codes(read_one(article(notes=None)), "block") == ["marker-without-note"]
    assert codes(read_one(article(commentary=COMMENTARY.replace("[i]", ""))), "block") == [
        "note-without-marker"
    ]
    doubled = article(notes=f"{NOTE}\n\n[i] Again: “Grain,” Zenda Review, 4 May 2022.")
    assert codes(read_one(doubled), "block") == ["note-twice"]
    spaced = read_one(article(commentary=COMMENTARY.replace("[i]", " [i]")))
    assert codes(spaced) == ["marker-space"]


def test_an_editors_insertion_is_no_marker() -> None:
    data = read_one(article(commentary=COMMENTARY + " He called it “[a] quay of [the] people.”"))
    assert data["findings"] == []


def test_a_note_continues_after_a_blank_line() -> None:
    notes = (
        "[i] On the grain trade of the coast, see:\n\nIvo Lenk, "
        "“Grain and the Coast,” Zenda Review, 3 May 2022."
    )
    data = read_one(article(notes=notes))
    assert data["footnotes"][0]["text"].count("\n") == 1
    assert [(one["line"], one["code"]) for one in data["findings"]] == [(15, "note-continued")]


@pytest.mark.parametrize(
    ("blank", "code"), [("\n\n", "separator"), ("\n\n\n\n", "separator"), ("\n\n\n\n\n", "separator")]
)
def test_damaged_separators_are_recovered_and_reported(blank: str, code: str) -> None:
    whole, data = read_one(article()), read_one(article().replace("\n\n\n", blank))
    assert codes(data, "warn") == [code, code]
    for part in ("title", "commentary", "pull_quote", "caption"):
        assert data[part] == whole[part]
    assert data["excerpts"][0]["paragraphs"] == whole["excerpts"][0]["paragraphs"]


def test_blank_lines_doubled_everywhere() -> None:
    data = read_one(article().replace("\n\n\n", "\n\n").replace("\n\n", "\n\n\n"))
    assert (len(data["commentary"]), len(data["excerpts"]), len(data["footnotes"])) == (1, 1, 1)
    assert set(codes(data, "warn")) == {"separator-stray"}


def test_no_blank_lines_at_all() -> None:
    data = read_one(article().replace("\n\n\n", "\n").replace("\n\n", "\n"))
    assert (data["title"], data["pull_quote"], data["commentary"]) == (TITLE, PULL_QUOTE, [COMMENTARY])
    assert (len(data["excerpts"]), len(data["footnotes"]), data["image"]["source"]) == (1, 1, "Zenda Archive")


def test_lines_broken_at_a_fixed_width() -> None:
    long = article(
        commentary=COMMENTARY + " It will take years." * 20, excerpts=f"{CITATION}\n\n{EXCERPT * 6}"
    )
    data = read("\n".join(textwrap.fill(line, 72) for line in long.split("\n")))
    assert [one["code"] for one in data["findings"]] == ["hard-wrapped"]
    assert len(data["articles"][0]["commentary"]) == 1
    assert data["articles"][0]["excerpts"][0]["outlet"] == "Strelsau Courier"


ENDS = {
    "image": {},
    "notes only": {"image": None},
    "nothing": {"image": None, "notes": None, "commentary": COMMENTARY.replace("[i]", "")},
    "image only": {"notes": None, "commentary": COMMENTARY.replace("[i]", "")},
    "no dek": {"image": None, "dek": None},
}


@pytest.mark.parametrize("parts", ENDS.values(), ids=ENDS)
def test_an_issue_is_cut_into_its_articles(parts: dict) -> None:
    text = "\n".join(
        article(title=title, **parts) for title in (TITLE, SECOND, "Parliament Debates the Price of Ice")
    )
    articles = read(text)["articles"]
    assert [one["title"] for one in articles] == [TITLE, SECOND, "Parliament Debates the Price of Ice"]
    assert [len(one["excerpts"]) for one in articles] == [1, 1, 1]
    assert not [code for one in articles for code in codes(one, "block")]


def test_the_blank_line_before_the_next_title_is_lost() -> None:
    articles = read(article().rstrip() + "\n" + article(title=SECOND))["articles"]
    assert [one["title"] for one in articles] == [TITLE, SECOND]
    assert codes(articles[1]) == ["article-boundary"]


def test_what_stands_behind_the_last_article_is_set_aside() -> None:
    data = read_one(article() + "\n12\n\nOE Watch | December 2023\n\nContinued overleaf\n")
    assert [one["text"] for one in data["unplaced"]] == [
        "12",
        "OE Watch | December 2023",
        "Continued overleaf",
    ]
    assert codes(data) == ["text-furniture", "text-furniture", "text-after-article"]


def test_a_missing_title_or_commentary_blocks() -> None:
    assert codes(read_one(article(title=None, dek=None)), "block") == ["title-missing"]
    assert "commentary-missing" in codes(read_one(article(commentary=None, notes=None)), "block")


# The lines of the block, and (code, source, license, needs clearance).
IMAGES = [
    (
        "Image: A quay.\nSource: Coast Guard, Attribution: Public Domain",
        ("image-labels-on-one-line", "Coast Guard", "public-domain", True),
    ),
    (
        "Image: A quay.\nSource: CIA Factbook, Attribution: Public Domain",
        ("public-domain", "CIA Factbook", "public-domain", False),
    ),
    (
        "Image: A quay.\nSource: Attribution: Coast Guard\nAttribution: CC y 2.0",
        ("image-label-doubled", "Coast Guard", "unclear", True),
    ),
    ("Image: A quay.\nAttribution: BY-SA 4.0", ("license-unconfirmed", None, "CC-BY-SA-4.0", True)),
    ("Image: A quay.\nAttribution: CC BY 4.0", ("credit-incomplete", None, "CC-BY-4.0", True)),
    ("Image: A quay.\nSource: Coast Guard", ("license-missing", "Coast Guard", "unclear", True)),
    ("Image: A quay.\nAttribution: Public Domain", ("public-domain-basis", None, "public-domain", True)),
    (
        "Image: A quay.\nAttribution: Mara Odd via Zenda Archive, CC BY 4.0",
        (None, "Zenda Archive", "CC-BY-4.0", False),
    ),
    (
        "Image: A quay.\nPhotographer: Mara Odd\nSource: Zenda Archive\nLicense: CC0",
        (None, "Zenda Archive", "CC0-1.0", False),
    ),
]


@pytest.mark.parametrize(("lines", "expected"), IMAGES)
def test_image_information(lines: str, expected: tuple) -> None:
    data = read_one(article(image=f"Image Information:\n\n{lines}"))
    code, source, license_id, clearance = expected
    image = data["image"]
    assert (image["caption"], image["source"], image["license"], image["needs_clearance"]) == (
        "A quay.",
        source,
        license_id,
        clearance,
    )
    assert code is None or code in codes(data)
    assert image["information_as_given"].endswith(lines)


def test_several_images_and_a_missing_heading() -> None:
    data = read_one(
        article(
            image=IMAGE.replace("Image Information:\n\n", "")
            + "\n\nImage: A second picture.\nAttribution: CC0"
        )
    )
    assert [one["caption"] for one in data["images"]] == [DEK, "A second picture."]
    assert "image-header-missing" in codes(data)


def test_notes_behind_the_image_block_are_found() -> None:
    data = read_one(article(notes=None, image=f"{IMAGE}\n\n{NOTE}"))
    assert [one["marker"] for one in data["footnotes"]] == ["i"]


NO_ARTICLES = {
    "": "empty",
    " \n\t\n\u2028\ufeff": "empty",
    "Milk\nBread\nEggs\n": "no-structure",
    "\x00\x01\x02PNG" * 40: "binary",
    "<!DOCTYPE html><html><body><p>Hello</p></body></html>": "html",
    "<div><p>One</p><p>Two</p><span>x</span></div>" * 5: "html",
    '{"title": "A", "body": ["b"]}': "json",
    "%PDF-1.7 stream": "pdf",
    "PK\x03\x04\x14\x00": "zip",
    "{\\rtf1 Hello}": "rtf",
    "CHAPTER ONE\n\n" + "“Come in,” she said, and he came in on a day in 1890.\n\n" * 30: "no-structure",
    "Dear Ana,\n\nThanks for the note. See you on 5 November 2023.\n\n\nBest,\nIvo": "no-structure",
    f"{CITATION}\n\n{CITATION}": "citations",
    "name,price\nquay,12\npier,3\n": "no-structure",
}


@pytest.mark.parametrize(("text", "reason"), NO_ARTICLES.items(), ids=range(len(NO_ARTICLES)))
def test_what_is_no_article_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        parse_text(text)
    assert refused.value.reason == reason
    assert "two blank lines" in str(refused.value)
