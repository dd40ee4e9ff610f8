"""What is built to cost: none takes ten seconds of a processor or a gigabyte, and none leaves anything on the disk."""

import sys
from pathlib import Path

import pytest

from tests.hostile import pictures, word
from tests.hostile.measured import BYTES, SECONDS, Cost, cost_of

pytestmark = [
    pytest.mark.serial,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


def require_cheap(cost: Cost, folder: Path) -> None:
    assert cost.seconds < SECONDS, cost
    assert cost.bytes < BYTES, cost
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", [*pictures.BOMBS, *pictures.POLYGLOTS])
def test_a_picture_that_is_built_to_cost_costs_little(name: str, tmp_path: Path) -> None:
    cost = cost_of("editorial.content.pictures:read_picture", pictures.made(name), tmp_path)
    assert cost.said == "taken" or cost.said.startswith("PictureRefused: "), cost
    assert not (pictures.PICTURES[name].refused and cost.said == "taken")
    require_cheap(cost, tmp_path)


@pytest.mark.parametrize("name", word.BOMBS)
def test_a_word_file_that_is_built_to_cost_costs_little(name: str, tmp_path: Path) -> None:
    cost = cost_of("editorial.importing.operations:read_word", word.made(name), tmp_path)
    kinds = ("WordRefused", "ConversionFailed", "NotAnArticle", "TooMuch")
    assert cost.said == "taken" or cost.said.startswith(kinds), cost
    assert not (word.WORD_FILES[name].refused and cost.said == "taken")
    require_cheap(cost, tmp_path)
