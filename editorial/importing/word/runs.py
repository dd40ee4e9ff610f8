"""Runs of text with their looks, and the rich text made of them."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from editorial.importing.kinds import REFERENCE
from editorial.importing.languages import UNDETERMINED, detect_language, is_language_uncertain, main_script
from editorial.importing.lines import without_zero_width

NOTE = "\ufdd5"  # stands in a text where a note of Word's own is referred to; the note's number is beside it
_RIGHT_TO_LEFT = {"Arab", "Hebr", "Thaa", "Syrc"}
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ\u200c\u200d-][^\W\d_]+)*")
_TO_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Looks:
    """How a run looks. `language` as stated in the file; `direction` is rtl or blank."""

    em: bool = False
    strong: bool = False
    sup: bool = False
    sub: bool = False
    link: str = ""
    language: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """`note` is the index of a note referred to; the text of such a run is `NOTE`. A line break is `\\n`."""

    text: str
    looks: Looks = Looks()
    note: int = -1


def tidy(runs: Iterable[Run]) -> list[Run]:
    """The runs in NFC, without characters that have no width, neighbors of one look joined, the ends trimmed."""
    groups: list[list[Run]] = []
    for run in runs:
        if not run.text:
            continue
        last = groups[-1][-1] if groups else None
        if last and last.note < 0 and run.note < 0 and last.looks == run.looks:
            groups[-1].append(run)
        elif _bridged(groups, run):
            # A space between two words of one look has that look too.
            space = groups.pop()
            groups[-1] += [*space, run]
        else:
            groups.append([run])
    joined = [one for group in groups if (one := _joined(group)).text]
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        joined[0] = replace(joined[0], text=joined[0].text.lstrip())
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return joined


def _joined(group: Sequence[Run]) -> Run:
    text = "".join(run.text for run in group)
    if group[0].note >= 0:
        return group[0]
    return replace(group[0], text=without_zero_width(unicodedata.normalize("NFC", text)))


def _bridged(groups: Sequence[Sequence[Run]], run: Run) -> bool:
    if len(groups) < 2 or run.note >= 0 or groups[-1][0].note >= 0 or groups[-2][0].note >= 0:
        return False
    between = groups[-1]
    return (
        groups[-2][0].looks == run.looks
        and len(between) < 4
        and all(not one.text.strip(" ") for one in between)
    )


def plain(runs: Sequence[Run], markers: Sequence[str] = ()) -> str:
    """The words of a line; references to Word's notes as `[marker]`, line breaks as spaces."""
    return "".join(
        (f"[{markers[run.note]}]" if markers else NOTE) if run.note >= 0 else run.text.replace("\n", " ")
        for run in runs
    )


def with_typed_markers(runs: Sequence[Run]) -> list[Run]:
    """Superscript numbers as superscript characters, superscript markers in brackets, and no looks on a marker."""
    changed = []
    before = ""
    for run in runs:
        bare = run.text.strip()
        if run.looks.sup and run.note < 0 and bare:
            if re.fullmatch(r"\d{1,2}", bare):
                run = Run(run.text.translate(_TO_SUPERSCRIPT), replace(run.looks, sup=False))  # noqa: PLW2901
            elif re.fullmatch(r"\[\w{1,5}\]", bare):
                run = Run(run.text)  # noqa: PLW2901
            elif re.fullmatch(r"[ivx]{1,6}", bare) and (not before or before[-1] not in " \n"):
                run = Run(f"[{bare}]")  # noqa: PLW2901
        before = run.text
        changed.append(run)
    return _bare_markers(changed)


def _bare_markers(runs: Sequence[Run]) -> list[Run]:
    """A marker whose brackets, number or looks are spread over several runs becomes one run without looks."""
    text = "".join(run.text for run in runs)
    places = [match.span() for match in REFERENCE.finditer(text)]
    if not places:
        return list(runs)
    inside = [False] * len(text)
    for start, end in places:
        inside[start:end] = [True] * (end - start)
    out: list[Run] = []
    at = 0
    for run in runs:
        begin = 0
        for index in range(1, len(run.text) + 1):
            if index == len(run.text) or inside[at + index] != inside[at + begin]:
                piece = run.text[begin:index]
                out.append(Run(piece) if inside[at + begin] and run.note < 0 else replace(run, text=piece))
                begin = index
        at += len(run.text)
    return tidy(out)


def with_languages(runs: Sequence[Run]) -> list[Run]:
    """Language and direction of what is not in Latin letters, as stated, else by the letters themselves."""
    text = "".join(run.text for run in runs)
    spans = list(_foreign_spans(text))
    if not spans:
        return list(runs)
    edges = sorted({place for span in spans for place in span[:2]})
    begins = [span[0] for span in spans]
    pieces: list[tuple[int, Run]] = []  # with the index of its passage, -1 for none
    at = 0
    for run in runs:
        end = at + len(run.text)
        cuts = [at, *edges[bisect_right(edges, at) : bisect_left(edges, end)], end]
        for begin, until in zip(cuts, cuts[1:], strict=False):
            index = bisect_right(begins, begin) - 1
            inside = index >= 0 and begin < spans[index][1] and run.note < 0
            pieces.append((index if inside else -1, replace(run, text=text[begin:until])))
        at = end
    return tidy(_in_their_languages(pieces, spans))


def _in_their_languages(
    pieces: Sequence[tuple[int, Run]], spans: Sequence[tuple[int, int, str, str]]
) -> Iterator[Run]:
    """A passage has the language that the file states for a run in its letters; else the detected one."""
    stated: dict[int, str] = {}
    for index, run in pieces:
        if (
            index >= 0
            and index not in stated
            and run.looks.language
            and main_script(run.text) == spans[index][3]
        ):
            stated[index] = run.looks.language
    for index, run in pieces:
        if index < 0:
            yield run
        else:
            _start, _end, language, script = spans[index]
            direction = "rtl" if script in _RIGHT_TO_LEFT else ""
            looks = replace(run.looks, language=stated.get(index, language), direction=direction)
            yield replace(run, looks=looks)


def _foreign_spans(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, language, script) of the passages in other letters; all of it where most letters go leftward."""
    words = [(match.start(), match.end(), main_script(match[0])) for match in _WORD.finditer(text)]
    letters = sum(end - start for start, end, _script in words)
    leftward = [word for word in words if word[2] in _RIGHT_TO_LEFT]
    first = words[0][2] in _RIGHT_TO_LEFT if words else False
    if first and sum(end - start for start, end, _script in leftward) * 2 > letters:
        script = main_script("".join(text[start:end] for start, end, _ in leftward)) or "Arab"
        yield 0, len(text), _language(text), script
        return
    begun: tuple[int, int, str] | None = None
    for start, end, script_of in [*words, (len(text), len(text), "Latn")]:
        script = script_of or "Latn"
        if begun and script == begun[2]:
            begun = (begun[0], end, script)
            continue
        if begun and begun[1] - begun[0] > 1:
            yield begun[0], begun[1], _language(text[begun[0] : begun[1]]), begun[2]
        begun = (start, end, script) if script != "Latn" else None


def _language(text: str) -> str:
    """The language of a passage by its letters; blank where it would be a guess."""
    language = detect_language(text, has_translation=True)
    if language in (UNDETERMINED, "en") or is_language_uncertain(text, has_translation=True):
        return ""
    return language


def html(runs: Sequence[Run], markers: Sequence[str] = ()) -> str:
    """The runs in the subset of `content.richtext`, without a paragraph around them."""
    out: list[str] = []
    open_tags: list[tuple[str, str]] = []
    for run in runs:
        wanted = [] if run.note >= 0 else list(_tags(run.looks))
        kept = 0
        while kept < min(len(open_tags), len(wanted)) and open_tags[kept] == wanted[kept]:
            kept += 1
        while len(open_tags) > kept:
            out.append(open_tags.pop()[1])
        for tag in wanted[kept:]:
            out.append(tag[0])
            open_tags.append(tag)
        words = f"[{markers[run.note]}]" if run.note >= 0 else run.text
        out.append(escape(words, quote=False).replace("\xa0", " ").replace("\n", "<br>"))
    out.extend(tag[1] for tag in reversed(open_tags))
    return "".join(out)


def _tags(looks: Looks) -> Iterator[tuple[str, str]]:
    if looks.link:
        yield f'<a href="{escape(looks.link)}">', "</a>"
    if looks.language or looks.direction:
        language = f' lang="{escape(looks.language)}"' if looks.language else ""
        direction = f' dir="{looks.direction}"' if looks.direction else ""
        yield f"<span{language}{direction}>", "</span>"
    for name in ("strong", "em", "sup", "sub"):
        if getattr(looks, name):
            yield f"<{name}>", f"</{name}>"
