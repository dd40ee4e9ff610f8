"""Dates that cannot be right together: weekday and date, excerpt and issue, “as of” and its source, picture and events.

    find_chronology(article, archive) -> Spotted

Codes: weekday-wrong, date-impossible, excerpt-after-issue, excerpt-old, as-of-later, date-after-issue,
date-after-source, picture-archive. What needs a date of the issue or of an excerpt says nothing where there is none.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Spotted,
    spotted,
)
from editorial.factcheck.finders.dates import read_dates
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.moments import Moment, impossible_days, read_moments, wrong_weekdays
from editorial.factcheck.finders.quantities.sentences import sentence_spans, span_around

_YEAR = timedelta(days=366)
_OLDER_THAN_THE_REST = timedelta(days=183)
_AS_OF = re.compile(
    r"\bas of\s+(?:the\s+)?(?P<part>end of|late|mid|middle of|early|beginning of|start of)?[\s-]*(?:the\s+)?$",
    re.IGNORECASE,
)
_INTO_THE_PERIOD = {"end of": 1.0, "late": 0.66, "mid": 0.33, "middle of": 0.33}
_PAST = re.compile(
    r"\b(?:was|were|had|did|went|took|came|began|met|held|fell|rose|left|sent|gave|made|struck|shot|sank|won|lost|fled"
    r"|flew|hit|broke|brought|saw|[a-z]{3,}ed)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|to be|is to|are to|plan\w*|expect\w*|schedul\w*|until|till|due|deadlines?|slated"
    r"|upcoming|set (?:to|for)|ahead of|by|before|intend\w*|intention|propos\w*|postpon\w*|delay\w*|extend\w*|expir\w*"
    r"|target\w*|goals?|forecast\w*|predict\w*|project(?:s|ed|ions?)|next|agreed|decided|promis\w*|vow\w*|pledg\w*|through"
    r"|call\w*\s(?:for|on)|ban\w*|appoint\w*|from|starting|effective|as of|as late as|anticipat\w*|hop\w+|aim\w*|date[ds]?)\b",
    re.IGNORECASE,
)
_NOT_OF_THE_PICTURE = re.compile(
    r"\b(?:since|from|until|till|before|after|by|(?:built|founded|established|elected|born|opened|created|adopted|launched"
    r"|signed|killed|died|began|started|dating|erected|completed|bought|purchased|acquired|delivered)\s(?:in|on))\s"
    r"(?:the\s)?(?:early\s|late\s)?$",
    re.IGNORECASE,
)


def find_chronology(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """Every report on the dates of `article`."""
    newest = _newest(article)
    for passage, near in _passages_with_dates(article, newest):
        yield from _on_the_calendar(passage, near)
    yield from _excerpts_and_issue(article)
    yield from _as_of(article, newest)
    yield from _after_their_source(article)
    yield from _pictures(article, newest)


def _newest(article: ArticleText) -> date | None:
    """The day of the newest excerpt; of the issue, where no excerpt has a date."""
    dates = [excerpt.published_on for excerpt in article.excerpts if excerpt.published_on]
    return max(dates, default=article.publication_date)


def _passages_with_dates(article: ArticleText, newest: date | None) -> Iterator[tuple[Passage, date | None]]:
    """Every passage with the day around which it was written."""
    for passage in article.own:
        yield passage, newest
    for excerpt in article.excerpts:
        yield excerpt.citation, excerpt.published_on
        for passage in excerpt.body:
            yield passage, excerpt.published_on
    for note in article.notes:
        source = _source_date(note)
        for passage in note.paragraphs:
            yield passage, source or newest
    for passage in article.captions:
        yield passage, None


def _on_the_calendar(passage: Passage, near: date | None) -> Iterator[Spotted]:
    for wrong in wrong_weekdays(passage.text, near):
        severity: Severity = "block" if wrong.is_certain else "warn"
        message = f"{_long(wrong.day)} was a {wrong.right}, not a {wrong.weekday}. Look up which of the two is wrong."
        yield spotted("weekday-wrong", severity, passage, (wrong.start, wrong.end), message)
    if passage.place.field == "citation":
        # A citation's own finder reports these.
        return
    for span in impossible_days(passage.text):
        message = "There is no such day in the calendar. Look up the date at the source."
        yield spotted("date-impossible", "block", passage, span, message)


def _excerpts_and_issue(article: ArticleText) -> Iterator[Spotted]:
    dated = [(excerpt, excerpt.published_on) for excerpt in article.excerpts if excerpt.published_on]
    issue = article.publication_date
    for excerpt, day in dated:
        span = _date_span(excerpt, day)
        if issue and day > issue:
            message = f"The excerpt is dated {_long(day)}, after the issue appears ({_long(issue)}). Look up the date."
            yield spotted(
                "excerpt-after-issue", "block", excerpt.citation, span, message, basis=(_long(issue),)
            )
            continue
        others = [other for one, other in dated if one is not excerpt] + ([issue] if issue else [])
        if others and _is_much_older(day, others):
            message = (
                f"The excerpt is dated {_long(day)}, more than a year before the rest ({_long(max(others))}). "
                "Check the year at the source, and say in the commentary that it is an older text."
            )
            yield spotted("excerpt-old", "warn", excerpt.citation, span, message)


def _is_much_older(day: date, others: list[date]) -> bool:
    """More than a year before the newest, and more than half a year before the middle one: of sources spread evenly over
    years only the oldest stands out.
    """
    middle = date.fromordinal(int(median(one.toordinal() for one in [day, *others])))
    return max(others) - day > _YEAR and middle - day > _OLDER_THAN_THE_REST


def _date_span(excerpt: ExcerptText, day: date) -> tuple[int, int]:
    text = excerpt.citation.text
    spans = [(one.start, one.end) for one in read_dates(text) if one.value == day]
    return spans[-1] if spans else (0, len(text))


def _source_date(note: NoteText) -> date | None:
    """The newest date of a note that says at least the month: its source cannot be newer."""
    moments = [
        moment for moment in read_moments(note.text) if (moment.last - moment.first) < timedelta(days=32)
    ]
    return max((moment.last for moment in moments), default=None)


def _as_of(article: ArticleText, newest: date | None) -> Iterator[Spotted]:
    notes = {note.key: note for note in article.notes}
    dates = {note.key: _source_date(note) for note in article.notes}
    known = [one for one in dates.values() if one]
    for passage in article.own:
        spans = sentence_spans(passage.text)
        for moment, day in _as_of_days(passage, newest):
            start, end = span_around(spans, moment.start)
            cited = [notes[key] for at, key in passage.references if start < at <= end + 1 and key in notes]
            found = _later_than_notes(passage, moment, day, cited, dates) if cited else None
            if not cited and newest:
                found = _later_than_all(passage, moment, day, max([newest, *known]))
            if found:
                yield found
    for excerpt in article.excerpts:
        for passage in excerpt.body:
            for moment, day in _as_of_days(passage, excerpt.published_on):
                if excerpt.published_on and day > excerpt.published_on:
                    message = (
                        f"The excerpt was published on {_long(excerpt.published_on)}, before the day it speaks of. Check both "
                        "dates at the source."
                    )
                    yield _of("as-of-later", "warn", passage, moment, message, basis=(excerpt.citation.text,))


def _as_of_days(passage: Passage, near: date | None) -> Iterator[tuple[Moment, date]]:
    """Every “as of …” with the first day that it can mean."""
    for moment in read_moments(passage.text, near):
        match = _AS_OF.search(passage.text, max(0, moment.start - 40), moment.start)
        if match:
            share = _INTO_THE_PERIOD.get((match["part"] or "").lower(), 0.0)
            day = moment.first + timedelta(days=int((moment.last - moment.first).days * share))
            yield Moment(match.start(), moment.end, moment.first, moment.last, moment.has_year), day


def _later_than_notes(
    passage: Passage, moment: Moment, day: date, cited: list[NoteText], dates: dict[str, date | None]
) -> Spotted | None:
    """`dates` has the newest date of every note."""
    known = [one for note in cited if (one := dates[note.key])]
    if len(known) < len(cited) or day <= max(known):
        return None
    severity: Severity = "block" if moment.has_year else "warn"
    labels = [note.paragraphs[0].label for note in cited if note.paragraphs]
    message = (
        f"The source in {' and '.join(labels)} is dated {_long(max(known))}: it cannot tell how things stood later. Correct the "
        "date or cite a newer source."
    )
    basis = tuple(note.text for note in cited)
    return spotted(
        "as-of-later", severity, passage, (moment.start, moment.end), message, near=basis[0], near_label=labels[0],
        basis=basis,
    )  # fmt: skip


def _later_than_all(passage: Passage, moment: Moment, day: date, latest: date) -> Spotted | None:
    """`latest` is the day of the newest source."""
    if day <= latest:
        return None
    message = f"No source of this article is newer than {_long(latest)}. Add a newer source in a footnote, or correct the date."
    return _of("as-of-later", "warn", passage, moment, message)


def _after_their_source(article: ArticleText) -> Iterator[Spotted]:
    """Days told in the past tense that lie after the issue, or after the excerpt that tells them."""
    issue = article.publication_date
    for passage in article.own if issue else ():
        for moment in _told_as_past(passage, issue):
            message = (
                f"This lies after the issue appears ({_long(issue)}) and is told as past. Check the date."
            )
            yield _of("date-after-issue", "warn", passage, moment, message)
    for excerpt in article.excerpts:
        day = excerpt.published_on
        for passage in excerpt.body if day else ():
            for moment in _told_as_past(passage, day):
                message = (
                    f"This lies after the excerpt was published ({_long(day)}) and is told as past. Check both dates at the "
                    "source."
                )
                yield _of(
                    "date-after-source", "warn", passage, moment, message, basis=(excerpt.citation.text,)
                )


def _told_as_past(passage: Passage, limit: date | None) -> Iterator[Moment]:
    if limit is None:
        return
    spans = sentence_spans(passage.text)
    # A sentence is read once, however many dates it holds.
    told: dict[tuple[int, int], bool] = {}
    for moment in read_moments(passage.text):
        if moment.first <= limit:
            continue
        span = span_around(spans, moment.start)
        if span not in told:
            sentence = passage.text[slice(*span)]
            told[span] = bool(_PAST.search(sentence)) and not _AHEAD.search(sentence)
        if told[span]:
            yield moment


def _pictures(article: ArticleText, newest: date | None) -> Iterator[Spotted]:
    """Pictures that are older than the events by about a year or more. The dek stands for a caption that says the same."""
    if newest is None:
        return
    seen = set()
    for caption in article.captions:
        passage = article.dek if article.dek and article.dek.text == caption.text else caption
        moments = read_moments(passage.text)
        if passage.text in seen or not moments:
            continue
        seen.add(passage.text)
        latest = max(moments, key=lambda one: one.last)
        middle = latest.first + (latest.last - latest.first) / 2
        before = passage.text[max(0, latest.start - 40) : latest.start]
        if newest - middle < timedelta(days=365) or _NOT_OF_THE_PICTURE.search(before):
            continue
        message = (
            f"The picture is older than what the article reports ({newest:%B %Y}). Keep the year in the caption, so that "
            "nobody takes it for a picture of these events."
        )
        yield _of("picture-archive", "info", passage, latest, message)


def _of(
    code: str, severity: Severity, passage: Passage, moment: Moment, message: str, *, basis: tuple[str, ...] = ()
) -> Spotted:  # fmt: skip
    return spotted(code, severity, passage, (moment.start, moment.end), message, basis=basis)


def _long(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
