"""The printed index of countries and outlets: on which page each source of the issue is quoted."""

from editorial.rendering.print_views import View, safe
from editorial.rendering.richtext_print import PrintText
from editorial.rendering.sources import sources_of


def index(sections: list[View]) -> list[View]:
    """Countries with their outlets, and the place of each excerpt from them."""
    words = PrintText("index", "the index")
    return [
        {
            "country": safe(words.plain(group["name"])),
            "outlets": [_entry(outlet) for outlet in group["outlets"]],
        }
        for group in sources_of(sections)
    ]


def _entry(outlet: View) -> View:
    places = [
        {"anchor": quoted["excerpt"]["anchor"], "article": quoted["article"]["plain_title"]}
        for quoted in outlet["excerpts"]
    ]
    return {"name": outlet["name"], "places": places}
