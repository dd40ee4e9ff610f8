"""Print HTML (richtext_print.py, citation.py) -> XHTML with the roles of a book; and whole pages, well-formed or not at all."""

import re
from urllib.parse import quote, urlsplit

from django.utils.safestring import SafeString, mark_safe
from lxml import etree
from lxml import html as lxml_html

from editorial.rendering.failures import RenderingFailed

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The templates write a role once; readers of EPUB 2 days look for epub:type instead.
_TYPE_OF_ROLE = {"doc-noteref": "noteref", "doc-backlink": "backlink"}
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_KEPT = "/%:=&?~#+!$,;'@()*[]"


def fragment(text: str) -> SafeString:
    """Print HTML as XHTML that a template may take as it is.

    Attributes for the PDF go, references get their role, addresses that are none become text.
    """
    if "<" not in text and "&" not in text:
        return mark_safe(text)  # noqa: S308 - there is no markup in it
    root = lxml_html.fragment_fromstring(text, create_parent="div")
    for element in root.iter():
        if isinstance(element.tag, str):
            _mend(element)
    for link in [link for link in root.iter("a") if link.get("href", "") == ""]:
        link.drop_tag()
    out = etree.tostring(root, encoding="unicode", method="xml")
    return mark_safe(out.removeprefix("<div>").removesuffix("</div>") if out != "<div/>" else "")  # noqa: S308


def _mend(element: lxml_html.HtmlElement) -> None:
    for name in [name for name in element.attrib if name.startswith("data-")]:
        del element.attrib[name]
    if lang := element.get("lang"):
        element.set(_XML_LANG, lang)
    if element.tag != "a":
        return
    href = element.get("href", "")
    if href.startswith("#"):
        element.set("role", "doc-noteref")
    else:
        element.set("href", address(href))


def address(url: str) -> str:
    """An address (http, https, mailto) with every character escaped that must be; "" for what cannot be one."""
    try:
        parts = urlsplit(url)
        if parts.scheme == "mailto":
            return quote(url, safe=_KEPT) if "@" in url else ""
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    rest = "".join(
        f"{mark}{quote(piece, safe=_KEPT.replace('#', '').replace('[', '').replace(']', ''))}"
        for mark, piece in (("", parts.path), ("?", parts.query), ("#", parts.fragment))
        if piece
    )
    rest = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", rest)
    return f"{parts.scheme}://{host}{port}{rest}"


def page(text: str, where: str) -> tuple[bytes, etree._Element]:
    """A whole page as the bytes of its file, and parsed. Raises `RenderingFailed` where it is not well-formed."""
    try:
        root = etree.fromstring(text.encode(), _PARSER)
    except etree.XMLSyntaxError as error:
        raise RenderingFailed(
            f"The page of {where} could not be written for the EPUB.", str(error)
        ) from error
    for link in root.iter(f"{{{XHTML}}}a"):
        if kind := _TYPE_OF_ROLE.get(link.get("role", "")):
            link.set(f"{{{EPUB}}}type", kind)
    body = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n' + body + b"\n", root


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
