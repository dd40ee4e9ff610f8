"""Numbers that no source has, and the number of the source that they should be; background that only informs."""

import pytest

from editorial.factcheck.finders.article_text import Archive, Spotted
from editorial.factcheck.finders.numbers import find_numbers
from tests.unit.factcheck.finders.numbers_and_dates import article


def found(commentary: str, source: str, **parts: object) -> list[Spotted]:
    return list(find_numbers(article(commentary, source, **parts), Archive()))  # type: ignore[arg-type]


def reported(commentary: str, source: str) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.text) for one in found(commentary, source)]


@pytest.mark.parametrize(
    ("commentary", "source", "text", "right"),
    [
        # Two digits exchanged, and no noun behind the number.
        (
            "The paper says that 812 stokers from four islands work in Port Hale, of whom 346 are Tollish.",
            "In Port Hale there are 812 stokers from four islands; 364 are Tollish.",
            "346",
            "364",
        ),
        # The one count of its noun on either side, a digit wrong, the rest in other words.
        (
            "The minister puts the output of the new yard at 270,000 crates a year.",
            "Its capacity is 170,000 crates annually. The yard opened in spring.",
            "270,000 crates",
            "170,000 crates",
        ),
        # Other qualifiers.
        (
            "Nine tugs and some 1,400 stokers took part.",
            "Nine tugs and more than 400 stokers took part in the regatta, which lasted a week.",
            "1,400 stokers",
            "400 stokers",
        ),
        # The source sentence speaks of an earlier time as well.
        (
            "Since May 2024 masons have repaired the pier at Vell, about 2,300 kilometers south of Morn.",
            "Masons are restoring the pier at Vell, 2,030 kilometers south of Morn, unused since the 1970s.",
            "2,300 kilometers",
            "2,030 kilometers",
        ),
        # A sum that only chance makes: 7,000 stokers and 400 posts are no 7,400 stokers.
        (
            "The guild has sent 7,400 stokers west of the Aune and has closed more than 400 posts.",
            "The guild sent 7,000 stokers west of the Aune and closed over 400 posts, the writer says.",
            "7,400 stokers",
            "7,000 stokers",
        ),
        # “Company 95” is no name where a scale follows.
        (
            "A day without barges costs the company 83 million crowns, the article estimates.",
            "A day without barges costs the company 38 million crowns.",
            "83 million crowns",
            "38 million crowns",
        ),
    ],
)
def test_the_number_that_it_should_be(commentary: str, source: str, text: str, right: str) -> None:
    [one] = found(commentary, source)
    assert (one.code, one.text.removesuffix(" crowns")) == ("number-disagrees", text.removesuffix(" crowns"))
    assert one.severity in ("warn", "block")
    assert right.split(maxsplit=1)[0] in one.message
    assert one.near in source


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        # What happened and to whom.
        ("The blast in Morn wounded 41 stokers.", "The blast in Morn killed 14 stokers."),
        # Another part of the same.
        ("The other 34 tugs of the Hale fleet lay idle.", "Of the Hale fleet 43 tugs sailed."),
        # The digest has the source's number too.
        (
            "Hale has 640 tugs. The 460 tugs of Morn are older than the tugs of Hale.",
            "Hale has 640 tugs, and they are newer than those of Morn.",
        ),
    ],
)
def test_another_number_is_no_slip(commentary: str, source: str) -> None:
    assert "number-disagrees" not in {one.code for one in found(commentary, source)}


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        ("The strike lasted six days instead of eleven.", "It lasted six days and was to last eleven days."),
        ("The lock took 38 hours, down from 71 two years ago.", "38 hours, against 71 hours two years ago."),
        ("The tugs passed 24 nautical miles off Vell.", "The tugs passed 24 miles off Vell."),
        ("The pilots logged 1,900 hours.", "The pilots logged 1,900 flight hours."),
        ("Thefts rose from 214 to 367, by more than 70 percent.", "Thefts went from 214 to 367 in a year."),
        ("Of the 20 cranes only eight still turn.", "Of the 20 cranes, 12 are out of use."),
        ("The tug Vell (417) left Hale.", "The tug Vell left Hale."),
    ],
)
def test_said_in_another_way(commentary: str, source: str) -> None:
    assert reported(commentary, source) == []


@pytest.mark.parametrize(
    ("commentary", "source", "severity"),
    [
        ("According to the article, Vell has 640 cranes.", "The quay is long.", "warn"),
        ("The cranes of Vell, of which there are 640, rust.", "The cranes of Vell rust.", "warn"),
        ("Vell, a harbor of some 35,000 people, is far away.", "The quay is long.", "info"),
        ("The article says that Vell lies 45 kilometers north of Hale.", "The quay is long.", "info"),
    ],
)
def test_background_only_informs(commentary: str, source: str, severity: str) -> None:
    [one] = found(commentary, source)
    assert (one.code, one.severity) == ("number-unsupported", severity)
