"""What stands around the articles: the cover, the masthead, the issue's own parts, corrections, the colophon."""

from math import ceil

from editorial.rendering import citation
from editorial.rendering.print_views import UNTITLED, View, safe
from editorial.rendering.richtext_print import PrintText, tidy

MOST_HIGHLIGHTS = 6
# The picture of a cover is set across the whole page: wide enough to print well, and as flat as the page has room for.
_COVER_PIXELS, _COVER_RATIOS = 1200, (1.3, 3.0)
# Letters from which the name on the cover is set smaller (the class of its size), and size and leading of each in points.
_NAME_SIZES = ((12, "short"), (24, "middle"), (50, "long"))
_NAME_LINES = {"short": (84, 80), "middle": (58, 58), "long": (44, 46), "longest": (27, 32)}
_LETTER_WIDTH, _TEXT_WIDTH, _LOGO = 0.6, 489.6, 92.0
# Points: the pages; what a cover has above its name, below it and at the foot; the credit below a picture; the line
# above highlights.
_PAGES = {"letter": (612.0, 792.0), "a4": (595.3, 841.9)}
_COVER_MARGINS, _CREDIT, _IN_THIS_ISSUE = 160.0, 27.0, 37.0
_LETTERS_IN_HALF, _LETTERS_IN_LINE = 34, 50  # of a highlight, in one of two columns and across


def issue(snapshot: View, content: str) -> View:
    """The issue in words. `content` is the fingerprint of the frozen snapshot."""
    house, of, edition = snapshot["house"], snapshot["issue"], snapshot["edition"]
    words = PrintText("issue", "the cover")
    name, title = tidy(house["name"]).strip(), tidy(of["title"]).strip()
    month = citation.month_and_year(of["month"])
    masthead = name or title or month or of["reference"]
    subtitle = title if name and title and title != name else ""
    dateline = [f"Volume {of['volume']}", f"Number {of['number']}", month]
    return {
        "masthead": safe(words.plain(masthead)),
        "plain_masthead": masthead,
        "name_size": next(
            (size for most, size in _NAME_SIZES if citation.width(masthead) <= most), "longest"
        ),
        "subtitle": safe(words.plain(subtitle)),
        "subtitle_is_long": len(subtitle) > 60,
        "tagline": safe(words.plain(house["tagline"])),
        "issn": tidy(house["issn"]),
        "volume": dateline[0],
        "number": dateline[1],
        "month": month,
        "published": citation.long_date(of["publication_date"]),
        "running": f"{masthead}, {month}" if month not in ("", masthead) else masthead,
        "document_title": ", ".join(dict.fromkeys(part for part in [masthead, subtitle, *dateline] if part)),
        "reference": of["reference"],
        "edition": edition["number"],
        "fingerprint": content,
    }


def house(snapshot: View) -> View:
    """What the house has said of itself; every value "" (or None) that it has not given."""
    given = snapshot["house"]
    words = PrintText("house", "the masthead")
    plain = "name publisher issn release_statement disclaimer rights_statement".split()
    said = {name: safe(words.plain(given[name].strip())) for name in plain}
    address = safe(citation.address_html(given["web_address"], "", words))
    told = any(said[name] for name in plain if name != "name") or address
    return said | {"web_address": address, "logo": given["logo"], "has_masthead": bool(told)}


def one_article(snapshot: View) -> View:
    """The little that stands around the one article: whose it is, and the issue it is meant for, if any."""
    (article,) = (article for section in snapshot["sections"] for article in section["articles"])
    name, of = tidy(snapshot["house"]["name"]).strip(), snapshot["issue"]
    month = citation.month_and_year(of["month"]) if of else ""
    masthead = ", ".join(part for part in ("Proof of one article", name, month) if part)
    title = tidy(article["title"]).strip() or UNTITLED
    return {
        "masthead": safe(PrintText("issue", "the head of the page").plain(masthead)),
        "running": masthead,
        "document_title": f"{title} – proof",
    }


def parts(snapshot: View) -> dict[str, list[View]]:
    """The issue's own texts by their place, "front" and "back"."""
    out: dict[str, list[View]] = {"front": [], "back": []}
    for number, part in enumerate(snapshot["parts"], 1):
        title = tidy(part["title"]).strip()
        words = PrintText(f"part-{number}", f"the part “{title}”")
        view = {
            "anchor": words.anchor,
            "title": safe(words.plain(title)),
            "body": safe(words.rich(part["body"])),
            "back": part["place"] != "front",
        }
        out["back" if view["back"] else "front"].append(view)
    return out


def errata(snapshot: View, sections: list[View]) -> list[View]:
    """Every correction, the newest edition's first, with its article where that is still in the issue (else None)."""
    articles = {article["key"]: article for section in sections for article in section["articles"]}
    words = PrintText("errata", "the corrections")
    return [
        {
            "edition": told["edition"],
            "text": safe(words.plain(told["text"])),
            "article": articles.get(told["article"]),
        }
        for told in citation.newest_first(snapshot["errata"])
    ]


def cover(snapshot: View, sections: list[View], *, page_size: str) -> View:
    """The picture and the highlights of the cover, as much as there is room for; "picture" may be None.

    The picture is the first article's. Room is reckoned in points from the letters, generously: nothing may run over.
    """
    pictured = _picture(sections)
    room = _PAGES[page_size][1] - _COVER_MARGINS - _head(snapshot)
    if pictured:
        below = room - _PAGES[page_size][0] * pictured["height"] / pictured["width"] - _CREDIT
        chosen = _chosen(sections, below, letters=_LETTERS_IN_HALF, line=16.0, apart=23.0, columns=2)
        if chosen:
            return {"picture": pictured, "highlights": chosen}
    return {
        "picture": None,
        "highlights": _chosen(
            sections, room - _IN_THIS_ISSUE, letters=_LETTERS_IN_LINE, line=20.0, apart=30.0, columns=1
        ),
    }


def _head(snapshot: View) -> float:
    """Points of the name or logo, the subtitle and the tagline."""
    house, of = snapshot["house"], issue(snapshot, "")
    size, line = _NAME_LINES[of["name_size"]]
    letters = citation.width(of["plain_masthead"])
    lines = ceil(letters * size * _LETTER_WIDTH / _TEXT_WIDTH)
    name = float(line * lines)
    if logo := house["logo"]:
        name = min(_LOGO, _TEXT_WIDTH * logo["height"] / max(1, logo["width"]))
    long = of["subtitle_is_long"]
    subtitle = ceil(len(of["subtitle"]) / (62 if long else 46)) * (18 if long else 24) + 10
    tagline = ceil(len(house["tagline"]) / 88) * 14 + 8
    return name + (subtitle if of["subtitle"] else 0) + (tagline if house["tagline"] else 0)


def _picture(sections: list[View]) -> View | None:
    """The first article's picture, if it is one that can stand across the page."""
    article = next((article for section in sections for article in section["articles"]), None)
    picture = next((image for image in article["images"] if not image["missing"]), None) if article else None
    if picture is None:
        return None
    ratio = picture["width"] / picture["height"]
    fits = picture["width"] >= _COVER_PIXELS and _COVER_RATIOS[0] <= ratio <= _COVER_RATIOS[1]
    return picture if fits else None


def _chosen(
    sections: list[View], room: float, *, letters: int, line: float, apart: float, columns: int
) -> list[View]:
    """The first article of each section, then the rest in order, row by row as long as there is room.

    They stand in the order of the issue.
    """
    first = [section["articles"][0] for section in sections]
    rest = [article for section in sections for article in section["articles"][1:]]
    candidates = (first + rest)[:MOST_HIGHLIGHTS]
    chosen: list[str] = []
    for at in range(0, len(candidates), columns):
        row = candidates[at : at + columns]
        room -= max(ceil(citation.width(article["plain_title"]) / letters) for article in row) * line + apart
        if room < 0:
            break
        chosen += [article["anchor"] for article in row]
    return [
        {"anchor": article["anchor"], "title": article["title"], "section": section["name"]}
        for section in sections
        for article in section["articles"]
        if article["anchor"] in chosen
    ]
