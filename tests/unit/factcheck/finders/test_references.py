"""Notes in many styles of citation, alone and together. All texts are fictional."""

import pytest

from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
)
from editorial.factcheck.finders.references import find_in_note, find_references
from tests.growth import require_linear

SOUND = """
See: Ivo Lenk, “Grain and the Coast,” Zenda Review, 3 May 2022.
Ivo Lenk, Grain and the Coast: A History (Strelsau: Harbor Press, 2019), 45–52.
Ivo Lenk, “The Second Quay,” in Ports of the North, ed. Ana Vero (Strelsau: Harbor Press, 2019), 112.
Ivo Lenk and Ana Vero, “Quays and Treaties,” Journal of Coastal Studies 12, no. 3 (2021): 45–67, https://doi.org/10.1000/xyz.
Lenk, “The Second Quay,” 115.
Vero, “Quays and Treaties,” pp. 50-51.
Lenk, Grain and the Coast, 46.
Ibid., 47.
Ana Vero. “Port Opens.” Coast Weekly. November 5, 2022.
“Port Opens,” Coast Weekly, November 5, 2022, https://coast.example.org/port-opens.
“Port Opens,” Coast Weekly (Strelsau), 5 November 2022, p. 3.
Harbor Institute, “Tonnage Report 2021” (Strelsau: Harbor Institute, 2022).
Harbor Institute, “Annual Tonnage Report,” Report No. 45, Strelsau, June 2022.
Ministry of Fisheries of Ruritania, “On the Protection of Coastal Waters,” Law No. 45-FZ, 12 March 2021.
Coastal Waters Act 1998 (Ruritania), s 14(2).
Constitution of Ruritania, Article 14, Annex A
@harborwatch, “The second quay is open,” Telegram, 5 May 2023.
Harbor Watch (@harborwatch), “The second quay is open,” X (formerly Twitter), 5 May 2023, 10:15 a.m.
Harbor Watch, Telegram post, 5 May 2023, https://t.me/harborwatch/1234.
Ivo Lenk, @ivolenk, “Ships are leaving,” Twitter, 5/5/23.
Ana Vero, “Port Opens,” Coast Weekly, undated.
Ana Vero, “Port Opens,” Coast Weekly, n.d.
Ana Vero, “Port Opens,” Coast Weekly, forthcoming.
Ana Vero, “The Long Harbor” (PhD diss., University of Strelsau, 2018), 14.
Author’s interview with Odo Brandt, “Harbor Master,” Strelsau, 5 May 2023.
The older quay, called “the Widow,” was built in 1901, and the band “Friends of the Harbor,” plays there.
“We will stay,” the captain told Coast Weekly, 5 May 2023.
“Harbor Law Adopted,” Coast Weekly, 14 Aban 1402.
For the text of the treaty, see United Nations Treaty Series, vol. 1833, p. 3.
S. Lenk, “Quay Two,” Zenda Review (blog), May 5, 2023, accessed June 1, 2023, https://zenda.example.org/q2.
See “Port Opens,” Coast Weekly; and “Port Closes,” Coast Weekly, both 5 November 2022.
For background, see “Ships by Tonnage” at https://example.org/ships.
The full statement was published online.
It is not known where the ship came from.
The crew had been there before, and the pilot had also.
The envoy was received by the Holy See.
The term “dry port,” as used here, means an inland terminal.
The passengers of flight TK 1951 and the delegates of the XX Congress met there.
“Strelsau,” Encyclopedia of Ports, https://ports.example.org/strelsau.
Die Küste, “Hafen eröffnet,” 5. Mai 2023.
Ivo Lenk, “Quay Three,” Zenda Review, Spring 2022.
Ivo Lenk, “Quay Three,” Zenda Review 14 (Winter 2021–22): 3–9.
Presidential Decree No. 12, “On the Second Quay,” Official Gazette of Ruritania, No. 45 (2021).
The pictures are at https://example.org/a/b-c-d and https://example.org/e in two parts.
See https://example.org/quay/ 2023.
""".strip().splitlines()


@pytest.mark.parametrize("note", SOUND)
def test_a_sound_note_passes(note: str) -> None:
    assert [one.code for one in find_in_note(note) if one.severity != "info"] == []


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("The text is available at", "note-unfinished"),
        ("The text is available at.", "note-unfinished"),
        ("The plan may be viewed online at", "note-unfinished"),
        ("Pictures can be found here.", "note-unfinished"),
        ("Pictures and a description of the tugs can be found at:", "note-unfinished"),
        ("For the plan, see also", "note-unfinished"),
        ("The report of the", "note-unfinished"),
        ("See Coast Guard, “The Year in Review,” Zenda Review, July 24, 2023,", "note-unfinished"),
        ("See Coast Guard, “The Year in Review,” Zenda Review, 24 July 2023,", "note-unfinished"),
        ("See Coast Guard, “The Year in Review,” Zenda Review, 24 July 2023 (", "note-unfinished"),
        ("Source", "note-unfinished"),
        ("See", "note-unfinished"),
        ("Link.", "note-unfinished"),
        ("Coast Guard, “The Year in Review,” Zenda Review, 24 July 2023, https://", "note-url-cut"),
        ("Coast Guard, “The Year in Review,” Zenda Review, 24 July 2023, www.", "note-url-cut"),
        ("Coast Guard, “The Year in Review,” Zenda Review, 24 July 2023, https://zenda", "note-url-cut"),
        (
            "Coast Guard, “The Year,” Zenda Review, 24 July 2023, https://z.example.org/the-year-in-",
            "note-url-cut",
        ),
        (
            "Coast Guard, “The Year,” Zenda Review, 24 July 2023, https://z.example.org/ the-year-in-review",
            "note-url-cut",
        ),
        ("More is at https://zenda.example.org/the-year…", "note-url-cut"),
        ("TBD", "note-placeholder"),
        ("For the full report see [link].", "note-placeholder"),
        ("Ana Vero, “Port Opens,” Coast Weekly, 5 May 2022, page XXXX.", "note-placeholder"),
        ("Ana Vero, “Port Opens,” Coast Weekly, 5 May 2022. [insert page here]", "note-placeholder"),
        ("Ivo Lenk, “Grain and the Coast.”", "reference-undated"),
        ("“Grain and the Coast,” Zenda Review.", "reference-undated"),
        ("See “Grain and the Coast,” 3 May 2022.", "reference-publication"),
    ],
)
def test_what_blocks(note: str, code: str) -> None:
    assert [one.code for one in find_in_note(note) if one.severity == "block"] == [code]


@pytest.mark.parametrize(
    "note",
    [
        "Ana Vero, “Port Opens,” Coast Weekly, 5 May 2022;",
        "Ana Vero, “Port Opens,” Coast Weekly, 5 May 2022, https://coast.example.org/port,",
    ],
)
def test_a_loose_end_is_only_a_warning(note: str) -> None:
    assert [(one.severity, one.code) for one in find_in_note(note)] == [("warn", "note-unfinished")]


def together(*texts: str, titles: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    notes = tuple(
        NoteText(
            str(number),
            number,
            (Passage(Place("footnote", str(number), "text"), text, f"Footnote {number}"),),
        )
        for number, text in enumerate(texts, 1)
    )
    excerpts = tuple(
        ExcerptText(
            title,
            "Excerpt",
            Passage(Place("excerpt", title, "citation"), title, "Excerpt"),
            (),
            original_title=title,
        )
        for title in titles
    )
    found = find_references(ArticleText(notes=notes, excerpts=excerpts), Archive())
    return [(one.severity, one.code, one.place.key) for one in found]


QUAYS = "Ivo Lenk, “The Second Quay,” Zenda Review, 3 May 2022, https://zenda.example.org/quay."


def test_two_notes_that_are_the_same() -> None:
    assert together(QUAYS, "See the map.", QUAYS.replace(", 3 May", " 3 May")) == [("warn", "note-same", "3")]
    assert together("See the map.", "See the map.") == []


def test_ibid() -> None:
    assert together("Ibid., 45.", QUAYS) == [("block", "note-ibid", "1")]
    assert together(QUAYS, "Ibid.") == [("info", "note-ibid", "2")]
    two = "“Quay One Opens,” AP, 27 May 2023; “Quay Two Sinks,” AP, 2 June 2023."
    assert together(two, "Ibid.") == [("warn", "note-ibid", "2")]


def test_a_short_form_needs_its_full_form_before_it() -> None:
    assert together(QUAYS, "Lenk, “The Second Quay,” 12.") == []
    assert together("Lenk, “The Second Quay,” 12.", QUAYS) == [("warn", "note-short-form", "1")]
    assert together("Lenk, “The Second Quay,” 12.", titles=("The Second Quay",)) == []


def test_one_address_under_two_titles() -> None:
    other = "Ana Vero, “Fish and Law,” Coast Weekly, 4 May 2022, http://www.zenda.example.org/quay/"
    assert together(QUAYS, other) == [("warn", "note-url-titles", "2")]
    longer = (
        "Ivo Lenk, “The Second Quay: A History,” Zenda Review, 3 May 2022, https://zenda.example.org/quay"
    )
    assert together(QUAYS, longer) == []
    home = "Ana Vero, “Fish and Law,” https://zenda.example.org"
    assert together(home, home.replace("Fish and Law", "Ships and Men")) == []


@pytest.mark.parametrize("piece", ["A", "see ", "http://", "“A", "www.a/ ", "[", "X", "Abc ", "a,", "Ab-"])
def test_work_grows_with_the_length_of_a_note(piece: str) -> None:
    def sample(letters: int) -> str:
        return piece * (letters // len(piece))

    require_linear(find_in_note, sample, 100_000)
    require_linear(lambda text: together(text, text), sample, 100_000)
