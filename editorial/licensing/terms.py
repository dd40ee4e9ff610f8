"""The facts of every license the house knows: what it asks, what it forbids, where its text stands.

`cc_licenses.csv` lists the Creative Commons licenses that have an SPDX id (from the SPDX license list
3.0.24). What a license asks follows from its id, so the file holds only id, name and URL.
`other_licenses.csv` lists the others that are met under pictures, maps and data, with what they ask.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNCLEAR = "unclear"
PUBLIC_DOMAIN = "public-domain"
GODL_INDIA = "LicenseRef-GODL-India"

# Jurisdictions with Creative Commons licenses of their own, and the versions that were adapted to them
# (from the list of ports at creativecommons.org). Version 4.0 has none.
_PORTS = """
AM Armenia 3.0|AR Argentina 2.5|AT Austria 2.0 3.0|AU Australia 2.0 2.1 2.5 3.0|AZ Azerbaijan 3.0|BE Belgium 2.0
BG Bulgaria 2.5|BR Brazil 2.0 2.5 3.0|CA Canada 2.0 2.5|CH Switzerland 2.5 3.0|CL Chile 2.0 3.0
CN Mainland China 2.5 3.0|CO Colombia 2.5|CR Costa Rica 3.0|CZ Czech Republic 3.0|DE Germany 2.0 3.0|DK Denmark 2.5
EC Ecuador 3.0|EE Estonia 3.0|EG Egypt 3.0|ES Spain 2.0 2.1 2.5 3.0|FI Finland 1.0|FR France 2.0 3.0|GE Georgia 3.0
GR Greece 3.0|GT Guatemala 3.0|HK Hong Kong 3.0|HR Croatia 2.0 2.5 3.0|HU Hungary 2.5|IE Ireland 3.0|IGO IGO 3.0
IL Israel 1.0 2.5|IN India 2.5|IT Italy 2.0 2.5 3.0|JP Japan 2.0 2.1|KR Korea 2.0|LU Luxembourg 3.0
MK Macedonia 2.5|MT Malta 2.5|MX Mexico 2.5|MY Malaysia 2.5|NL Netherlands 1.0 2.0 2.5 3.0|NO Norway 3.0
NZ New Zealand 3.0|PE Peru 2.5|PH Philippines 3.0|PL Poland 2.0 2.5 3.0|PR Puerto Rico 3.0|PT Portugal 2.5 3.0
RO Romania 3.0|RS Serbia 3.0|SCOTLAND Scotland 2.5|SE Sweden 2.5|SG Singapore 3.0|SI Slovenia 2.5|TH Thailand 3.0
TW Taiwan 2.0 2.5 3.0|UA Ukraine 3.0|UG Uganda 3.0|UK England and Wales 2.0|US United States 3.0|VE Venezuela 3.0
VN Vietnam 3.0|ZA South Africa 2.0 2.5
"""


def _read_ports() -> Iterator[tuple[str, str, frozenset[str]]]:
    for entry in _PORTS.strip().replace("\n", "|").split("|"):
        code, *words = entry.split()
        versions = frozenset(word for word in words if word[0].isdigit())
        yield code, " ".join(word for word in words if word not in versions), versions


JURISDICTIONS = {code: name for code, name, _ in _read_ports()}
PORT_VERSIONS = {code: versions for code, _, versions in _read_ports()}


@dataclass(frozen=True, slots=True)
class LicenseTerms:
    """What a license asks (`by`, `sa`) and forbids (`nc`, `nd`); `url` leads to its deed or text.

    `conditions` are what it asks beyond that, in words. `ask_house`: why a house decides for itself whether
    it prints such pictures; blank where it need not.
    """

    id: str
    name: str
    url: str | None
    by: bool = False
    nc: bool = False
    nd: bool = False
    sa: bool = False
    version: str | None = None
    port: str | None = None
    conditions: tuple[str, ...] = ()
    ask_house: str = ""

    @property
    def title_required_in_credit(self) -> bool:
        """Creative Commons asks for the work's title up to version 3.0."""
        return self.version is not None and self.version < "4"

    @property
    def changes_must_be_stated(self) -> bool:
        """Version 4.0 asks to say so whenever the work was changed, earlier ones only for adaptations."""
        return self.by and self.version == "4.0"


def elements_of(license_id: str) -> tuple[str, ...]:
    """("BY", "SA") for "CC-BY-SA-4.0"; () for a license that is not built of Creative Commons elements."""
    parts = license_id.removeprefix("LicenseRef-").split("-")
    return tuple(part for part in parts[1:] if part in {"BY", "NC", "ND", "SA"}) if parts[0] == "CC" else ()


def _terms_from_id(license_id: str, name: str, url: str) -> LicenseTerms:
    elements = elements_of(license_id)
    parts = license_id.removeprefix("LicenseRef-").split("-")
    numbers = [index for index, part in enumerate(parts) if part[:1].isdigit()]
    version = parts[numbers[0]] if numbers else None
    port = parts[numbers[0] + 1] if numbers and len(parts) > numbers[0] + 1 else None
    by, nc, nd, sa = (element in elements for element in ("BY", "NC", "ND", "SA"))
    return LicenseTerms(license_id, name, url, by, nc, nd, sa, version, port)


def _terms_from_row(row: dict[str, str]) -> LicenseTerms:
    by, nc, nd, sa = (name in row["asks"].split() for name in ("by", "nc", "nd", "sa"))
    conditions = tuple(filter(None, row["conditions"].split("|")))
    url = row["url"] or None
    return LicenseTerms(
        row["id"], row["name"], url, by, nc, nd, sa, conditions=conditions, ask_house=row["ask_house"]
    )


@cache
def known_licenses() -> dict[str, LicenseTerms]:
    """Every license with an id of its own, by id."""
    with (Path(__file__).parent / "cc_licenses.csv").open(encoding="utf-8", newline="") as file:
        known = {
            row["spdx_id"]: _terms_from_id(row["spdx_id"], row["name"], row["url"])
            for row in csv.DictReader(file)
        }
    with (Path(__file__).parent / "other_licenses.csv").open(encoding="utf-8", newline="") as file:
        known.update({row["id"]: _terms_from_row(row) for row in csv.DictReader(file)})
    known[PUBLIC_DOMAIN] = LicenseTerms(PUBLIC_DOMAIN, "Public domain", None)
    return known


def find_terms(license_id: str) -> LicenseTerms | None:
    """The terms of a license by its id; also of ports SPDX does not list (`LicenseRef-CC-BY-SA-2.0-KR`)."""
    known = known_licenses().get(license_id)
    if known or not license_id.startswith("LicenseRef-CC-"):
        return known
    elements = elements_of(license_id)
    *_, version, port = license_id.split("-")
    if creative_commons_id(elements, version, port) != license_id:
        return None
    code = "-".join(elements).lower()
    words = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}
    name = (
        f"Creative Commons {'-'.join(words[element] for element in elements)} {version} {JURISDICTIONS[port]}"
    )
    return _terms_from_id(
        license_id, name, f"https://creativecommons.org/licenses/{code}/{version}/{port.lower()}/"
    )


_PORTED = {("BY",), ("BY", "SA"), ("BY", "ND"), ("BY", "NC"), ("BY", "NC", "SA"), ("BY", "NC", "ND")}


def creative_commons_id(elements: tuple[str, ...], version: str, port: str | None) -> str | None:
    """The id of a Creative Commons license, or None where no such license was ever published."""
    base = "-".join(("CC", *elements, version))
    if port is None:
        return base if base in known_licenses() else None
    if version not in PORT_VERSIONS.get(port, ()) or elements not in _PORTED:
        return None
    ported = f"{base}-{port}"
    return ported if ported in known_licenses() else f"LicenseRef-{ported}"
