"""One article of an edition as a document of its own: the cut snapshot, and the lines that say what it was taken from."""

from editorial.rendering import citation
from editorial.rendering.print_views import UNTITLED, View, safe
from editorial.rendering.richtext_print import PrintText, tidy

TEMPLATE = "article_of_edition.html"


def cut(snapshot: View, key: str, fingerprint: str) -> View:
    """The snapshot of one article of an edition; `fingerprint` is that of the whole edition. Raises `KeyError` for no article.

    `snapshot` has today's format. Corrections of other articles, the issue's own parts and images without a picture stay behind.
    """
    for section in snapshot["sections"]:
        for article in section["articles"]:
            if article["key"] == key:
                images = [image for image in article["images"] if image["sha256"]]
                name = section["name"].strip() or "Articles"
                return snapshot | {
                    "article": key,
                    "of_edition": {"fingerprint": fingerprint},
                    "parts": [],
                    "errata": [erratum for erratum in snapshot["errata"] if erratum["article"] == key],
                    "sections": [{"name": name, "articles": [article | {"images": images}]}],
                }
    raise KeyError(key)


def is_of_edition(snapshot: View) -> bool:
    """Whether the snapshot is of an article that was cut out of an edition (and not the proof of one)."""
    return bool(snapshot.get("of_edition"))


def issue(snapshot: View) -> View:
    """What the template says of the edition around the article."""
    (article,) = (article for section in snapshot["sections"] for article in section["articles"])
    house, of, number = snapshot["house"], snapshot["issue"], snapshot["edition"]["number"]
    words = PrintText("issue", "the head of the page")
    name = tidy(house["name"]).strip() or tidy(of["title"]).strip() or of["reference"]
    month = citation.month_and_year(of["month"])
    edition = f"edition {number}" if number else ""
    masthead = "From " + ", ".join(dict.fromkeys(part for part in (name, month, edition) if part))
    title = tidy(article["title"]).strip() or UNTITLED
    said = "publisher release_statement rights_statement disclaimer".split()
    return {name: safe(words.plain(house[name].strip())) for name in said} | {
        "masthead": safe(words.plain(masthead)),
        "running": masthead,
        "document_title": f"{title} – {name}" + (f", {month}" if month not in ("", name) else ""),
        "title": safe(words.plain(tidy(of["title"]).strip())),
        "volume": f"Volume {of['volume']}",
        "number": f"Number {of['number']}",
        "month": month,
        "published": citation.long_date(of["publication_date"]),
        "issn": tidy(house["issn"]).strip(),
        "reference": of["reference"],
        "edition": number,
        "fingerprint": snapshot["of_edition"]["fingerprint"],
    }
