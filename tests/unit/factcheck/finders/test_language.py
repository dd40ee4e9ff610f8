"""Spelling, house terms, grammar: what is reported, and above all what is not. All texts are fictional."""

import pytest

from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
    Spotted,
)
from editorial.factcheck.finders.language import find_language
from tests.growth import require_linear


def passage(text: str, field: str = "commentary", kind: str = "article", key: str = "") -> Passage:
    return Passage(Place(kind, key, field), text, field.title())


def find(article: ArticleText) -> list[Spotted]:
    return list(find_language(article, Archive()))


def in_commentary(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.text) for one in find(ArticleText(commentary=(passage(text),)))]


def in_note(text: str) -> list[tuple[str, str, str]]:
    note = NoteText("i", 1, (passage(text, "text", "footnote", "i"),))
    return [(one.severity, one.code, one.text) for one in find(ArticleText(notes=(note,)))]


def excerpt(citation: str, body: str = "The quay was opened on Monday.", **known: str) -> ExcerptText:
    return ExcerptText(
        "1",
        "Excerpt 1",
        passage(citation, "citation", "excerpt", "1"),
        (passage(body, "text", "excerpt", "1"),),
        **known,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("The goverment of Ruritania bought two tugs.", "goverment", "government"),
        ("Two tugs were recieved in May.", "recieved", "received"),
        ("The harbor was seperated from the town.", "seperated", "separated"),
        ("Talks about the harbor occured in secret.", "occured", "occurred"),
        ("The ministry plans a reconstrution of the quay.", "reconstrution", "reconstruction"),
        ("Its milita guards the lighthouse.", "milita", "militia"),
        ("The crew awaits the reinforcments from the coast.", "reinforcments", "reinforcements"),
        ("Fishermen protested untill the evening.", "untill", "until"),
        ("The commision will meet in the spring.", "commision", "commission"),
        ("Its parlimentary committee was dissolved.", "parlimentary", "parliamentary"),
        ("Goverment ships left the harbor.", "Goverment", "Government"),
        ("Negotations about the quay went on.", "Negotations", "Negotiations"),
        ("A sucessful blockade followed.", "sucessful", "successful"),
        ("The rebels’ hideuot lies upriver, a suprisingly quiet place.", "suprisingly", "surprisingly"),
        ("Ships from Moroco and Kazahkstan call there.", "Moroco", "Morocco"),
        ("Tugs from the Phillippine coast and from Kyrgystan came.", "Kyrgystan", "Kyrgyzstan"),
    ],
)
def test_a_misspelled_word_of_our_own(text: str, wrong: str, right: str) -> None:
    found = [one for one in find(ArticleText(commentary=(passage(text),))) if one.text == wrong]
    assert [(one.code, one.severity) for one in found] == [("spelling", "warn")]
    assert f"“{right}”" in found[0].message
    assert text[found[0].start : found[0].end] == wrong


SILENT = [
    "Counterterrorism units met jihadist fighters near the oblast’s gendarmerie post; peshmerga followed.",
    "The geostrategic value of materiel, airstrikes, and loitering drones is undisputed.",
    "Pro-government and anti-government militias, non-state actors, and re-elected mayors met.",
    "Antigovernment, counterinsurgent, multidomain, cyberwarfare, and deradicalization efforts overlap.",
    "An unmanned surface vehicle and a quadcopter were exfiltrated; deconfliction failed.",
    "The siloviki, the basij, and the garimpeiros have little in common.",
    "In Strelsau, al-Rasid and Sawt al-Wadi, an e-paper, reported on the wilayat and the hawaladars.",
    "The K9A1, 155mm rounds, Su-24s, and the Mk2 were shown near 4.5km2 of sand.",
    "The ministry posted on https://goverment.example.org/recieve and @harborwach under #seperatists.",
    "He called it “a seperate goverment” and ‘a recieved idea’ that the source spelled so.",
    "The Frente por la Libertad and the Mouvement pour la Défense signed.",
    "The tarrif (advance on a ship) is paid in kind.",
    "The Defence Ministry, the Labour Party, and the Centre for Harbour Studies published a paper.",
    "Mr. Hendriksen and Ms. Govermann met Abdoulkarim and Marrakchi in Tozeur.",
    "Sunken hulls, lighthouses, warplanes, minefields, and breakwaters dot the shoreline.",
    "Demilitarized islets were repopulated, reforested, and renationalized within a yearslong program.",
    "The naïve façade of détente hid a protégé’s résumé.",
    "Ukrainska Pravda, Radio Ukraina, Brasil de Fato, Tunisie Numérique, and Panamax ships are real.",
    "Mawlawi Odo, Romane Vero, Panamax, Makian Lenk, and the Chillan reef are names.",
    "Nigerien and Nigerian troops, Malians, Emiratis, Kosovars, and Burkinabe officers took part.",
    "They had had enough, and the fact that that ship left proves it.",
    "A European, a U.S., a UN, a uniform, a one-time, a Ukrainian, and a Uruguayan ship came.",
    "An hour, an honest pilot, an FBI report, an NGO, an 11-ton crane, an 80-meter quay, an F-16, an S-300.",
    "A historic port and an historic port; a hotel; a NATO port; a MiG-29; an unidentified ship; an MP.",
    "The vessel, a HIMARS battery, a SAM site, and an IED were listed under category A as well.",
    "One of the most modern quays was, for many visitors, the one of many they missed.",
    "The pilot says that it’s late, for it’s a long way, and its not-so-secret plan has its own name.",
    "It would of course take time, and more, then, would follow.",
    "The Strelsau-based daily said that the war between Ruritania and Zenda has ended.",
    "Among the results of the war between Ruritania and Zenda are two treaties.",
    "It traveled through the theater’s center, favoring neighbors of a different color.",
    "It will advise, exercise, supervise, surprise, and compromise; four hours of our courses are paid.",
    "The afghani lost value: one dollar bought 70 Afghanis, and the price of bread rose.",
    "Jamal al-Din al-Afghani wrote about the sea.",
    "The city of Columbia, South Carolina, has a harbor museum.",
    "The Ukraine war and the Ukraine policy of its neighbors changed the grain trade.",
    "The Peking University and Bora Bora are far from here.",
    "The hardliners’ runup to the referendum was livestreamed by influencers and podcasters.",
    "Rubles, hryvnias, rials, dirhams, kwacha, and ouguiya are all spent in the port.",
    "The group re-routed, pre-positioned, and de-escalated; its ex-officers co-signed.",
    "Ships laden with chromite, cobalt, and tantalite pass the isthmus.",
    "Its laissez-faire policy came en masse, de facto and vis-à-vis Zenda, a fait accompli.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert in_commentary(text) == []


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colour", "color"), ("neighbouring", "neighboring"), ("centre", "center"), ("defence", "defense"),
        ("programme", "program"), ("organisation", "organization"), ("mobilised", "mobilized"), ("travelled", "traveled"),
        ("kilometres", "kilometers"), ("analysed", "analyzed"), ("armoured", "armored"), ("labour", "labor"),
        ("manoeuvres", "maneuvers"), ("signalling", "signaling"), ("licence", "license"), ("sceptical", "skeptical"),
        ("modernisation", "modernization"), ("fuelled", "fueled"), ("anaemia", "anemia"), ("favourable", "favorable"),
        ("harbours", "harbors"), ("privatised", "privatized"), ("jewellery", "jewelry"), ("ploughed", "plowed"),
        ("theatres", "theaters"), ("behaviour", "behavior"), ("instalments", "installments"), ("whilst", "while"),
    ],
)  # fmt: skip
def test_british_spelling(british: str, american: str) -> None:
    found = find(ArticleText(commentary=(passage(f"The old {british} of the coast was described."),)))
    assert [(one.code, one.severity, one.text) for one in found] == [("spelling-british", "info", british)]
    assert f"“{american}”" in found[0].message


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("The ministry counted 400 families of undocumented Afghanis.", "Afghanis", "Afghans"),
        ("An Afghani trader runs the kiosk.", "Afghani", "Afghan"),
        ("The convoy left Kiev at dawn.", "Kiev", "Kyiv"),
        ("The grain was loaded in Odessa, the pilot said.", "Odessa", "Odesa"),
        ("He had served in the Ukraine.", "the Ukraine", "Ukraine"),
        ("Cartels moved from Columbia to Venezuela.", "Columbia", "Colombia"),
        ("The guerillas took the lighthouse.", "guerillas", "guerrillas"),
        ("The crews were lead by a widow.", "were lead by", "led by"),
        ("They hope to sow calm, not to sew discord.", "sew discord", "sow"),
        ("He imposed marshall law on the port.", "marshall law", "martial law"),
        ("A naval blockage of the gulf began.", "naval blockage", "naval blockade"),
        ("It is a matter of pubic opinion.", "pubic opinion", "public"),
        ("The island could loose control of its port.", "could loose control", "lose"),
        ("The unit dismantled an IED device.", "IED device", "IED"),
        ("Ships from the Untied States came.", "Untied States", "United States"),
    ],
)
def test_house_terms(text: str, wrong: str, right: str) -> None:
    found = find(ArticleText(commentary=(passage(text),)))
    assert [(one.code, one.text) for one in found] == [("house-term", wrong)]
    assert right.casefold() in found[0].message.casefold()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Ships left the the harbor.", "the the"),
        ("The crane fell in in May.", "in in"),
        ("A anchor was lost.", "A anchor"),
        ("It is a old quay.", "a old"),
        ("It is an big quay.", "an big"),
        ("It was an European ship.", "an European"),
        ("It took a hour.", "a hour"),
        ("A report by an UN body followed.", "an UN"),
        ("It bought a F-16 in May.", "a F-16"),
        ("It is one the largest ports on the coast.", "one the largest"),
        ("The march was one many on that day.", "one many"),
        ("The pilot has went home.", "has went"),
        ("The captain could of known.", "could of"),
        ("More then 40 ships came.", "More then 40"),
        ("The island wants it’s own port.", "it’s own"),
        ("The yard lost it’s license.", "it’s"),
        ("The island defended it’s borders.", "it’s"),
        ("The league honored it’s new allies.", "it’s"),
        ("It is the best of it’s kind.", "it’s"),
        ("The pilot said its a shame.", "its a"),
        ("The pilot did not went aboard.", "did not went"),
        ("Still, the rift between Strelsau and the Zenda League make a treaty unlikely.", "make"),
    ],
)
def test_grammar(text: str, wrong: str) -> None:
    found = in_commentary(text)
    assert [code for code, _ in found] == ["grammar"]
    assert wrong.casefold() in found[0][1].casefold()


def test_the_title_and_the_words_of_a_note_are_ours() -> None:
    title = passage("Zenda Deports Thousands of Afghanis by Sea", "title")
    assert [one.text for one in find(ArticleText(title=title))] == ["Afghanis"]
    assert in_note("The seperate report on Afghanis appeared in May.") == [
        ("warn", "spelling", "seperate"),
        ("warn", "house-term", "Afghanis"),
    ]


def test_a_quoted_title_in_a_note_is_only_advised_on() -> None:
    note = "See: Ivo Lenk, “The Goverment and Its Harbours,” Journal of Recieved Ideas, 3 May 2022."
    assert in_note(note) == [("info", "spelling", "Goverment")]


def test_the_pull_quote_is_a_source_s() -> None:
    assert find(ArticleText(pull_quote=passage("The goverment recieved the colour.", "pull_quote"))) == []


def test_an_excerpt_is_only_advised_on_and_may_be_british() -> None:
    body = "The goverment organised its defence in the the harbour."
    source = excerpt("Ana Vero, “Port Opens,” Coast Weekly (daily), 5 May 2022.", body)
    found = find(ArticleText(excerpts=(source,)))
    assert [(one.severity, one.code, one.text) for one in found] == [
        ("info", "spelling", "goverment"),
        ("info", "grammar", "the the"),
    ]


def test_a_word_of_the_sources_is_a_term_of_art() -> None:
    source = excerpt(
        "Ana Vero, “Port Opens,” Coast Weekly (daily), 5 May 2022.",
        "The harborage was measured in bargefuls.",
    )
    assert (
        find(ArticleText(commentary=(passage("It held ten bargefuls of grain."),), excerpts=(source,))) == []
    )


def test_the_descriptor_of_an_outlet_is_ours() -> None:
    citation = "Ana Vero, “Port Opens,” Coast Weekly (independant daily), 5 May 2022."
    source = excerpt(citation, outlet_descriptor="independant daily")
    found = find(ArticleText(excerpts=(source,)))
    assert [(one.severity, one.text, one.place.field) for one in found] == [
        ("warn", "independant", "citation")
    ]
    assert citation[found[0].start : found[0].end] == "independant"


@pytest.mark.parametrize(
    ("language", "title", "wrong"),
    [
        ("fr", "Le port et ses nouveaux ouvernement", "ouvernement"),
        ("fr", "Le gouvernement annonce l’ouverture du port aux navires étrangers", None),
        ("fr", "Les djihadistes ciblent les pêcheurs jusqu’à la côte sahélienne", None),
        ("pt", "O govrno anuncia novas medidas no porto", "govrno"),
        ("pt", "Garimpeiros ilegais extraem ouro e ameaçam ribeirinhos", None),
        ("it", "I pescatori denunciano la scarsità di pesce lungo la costa", None),
        ("it", "Il goveno rafforza la marina", "goveno"),
        ("de", "Hafen wird nach dem Sturm wieder geöfnet", "geöfnet"),
        ("de", "Schleppschiffe liegen seit Wochen vor der Hafeneinfahrt", None),
        ("es", "El gobierno presenta nuevas medidas", None),
        ("ru", "Порт открыт для судов", None),
    ],
)
def test_titles_in_their_own_language(language: str, title: str, wrong: str | None) -> None:
    citation = f"Ana Vero, “{title} (The Port),” Le Rivage (daily), 5 May 2022."
    source = excerpt(citation, original_title=title, translated_title="The Port", language=language)
    found = find(ArticleText(excerpts=(source,)))
    assert [(one.severity, one.code, one.text) for one in found] == (
        [("info", "spelling", wrong)] if wrong else []
    )


def test_a_paragraph_in_another_language_is_not_spelled_in_english() -> None:
    text = "el puerto fue abierto con grandes esperanzas para los pescadores que viven cerca del faro viejo"
    assert in_commentary(text) == []


def test_work_grows_with_the_length_of_an_article() -> None:
    text = (
        "The harbor of Strelsau saw its reconstrution in the spring, and its fishermen protested the plan loudly. "
        * 10
    )

    def sample(paragraphs: int) -> ArticleText:
        return ArticleText(commentary=tuple(passage(text) for _ in range(paragraphs)))

    require_linear(find, sample, 40)
    assert {one.text for one in find(sample(20))} == {"reconstrution"}


@pytest.mark.parametrize(
    "piece", ["a", "a ", "the the ", "“a ", "'a ", "http://", "a-", "A", "1/", "a@", "Abc, ", "a."]
)
def test_work_grows_with_the_length_of_a_text(piece: str) -> None:
    def sample(letters: int) -> ArticleText:
        return ArticleText(commentary=(passage(piece * (letters // len(piece))),))

    find(ArticleText(commentary=(passage("A word to load the lists."),)))
    require_linear(find, sample, 60_000)
