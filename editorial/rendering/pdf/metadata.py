"""What the file says about itself: its XMP packet and document information.

One file is PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). WeasyPrint writes the packet of one of them; PDF/A allows
the identification of the other only where its schema is described in the packet (ISO 19005-2, 6.6.2.3.3).
Every date is taken from the snapshot: the same edition gives the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from editorial.rendering.richtext_print import tidy

LANGUAGE = "en-US"
TOOL = "oewatch"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{dublin_core}</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>{tool}</xmp:CreatorTool>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description></rdf:li></rdf:Seq>\
</pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Metadata:
    """Title, creators (the house, or the authors of one article), publisher, date of publication (ISO) or "", rights."""

    title: str
    creators: tuple[str, ...] = ()
    publisher: str = ""
    date: str = ""
    rights: str = ""


def metadata_of(snapshot: dict[str, Any], title: str) -> Metadata:
    """The metadata of a snapshot of today's format. Nothing is invented: what the house did not give is left out."""
    house, issue = snapshot["house"], snapshot["issue"] or {}
    name = tidy(house["name"]).strip()
    creators: Iterable[str] = [name]
    if snapshot.get("article"):
        articles = [article for section in snapshot["sections"] for article in section["articles"]]
        creators = [tidy(author["name"]).strip() for article in articles for author in article["authors"]]
    return Metadata(
        title=title,
        creators=tuple(creator for creator in creators if creator),
        publisher=tidy(house["publisher"]).strip(),
        date=issue.get("publication_date") or "",
        rights=tidy(house["rights_statement"]).strip(),
    )


def describe(document: Any, metadata: Metadata) -> None:
    """Tell WeasyPrint's document (`Document.metadata`) what it writes into the document information."""
    document.metadata.title = metadata.title
    document.metadata.authors = list(metadata.creators)
    document.metadata.generator = TOOL


def declare(pdf: Any, metadata: Metadata) -> None:
    """Replace the XMP packet of a pydyf.PDF by ours."""
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    producer = pdf.info["Producer"].string
    stream.stream = [packet(metadata, producer).encode("utf-8")]


def packet(metadata: Metadata, producer: str) -> str:
    """The XMP packet."""
    parts = [
        f"<dc:title>{_listed('Alt', [metadata.title])}</dc:title>",
        f"<dc:language>{_listed('Bag', [LANGUAGE])}</dc:language>",
        "<dc:format>application/pdf</dc:format>",
    ]
    if metadata.creators:
        parts.append(f"<dc:creator>{_listed('Seq', metadata.creators)}</dc:creator>")
    if metadata.publisher:
        parts.append(f"<dc:publisher>{_listed('Bag', [metadata.publisher])}</dc:publisher>")
    if metadata.date:
        parts.append(f"<dc:date>{_listed('Seq', [metadata.date])}</dc:date>")
    if metadata.rights:
        parts.append(f"<dc:rights>{_listed('Alt', [metadata.rights])}</dc:rights>")
    return _PACKET.format(dublin_core="".join(parts), tool=TOOL, producer=escape(producer))


def _listed(kind: str, values: Iterable[str]) -> str:
    """An RDF array; an “Alt” holds one text, in the default language."""
    lang = ' xml:lang="x-default"' if kind == "Alt" else ""
    items = "".join(f"<rdf:li{lang}>{escape(value, quote=False)}</rdf:li>" for value in values)
    return f"<rdf:{kind}>{items}</rdf:{kind}>"
