"""The guides speak of what is on the screen: their bold words are words of ours, their pictures are there, and all are shown."""

import re
from pathlib import Path

import pytest
from PIL import Image

from demo.guide_pictures import COLORS, FOLDER, PICTURES

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
# What a person is shown is written in templates, in Python and in scripts.
WRITTEN = [
    *(ROOT / "templates").rglob("*.html"),
    *(path for path in (ROOT / "editorial").rglob("*.py") if "migrations" not in path.parts),
    *(ROOT / "editorial" / "static").rglob("*.js"),
]
NOT_OF_THE_SCREEN = {"bold"}  # the word that says what bold means


@pytest.fixture(scope="module")
def shown() -> str:
    text = " ".join(path.read_text(encoding="utf-8") for path in WRITTEN)
    return re.sub(r"\s+", " ", text.replace("’", "'"))


def bold(text: str) -> list[str]:
    return [re.sub(r"\s+", " ", words) for words in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)]


def pictures(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]{10,}\]\(pictures/([a-z-]+)\.png\)", text)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_bold_words_are_words_of_the_screen(guide: Path, shown: str) -> None:
    words = set(bold(guide.read_text(encoding="utf-8"))) - NOT_OF_THE_SCREEN
    assert [one for one in sorted(words) if one.replace("’", "'").removesuffix("…") not in shown] == []


def test_every_picture_is_taken_shown_and_described() -> None:
    used = [name for guide in GUIDES for name in pictures(guide.read_text(encoding="utf-8"))]
    assert sorted(used) == sorted(picture.name for picture in PICTURES)
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(used)
    for path in FOLDER.iterdir():
        with Image.open(path) as picture:
            assert picture.width == 1200 and len(picture.getcolors(COLORS) or []) > 8, path.name
