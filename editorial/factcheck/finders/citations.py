"""What is wrong with a citation: outlet or date missing, URL lost, marks and commas out of place."""

from collections.abc import Iterator

from editorial.factcheck.finders.citation_parts import CitationParts, read_citation
from editorial.factcheck.finders.citation_tail import is_access_note
from editorial.factcheck.finders.finding import Finding, Severity, finding

_QUOTE_PROBLEMS = {
    "unclosed": "The title opens with a quotation mark that is never closed. "
    "Check where the title ends and the outlet begins.",
    "unopened": "The title has no opening quotation mark. Check where it "
    "begins and whether authors stand before it.",
    "unquoted": "The title stands without quotation marks. Mark it, and check author, title and outlet.",
}
_DATE_PROBLEMS: dict[str, tuple[Severity, str]] = {
    "date-missing": (
        "block",
        "The citation says that there is no date. Look it up at the source, or confirm that there is none.",
    ),
    "date-incomplete": ("warn", "The date is incomplete. Look up the day of publication at the source."),
    "date-ambiguous": (
        "warn",
        "Day and month cannot be told apart. Write the date as day, month name, year.",
    ),
    "date-impossible": ("block", "There is no such day in the calendar. Look up the date at the source."),
    "date-language": (
        "info",
        "The date is written in the language of the source. House style is English: 9 November 2023.",
    ),
    "date-unreadable": (
        "block",
        "The date cannot be read: its language or calendar is not known here. Look up the day of publication "
        "and write it as day, month name, year.",
    ),
    "date-range": (
        "warn",
        "The date is a range; its first day is taken. Give the day on which the source was published.",
    ),
}


def _outlet_findings(parts: CitationParts) -> Iterator[Finding]:
    text, tail = parts.text, parts.tail
    end = parts.title_span[1]
    if tail.outlet is None:
        at = text.find(tail.descriptor, end) if tail.descriptor else end
        message = "The outlet is not named. Look it up and put it between the title and the description."
        yield finding(
            "outlet-missing", "block", text, (max(0, at - 1), at + len(tail.descriptor or "") + 1), message
        )
    elif tail.descriptor is None:
        message = "The outlet has no description in parentheses. Add one if readers may not know it."
        yield finding("descriptor-missing", "info", text, tail.outlet_span, message)
    for note in tail.notes:
        at = text.find(note, end)
        message = (
            "Two parentheses follow the outlet. The last one is taken as "
            "its description: merge or delete the other."
        )
        yield finding("second-parenthesis", "warn", text, (max(0, at - 1), at + len(note) + 1), message)
    if tail.descriptor and tail.descriptor.split()[0].lower() in {"a", "an", "the"}:
        at = text.find(tail.descriptor, end)
        message = "The description begins with an article. Other citations leave it out."
        yield finding("descriptor-article", "info", text, (at, at + len(tail.descriptor)), message)


def _date_findings(parts: CitationParts) -> Iterator[Finding]:
    text, date = parts.text, parts.tail.date
    if date is None:
        message = "The date is missing. Look up the day of publication at the source."
        yield finding("date-missing", "block", text, (max(0, len(text) - 40), len(text)), message)
    elif date.problem:
        severity, message = _DATE_PROBLEMS[date.problem]
        yield finding(date.problem, severity, text, (date.start, date.end), message)
    if parts.tail.aside:
        at = max(0, text.find(parts.tail.aside, parts.title_span[1]))
        message = "These words before the date are no place. Check them against the source, or delete them."
        yield finding("place-unclear", "warn", text, (at, at + len(parts.tail.aside)), message)


def _end_findings(parts: CitationParts) -> Iterator[Finding]:
    text, tail = parts.text, parts.tail
    if tail.residue:
        at = text.rfind(tail.residue)
        message = (
            "The rest of a web address is glued to the date; the address "
            "itself is lost. Find the article and add its URL."
        )
        yield finding("url-residue", "warn", text, (at, at + len(tail.residue)), message)
    elif tail.url and tail.date and text[tail.date.end :].lstrip(".,").startswith(("http", "www")):
        at = text.find(tail.url)
        yield finding(
            "url-glued",
            "info",
            text,
            (at, at + len(tail.url)),
            "The URL is glued to the date. Put a space between them.",
        )
    if parts.rest and not is_access_note(parts.rest):
        at = text.rfind(parts.rest[:60])
        message = "More text follows the citation on its line. Check whether a paragraph break is missing."
        yield finding("citation-continued", "warn", text, (max(0, at), len(text)), message)


def findings_of(parts: CitationParts) -> list[Finding]:
    """What is wrong with a citation that has been taken apart."""
    text = parts.text
    found = [*_outlet_findings(parts), *_date_findings(parts), *_end_findings(parts)]
    if parts.quote_problem:
        found.append(
            finding("title-quotes", "block", text, parts.title_span, _QUOTE_PROBLEMS[parts.quote_problem])
        )
    elif not parts.comma_after_author:
        at = parts.title_span[0]
        found.append(
            finding(
                "author-comma",
                "warn",
                text,
                (0, at),
                "The comma between author and title is missing. Add it.",
            )
        )
    if not parts.quote_problem and not parts.comma_after_title:
        at = parts.title_span[1]
        message = (
            "There is no comma between the title and the outlet. Add it unless the title ends in ? or !."
        )
        found.append(finding("title-comma", "info", text, (max(0, at - 20), at + 1), message))
    return sorted(found, key=lambda one: one.start)


def find_in_citation(text: str) -> list[Finding]:
    """Findings on the structure of one citation line; its typography is `find_in_text`'s."""
    parts = read_citation(text)
    if parts is None:
        message = (
            "This line cannot be read as a citation. Write: Author, "
            "“Title,” Outlet (description), 9 November 2023."
        )
        return [finding("citation-unreadable", "block", text, (0, len(text)), message)]
    return findings_of(parts)
