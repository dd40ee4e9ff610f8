"""The Word file as pandoc wrote it -> the one that is kept: house styles, languages where Word looks for them, properties, and
the same bytes for the same content.
"""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from editorial.rendering.archive import Archive
from editorial.rendering.subsets import family_of_language

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{_W}}}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TEXTS = ("word/document.xml", "word/footnotes.xml")
# pandoc says that it is Word, and counts the words of another document.
_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>oewatch</Application></Properties>"
)
# Twentieths of a point: width and height, ISO 216 and the Letter of ANSI/ASME Y14.1.
_PAGES = {"letter": (12240, 15840), "a4": (11906, 16838)}
_MARGIN = 1440

_BODY = '<w:sz w:val="22"/><w:szCs w:val="22"/>'
# Style id: properties of the paragraph and of its letters, in the schema's order; a number is a heading's size in half points.
_STYLES = {
    "Normal": ("", _BODY),
    "BodyText": ('<w:spacing w:before="0" w:after="140" w:line="288" w:lineRule="auto"/>', ""),
    "Heading1": ('<w:keepNext/><w:spacing w:before="0" w:after="160"/><w:outlineLvl w:val="0"/>', "44"),
    "Heading2": ('<w:keepNext/><w:spacing w:before="320" w:after="100"/><w:outlineLvl w:val="1"/>', "28"),
    "Heading3": ('<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="2"/>', "22"),
    "Kicker": ('<w:keepNext/><w:spacing w:before="320" w:after="60"/>', '<w:sz w:val="19"/><w:szCs w:val="19"/>'),
    "Subtitle": ('<w:spacing w:after="160"/>', '<w:i/><w:sz w:val="25"/><w:szCs w:val="25"/>'),
    "Author": ('<w:spacing w:after="280"/>', _BODY),
    "PullQuote": (
        '<w:pBdr><w:left w:val="single" w:sz="24" w:space="10" w:color="404040"/></w:pBdr>'
        '<w:spacing w:before="240" w:after="240"/><w:ind w:left="360" w:right="360"/>',
        '<w:sz w:val="26"/><w:szCs w:val="26"/>',
    ),
    "CaptionedFigure": ('<w:keepNext/><w:spacing w:before="160" w:after="60"/>', ""),
    "ImageCaption": ('<w:spacing w:after="240"/>', '<w:sz w:val="19"/><w:szCs w:val="19"/>'),
    "OriginalTitle": ('<w:keepNext/><w:spacing w:after="80"/>', '<w:sz w:val="24"/><w:szCs w:val="26"/>'),
    "Citation": ('<w:spacing w:after="160"/>', '<w:sz w:val="20"/><w:szCs w:val="20"/>'),
    "BlockText": (
        '<w:spacing w:before="0" w:after="120" w:line="276" w:lineRule="auto"/><w:ind w:left="360" w:right="360"/>', "",
    ),
    "FootnoteText": ('<w:spacing w:after="40"/>', '<w:sz w:val="19"/><w:szCs w:val="19"/>'),
    "Hyperlink": ("", '<w:color w:val="1F4E79"/><w:u w:val="single"/>'),
    "Colophon": ('<w:spacing w:after="80"/>', '<w:sz w:val="18"/><w:szCs w:val="18"/>'),
}  # fmt: skip


@dataclass(frozen=True)
class Properties:
    """What the file says of itself (ISO/IEC 29500-2, core properties)."""

    title: str
    authors: list[str]
    subject: str
    day: datetime.date
    identifier: str


def finish(docx: bytes, output: Path, properties: Properties, page_size: str) -> None:
    """Write the finished file to `output`, whole or not at all."""
    with zipfile.ZipFile(io.BytesIO(docx)) as source, Archive(output) as archive:
        names = sorted(source.namelist())
        names.sort(key=lambda name: name != "[Content_Types].xml")
        for name in names:
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _core(properties).encode()
            elif name == "docProps/app.xml":
                data = _APPLICATION
            elif name in _TEXTS:
                data = _texts(data, page_size)
            elif name == "word/styles.xml":
                data = _styles(data)
            archive.put(name, data)


def _core(properties: Properties) -> str:
    stamp = f"{properties.day.isoformat()}T00:00:00Z"
    told = {
        "dc:title": properties.title,
        "dc:creator": "; ".join(properties.authors),
        "dc:subject": properties.subject,
        "dc:identifier": properties.identifier,
        "dc:language": "en-US",
    }
    elements = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items() if text)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{elements}'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    )


def _texts(data: bytes, page_size: str) -> bytes:
    root = etree.fromstring(data, _PARSER)
    for language in root.iter(f"{W}lang"):
        _place(language)
    for drawing in root.iter(f"{_WP}inline"):
        alternative = next((found.get("descr", "") for found in drawing.iter(f"{_WP}docPr")), "")
        for picture in drawing.iter(f"{_PIC}cNvPr"):
            picture.set("descr", alternative)  # pandoc puts the whole picture here
    for section in root.iter(f"{W}sectPr"):
        _section(section, page_size)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _place(language: etree._Element) -> None:
    """Word keeps three languages for a run; which one counts depends on the letters."""
    tag = language.get(f"{W}val") or ""
    parent = language.getparent()
    if not tag or parent is None:
        return
    if parent.find(f"{W}rtl") is not None:
        name = "bidi"
    elif "CJK" in family_of_language(tag):
        name = "eastAsia"
    else:
        return
    del language.attrib[f"{W}val"]
    language.set(f"{W}{name}", tag)


def _section(section: etree._Element, page_size: str) -> None:
    """Notes are numbered as in print; the sheet is the house's."""
    for notes in section.iter(f"{W}footnotePr"):
        for old in notes.findall(f"{W}numFmt"):
            notes.remove(old)
        notes.insert(0, etree.Element(f"{W}numFmt", {f"{W}val": "lowerRoman"}))
    for name in ("pgSz", "pgMar"):
        for old in section.findall(f"{W}{name}"):
            section.remove(old)
    width, height = _PAGES[page_size]
    section.append(etree.Element(f"{W}pgSz", {f"{W}w": str(width), f"{W}h": str(height)}))
    sides = {f"{W}{side}": str(_MARGIN) for side in ("top", "right", "bottom", "left")}
    section.append(
        etree.Element(f"{W}pgMar", sides | {f"{W}header": "720", f"{W}footer": "720", f"{W}gutter": "0"})
    )


def _styles(data: bytes) -> bytes:
    root = etree.fromstring(data, _PARSER)
    for style in root.iter(f"{W}style"):
        wanted = _STYLES.get(style.get(f"{W}styleId", ""))
        if wanted is None:
            continue
        for name, inner in (("pPr", wanted[0]), ("rPr", _letters(wanted[1]))):
            for old in style.findall(f"{W}{name}"):
                style.remove(old)
            if inner:
                style.append(etree.fromstring(f'<w:{name} xmlns:w="{_W}">{inner}</w:{name}>'))
        based = style.find(f"{W}basedOn")
        if based is not None and based.get(f"{W}val") == "Title":
            based.set(f"{W}val", "Normal")  # which is centered
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w"])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _letters(given: str) -> str:
    """Headings give their size alone: bold, in the color of the text."""
    if not re.fullmatch(r"\d+", given):
        return given
    return f'<w:b/><w:bCs/><w:color w:val="auto"/><w:sz w:val="{given}"/><w:szCs w:val="{given}"/>'


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
