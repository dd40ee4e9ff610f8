"""A look at a finished EPUB: its structure, its links, and what a listener needs. An empty list is the condition for release.

It does not replace epubcheck (https://www.w3.org/publishing/epubcheck/), which is used in the tests where it is installed.
"""

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

from lxml import etree

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_PACKAGE = "EPUB/package.opf"
_FIRST = "mimetype"
_MEDIA_TYPE = b"application/epub+zip"
_HEADINGS = {f"{_XHTML}h{level}": level for level in range(1, 7)}
_REFERENCES = ("href", "src", "poster", "data")


def check(path: Path) -> list[str]:
    """Every problem found in the file, in words."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        problems = list(_container(book, names))
        try:
            package = etree.fromstring(book.read(_PACKAGE))
        except (KeyError, etree.XMLSyntaxError) as error:
            return [*problems, f"The package document cannot be read: {error}."]
        problems += _manifest(package, names)
        pages: dict[str, etree._Element] = {}
        for item in package.iter(f"{_OPF}item"):
            name = _resolve(_PACKAGE, item.get("href", ""))
            if item.get("media-type") == "application/xhtml+xml" and name in names:
                try:
                    pages[name] = etree.fromstring(book.read(name))
                except etree.XMLSyntaxError as error:
                    problems.append(f"{name} is not well-formed: {error}.")
        problems += _links(pages, names)
        for name, tree in pages.items():
            problems += [f"{name}: {problem}" for problem in _page(tree)]
    return problems


def _container(book: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    if not names or names[0] != _FIRST or book.getinfo(_FIRST).compress_type != zipfile.ZIP_STORED:
        yield "“mimetype” is not the first file of the archive, or is compressed."
    elif book.read(_FIRST) != _MEDIA_TYPE:
        yield "“mimetype” does not say that this is an EPUB."
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{name} is in the archive {count} times."


def _manifest(package: etree._Element, names: list[str]) -> Iterator[str]:
    items = list(package.iter(f"{_OPF}item"))
    listed = [_resolve(_PACKAGE, item.get("href", "")) for item in items]
    for name in listed:
        if name not in names:
            yield f"{name} is listed but is not in the book."
    for name in names:
        if name not in listed and name not in (_FIRST, "META-INF/container.xml", _PACKAGE):
            yield f"{name} is in the book but is not listed."
    identifiers = [element.get("id") for element in package.iter() if element.get("id")]
    yield from (
        f"The id “{one}” is given twice in the package." for one, n in Counter(identifiers).items() if n > 1
    )
    known = {item.get("id") for item in items}
    for place in package.iter(f"{_OPF}itemref"):
        if place.get("idref") not in known:
            yield f"The order of reading names “{place.get('idref')}”, which is not in the book."
    if sum("nav" in (item.get("properties") or "").split() for item in items) != 1:
        yield "There must be exactly one page of contents (nav)."
    for name in ("identifier", "title", "language"):
        if not any(
            (element.text or "").strip()
            for element in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")
        ):
            yield f"The book has no {name}."


def _links(pages: dict[str, etree._Element], names: list[str]) -> Iterator[str]:
    targets = {
        name: {element.get("id") for element in tree.iter() if element.get("id")}
        for name, tree in pages.items()
    }
    for name, tree in pages.items():
        for element in tree.iter(etree.Element):
            for attribute in _REFERENCES:
                if address := element.get(attribute):
                    yield from _link(name, element, address, names, targets)


def _link(
    name: str, element: etree._Element, address: str, names: list[str], targets: dict[str, set[str | None]]
) -> Iterator[str]:
    if ":" in address.partition("/")[0]:
        if element.tag != f"{_XHTML}a":
            yield f"{name}: {address} is outside the book and would be loaded."
        return
    file, anchor = urldefrag(address)
    target = _resolve(name, file) if file else name
    if target not in names:
        yield f"{name}: a link leads to {address}, which is not in the book."
    elif anchor and anchor not in targets.get(target, set()):
        yield f"{name}: a link leads to {address}, where there is no such place."


def _page(tree: etree._Element) -> Iterator[str]:
    """What a listener needs of a page: language, title, headings in order, alternatives, ids that are one of a kind."""
    if not tree.get("lang") or tree.get("lang") != tree.get(_XML_LANG):
        yield "the page does not say its language."
    if not (tree.findtext(f".//{_XHTML}title") or "").strip():
        yield "the page has no title."
    level = 0
    for element in tree.iter(etree.Element):
        if here := _HEADINGS.get(str(element.tag)):
            words = "".join(element.itertext()).strip()
            if here > level + 1:
                yield f"heading “{words[:60]}” skips a level."
            if not words:
                yield "a heading is empty."
            level = here
        if element.tag == f"{_XHTML}img" and not (element.get("alt") or "").strip():
            yield f"the picture {element.get('src')} has no text alternative."
        if element.tag == f"{_XHTML}a" and not "".join(element.itertext()).strip():
            yield f"the link to {element.get('href')} is empty."
        if element.tag in (f"{_XHTML}script", f"{_XHTML}iframe", f"{_XHTML}object"):
            yield f"<{str(element.tag).rpartition('}')[2]}> has no place in the book."
        if element.get("lang") != element.get(_XML_LANG):
            yield f"lang and xml:lang differ at “{''.join(element.itertext())[:40]}”."
        if labels := element.get("aria-labelledby"):
            yield from (
                f"aria-labelledby names “{one}”, which is not there."
                for one in labels.split()
                if not _has(tree, one)
            )
    identifiers = Counter(element.get("id") for element in tree.iter(etree.Element) if element.get("id"))
    yield from (f"the id “{one}” is given twice." for one, count in identifiers.items() if count > 1)


def _has(tree: etree._Element, identifier: str) -> bool:
    return any(element.get("id") == identifier for element in tree.iter(etree.Element))


def _resolve(base: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(address)))
