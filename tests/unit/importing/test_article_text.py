"""A parsed article as the finders read it: passages without markers, and the way back to the line of the file."""

from datetime import date

from editorial.factcheck.finders.article_text import Place
from editorial.importing.article_text import LocatedText, article_text
from editorial.importing.layout import parse_text
from editorial.importing.lines import split_lines

ARTICLE = """The Ferry to Odra Stops Running

A ferry in the harbor of Odra.

“Nobody asked the island.”

The ferry company of Odra has given up its winter service.[i] Its director calls the decision [a]
 “final.” The island’s mayor, Lene Falk [ii], has appealed to the ministry.[i]

A second paragraph says nothing new.


Jon Berg, “The Last Ferry,” Odra Bladet (island weekly), 9 November 2023.

“Nobody asked the island,” Lene Falk said.

The decision is final.

رسالة من الجزيرة

“A Letter From the Island,” Al-Jazira al-Saghira (fictional daily), 10 November 2023.
https://example.org/letter

The letter has three [i] pages.


[ii] On the appeal, see: “An Appeal,” Odra Bladet, 8 November 2023.

[i] The timetable is a leaflet.
It was printed in June.

Image Information:

Image: The harbor seen from the ferry.
Source: Town Archive
Attribution: Noor Castellane, CC BY 4.0
""".replace("\n “final", " “final")


def read(text: str, **options: date) -> LocatedText:
    return article_text(parse_text(text).articles[0], split_lines(text), **options)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_every_passage_begins_on_its_line() -> None:
    located = read(ARTICLE)
    for passage in located.article.passages():
        if passage.place.field == "citation" and not passage.text.startswith("Jon"):
            continue  # over three lines; see below
        assert passage.text[:12] in ARTICLE.split("\n")[located.line(passage.place) - 1], passage
    places = [passage.place for passage in located.article.passages()]
    assert len(places) == len(set(places)) == 14


def test_each_part_is_where_a_finder_looks_for_it() -> None:
    article = read(ARTICLE).article
    assert article.title is not None and article.title.text == "The Ferry to Odra Stops Running"
    assert article.dek is not None and article.dek.text == "A ferry in the harbor of Odra."
    assert article.pull_quote is not None and article.pull_quote.text == "“Nobody asked the island.”"
    first, second = article.excerpts
    assert (first.key, first.label, first.outlet, first.published_on) == (
        "1", "Excerpt 1", "Odra Bladet", date(2023, 11, 9),
    )  # fmt: skip
    assert (second.language, second.translated_title) == ("ar", "A Letter From the Island")
    assert [caption.text for caption in article.captions] == ["The harbor seen from the ferry."]


def test_markers_become_references_and_an_insertion_stays() -> None:
    first = read(ARTICLE).article.commentary[0]
    assert first.text == (
        "The ferry company of Odra has given up its winter service. Its director calls the decision [a] “final.” "
        "The island’s mayor, Lene Falk, has appealed to the ministry."
    )
    assert [(first.text[:at][-8:], key) for at, key in first.references] == [
        ("service.", "i"),
        ("ene Falk", "ii"),
        ("inistry.", "i"),
    ]


def test_brackets_in_an_excerpt_are_the_source_s() -> None:
    assert read(ARTICLE).article.excerpts[1].text == "The letter has three [i] pages."


def test_a_note_has_its_marker_as_key_and_the_place_of_its_first_reference_as_number() -> None:
    notes = read(ARTICLE).article.notes
    assert [(note.key, note.number, note.paragraphs[0].label) for note in notes] == [
        ("ii", 2, "Note 2"),
        ("i", 1, "Note 1"),
    ]


def test_each_line_of_a_note_is_found() -> None:
    located = read(ARTICLE)
    note = located.article.notes[1]
    assert [located.line(paragraph.place) for paragraph in note.paragraphs] == [
        line_of(ARTICLE, "[i] The timetable"),
        line_of(ARTICLE, "It was printed"),
    ]


def test_each_line_of_a_citation_is_found() -> None:
    located = read(ARTICLE)
    citation = located.article.excerpts[1].citation
    for part in ("رسالة", "Letter From", "Al-Jazira", "https://"):
        at = citation.text.index(part)
        assert located.line(citation.place, at) == line_of(ARTICLE, part)


def test_places_behind_a_marker_are_counted_in_the_text_as_it_was_read() -> None:
    wrapped = _wrapped(ARTICLE)
    assert [one.code for one in parse_text(wrapped).findings] == ["hard-wrapped"]
    located = read(wrapped)
    for passage in located.article.passages():
        for word in set(passage.text.split()):
            if passage.text.count(word) == 1 and wrapped.count(word) == 1:
                assert located.line(passage.place, passage.text.index(word)) == line_of(wrapped, word), word


def _wrapped(text: str) -> str:
    """Long lines broken at 60 letters, as in an e-mail."""
    lines = []
    for line in text.replace(
        "nothing new.", "nothing new, " + "and says it at some length, " * 20 + "too."
    ).split("\n"):
        current = ""
        for word in line.split(" "):
            if current and len(current) + len(word) >= 60:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
    return "\n".join(lines)


def test_without_the_lines_of_the_file_the_known_ones_count() -> None:
    located = article_text(parse_text(ARTICLE).articles[0])
    assert located.line(Place("article", "", "commentary", 1)) == line_of(ARTICLE, "A second paragraph")
    assert located.line(Place("article", "", "dek")) == 1


def test_a_text_is_found_in_the_passage_it_is_said_to_stand_in() -> None:
    located = read(ARTICLE)
    assert located.line_of("“Nobody asked the island,”", "Excerpt 1") == line_of(ARTICLE, "island,” Lene")
    assert located.line_of("Nobody asked the island", "Pull quote") == line_of(ARTICLE, "the island.”")
    assert located.line_of("Nobody asked the mainland") is None
    assert located.line_of("…") is None
    apart = "“Nobody asked … the mainland … decision is final.”"
    assert located.line_of(apart, "Excerpt 1") == line_of(ARTICLE, "island,” Lene")
    assert located.line_of("nobody there … decision is final.”", "Excerpt 1") == line_of(
        ARTICLE, "The decision"
    )


def test_a_place_that_is_not_there_is_the_article_s_line() -> None:
    assert read(ARTICLE).line(Place("excerpt", "9", "body")) == 1


def test_month_and_day_of_the_issue_are_taken_over() -> None:
    article = read(ARTICLE, issue_month=date(2023, 12, 1), publication_date=date(2023, 12, 28)).article
    assert (article.issue_month, article.publication_date) == (date(2023, 12, 1), date(2023, 12, 28))


def test_two_notes_with_one_marker_stay_apart() -> None:
    text = ARTICLE.replace("[i] The timetable", "[ii] The timetable")
    notes = read(text).article.notes
    assert [note.key for note in notes] == ["ii", "ii-2"]


def test_a_caption_that_is_the_dek_stands_on_its_line() -> None:
    text = ARTICLE.replace("The harbor seen from the ferry.", "A ferry in the harbor of Odra.")
    located = read(text)
    (caption,) = located.article.captions
    assert located.line(caption.place) == line_of(text, "A ferry in the harbor")
    assert read(ARTICLE).line(caption.place) == line_of(ARTICLE, "seen from the ferry")


def test_a_very_long_text_is_read_in_a_moment() -> None:
    long = ARTICLE.replace("nothing new.", "nothing new.[i] " * 8000)
    located = read(long)
    assert len(located.article.commentary[1].references) == 8000
