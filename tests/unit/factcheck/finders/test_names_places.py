"""Cities with the wrong country, and misspelled countries."""

import pytest

from tests.unit.factcheck.finders.test_names import article, found


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("The weekly (Abidjan, Ghana-based) has closed.", "Abidjan, Ghana"),
        ("Traders met in Mombasa (Tanzania) on Monday.", "Mombasa (Tanzania)"),
        ("They sailed to Ghana’s port city of Abidjan in May.", "Ghana’s port city of Abidjan"),
        ("Kenya's capital, Kampala, was calm.", "Kenya's capital, Kampala"),
        ("The Tunisian city of Casablanca was calm.", "Tunisian city of Casablanca"),
        ("The meeting took place in Istanbul, Greece.", "Istanbul, Greece"),
        ("A ship left Karachi, India.", "Karachi, India"),
    ],
)
def test_a_city_in_the_wrong_country_blocks(text: str, span: str) -> None:
    assert found(article(text)) == [("block", "place-country", span)]


@pytest.mark.parametrize(
    "text",
    [
        "In Geneva, Iran agreed to talks.",
        "Talks between Moscow, Iran, and China went on.",
        "The route links Paris, Germany, and Spain.",
        "She lives in Atlanta, Georgia. He lives in Tbilisi, Georgia.",
        "Hyderabad, India. Hyderabad, Pakistan. Tripoli, Lebanon. Tripoli, Libya. Valencia, Venezuela.",
        "A Lagos, Nigeria-based daily and a Berlin, Germany-based weekly.",
        "Odesa (Ukraine), Goma (Democratic Republic of the Congo), N’Djamena (Chad).",
        "Jerusalem, Israel. Sevastopol, Russia. Taipei, China. Laayoune, Morocco.",
        "The Iranian embassy in the city of Baghdad. Turkey’s consulate in the city of Mosul.",
        "Zenda, Ruritania. Strelsau (Ruritania). Ruritania’s capital, Strelsau.",
        "Singapore, Malaysia. Djibouti, Somalia. Luxembourg, Belgium.",
        "Lima, Ohio. Paris, Texas. Washington, D.C. St. Petersburg, Russia.",
        "Baku, Armenia’s neighbor, was calm.",
        "He wrote to Cairo, Jordan and Qatar.",
        "San José, Costa Rica. Santiago, Chile. Alexandria, Egypt. Juba, South Sudan.",
    ],
)
def test_what_is_said_of_places_rightly(text: str) -> None:
    assert [one for one in found(article(text)) if one[1].startswith("place")] == []


def test_a_headline_joins_with_commas() -> None:
    assert found(article("It rained.", title="Ministers Send a Message to Ankara, Israel")) == []


@pytest.mark.parametrize(
    "word",
    "Afganistan Kazahkstan Phillipines Ukranian Venezuala Tajikstan Ethopia Camerooon Islamabaad Khartuom Lybia"
    " Portugese Norweigan Israelli Yaounde Lebannon".split(),
)
def test_a_misspelled_place_warns(word: str) -> None:
    assert found(article(f"He moved on to {word} in the spring.")) == [("warn", "place-spelling", word)]


@pytest.mark.parametrize(
    "text",
    [
        "Morocco, Moroccan, Azerbaijan, Azerbaijani, Azeri, Burkinabe, Ivorian, Nigerien, Kyrgyz.",
        "Mr. Fabrizio Romanio and Pavel Georgiev spoke with Xi Jinping.",
        "The Styrian hills, the Sorbian villages, the Karelian lakes, the Oromia region.",
        "Ruritania, Vetrogoria, Strelsau and Zenda are not on the map.",
        "Le Maroc, l’Algérie, España, Brasil, Deutschland and Rossiya.",
        "Adis Abeba, Mogadischu, Kairo and Moskau, as German maps say.",
    ],
)
def test_what_is_spelled_rightly(text: str) -> None:
    assert found(article(text)) == []
