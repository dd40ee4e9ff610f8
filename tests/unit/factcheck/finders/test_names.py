"""One name in two spellings, in an article and against back issues."""

import random

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
from editorial.factcheck.finders.names import find_names
from tests.growth import require_linear


def excerpt(
    number: int,
    text: str,
    *,
    language: str = "fr",
    citation: str = "",
    outlet: str = "",
    outlet_descriptor: str = "",
    original_title: str = "",
    translated_title: str = "",
) -> ExcerptText:
    key = f"e{number}"
    return ExcerptText(
        key=key,
        label=f"Excerpt {number}",
        citation=Passage(Place("excerpt", key, "citation"), citation, f"Citation {number}"),
        body=(Passage(Place("excerpt", key, "body"), text, f"Excerpt {number}"),),
        language=language,
        outlet=outlet,
        outlet_descriptor=outlet_descriptor,
        original_title=original_title,
        translated_title=translated_title,
    )


def article(own: str, *excerpts: str | ExcerptText, title: str = "", note: str = "") -> ArticleText:
    read = [one if isinstance(one, ExcerptText) else excerpt(n, one) for n, one in enumerate(excerpts, 1)]
    noted = Passage(Place("footnote", "n1", "body"), note, "Note 1")
    return ArticleText(
        title=Passage(Place("article", "", "title"), title, "Title") if title else None,
        commentary=(Passage(Place("article", "", "commentary"), own, "Commentary"),),
        excerpts=tuple(read),
        notes=(NoteText("n1", 1, (noted,)),) if note else (),
    )


def found(made: ArticleText, archive: Archive | None = None) -> list[tuple[str, str, str]]:
    return [(one.severity, one.code, one.text) for one in find_names(made, archive or Archive())]


def only(made: ArticleText, archive: Archive | None = None) -> Spotted:
    (one,) = find_names(made, archive or Archive())
    return one


@pytest.mark.parametrize(
    ("own", "source", "odd"),
    [
        ("Harbor master Omid Tarkhani resigned.", "Omid Tarkhania gave no reason.", "Omid Tarkhani"),
        ("Jan Velmarov came, but John Velmarov left.", "", "John Velmarov"),
        ("The pilot Hamsa Oduya Kerr landed.", "Captain Hamsa Odyua Kerr said so.", "Hamsa Oduya Kerr"),
        (
            "Minister Paolo Strelsau-Vandtor resigned.",
            "Paolo Strelsau-Vardtor denied it.",
            "Paolo Strelsau-Vandtor",
        ),
        ("Mira Dolgonova wrote the plan.", "Mira Dolganova and Mira Dolganova’s staff.", "Mira Dolgonova"),
        ("Ruritanian Colonel Tevfik Abasuyani.", "Colonel Tevfik Abasuyami led them.", "Tevfik Abasuyani"),
    ],
)
def test_full_names_that_differ_in_one_word_block(own: str, source: str, odd: str) -> None:
    assert found(article(own, source)) == [("block", "name-variant", odd)]


@pytest.mark.parametrize(
    ("own", "source"),
    [
        ("Sergey Valinkov spoke.", "Sergei Valinkov spoke."),
        ("The Jaish-e-Daryaban Party won.", "The Jaish-i-Daryaban Party lost. Jaysh-i-Daryaban again."),
        ("Wali Pakhtounzai is governor.", "Governor Wali Pakhtunzai."),
        ("Muhammad Orlanzai came.", "Mohammed Orlanzai came."),
        ("The Vagner Brigade left.", "The Wagner Brigade came."),
        ("Yusuf Khateebi taught there.", "Yusuf Khatibi taught there."),
        ("Dmitriy Stolbunov", "Dmitri Stolbunov"),
        ("Verdinyev said so.", "Adil Verdiniev said so."),
        ("Tarmashov spoke.", "The miner Ivo Tarmoshov spoke."),
        ("Musa Qadirbek", "Musa Kadirbek"),
        ("John Velmarov spoke.", "Jan Velmarov spoke."),
        ("Ismat Dariyeh spoke.", "Ismat Dariyah spoke."),
        ("Husain Orlanzai", "Hussein Orlanzai"),
    ],
)
def test_romanizations_warn(own: str, source: str) -> None:
    severities = {severity for severity, code, _ in found(article(own, source)) if code == "name-variant"}
    assert severities == {"warn"}


@pytest.mark.parametrize(
    ("own", "source", "code"),
    [
        ("Volkonsky spoke.", "Pavel Volkonskyy spoke.", "name-variant"),
        ("Marchal Toïra spoke. Toïra left.", "Toira came.", "name-variant"),
        ("Hasan Belkadri spoke.", "Hassan Belkadri spoke.", "name-variant"),
        ("The paper Nasht e Sabh reported it.", "Nasht-e Sabh is a paper.", "name-joining"),
        ("El-Tarouni spoke.", "Minister Al-Tarouni spoke.", "name-joining"),
        ("Abdel Rahmoun spoke.", "Abdelrahmoun spoke.", "name-joining"),
        ("Kyiv will send help.", "Kiev will send help.", "name-variant"),
        ("The port of Odesa is open.", "Odessa is closed.", "name-variant"),
    ],
)
def test_marks_and_joints_are_noted(own: str, source: str, code: str) -> None:
    assert [(severity, one) for severity, one, _ in found(article(own, source))] == [("info", code)]


@pytest.mark.parametrize(
    ("own", "source"),
    [
        (
            "Omid Tarkhani spoke. Tarkhani’s aide left.",
            "Mr. Tarkhani agreed. President Omid Tarkhani did, too.",
        ),
        ("M. Rezvani spoke.", "Mohammad Rezvani spoke."),
        ("George V. Lenk spoke.", "George Lenk spoke."),
        ("Sergei Valinkov and Dmitry Valinkov are brothers.", "Valinkov spoke."),
        ("Hassan Belkadri and Hussein Belkadri are brothers.", ""),
        ("Julio Ferrante and Julia Ferrante married.", ""),
        ("Ivan Tarkov met Ivana Tarkov.", ""),
        ("Anton Stolbunov and Anna Stolbunova.", "Stolbunov and Stolbunova."),
        ("Volodymyr Dolensky and Olha Dolenska.", "Dolensky, Dolenska."),
        ("Niger, Nigeria, Nigerien and Nigerian traders met.", "Nigerians left Niger."),
        ("Mali and Malian, Malawi and Malawian.", "Iran, Iraq, Iranian, Iraqi."),
        ("Austria and Australia, Slovakia and Slovenia.", "Austrian, Australian, Slovak, Slovene."),
        ("Kurdish forces met Turkish forces.", "The Kurdish Army and the Turkish Army."),
        ("The Eastern Command and the Western Command.", "Eastern Command, Western Command."),
        ("The Zorani Movement and the Zoranis.", "Zorani fighters. A Zoranian village."),
        ("North Zemla and South Zemla.", "Northern Zemla."),
        ("Kim Zo Ran met Kim Zo Rin.", "Kim Zo Ran left."),
        ("In March, the Council met. March was cold.", "Marsh land. The Marsh."),
        ("The First Army and the Fifth Army.", "Third Army."),
        ("Ali Hassan Barzak spoke.", "Omar Hasan Barzak spoke."),
        ("Muhammad Salimov spoke.", "Mohammed Kerimli spoke."),
        ("The Prime Minister and the Prime Ministry.", "Ministers. Ministries. Ministerial."),
        ("Mothers wept. Brothers sang. Others left.", "Another left."),
        ("The Dam Opens to Dams", "Damn the Dam"),
        ("Zhao Wei and Zhao Wen are cousins.", "Zhao Wei left."),
        ("Deputies of the Labor Party and the Labour List", "Labor"),
        ("Ruritania’s Navy. Ruritanian ships. Ruritanians.", "Ruritania"),
    ],
)
def test_what_is_no_other_spelling(own: str, source: str) -> None:
    assert [one for one in found(article(own, source)) if one[1].startswith("name")] == []


def test_the_report_shows_the_other_spelling_and_rests_on_both() -> None:
    one = only(article("Harbor master Omid Tarkhani resigned.", "Omid Tarkhania gave no reason."))
    assert (one.near, one.near_label) == ("Omid Tarkhania", "Excerpt 1")
    assert one.basis == ("Omid Tarkhani", "Omid Tarkhania")
    assert "Omid Tarkhania" in one.message
    assert (one.start, one.end) == (14, 27)


def test_the_rarer_spelling_is_reported_once_in_each_passage() -> None:
    made = article(
        "Omid Tarkhani resigned. Omid Tarkhani left. Omid Tarkhani wept.",
        "Omid Tarkhania slept. Omid Tarkhania woke.",
        note="On Omid Tarkhani see below.",
    )
    assert found(made) == [("block", "name-variant", "Omid Tarkhania")]


def test_a_title_in_capitals_of_its_own_is_read() -> None:
    made = article(
        "Omid Tarkhani resigned. Tarkhani left.", title="Omid Tarkhania Leaves Harbor Without a Word"
    )
    assert found(made) == [("block", "name-variant", "Omid Tarkhania")]


def test_the_foreign_title_of_a_citation_is_not_read() -> None:
    source = excerpt(
        1, "Marko Velmarić spoke.", citation="“Marko Velmarico parla (Marko Velmarić Speaks),” Corriere.",
        original_title="Marko Velmarico parla", translated_title="Marko Velmarić Speaks",
    )  # fmt: skip
    assert found(article("Marko Velmarić will speak.", source)) == []


@pytest.mark.parametrize(
    ("own", "count", "severity"),
    [
        ("Omid Tarkhanni spoke.", 1, "info"),
        ("Omeed Tarkhani spoke.", 2, "info"),
        ("Omeed Tarkhani spoke.", 5, "warn"),
        ("Omid Tarkhania spoke.", 9, "warn"),
    ],
)
def test_a_name_that_back_issues_spell_otherwise(own: str, count: int, severity: str) -> None:
    one = only(article(own), Archive(names={"Omid Tarkhani": count, "Vera Lenk": 7}))
    assert (one.code, one.severity, one.near, one.near_label) == (
        "name-archive",
        severity,
        "Omid Tarkhani",
        "back issues",
    )


@pytest.mark.parametrize(
    "own",
    [
        "Omid Tarkhani spoke.",
        "Tarkhani spoke.",
        "Navid Tarkhani spoke.",
        "Omid Belkadri spoke.",
        "Harbor Omid",
    ],
)
def test_a_name_that_agrees_with_back_issues(own: str) -> None:
    assert found(article(own), Archive(names={"Omid Tarkhani": 5})) == []


def test_work_grows_with_the_length_of_an_article() -> None:
    random.seed(7)
    pieces = ["ka", "ro", "min", "tel", "va", "dur", "she", "bo", "lin", "gar"]
    names = ["".join(random.choices(pieces, k=3)).title() for _ in range(300)]
    sentence = "In {} the council of {} said that prices had risen since the war began. "

    def sample(sentences: int) -> ArticleText:
        return article(
            "".join(sentence.format(random.choice(names), random.choice(names)) for _ in range(sentences))
        )

    found(article("Warm-up in Abidjan, Ghana: Omid Tarkhani and Omid Tarkhania."))
    require_linear(found, sample, 400)


@pytest.mark.parametrize("piece", ["A", "Ab ", "Abc (", "Foo of ", "Ab-"])
def test_work_grows_with_the_length_of_a_strange_text(piece: str) -> None:
    require_linear(found, lambda size: article(piece * (size // len(piece))), 100_000)
