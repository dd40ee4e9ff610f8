"""Fictional articles in the house layout. Every name, outlet and event is made up."""

from editorial.importing.as_json import as_json
from editorial.importing.layout import parse_text

TITLE = "Ruritania Expands Harbor To Court Grain Traders"
DEK = "The harbor of Strelsau at dawn."
PULL_QUOTE = "“The new quay will change the trade of the whole coast.”"
COMMENTARY = (
    "Ruritania has begun to widen the harbor of Strelsau, a step that "
    "its neighbors have watched closely.[i] According "
    "to the accompanying article, the government expects grain traders "
    "to follow, although the budget of the project "
    "remains unknown to the public and to most members of the Diet."
)
CITATION = "Ana Vero, “Strelsau Builds a Second Quay,” Strelsau Courier (independent daily), 9 November 2023."
EXCERPT = "Work on the second quay began on Monday. “We are on time,” said the harbor master."
NOTE = "[i] For background, see: Ivo Lenk, “Grain and the Coast,” Zenda Review, 3 May 2022."
IMAGE = (
    "Image Information:\n\nImage: The harbor of Strelsau at dawn.\nSource: "
    "Zenda Archive\nAttribution: Mara Odd, CC BY-SA 4.0"
)


def article(
    title=TITLE, dek=DEK, pull_quote=PULL_QUOTE, commentary=COMMENTARY, excerpts=f"{CITATION}\n\n{EXCERPT}",
    notes=NOTE, image=IMAGE,
) -> str:  # fmt: skip
    """An article as text; a part given as None is left out."""
    front = "\n\n".join(part for part in (title, dek, pull_quote, commentary) if part)
    body = "\n\n\n".join(part for part in (front, excerpts, notes) if part)
    return "\n\n".join(part for part in (body, image) if part) + "\n"


def read(text: str) -> dict:
    return as_json(parse_text(text))


def read_one(text: str) -> dict:
    articles = read(text)["articles"]
    assert len(articles) == 1, [one["title"] for one in articles]
    return articles[0]


def excerpt_of(citation: str, paragraph: str = EXCERPT) -> dict:
    """The first excerpt of an article whose citation is `citation`."""
    return read_one(article(excerpts=f"{citation}\n\n{paragraph}"))["excerpts"][0]


def codes(data: dict, *severities: str) -> list[str]:
    return [one["code"] for one in data["findings"] if not severities or one["severity"] in severities]
