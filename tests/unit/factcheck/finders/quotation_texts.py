"""Fictional articles for the quotation finder."""

from collections.abc import Sequence

from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
    Spotted,
)
from editorial.factcheck.finders.quotations import find_quotations

HARBOR = (
    "The harbor council of Velmora voted on Thursday to close the eastern basin for nine months. “We are not closing the "
    "harbor, we are giving the harbor back to the sea,” said Councilor Ilse Marrak, who leads the works committee.",
    "According to the ministry (MPW), four dredgers and 1,200 workers will be hired before the first storms… The old "
    "customs house will not be demolished. “No family will be moved without a home to move to,” the councilor said, "
    "“and no shop will lose its license.” Fishermen from the islands asked for a longer transition.",
    "The Velmoran fleet [coast guard] must organise its patrols from the northern pier until the defence works are "
    "finished; fuel supplies may be delayed by the spring tides.",
)
FLEET = (
    "Three patrol boats left the naval base at Karsk on Sunday and have not returned to port. The commander of the base, "
    "Captain Oren Tal, described the mission as routine and refused to say how many sailors were aboard.",
    "“The sea does not read treaties,” Tal told reporters. “We go where the smugglers go, and we come home when they are "
    "in prison. There is no other plan.”",
    "An opposition deputy, Lena Vost, accused the navy of preparing an exercise near the border strait. She said that the "
    "government had hidden the cost of the new radar chain from parliament for two years.",
)
FLEET_ORIGINAL = ("Три катера вышли в море. «Море не читает договоров», — сказал капитан.",)


def passages(kind: str, key: str, name: str, texts: Sequence[str], label: str) -> tuple[Passage, ...]:
    return tuple(Passage(Place(kind, key, name, number), text, label) for number, text in enumerate(texts))


def excerpt(
    number: int, body: Sequence[str], original: Sequence[str] = (), citation: str = ""
) -> ExcerptText:
    key, label = str(number), f"Excerpt {number}"
    line = citation or f"“Notes From the Coast,” Coast Courier (independent daily), {number} May 2031."
    return ExcerptText(
        key=key,
        label=label,
        citation=Passage(Place("excerpt", key, "citation"), line, label),
        body=passages("excerpt", key, "body", body, label),
        original=passages("excerpt", key, "original", original, label),
    )


def article(
    *commentary: str | Passage,
    title: str = "",
    dek: str = "",
    pull_quote: str = "",
    excerpts: Sequence[ExcerptText] | None = None,
    notes: Sequence[str] = (),
) -> ArticleText:
    """An article about a harbor and a fleet; `{1}` in the commentary is a reference to footnote 1."""
    heads = {
        name: Passage(Place("article", "", name), text, name) if text else None
        for name, text in (("title", title), ("dek", dek), ("pull_quote", pull_quote))
    }
    return ArticleText(
        **heads,
        commentary=tuple(
            one if isinstance(one, Passage) else with_reference(number, one)
            for number, one in enumerate(commentary)
        ),
        excerpts=tuple(excerpts)
        if excerpts is not None
        else (excerpt(1, HARBOR), excerpt(2, FLEET, FLEET_ORIGINAL)),
        notes=tuple(
            NoteText(
                str(number), number, passages("footnote", str(number), "text", [text], f"Footnote {number}")
            )
            for number, text in enumerate(notes, 1)
        ),
    )


def with_reference(number: int, text: str) -> Passage:
    place = Place("article", "", "commentary", number)
    at = text.find("{1}")
    references = ((at, "1"),) if at >= 0 else ()
    return Passage(place, text.replace("{1}", ""), "Commentary", references)


def reports(made: ArticleText) -> list[Spotted]:
    return list(find_quotations(made, Archive()))


def told(made: ArticleText) -> list[tuple[str, str]]:
    """Code and severity of every report."""
    return [(one.code.removeprefix("quotation-"), one.severity) for one in reports(made)]
