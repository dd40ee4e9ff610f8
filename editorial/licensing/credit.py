"""The credit that goes under a picture: creator, title, source, license with link, and what was changed."""

from dataclasses import dataclass

from editorial.licensing.statements import is_stated
from editorial.licensing.terms import PUBLIC_DOMAIN, find_terms


@dataclass(frozen=True, slots=True)
class CreditPart:
    """A run of text; `url` where it is a link."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class CreditLine:
    """`parts` in order; their texts joined are the line as it is printed.

    `missing` names what the license asks for.
    """

    parts: tuple[CreditPart, ...]
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


def _license_part(license_id: str, basis: str | None, license_url: str | None) -> CreditPart | None:
    terms = find_terms(license_id)
    if license_id == PUBLIC_DOMAIN:
        return CreditPart(f"Public domain ({basis})" if basis else "Public domain")
    if terms:
        return CreditPart(terms.name, terms.url or license_url)
    named = license_id.startswith("LicenseRef-") and license_url
    return (
        CreditPart(license_id.removeprefix("LicenseRef-").replace("-", " "), license_url) if named else None
    )


def _missing(
    license_id: str, creator: str | None, title: str | None, source: str | None, license_url: str | None
) -> tuple[str, ...]:
    terms = find_terms(license_id)
    if terms is None and not (license_id.startswith("LicenseRef-") and license_url):
        return ("license",)
    if terms and not terms.by:
        return ()
    # A picture without a title is lawful, but then somebody has to say that it has none.
    asked = {"creator": creator, "source": source}
    if terms and terms.title_required_in_credit:
        asked["title"] = title
    return tuple(
        name for name, value in asked.items() if not (is_stated(value) or (name == "title" and value))
    )


def credit_line(
    *,
    license_id: str,
    creator: str | None = None,
    title: str | None = None,
    source: str | None = None,
    source_url: str | None = None,
    changes: str | None = None,
    basis: str | None = None,
    license_url: str | None = None,
) -> CreditLine:
    """The credit line from its data, such as “Harbor” by Jane Doe, Example Archive, <license>; cropped.

    `license_url` is printed where the license has no address of its own that is known.
    """
    groups: list[list[CreditPart]] = []
    if title:
        by = [CreditPart(f"“{title}”")] + ([CreditPart(f" by {creator}")] if creator else [])
        groups.append(by)
    elif creator:
        groups.append([CreditPart(creator)])
    if source and source != creator:
        groups.append([CreditPart(source, source_url)])
    license_part = _license_part(license_id, basis, license_url)
    if license_part:
        groups.append([license_part])
    parts: list[CreditPart] = []
    for group in groups:
        if parts:
            parts.append(CreditPart(", "))
        parts.extend(group)
    if changes:
        parts.append(CreditPart(f"; {changes.rstrip('.')}" if parts else changes.rstrip(".")))
    if parts:
        parts.append(CreditPart("."))
    return CreditLine(tuple(parts), _missing(license_id, creator, title, source, license_url))
