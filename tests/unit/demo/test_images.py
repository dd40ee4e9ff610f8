"""The demo images are the same every time, large enough to print and small enough to keep."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from demo.draw_images import SCENES, draw, encode, main
from demo.drawing.wordmark import wordmark

ISSUE = json.loads((Path(__file__).resolve().parents[3] / "demo" / "issue.json").read_text(encoding="utf-8"))


def test_issue_json_names_exactly_the_scenes() -> None:
    """Every image that an article names is drawn, and no other."""
    assert [article["image"]["file"] for article in ISSUE["articles"]] == [f"{name}.jpg" for name in SCENES]


@pytest.mark.parametrize("name", SCENES)
def test_image_is_deterministic_and_within_limits(name: str) -> None:
    """Two drawings give the same bytes; the file opens, has no metadata, and stays under a megabyte."""
    first, second = encode(draw(name)), encode(draw(f"{name}.jpg"))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert 100_000 < len(first) < 1_000_000
    with Image.open(BytesIO(first)) as image:
        assert image.size == (1800, 1200)
        assert image.mode == "RGB"
        assert "exif" not in image.info


def test_usage_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a folder the program says how it is used."""
    assert main([]) == 2
    assert "OUTDIR" in capsys.readouterr().err


def test_the_logo_is_the_same_every_time_and_as_wide_as_its_name() -> None:
    """The wordmark stands on white and grows with the name."""
    first, second = wordmark("Far Shore"), wordmark("Far Shore")
    assert first.tobytes() == second.tobytes() and first.height == 320
    assert wordmark("Farther Shores").width > first.width > 1000
    assert first.getpixel((first.width - 1, 0)) == (255, 255, 255)
