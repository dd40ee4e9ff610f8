"""The seven articles of a real issue: what fact-checking them must bring to light. Skipped where the folder is absent."""

from pathlib import Path

import pytest

from benchmarks.finders import Found, Measured, corpus

CORPUS = Path(__file__).resolve().parents[4].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f"the shared corpus is not at {CORPUS}")


@pytest.fixture(scope="module")
def result() -> Measured:
    return corpus(CORPUS)


def codes_at(result: Measured, line: int, *severities: str) -> set[str]:
    found: list[Found] = [one for one in result.found if one.line == line and one.severity in severities]
    return {one.code for one in found}


@pytest.mark.parametrize(
    "line, code",
    [
        (48, "quotation-altered"),
        (219, "quotation-not-found"),
        (7, "number-disagrees"),
        (199, "note-unfinished"),
        (280, "note-unfinished"),
        (282, "note-unfinished"),
        (63, "outlet-missing"),
        (186, "outlet-missing"),
        (192, "outlet-missing"),
    ],
)
def test_what_the_article_must_be_stopped_for_is_reported(line: int, code: str, result: Measured) -> None:
    assert code in codes_at(result, line, "block")


@pytest.mark.parametrize("line", [38, 95, 122, 171, 210, 211, 246])
def test_no_license_of_the_issue_passes_unseen(line: int, result: Measured) -> None:
    assert any(
        code.startswith(("license", "public-domain", "image-label"))
        for code in codes_at(result, line, "block", "warn")
    )


def test_at_most_one_false_alarm_in_five_blocks(result: Measured) -> None:
    right, blocks = result.precision("block")
    assert right >= 0.8 * blocks, [one for one in result.unmatched if one.severity == "block"]


def test_every_block_of_parsing_and_licensing_is_reported(result: Measured) -> None:
    reported, entries = result.recall(
        lambda one: one.kind in {"parse", "license"} and one.severity == "block"
    )
    assert reported == entries
