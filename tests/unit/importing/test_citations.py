"""Citations in the forms authors use, each at the head of a fictional excerpt."""

import pytest

from .samples import CITATION, EXCERPT, article, codes, excerpt_of, read_one

D = "5 November 2023"
FORMS = {
    "Ana Vero, “Port Opens,” Coast "
        f"Weekly (weekly), {D}.": {"authors": ["Ana Vero"], "outlet": "Coast Weekly"},
    "Ana Vero and Ivo Lenk, “Port Opens,” "
        f"Coast Weekly (weekly), {D}.": {"authors": ["Ana Vero", "Ivo Lenk"]},
    f"Ana Vero, Ivo Lenk and Mara Odd, “Port Opens,” Coast Weekly (weekly), {D}.": {
        "authors": ["Ana Vero", "Ivo Lenk", "Mara Odd"]
    },
    f"Staff, “Port Opens,” Coast Weekly (weekly), {D}.": {"authors": ["Staff"]},
    f"A. B. Vero, Jr., “Port Opens,” Coast Weekly (weekly), {D}.": {"authors": ["A. B. Vero, Jr."]},
    "“Why Does the Port Matter?” "
        f"Coast Weekly (weekly), {D}.": {"original_title": "Why Does the Port Matter?"},
    "“Stop the Port!” Coast "
        f"Weekly (weekly), {D}.": {"original_title": "Stop the Port!", "translated_title": None},
    f"'Why the Port Matters,' Coast Weekly (weekly), {D}.": {"original_title": "Why the Port Matters"},
    f"‘The Port’s Long Year,’ Coast Weekly (weekly), {D}.": {"original_title": "The Port’s Long Year"},
    f'"Port Opens," Coast Weekly (weekly), {D}.': {"original_title": "Port Opens", "outlet": "Coast Weekly"},
    f"“Port “Zenda” Opens,” Coast Weekly (weekly), {D}.": {"original_title": "Port “Zenda” Opens"},
    "“Port Opens,” Radio “Coast” "
        f"(public radio), {D}.": {"original_title": "Port Opens", "outlet": "Radio “Coast”"},
    "“Port Opens (Updated),” Coast "
        f"Weekly (weekly), {D}.": {"original_title": "Port Opens (Updated)", "translated_title": None},
    "“Port Opens,” Coast Weekly "
        f"(weekly), Strelsau, {D}.": {"place": "Strelsau", "outlet_descriptor": "weekly"},
    f"“Port Opens,” Coast Weekly, Strelsau, {D}.": {"place": "Strelsau", "outlet": "Coast Weekly"},
    "“Port Opens,” Coast Weekly "
        f"(Zenda) (weekly), {D}.": {"outlet_note": "Zenda", "outlet_descriptor": "weekly"},
    "“Port Opens,” (weekly "
        f"from the coast), {D}.": {"outlet": None, "outlet_descriptor": "weekly from the coast"},
    "“Port Opens,” Coast Weekly (weekly), 5 Nov 2023.": {"published_on": "2023-11-05"},
    "“Port Opens,” Coast Weekly (weekly), November 5, 2023.": {"published_on": "2023-11-05"},
    "“Port Opens,” Coast Weekly (weekly), 2023-11-05.": {"published_on": "2023-11-05"},
    "“Port Opens,” Coast Weekly (weekly), 5–6 November 2023.": {"published_on": "2023-11-05"},
    "“Port Opens,” Coast Weekly (weekly), 25.11.2023.": {"published_on": "2023-11-25"},
    "“Port Opens,” Coast Weekly (weekly), 05.11.2023.": {"published_on": None, "date_as_given": "05.11.2023"},
    "“Port Opens,” Coast Weekly "
        "(weekly), November 2023.": {"published_on": None, "date_as_given": "November 2023"},
    "“Port Opens,” Coast Weekly (weekly).": {"published_on": None, "outlet": "Coast Weekly"},
    "“Port Opens,” Coast "
        "Weekly.": {"published_on": None, "outlet": "Coast Weekly", "outlet_descriptor": None},
    f"Source: “Port Opens,” Coast Weekly (weekly), {D}.": {"authors": [], "outlet": "Coast Weekly"},
    f"“Port Opens,” Coast Weekly (weekly), {D}. https://example.org/a": {"url": "https://example.org/a"},
    "“Port Opens,” Coast Weekly (weekly), "
        f"{D}.https://example.org/a": {"url": "https://example.org/a", "url_residue": None},
    f"“Port Opens,” Coast Weekly (weekly), {D}\nhttps://example.org/a": {"url": "https://example.org/a"},
    f"“Port Opens,” Coast Weekly (weekly), {D}. https://web.archive.org/web/1/https://e.org": {
        "url": None, "archived_url": "https://web.archive.org/web/1/https://e.org"
    },
    "“Port Opens,” Coast Weekly (weekly), "
        f"{D}.port-opens-on-the-coast/": {"url_residue": "port-opens-on-the-coast/"},
    "Ana Vero,\n“Port "
        f"Opens,”\nCoast Weekly (weekly), {D}.": {"authors": ["Ana Vero"], "outlet": "Coast Weekly"},
    "“Port Opens,”\n\nCoast "
        f"Weekly (weekly), {D}.": {"original_title": "Port Opens", "outlet": "Coast Weekly"},
    f"“El puerto de Aldovia se amplía (The Port Expands),” La Gaceta (daily), {D}.": {
        "original_title": "El puerto de "
            "Aldovia se amplía", "translated_title": "The Port Expands", "original_language": "es"
    },
    "“Porto de Sul recebe navio (Port of Sul "
        f"Receives Ship),” Folha (daily), {D}.": {"original_language": "pt"},
    f"“Le port s’agrandit” (“The Port Expands”), Le Quai (quarterly), {D}.": {
        "original_title": "Le port "
            "s’agrandit", "translated_title": "The Port Expands", "original_language": "fr"
    },
    "“Liman büyüyor (The Port Grows)” Kıyı "
        f"(pro-government daily) {D}": {"original_language": "tr", "outlet": "Kıyı"},
    f"“Pelabuhan baru dibuka (New Port Opened),” Pesisir (daily), {D}.": {"original_language": "id"},
    "“新港口开工 (New Port Breaks Ground),” "
        f"海岸报 (state-owned daily), {D}.": {"original_language": "zh", "outlet": "海岸报"},
    f"“بندر جدید افتتاح شد (New Port Opens),” Saheli (daily), {D}.": {"original_language": "fa"},
    f"“د بندر پرانيستل (The Opening of the Port),” Saheli (news site), {D}.": {"original_language": "ps"},
    f"«Порт растет» («The Port Grows»), Вестник (daily), {D}.": {
        "original_title": "Порт растет", "translated_title": "The Port Grows", "original_language": "ru"
    },
    "„Der Hafen wächst“ (“The Port "
        f"Grows”), Küstenblatt (daily), {D}.": {"original_title": "Der Hafen wächst"},
    f"Порт открылся\n\n“The Port Opened,” Вестник (daily), {D}.": {
        "original_title": "Порт открылся", "translated_title": "The Port Opened", "original_language": "ru"
    },
    f"新港口开工\n“New Port Breaks Ground,” Coast News (daily), {D}.": {
        "original_title": "新港口开工", "translated_title": "New Port Breaks Ground"
    },
    f"افتتاح الميناء الجديد\n\n“New Port Opens,” Al-Sahil (daily), {D}.": {"original_language": "ar"},
    f"El puerto se abre en la capital\n\n“The Port Opens in the Capital,” La Gaceta (daily), {D}.": {
        "original_title": "El puerto se abre en la capital", "original_language": "es"
    },
}  # fmt: skip


@pytest.mark.parametrize(("citation", "expected"), FORMS.items())
def test_a_citation_is_taken_apart(citation: str, expected: dict) -> None:
    excerpt = excerpt_of(citation)
    assert {key: excerpt[key] for key in expected} == expected
    assert excerpt["paragraphs"] == [EXCERPT]


@pytest.mark.parametrize(
    ("citation", "code", "severity"),
    [
        (f"“Port Opens,” (weekly), {D}.", "outlet-missing", "block"),
        ("“Port Opens,” Coast Weekly (weekly).", "date-missing", "block"),
        ("“Port Opens,” Coast Weekly (weekly), 31 November 2023.", "date-impossible", "block"),
        ("“Port Opens,” Coast Weekly (weekly), 05.11.2023.", "date-ambiguous", "warn"),
        ("“Port Opens,” Coast Weekly (weekly), 5–6 November 2023.", "date-range", "warn"),
        (f"“Port Opens, Coast Weekly (weekly), {D}.", "title-quotes", "block"),
        (f"Port Opens,” Coast Weekly (weekly), {D}.", "title-quotes", "block"),
        (f"Ana Vero, Port Opens, Coast Weekly (weekly), {D}.", "title-quotes", "block"),
        (f"Ana Vero “Port Opens,” Coast Weekly (weekly), {D}.", "author-comma", "warn"),
        (f"“Port Opens,” Coast Weekly (Zenda), (weekly), {D}.", "second-parenthesis", "warn"),
        (f"“Port Opens,” Coast Weekly (weekly), {D}.port-opens-on-the-coast/", "url-residue", "warn"),
        (f"“Порт открылся,” Вестник (daily), {D}.", "translation-missing", "warn"),
        ("The Courier, some day in autumn", "citation-unreadable", "block"),
    ],
)
def test_what_is_wrong_with_a_citation_is_said_on_its_line(citation: str, code: str, severity: str) -> None:
    found = read_one(article(excerpts=f"{citation}\n\n{EXCERPT}"))["findings"]
    assert [(one["line"], one["severity"]) for one in found if one["code"] == code] == [(10, severity)]


@pytest.mark.parametrize(
    "paragraph",
    [
        "“We will win,” the minister said (in Ruritanian).",
        "“The harbor,” Minister Odd (Liberal Party) said on 5 November 2023.",
        "“It is ours,” wrote the Courier (daily) on 3 May 2023.",
        "“The ships (all of them) must leave,” the statement read.",
        "“Never again,” he added…",
        "“One day,” Mara Odd told the Zenda Review, “the port will be open.”",
        "“We sail in spring,” Captain Lenk said, 5 November 2023.",
    ],
)
def test_a_paragraph_that_begins_with_a_quotation_is_no_citation(paragraph: str) -> None:
    found = read_one(article(excerpts=f"{CITATION}\n\n{EXCERPT}\n\n{paragraph}"))["excerpts"]
    assert [one["paragraphs"] for one in found] == [[EXCERPT, paragraph]]


def test_a_paragraph_glued_to_its_citation_is_kept_and_reported() -> None:
    glued = "The port opened on Monday, and the minister said that ships would follow soon."
    data = read_one(article(excerpts=f"“Port Opens,” Coast Weekly (weekly), {D}. {glued}"))
    assert data["excerpts"][0]["paragraphs"] == [glued]
    assert codes(data, "warn") == ["citation-continued"]
