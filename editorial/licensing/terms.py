"""The facts of every license the house knows: what it asks, what it forbids, where its text stands.

`cc_licenses.csv` lists the Creative Commons licenses that have an SPDX id (from the SPDX license list
3.0.24). What a license asks follows from its id, so the file holds only id, name and URL.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNCLEAR = "unclear"
PUBLIC_DOMAIN = "public-domain"
GODL_INDIA = "LicenseRef-GODL-India"

# Jurisdictions with Creative Commons licenses of their own, versions 1.0 to 3.0. Version 4.0 has none.
JURISDICTIONS = {
    "AR": "Argentina", "AT": "Austria", "AU": "Australia", "AZ": "Azerbaijan", "BE": "Belgium",
    "BG": "Bulgaria", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CL": "Chile",
    "CN": "Mainland China", "CO": "Colombia", "CR": "Costa Rica", "CZ": "Czech Republic", "DE": "Germany",
    "DK": "Denmark", "EC": "Ecuador", "EE": "Estonia", "EG": "Egypt", "ES": "Spain", "FI": "Finland",
    "FR": "France", "GE": "Georgia", "GR": "Greece", "GT": "Guatemala", "HK": "Hong Kong",
    "HR": "Croatia", "HU": "Hungary", "IE": "Ireland", "IGO": "IGO", "IL": "Israel", "IN": "India",
    "IT": "Italy", "JP": "Japan", "KR": "Korea", "LU": "Luxembourg", "MK": "Macedonia", "MT": "Malta",
    "MX": "Mexico", "MY": "Malaysia", "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand",
    "PE": "Peru", "PH": "Philippines", "PL": "Poland", "PR": "Puerto Rico", "PT": "Portugal",
    "RO": "Romania", "RS": "Serbia", "SCOTLAND": "Scotland", "SE": "Sweden", "SG": "Singapore",
    "SI": "Slovenia", "TH": "Thailand", "TW": "Taiwan", "UA": "Ukraine", "UG": "Uganda",
    "UK": "England and Wales", "US": "United States", "VE": "Venezuela", "VN": "Vietnam",
    "ZA": "South Africa",
}  # fmt: skip

_OTHER = {
    GODL_INDIA: (
        "Government Open Data License – India",
        "https://data.gov.in/government-open-data-license-india",
    ),
    "OGL-UK-3.0": (
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "OGL-UK-2.0": (
        "Open Government Licence v2.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/",
    ),
    "etalab-2.0": (
        "Licence Ouverte / Open Licence 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    "LicenseRef-KOGL-Type-1": (
        "Korea Open Government License Type 1",
        "https://www.kogl.or.kr/info/license.do",
    ),
}


@dataclass(frozen=True, slots=True)
class LicenseTerms:
    """What a license asks (`by`, `sa`) and forbids (`nc`, `nd`); `url` leads to its deed or text."""

    id: str
    name: str
    url: str | None
    by: bool = False
    nc: bool = False
    nd: bool = False
    sa: bool = False
    version: str | None = None
    port: str | None = None

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


@cache
def known_licenses() -> dict[str, LicenseTerms]:
    """Every license with an id of its own, by id."""
    with (Path(__file__).parent / "cc_licenses.csv").open(encoding="utf-8", newline="") as file:
        known = {
            row["spdx_id"]: _terms_from_id(row["spdx_id"], row["name"], row["url"])
            for row in csv.DictReader(file)
        }
    known.update({key: LicenseTerms(key, name, url, by=True) for key, (name, url) in _OTHER.items()})
    known[PUBLIC_DOMAIN] = LicenseTerms(PUBLIC_DOMAIN, "Public domain", None)
    return known


def find_terms(license_id: str) -> LicenseTerms | None:
    """The terms of a license by its id; also of ports SPDX does not list (`LicenseRef-CC-BY-SA-2.0-KR`)."""
    known = known_licenses().get(license_id)
    if known or not license_id.startswith("LicenseRef-CC-"):
        return known
    elements = elements_of(license_id)
    *_, version, port = license_id.split("-")
    if port not in JURISDICTIONS:
        return None
    code = "-".join(elements).lower()
    words = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}
    name = (
        f"Creative Commons {'-'.join(words[element] for element in elements)} {version} {JURISDICTIONS[port]}"
    )
    return _terms_from_id(
        license_id, name, f"https://creativecommons.org/licenses/{code}/{version}/{port.lower()}/"
    )


def creative_commons_id(elements: tuple[str, ...], version: str, port: str | None) -> str | None:
    """The id of a Creative Commons license, or None where no such license was ever published."""
    base = "-".join(("CC", *elements, version))
    if base not in known_licenses() and not (port and version == "2.1"):
        return None
    if port is None:
        return base if base in known_licenses() else None
    if version == "4.0" or port not in JURISDICTIONS:
        return None
    ported = f"{base}-{port}"
    return ported if ported in known_licenses() else f"LicenseRef-{ported}"
