"""`python -m benchmarks.issues`: an issue by the product, by plain WeasyPrint, by Chromium and by Typst, side by side.

Every run is a fresh process; the rows take turns, so that all of them meet the same machine. The first turn is not timed: it
warms the disk's cache for everybody, and in it the memory of all processes is looked at, which would cost time.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pikepdf

from benchmarks.environments import NotHere
from benchmarks.issues.contestants import AGAIN, PLAIN, ROWS, Row, environment
from benchmarks.issues.stage import Stage
from benchmarks.measuring import CommandFailed, Memory, machine, median, memory_of, run


@dataclass
class Measured:
    """What a row made of an issue: in each turn `seconds`, and those of processors (`computing`).

    `missing` says why there is nothing.
    """

    articles: int
    row: str
    says: str
    seconds: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)
    pages: int = 0
    size: int = 0
    memory: Memory = field(default_factory=Memory)
    missing: str = ""


def measure(articles: int, rows: Sequence[Row], runs: int) -> list[Measured]:
    """All rows in turn, one turn more than `runs`."""
    found = {row.name: Measured(articles, row.name, row.says) for row in rows}
    with tempfile.TemporaryDirectory(prefix="oewatch-bench-") as folder:
        stage = Stage(Path(folder), articles)
        for turn in range(runs + 1):
            print(f"{articles} articles, turn {turn} of {runs}", file=sys.stderr, flush=True)
            for row in rows:
                if not found[row.name].missing:
                    _turn(stage, row, found[row.name], watched=turn == 0)
    return list(found.values())


def _turn(stage: Stage, row: Row, found: Measured, *, watched: bool) -> None:
    try:
        row.prepare(stage)
        command = row.command(stage)
        if watched:
            found.memory = memory_of(command, environment=environment())
            found.pages, found.size = _looked_at(stage.output(row.name)) if row.writes else (0, 0)
        else:
            one = run(command, environment=environment())
            found.seconds.append(float(one.said) if row.warm else one.seconds)
            if not row.warm:
                found.computing.append(one.computing)
    except (NotHere, CommandFailed) as error:
        found.missing = str(error)


def _looked_at(path: Path) -> tuple[int, int]:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages), path.stat().st_size


WARM = {row.name for row in ROWS if row.warm}
_HEAD = (
    "articles", "", "÷ plain", "seconds", "of computing", "÷ plain", "ms an article", "pages", "memory, MB",
    "largest process, MB", "file, MB", "÷ plain",
)  # fmt: skip


def table(measured: Sequence[Measured]) -> Iterator[str]:
    """Markdown. A ratio of times is the median of the ratios to plain WeasyPrint in the same turn."""
    yield f"| {' | '.join(_HEAD)} |"
    yield "|---" * len(_HEAD) + "|"
    by_row = {(one.articles, one.row): one for one in measured if not one.missing}
    plain = {articles: one for (articles, row), one in by_row.items() if row == PLAIN}
    again = {articles: one for (articles, row), one in by_row.items() if row == AGAIN}
    for one in measured:
        if one.missing:
            yield f"| {one.articles} | {one.says} | not measured: {one.missing.splitlines()[-1]}{' |' * 10}"
        else:
            # What was warm is compared with what was warm too.
            beside = again if one.row in WARM else plain
            yield f"| {' | '.join(_cells(one, beside.get(one.articles)))} |"


def _cells(one: Measured, plain: Measured | None) -> Iterator[str]:
    seconds = median(one.seconds)
    yield from (str(one.articles), one.says)
    yield _ratio(one.seconds, plain.seconds if plain else [])
    yield from (f"{seconds:.2f}", f"{median(one.computing):.2f}" if one.computing else "–")
    yield _ratio(one.computing, plain.computing if plain else [])
    yield f"{seconds * 1000 / one.articles:.0f}"
    yield str(one.pages or "–")
    yield from (f"{one.memory.together:.0f}", f"{one.memory.largest:.0f}")
    yield f"{one.size / 1e6:.1f}" if one.size else "–"
    yield f"{one.size / plain.size:.2f}" if plain and one.size else "–"


def _ratio(mine: Sequence[float], its: Sequence[float]) -> str:
    return f"{median(a / b for a, b in zip(mine, its, strict=False)):.2f}" if mine and its else "–"


def main() -> None:
    """Read the arguments, measure, print, keep."""
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(description="Rendering an issue, side by side.")
    parser.add_argument("--articles", default="11,55,220", help="sizes of the issues (11,55,220)")
    parser.add_argument("--runs", type=int, default=5, help="timed turns (5)")
    parser.add_argument("--rows", default=",".join(names), help=f"which of {','.join(names)} (all)")
    parser.add_argument("--json", type=Path, help="a file for everything that was measured")
    chosen = parser.parse_args()
    wanted = chosen.rows.split(",")
    if unknown := set(wanted) - set(names):
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    rows = [row for row in ROWS if row.name in wanted]
    about = machine("weasyprint", "pydyf", "pikepdf")
    print(f"{about}; medians of {chosen.runs} turns\n")
    found: list[Measured] = []
    for articles in map(int, chosen.articles.split(",")):
        found += measure(articles, rows, chosen.runs)
        if chosen.json:
            kept = {"machine": about, "runs": chosen.runs, "rows": [asdict(one) for one in found]}
            chosen.json.write_text(json.dumps(kept, indent=1), "utf-8")
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
