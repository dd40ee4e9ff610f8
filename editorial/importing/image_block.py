"""The image block: `Image:`, `Source:` and `Attribution:` lines, one image or several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from editorial.factcheck.finders import Severity
from editorial.importing.kinds import LABEL_NAMES, Kind, header_rest, kind_of, label_of
from editorial.importing.lines import Paragraph
from editorial.importing.parsed import LineFinding, ParsedImage
from editorial.licensing import PUBLIC_DOMAIN, UNCLEAR, LicenseReading, read_license
from editorial.licensing.terms import find_terms

# A second label inside a line: after a comma or the like, or directly after the first label. Its capital
# tells it from a caption that happens to contain the word.
_INNER_LABEL = re.compile(rf"(?:(?<=^)|(?<=[,;.|)–—]\s)|(?<=[,;.|]))(?=(?:{LABEL_NAMES})\s*:)")
_SPACED_LABEL = re.compile(r"(?<=\s)(?=(?:Source|Attribution|Credit|License|Licence)\s*:)")
_CAPTION_LABELS = frozenset({"image", "photo", "picture", "caption"})
_SOURCE_LABELS = frozenset({"source"})
_CREATOR_LABELS = frozenset({"creator", "photographer", "author"})
_VIA = re.compile(
    r"\s*[,(/|–-]*\s*(?:\bvia\b|\bfrom\b|[,/|]\s*(?=Wikimedia|Flickr))\s*(?P<source>[^,()]+)\)?\s*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:photo|image|picture|map|graphic)(?:graph)?s?\s*(?:by|:)|by|credit:?|©|\(c\)|copyright)\s+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Label:
    line: int
    name: str
    value: str
    shared: bool  # stands on one line with another label


@dataclass(slots=True)
class _Block:
    """The labels of one image."""

    line: int
    labels: list[_Label] = field(default_factory=list)
    given: list[str] = field(default_factory=list)


def _labels_of(paragraph: Paragraph) -> Iterator[_Label]:
    """The labels on one line, split where a second one begins."""
    text = paragraph.text
    cuts = [0]
    first = label_of(text)
    value_at = len(text) - len(first[1]) if first else 0
    for match in sorted(
        (*_INNER_LABEL.finditer(text), *_SPACED_LABEL.finditer(text)), key=lambda m: m.start()
    ):
        inside_caption = (
            first
            and first[0] in _CAPTION_LABELS
            and text[match.start() - 2 : match.start()].strip(" ") not in set(",;.|")
        )
        if match.start() > cuts[-1] and not (inside_caption and match.start() > value_at):
            cuts.append(match.start())
    pieces = [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    for piece in pieces:
        found = label_of(piece)
        if found:
            yield _Label(paragraph.line, found[0], found[1].strip().rstrip(",;|").strip(), len(pieces) > 1)


def _collect(paragraphs: Sequence[Paragraph]) -> list[_Block]:
    blocks: list[_Block] = []
    for paragraph in paragraphs:
        kind = kind_of(paragraph.text)
        rest = header_rest(paragraph.text) if kind is Kind.HEADER else ""
        labels = list(_labels_of(Paragraph(paragraph.line, rest, 0) if rest else paragraph))
        opens = any(label.name in _CAPTION_LABELS for label in labels)
        complete = blocks and any(label.name in _CAPTION_LABELS for label in blocks[-1].labels)
        if not blocks or (opens and complete) or (kind is Kind.HEADER and blocks[-1].labels):
            blocks.append(_Block(paragraph.line))
        block = blocks[-1]
        block.given.append(paragraph.text)
        if labels:
            block.labels.extend(labels)
        elif block.labels and (kind is Kind.TEXT or rest):
            block.labels[-1].value = f"{block.labels[-1].value} {paragraph.text}".strip()
        elif kind is Kind.TEXT or rest:
            block.labels.append(_Label(paragraph.line, "image", rest or paragraph.text, False))
    return blocks


def _untangle(labels: list[_Label]) -> tuple[list[_Label], str | None, list[LineFinding]]:
    """Two labels on one line.

    `Source: Attribution: X` beside another attribution names the source, and the creator.
    """
    findings: list[LineFinding] = []
    creator: str | None = None
    kept: list[_Label] = []
    attributions = sum(label.name == "attribution" and bool(label.value) for label in labels)
    for index, label in enumerate(labels):
        following = labels[index + 1] if index + 1 < len(labels) else None
        doubled = bool(following and following.line == label.line and not label.value)
        if (
            doubled
            and following
            and label.name == "source"
            and following.name == "attribution"
            and attributions > 1
        ):
            creator = following.value
            label.value, following.name = following.value, "doubled"
        if doubled and following:
            text = (
                f"{label.name.title()}: "
                f"{'Attribution' if following.name == 'doubled' else following.name.title()}: "
                f"{following.value}"
            )
            message = (
                "Two labels stand before one value. Check which is the source "
                "and which the creator, and give each its line."
            )
            findings.append(LineFinding("image-label-doubled", "block", label.line, text, message))
        elif following and following.line == label.line and label.shared and label.name != "doubled":
            message = (
                f"{label.name.title()} and {following.name} stand on one line. Put each on a line of its own."
            )
            findings.append(
                LineFinding(
                    "image-labels-on-one-line", "warn", label.line, f"{following.name.title()}:", message
                )
            )
        if label.name != "doubled":
            kept.append(label)
    return kept, creator, findings


def _value(labels: list[_Label], names: frozenset[str]) -> str | None:
    return next((label.value for label in labels if label.name in names and label.value), None)


def _creator(
    labels: list[_Label], reading: LicenseReading, doubled: str | None
) -> tuple[str | None, str | None]:
    """(creator, source) as far as the attribution names them."""
    named = _value(labels, _CREATOR_LABELS)
    rest = reading.rest
    via = _VIA.search(rest)
    source = via["source"].strip() if via else None
    rest = rest[: via.start()] if via else rest
    from_text = _BY.sub("", rest).strip(" ,;/|()").strip()
    return named or doubled or from_text or None, source


def needs_clearance(reading: LicenseReading, creator: str | None, source: str | None) -> bool:
    """True where a person must still act before the image may be printed."""
    if reading.license == UNCLEAR or reading.needs_confirmation:
        return True
    if reading.license == PUBLIC_DOMAIN and reading.basis:
        return not (creator or source)
    return not (creator and source)


def _license_finding(line: int, attribution: str | None, image: ParsedImage) -> LineFinding | None:
    reading = image.reading
    missing = " and ".join(
        name for name, value in (("creator", image.creator), ("source", image.source)) if not value
    )

    def report(code: str, severity: Severity, message: str) -> LineFinding:
        return LineFinding(code, severity, line, attribution, message)

    if not attribution:
        return report(
            "license-missing", "block", "No attribution is given. Ask for creator, source and license."
        )
    if reading.license == UNCLEAR:
        return report("license-unclear", "block", f"The license cannot be told. {reading.reason}")
    if reading.license == PUBLIC_DOMAIN and not reading.basis:
        return report("public-domain-basis", "warn", reading.reason)
    if reading.license == PUBLIC_DOMAIN and not reading.needs_confirmation:
        return report("public-domain", "info", reading.reason)
    if reading.needs_confirmation:
        return report(
            "license-unconfirmed",
            "block",
            f"Likely {reading.license}. {reading.reason} Confirm the license at the source.",
        )
    terms = find_terms(reading.license)
    if not missing or (terms and not terms.by):
        return None
    if image.source:
        return report(
            "credit-incomplete",
            "warn",
            f"{reading.license} asks for the creator's name. If {image.source} made the picture, say so.",
        )
    return report("credit-incomplete", "block", f"{reading.license} asks for a credit. Find the {missing}.")


def _build(block: _Block) -> tuple[ParsedImage, list[LineFinding]]:
    labels, doubled, findings = _untangle(block.labels)
    caption = _value(labels, _CAPTION_LABELS) or ""
    source = _value(labels, _SOURCE_LABELS)
    attributions = [
        label
        for label in labels
        if label.name in {"attribution", "credit", "license", "licence"} and label.value
    ]
    attribution = ", ".join(label.value for label in attributions) or None
    reading = read_license(attribution, source)
    creator, via = _creator(labels, reading, doubled)
    source = source or via
    image = ParsedImage(
        caption,
        source,
        attribution,
        creator,
        reading,
        needs_clearance(reading, creator, source),
        "\n".join(block.given),
        block.line,
    )
    line = attributions[-1].line if attributions else block.line
    found = _license_finding(line, attribution, image)
    if not caption:
        message = "The image has no description. Write after “Image:” what the picture shows."
        findings.append(LineFinding("image-caption-missing", "warn", block.line, None, message))
    return image, findings + ([found] if found else [])


def read_image_block(paragraphs: Sequence[Paragraph]) -> tuple[list[ParsedImage], list[LineFinding]]:
    """The images of an article and what is wrong with their information."""
    images: list[ParsedImage] = []
    findings: list[LineFinding] = []
    blocks: list[_Block] = []
    for block in _collect(paragraphs):
        if blocks and not block.labels:
            blocks[-1].given.extend(block.given)  # a heading with nothing below it
        elif block.labels:
            blocks.append(block)
    for block in blocks:
        image, found = _build(block)
        images.append(image)
        findings.extend(found)
    header = paragraphs[0] if paragraphs else None
    if header and not blocks:
        message = "The image information is empty. Give image, source and attribution, or delete the heading."
        findings.append(LineFinding("image-information-empty", "warn", header.line, header.text, message))
    elif header and kind_of(header.text) is not Kind.HEADER:
        message = "The line “Image Information:” is missing before the image's lines."
        findings.append(LineFinding("image-header-missing", "info", header.line, header.text, message))
    return images, findings
