"""The house of the demo: its name, words, colors and logo, and the standing texts of its issue, all of them invented."""

import io
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User

from demo.drawing.wordmark import wordmark
from editorial.content import richtext
from editorial.house.operations import put_logo, save_house
from editorial.house.queries import the_house
from editorial.issues.models import Issue, IssuePart
from editorial.issues.parts import save_part

Say = Callable[[str], None]


def furnish_house(*, content: dict[str, Any], office: User, say: Say) -> None:
    """The publications office fills in what the house lacks; what somebody gave already stays."""
    house = the_house()
    missing = [name for name, words in content["house"].items() if words and not getattr(house, name)]
    if not missing:
        return
    for name in missing:
        setattr(house, name, content["house"][name])
    if not house.logo:
        file = io.BytesIO()
        wordmark(house.name).save(file, "PNG")
        file.seek(0)
        put_logo(house, file)
    save_house(house=house, by=office, expected_version=house.version, reason="The house’s first settings")
    say(
        f"{office.get_full_name()} (publications office) furnishes the house: {house.name}, ISSN {house.issn}, "
        "its colors, its logo and the words on the last page"
    )


def write_parts(*, issue: Issue, content: dict[str, Any], editor: User, say: Say) -> None:
    """The editor writes the texts that stand before and after the articles, unless the last issue passed them on."""
    for part in content["parts"]:
        if issue.parts.filter(title=part["title"]).exists():
            continue
        written = IssuePart(
            issue=issue, place=part["place"], title=part["title"], recurring=part["recurring"],
            body=richtext.from_paragraphs(part["body"]), position=0,
        )  # fmt: skip
        save_part(part=written, by=editor)
    titles = ", ".join(f"“{part}”" for part in issue.parts.all())
    say(f"{editor.get_full_name()} writes what is no article: {titles}")
