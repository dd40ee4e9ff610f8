"""Quotations of the commentary against fictional excerpts: what is found silently, and what is said of the rest."""

from typing import Any

import pytest

from tests.growth import require_linear
from tests.unit.factcheck.finders.quotation_texts import FLEET, HARBOR, article, excerpt, reports, told

VERBATIM = [
    "She said: “We are not closing the harbor, we are giving the harbor back to the sea.”",
    # straight, German, Russian and French marks
    'She said: "We are not closing the harbor, we are giving the harbor back to the sea."',
    "She said: „We are not closing the harbor, we are giving the harbor back to the sea.“",
    "She said: «We are not closing the harbor, we are giving the harbor back to the sea».",
    "She said: « We are not closing the harbor, we are giving the harbor back to the sea. »",
    # punctuation at the end belongs to the sentence of the commentary
    "“No family will be moved without a home to move to!” she promised.",
    "Does the captain mean that “[t]he sea does not read treaties”?",
    "Tal said “We go where the smugglers go,” and more.",
    # words left out, with every ellipsis
    "She said: “We are not closing the harbor… giving the harbor back to the sea.”",
    "She said: “We are not closing the harbor ... giving the harbor back to the sea.”",
    "She said: “We are not closing the harbor. . . . giving the harbor back to the sea.”",
    "She said: “We are not closing the harbor […] giving the harbor back to the sea.”",
    "She said: “We are not closing the harbor [...] giving the harbor back to the sea.”",
    "She said: “We are not closing the harbor (…) giving the harbor back to the sea.”",
    "She said: “…we are giving the harbor back to the sea….”",
    "The paper reports that “four dredgers… will be hired… The old customs house will not be demolished.”",
    # across the end of a paragraph of the excerpt
    "“Three patrol boats left the naval base… Captain Oren Tal… refused to say how many sailors were aboard.”",
    "He said “there is no other plan.” That is all.".replace("there", "[T]here"),
    # brackets: put in, in place of a word, in place of several, parts of words
    "She said: “We are not closing the [eastern] harbor, we are giving the harbor back to the sea.”",
    "She said: “We are not closing the harbor, we are giving [it] back to the sea.”",
    "Tal said: “We go where [they] go, and we come home when they are in prison.”",
    "Tal said: “[The navy] go[es] where the smugglers go, and we come home when they are in prison.”",
    "The paper says the fleet “must organise its patrol[s] from the northern pier.”",
    "Tal said: “We go where the smugglers go [sic], and we come home when they are in prison.”",
    "Tal said: “We go where the smugglers go, and we come home [emphasis added] when they are in prison.”",
    "Tal said: “We come home when [the smugglers] are in prison.”".replace("We", "[W]e"),
    # what a translator put in brackets may go
    "The “Velmoran fleet must organise its patrols from the northern pier.”",
    # a speech that the excerpt interrupts with “the councilor said”
    "Marrak promised that “[n]o family will be moved without a home to move to, and no shop will lose its license.”",
    # spaces, dashes, hyphens
    "Tal said: “We go where the smugglers\u00a0go,  and we come home when they are in prison.”",
    "Tal said: “We go where the smugglers go – and we come home when they are in prison.”".replace(" –", ", –"),
    "The paper says the fleet “must organise its patrols from the northern-pier.”",
    # inner marks of another kind
    "The daily wrote: “‘The sea does not read treaties,’ Tal told reporters.”",
    # in its own language
    "Tal said «Море не читает договоров».",
    "Tal spoke of “договоров” only.",
    # the title of the source
    "The article, “Notes From the Coast,” says little.",
    # terms and scare quotes of one to three words
    "The so-called “special coastal operation” goes on.",
    "The government calls its critics “saboteurs” and worse.",
    "Velmora’s “ghost” fleet",
    # titles, exercises, ships, programs
    "The navy held the exercise “Northern Shield of the Strait” in May.",
    "His book “The Long Road Back to the Sea and Its Islands” sold well.",
    "The frigate “Queen Amalia of Velmora” was launched.",
    "Parliament passed the program “Harbors for All Our Children” last year.",
    # glosses and words as words
    "The word sarmak (“a net that is mended at night”) comes from the islands.",
    "They use the term “mender of broken nets” for a pilot.",
    "Korva, meaning “house of the two winds,” is the capital.",
    # a foreign term without its original
    "They call it “puerto viejo” there.",
    # nothing in the marks
    "An empty pair “ ” and “…” say nothing.",
]  # fmt: skip


@pytest.mark.parametrize("commentary", VERBATIM)
def test_says_nothing(commentary: str) -> None:
    assert told(article(commentary)) == []


CHANGED = [
    # a content word, a number, a negation, a modal verb
    ("She said: “We are not closing the harbor, we are giving the city back to the sea.”", "altered", "block"),
    ("The ministry said “four dredgers and 1,500 workers will be hired before the first storms.”", "altered", "block"),
    ("The ministry said “five dredgers and 1,200 workers will be hired before the first storms.”", "altered", "block"),
    ("She said: “We are closing the harbor, we are giving the harbor back to the sea.”", "cut", "block"),
    ("The paper says: “The old customs house will be demolished.”", "cut", "block"),
    ("The paper says: “The old customs house must not be demolished.”", "altered", "block"),
    ("The paper says that “fuel supplies will be delayed by the spring tides.”", "altered", "block"),
    # the first and the last word
    ("He warned: “Smugglers do not read treaties at all,” and: “The ship does not read treaties.”", "altered", "block"),
    ("Tal said: “We go where the smugglers go, and we come home when they are in court.”", "altered", "block"),
    # words added
    ("Tal said: “We always go where the armed smugglers go, and we come home when they are in prison.”",
     "altered", "block"),
    # small words, person, spelling: look, but no alarm
    ("Tal said: “They go where the smugglers go, and they come home when they are in prison.”", "altered", "warn"),
    ("Tal said: “We go where the smuggler go, and we come home when they are in prison.”", "altered", "warn"),
    ("Tal said: “We go where the smugglers go, so we come home when they are in prison.”", "altered", "warn"),
    ("Tal said: “We go where smugglers go, and we come home when they are in prison.”", "cut", "info"),
    ("Tal said: “We go where the smugglers go, and we come home when they are in a prison.”", "altered", "info"),
    ("The paper says the fleet “must organize its patrols from the northern pier.”", "altered", "info"),
    ("The paper says “until the defense works are finished” and no more.", "altered", "info"),
    ("The ministry said “4 dredgers and 1,200 workers will be hired before the first storms.”", "altered", "info"),
    ("She said: “We aren’t closing the harbor, we are giving the harbor back to the sea.”", "altered", "info"),
    ("She said: “We are not closing the harbor: we are giving the harbor back to the sea.”", "altered", "info"),
    # left out without an ellipsis
    ("Tal said: “We go where the smugglers go, and we come home when in prison.”", "cut", "warn"),
    ("She said: “We are giving the harbor to the sea.”", "cut", "block"),
    ("The “commander of the base described the mission as routine” and left.", "cut", "block"),
    ("The paper says “four dredgers will be hired before the first storms.”", "cut", "block"),
    ("“According to the ministry, four dredgers and 1,200 workers will be hired,” it says.", "cut", "info"),
    # the excerpt itself leaves words out here
    ("It says “workers will be hired before the first storms. The old customs house will not be demolished.”",
     "cut", "warn"),
    # distant passages, two excerpts, another order
    ("Tal said: “Three patrol boats left the naval base at Karsk the cost of the new radar chain from parliament.”",
     "split", "block"),
    ("Both say “no shop will lose its license and have not returned to port.”", "split", "block"),
    ("They say: “We are not closing the harbor… because we go where the smugglers go.”".replace("because ", ""),
     "split", "block"),
    ("Tal said: “There is no other plan… The sea does not read treaties.”", "split", "warn"),
    # nowhere
    ("The minister declared that “the islands will be defended to the last lighthouse.”", "not-found", "block"),
    ("“Nobody in this cabinet has ever been asked about the radar,” a deputy complained.", "not-found", "block"),
    ("Vost said “the state has concealed from deputies for years what the radar costs.”", "not-found", "block"),
    ("As an old saying has it, “whoever sleeps on the quay will wake up in the water.”", "not-found", "info"),
    ("The treaty says that “no state shall lay nets beyond the second lighthouse.”", "not-found", "warn"),
    ("The dam is, as state media call it, “the heart of the nation.”", "not-found", "warn"),
    ("Islanders speak of “a slow drift toward an open conflict over fish.”", "not-found", "block"),
    ("The strait is “a playground for other people’s admirals” now.", "not-found", "warn"),
    ("They call it “puerto viejo del norte” there.", "not-found", "info"),
    ("Vost called it a “scandal without end.”", "not-found", "info"),
    # somebody else's words with their note
    ("The king has said that “no island was ever sold by my house.”{1}", "not-found", "info"),
    ("The king has said that “no island was ever sold by my house,” a chronicle reports.{1}", "not-found", "info"),
    ("The article says that “no island was ever sold by my house” and that taxes rose.{1}", "not-found", "block"),
    # the first letter
    ("Tal said that “there is no other plan.”", "case", "info"),
    ("“Fuel supplies may be delayed by the spring tides,” it says.", "case", "info"),
]  # fmt: skip


@pytest.mark.parametrize(("commentary", "code", "severity"), CHANGED)
def test_says_what_is_wrong(commentary: str, code: str, severity: str) -> None:
    assert (code, severity) in told(article(commentary))


HEADS = [
    ({"pull_quote": "“The sea does not read treaties.”"}, []),
    ({"pull_quote": "The sea does not read treaties."}, []),
    ({"pull_quote": "“The sea does not read treaties.” – Captain Oren Tal"}, []),
    ({"pull_quote": "“The sea does not read treaties,” said the captain."}, []),
    ({"pull_quote": "“No family will be moved without a home to move to,” said Marrak, “and no shop will lose its license.”"},
     []),
    ({"pull_quote": "“The sea does not sign treaties.”"}, [("altered", "block")]),
    ({"pull_quote": "The sea does not sign treaties."}, [("altered", "block")]),
    ({"pull_quote": "“Every lighthouse keeper knows the price of silence.”"}, [("not-found", "block")]),
    ({"pull_quote": "Harbors Without Masters"}, [("not-found", "block")]),
    ({"dek": "Captain Tal: “The sea does not read treaties.”"}, []),
    ({"dek": "Captain Tal: “The sea does not read many treaties.”"}, [("altered", "block")]),
    ({"title": "Velmora’s Navy: ‘The Sea Does Not Read Treaties’"}, []),
    ({"title": "Velmora’s Navy: “The Sea Does Not Write Treaties”"}, [("altered", "warn")]),
    ({"title": "Velmora Launches the “Iron Anchor”"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("heads", "expected"), HEADS)
def test_title_dek_and_pull_quote(heads: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert told(article("Nothing is quoted here.", **heads)) == expected


def test_a_short_pull_quote_that_is_nowhere_is_reported() -> None:
    assert told(article("No words.", pull_quote="“Anchors aweigh.”")) == [("not-found", "block")]


def test_a_pull_quote_out_of_the_commentary_is_a_question() -> None:
    made = article(
        "The fleet has become a navy of habit.", pull_quote="“The fleet has become a navy of habit.”"
    )
    [one] = reports(made)
    assert (one.code, one.severity, one.near_label) == ("quotation-not-found", "warn", "Commentary")


def test_the_report_shows_the_passage_and_the_difference() -> None:
    [one] = reports(
        article("Tal said: “We go where the pirates go, and we come home when they are in prison.”")
    )
    assert one.text == "We go where the pirates go, and we come home when they are in prison."
    assert one.near == "We go where the smugglers go, and we come home when they are in prison"
    assert one.near_label == "Excerpt 2"
    assert one.basis == (FLEET[1],)
    assert "“smugglers”" in one.message and "“pirates”" in one.message


def test_a_report_of_nothing_rests_on_all_excerpts() -> None:
    [one] = reports(article("The king said: “No island was ever sold by my noble house.”"))
    assert one.basis == ("\n".join(HARBOR), "\n".join(FLEET))


def test_a_paraphrase_in_marks_names_the_nearest_passage() -> None:
    [one] = reports(
        article(
            "Vost said that “the government hid the price of the radar chain from deputies for two years.”"
        )
    )
    assert one.severity == "block"
    assert one.near_label == "Excerpt 2"
    assert "radar chain" in one.near


def test_the_span_is_what_stands_between_the_marks() -> None:
    made = article("He said: “Nobody in this cabinet was ever asked.”")
    [one] = reports(made)
    assert (
        made.commentary[0].text[one.start : one.end] == one.text == "Nobody in this cabinet was ever asked."
    )


def test_an_article_without_excerpts_is_left_alone() -> None:
    assert told(article("He said: “Nobody was ever asked about it.”", excerpts=[])) == []
    assert told(article("He said: “Nobody was ever asked about it.”", excerpts=[excerpt(1, [])])) == []


def test_a_quotation_of_several_paragraphs() -> None:
    made = article(
        "Tal told them: “The sea does not read treaties.",
        "“We go where the smugglers go, and we come home when they are in prison.”",
    )
    assert told(made) == []


def test_words_that_a_footnote_quotes_too() -> None:
    made = article("She wrote: “Salt keeps longer than any promise of a king.”", notes=[
        "Her letter reads: “Salt keeps longer than any promise of a king.” Letters, vol. 2."
    ])  # fmt: skip
    assert told(made) == []


UNPAIRED = [
    "He told them that “the sea does not read treaties and went home.",
    "He told them that the sea does not read treaties” and went home.",
    "He told them: ”The sea does not read treaties.”",
    "“Nobody knows what comes of it. A second sentence follows.",
    "“One is open. He said “The sea does not read treaties.”",
]


@pytest.mark.parametrize("commentary", UNPAIRED)
def test_marks_that_do_not_pair_raise_no_alarm(commentary: str) -> None:
    assert [one for one in told(article(commentary)) if one[1] != "info"] == []


def test_an_altered_quotation_with_a_missing_mark_is_a_question() -> None:
    assert told(
        article("He said: “We go where the pirates go, and we come home when they are in prison. And so on.")
    ) == [("altered", "warn")]


def test_work_grows_with_the_excerpts_that_quotations_are_looked_for_in() -> None:
    body = [" ".join((*HARBOR, *FLEET, f"word{number}") * 1) for number in range(11)]
    commentary = [
        f"He said: “The {number} islands of our kingdom were never asked about the new radar chain or its cost, and "
        f"nobody in the parliament of the coast will forget it before winter number {number}.”"
        for number in range(40)
    ]

    def sample(size: int) -> Any:
        excerpts = [excerpt(number, [f"{text} {number}" for text in body]) for number in range(1, size + 1)]
        return article(*commentary, excerpts=excerpts)

    assert len(reports(sample(20))) == 40
    require_linear(reports, sample, 20)


@pytest.mark.parametrize("piece", ["“", "”", "“a” ", "[", ". ", "x"])
def test_work_grows_with_the_length_of_an_odd_text(piece: str) -> None:
    require_linear(reports, lambda size: article("“" + piece * (size // len(piece))), 40_000)
