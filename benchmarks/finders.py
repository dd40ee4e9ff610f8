"""How much the importer and the finders report of what is wrong, and how much of what they report is.

    python -m benchmarks.finders [-v] [--write] [--corpus ../shared/corpus]

Two collections are measured: seven real articles with their list of irregularities, where the folder is there, and the
fictional articles of `tests/files/finders` with what was planted in them.

The rule: a finding matches an entry if it stands on the entry's line, and their texts overlap or touch in that line. Where
one of them has no text in that line, or none with letters or digits, they match if the code belongs to the entry's kind
(`KINDS`).
An entry that no finding matches is a miss, whatever the reason; a finding that matches no entry counts as unmatched, even
where it is right and the list does not have it.
"""

import argparse
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from editorial.factcheck.finders.article_text import Archive
from editorial.importing.layout import parse_text
from editorial.importing.lines import split_lines
from editorial.importing.problems import problems_of

PLANTED = Path(__file__).parent.parent / "tests" / "files" / "finders"
DOCUMENT = Path(__file__).parent.parent / "docs" / "finders.md"
MARKS = ("<!-- measured -->", "<!-- /measured -->")
SEVERITIES = ("block", "warn", "info")

# The kind of entry that a code is about, by how the code begins; the first that fits counts, `parse` for all others.
KINDS = (
    ("license", ("license", "credit", "public-domain", "image-label")),
    (
        "typography",
        ("quote-", "space-", "ellipsis", "no-break", "zero-width", "title-quotes"),
    ),
    ("copyedit", ("spelling", "word-", "house-", "date-month-first", "author-comma", "issue-comma")),
    ("factcheck", ("quotation", "number", "date", "name", "place", "acronym", "weekday", "claim")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is wrong at a line."""

    source: str
    line: int
    kind: str
    severity: str
    text: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding at a line."""

    source: str
    line: int
    code: str
    severity: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Measured:
    """`pairs` holds, for each entry in order, the finding that it was matched with, or None."""

    entries: tuple[Entry, ...]
    found: tuple[Found, ...]
    matches: tuple[tuple[Found, ...], ...]

    @property
    def unmatched(self) -> list[Found]:
        """Findings without an entry."""
        matched = {one for several in self.matches for one in several}
        return [one for one in self.found if one not in matched]

    def precision(self, *severities: str) -> tuple[int, int]:
        """(findings of these severities that have an entry, all of them)."""
        counted = [one for one in self.found if one.severity in severities]
        wrong = [one for one in self.unmatched if one.severity in severities]
        return len(counted) - len(wrong), len(counted)

    def recall(
        self, keep: Callable[[Entry], bool], severities: Sequence[str] = SEVERITIES
    ) -> tuple[int, int]:
        """(entries that were reported with one of `severities`, all of them), of the entries to `keep`."""
        counted = [
            any(one.severity in severities for one in several)
            for entry, several in zip(self.entries, self.matches, strict=True)
            if keep(entry)
        ]
        return sum(counted), len(counted)


def kind_of_code(code: str) -> str:
    """The kind of entry that a code is about."""
    return next((kind for kind, beginnings in KINDS if code.startswith(beginnings)), "parse")


def findings_in(source: str, text: str) -> Iterator[Found]:
    """What `find_problems` reports of a text, without an archive."""
    parsed = parse_text(text)
    for article in problems_of(parsed, split_lines(text), Archive()):
        for problem in article.problems:
            one = problem.finding
            yield Found(source, one.line, one.code, one.severity, one.text or "", one.message)
    for one in parsed.findings:
        yield Found(source, one.line, one.code, one.severity, one.text or "", one.message)


def measured(
    entries: Sequence[Entry], found: Sequence[Found], lines: Mapping[str, Sequence[str]]
) -> Measured:
    """Pairs every entry with the findings that match it; `lines` are the lines of each source."""
    matches = tuple(tuple(one for one in found if _is_match(entry, one, lines)) for entry in entries)
    return Measured(tuple(entries), tuple(found), matches)


def _is_match(entry: Entry, one: Found, lines: Mapping[str, Sequence[str]]) -> bool:
    if (entry.source, entry.line) != (one.source, one.line):
        return False
    line = _folded(lines[entry.source][entry.line - 1])
    wanted, reported = _spans(line, _folded(entry.text)), _spans(line, _folded(one.text))
    if not wanted or not reported:
        return kind_of_code(one.code) == entry.kind
    return any(a <= d and c <= b for a, b in wanted for c, d in reported)


def _folded(text: str) -> str:
    """White space folded, markers such as [i] taken out: the finders do not see them."""
    return " ".join(re.sub(r"\s?\[[ivx\d]{1,5}\]", "", text).split())


def _spans(line: str, text: str) -> list[tuple[int, int]]:
    """Where `text` stands in `line`; nowhere if it has neither letters nor digits."""
    if not any(map(str.isalnum, text)):
        return []
    return [(match.start(), match.end()) for match in re.finditer(re.escape(text), line)]


def corpus(folder: Path) -> Measured:
    """The seven articles of a real issue."""
    text = (folder / "issue.txt").read_text(encoding="utf-8")
    listed = json.loads((folder / "irregularities.json").read_text(encoding="utf-8"))
    entries = [
        Entry("issue", one["line"], one["kind"], one["severity"], one["text"] or "", one["what"])
        for one in listed
    ]
    lines = {"issue": [line.text for line in split_lines(text)]}
    return measured(entries, list(findings_in("issue", text)), lines)


def planted(folder: Path = PLANTED) -> Measured:
    """The fictional articles. An article without a list beside it has nothing wrong."""
    entries: list[Entry] = []
    found: list[Found] = []
    lines: dict[str, Sequence[str]] = {}
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        listed = path.with_suffix(".toml")
        data = tomllib.loads(listed.read_text(encoding="utf-8")) if listed.exists() else {}
        entries += [
            Entry(path.stem, one["line"], one["family"], one["severity"], one["text"])
            for one in data.get("planted", [])
        ]
        found += findings_in(path.stem, text)
        lines[path.stem] = [line.text for line in split_lines(text)]
    return measured(entries, found, lines)


def recall_table(result: Measured) -> Iterator[str]:
    """Kind by severity: entries, reported at all, reported so that the article's page shows it."""
    yield "| kind | severity | entries | reported | as block or warn | share reported |"
    yield "|---|---|---|---|---|---|"
    counts = Counter((entry.kind, entry.severity) for entry in result.entries)
    order = sorted(counts, key=lambda key: (key[0], SEVERITIES.index(key[1])))
    for kind, severity in order:
        yield _row(result, kind, severity, lambda e, k=kind, s=severity: (e.kind, e.severity) == (k, s))  # type: ignore[misc]
    yield _row(result, "all", "", lambda entry: True)


def _row(result: Measured, kind: str, severity: str, keep: Callable[[Entry], bool]) -> str:
    reported, entries = result.recall(keep)
    shown, _ = result.recall(keep, ("block", "warn"))
    return f"| {kind} | {severity} | {entries} | {reported} | {shown} | {reported / entries:.0%} |"


def precision_table(result: Measured) -> Iterator[str]:
    """Findings by severity, and of those that block or ask for a look by code, with how many match an entry."""
    yield "| severity | findings | with an entry | share |"
    yield "|---|---|---|---|"
    for severity in SEVERITIES[:2]:
        right, all_ = result.precision(severity)
        yield f"| {severity} | {all_} | {right} | {right / all_ if all_ else 1:.0%} |"


def codes_table(result: Measured) -> Iterator[str]:
    wrong = Counter((one.severity, one.code) for one in result.unmatched)
    counts = Counter((one.severity, one.code) for one in result.found if one.severity != "info")
    yield "| severity | code | findings | without an entry |"
    yield "|---|---|---|---|"
    for key, count in sorted(counts.items()):
        yield f"| {key[0]} | {key[1]} | {count} | {wrong[key]} |"


def details(result: Measured) -> Iterator[str]:
    """Misses, then findings without an entry."""
    for entry, several in zip(result.entries, result.matches, strict=True):
        if not several:
            what = f" ({entry.what})" if entry.what else ""
            yield f"missed   {entry.source}:{entry.line} {entry.kind} {entry.severity}: {entry.text[:90]}{what}"
    for one in result.unmatched:
        if one.severity != "info":
            yield f"no entry {one.source}:{one.line} {one.severity} {one.code}: {one.text[:90]} — {one.message}"


def report(title: str, result: Measured, *, verbose: bool) -> Iterator[str]:
    """The tables of one collection, as Markdown."""
    yield f"### {title}\n"
    tables: list[Iterable[str]] = [recall_table(result), precision_table(result)]
    if verbose:
        tables += [codes_table(result), details(result)]
    for table in tables:
        yield "\n".join(table) + "\n"


def write(text: str) -> None:
    """Put the tables into the document."""
    document = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = document.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    DOCUMENT.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Precision and recall of importer and finders.")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("-v", "--verbose", action="store_true", help="list misses and unmatched findings")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {DOCUMENT.name}")
    chosen = parser.parse_args()
    collections: list[tuple[str, Measured]] = []
    if (chosen.corpus / "irregularities.json").exists():
        collections.append(("Seven articles of a real issue", corpus(chosen.corpus)))
    else:
        print(f"{chosen.corpus} is not there: only the fictional articles are measured.\n")
    count = len(list(PLANTED.glob("*.txt")))
    clean = count - len(list(PLANTED.glob("*.toml")))
    collections.append((f"{count} fictional articles, {clean} of them without a fault", planted()))
    for title, result in collections:
        print("\n".join(report(title, result, verbose=chosen.verbose)))
    if chosen.write and len(collections) > 1:
        write(
            "\n".join(line for title, result in collections for line in report(title, result, verbose=False))
        )


if __name__ == "__main__":
    main()
