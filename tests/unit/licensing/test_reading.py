"""What people type under pictures, and the license that follows from it."""

import pytest

from editorial.licensing import PUBLIC_DOMAIN, UNCLEAR, find_terms, read_license

CERTAIN = {
    "CC BY 4.0": "CC-BY-4.0",
    "CC-BY-4.0": "CC-BY-4.0",
    "cc by 4.0": "CC-BY-4.0",
    "CC BY-SA 4.0": "CC-BY-SA-4.0",
    "CC‑BY‑SA‑4.0": "CC-BY-SA-4.0",
    "CC BY–SA 4.0": "CC-BY-SA-4.0",
    "cc_by_sa_3.0": "CC-BY-SA-3.0",
    "(CC BY-SA 4.0)": "CC-BY-SA-4.0",
    "{{cc-by-sa-4.0}}": "CC-BY-SA-4.0",
    "CCBYSA4.0": "CC-BY-SA-4.0",
    "ccby 2.0": "CC-BY-2.0",
    "CC BY 3.0 DEED": "CC-BY-3.0",
    "CC BY 3.0 Unported": "CC-BY-3.0",
    "CC BY 4.0 International": "CC-BY-4.0",
    "CC BY-NC-ND 2.0 Generic": "CC-BY-NC-ND-2.0",
    "CC BY-NC 4.0": "CC-BY-NC-4.0",
    "CC BY-ND 4.0": "CC-BY-ND-4.0",
    "CC BY 3.0 IGO": "CC-BY-3.0-IGO",
    "CC BY-NC-ND 3.0 IGO": "CC-BY-NC-ND-3.0-IGO",
    "CC-BY-SA-3.0-DE": "CC-BY-SA-3.0-DE",
    "CC BY-SA 3.0 de": "CC-BY-SA-3.0-DE",
    "CC BY-SA 3.0 Germany": "CC-BY-SA-3.0-DE",
    "CC BY-SA 2.1 JP": "CC-BY-SA-2.1-JP",
    "CC BY-SA 2.0 KR": "LicenseRef-CC-BY-SA-2.0-KR",
    "Creative Commons Attribution 4.0 International License": "CC-BY-4.0",
    "Creative Commons Attribution-ShareAlike 3.0 Unported": "CC-BY-SA-3.0",
    "Creative Commons Attribution-Share Alike 2.5": "CC-BY-SA-2.5",
    "Creative Commons Attribution Non-Commercial No Derivatives 4.0": "CC-BY-NC-ND-4.0",
    "Creative Commons Attribution 2.5 Australia": "CC-BY-2.5-AU",
    "Creative Commons Attribution-NonCommercial-ShareAlike 2.0 England and Wales": "CC-BY-NC-SA-2.0-UK",
    "Attribution 4.0 International (CC BY 4.0)": "CC-BY-4.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "creativecommons.org/licenses/by-nc/2.0/deed.en": "CC-BY-NC-2.0",
    "http://creativecommons.org/licenses/by-sa/3.0/igo/": "CC-BY-SA-3.0-IGO",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "CC0": "CC0-1.0",
    "CC0 1.0 Universal": "CC0-1.0",
    "CC Zero": "CC0-1.0",
    "Creative Commons Zero, Public Domain Dedication": "CC0-1.0",
    "Photo by Jane Roe / CC BY 2.0": "CC-BY-2.0",
    "© Jane Roe, CC BY-SA 4.0": "CC-BY-SA-4.0",
    "Harbor Authority, CC BY 4.0, via Wikimedia Commons": "CC-BY-4.0",
    "CC BY 2.0 in an online album": "CC-BY-2.0",
    "Attribution: CC BY 4.0": "CC-BY-4.0",
    "Open Government Licence v3.0": "OGL-UK-3.0",
    "OGL 3": "OGL-UK-3.0",
    "Licence Ouverte 2.0": "etalab-2.0",
    "Public domain, U.S. Navy": PUBLIC_DOMAIN,
    "PD-USGov-Military": PUBLIC_DOMAIN,
}

TO_CONFIRM = {
    "BY-SA 4.0": "CC-BY-SA-4.0",
    "BY 2.0": "CC-BY-2.0",
    "CCA 4.0": "CC-BY-4.0",
    "CCA-SA 3.0": "CC-BY-SA-3.0",
    "CC BY 4": "CC-BY-4.0",
    "CC BY-SA 4.0 Unported": "CC-BY-SA-4.0",
    "CC BY-SA-NC 4.0": "CC-BY-NC-SA-4.0",
    "Attribution-ShareAlike 4.0 International": "CC-BY-SA-4.0",
    "CC BY 4.0?": "CC-BY-4.0",
    "probably CC BY 2.0": "CC-BY-2.0",
    "Public domain (PD-old-70)": PUBLIC_DOMAIN,  # old enough where it comes from; U.S. law has its own term
    "Public Domain": PUBLIC_DOMAIN,
    "public-domain": PUBLIC_DOMAIN,
    "Domaine public": PUBLIC_DOMAIN,
    "Общественное достояние": PUBLIC_DOMAIN,
    "U.S. Army photo by Sgt. Jane Roe": PUBLIC_DOMAIN,
    "Public Domain Mark 1.0": "CC-PDM-1.0",
    "GODL-India": "LicenseRef-GODL-India",
    "Government Open Data Licence - India": "LicenseRef-GODL-India",
    "KOGL Type 1": "LicenseRef-KOGL-Type-1",
}

UNREADABLE = [
    "", "   ", "CC BY", "CC BY-SA", "CC", "CC 4.0", "CC x 2.0", "Creative Commons",
    "Creative Commons license", "CC BY 5.0", "CC BY 3.5", "CC BY-ND-SA 4.0", "CC SA 4.0", "CC NC-ND 4.0",
    "CC BY 4.0 Germany", "cc-by-sa-3.0,2.5,2.0,1.0", "CC BY 4.0 or CC BY-NC 4.0", "CC0 / CC BY 4.0",
    "CC BY 4.0 / CC BY-SA", "Public domain / CC BY 4.0", "Attribution-ShareAlike 4.0 (CC BY 4.0)",
    "https://creativecommons.org/licenses/by/9.0/", "https://creativecommons.org/licenses/",
    "Not in the public domain", "not licensed", "All rights reserved", "CC BY 4.0, all rights reserved",
    "© 2023 Jane Roe", "Getty Images", "Reuters", "Courtesy photo", "Fair use", "Used with permission",
    "Wikimedia Commons", "Flickr", "Jane Roe", "the Internet", "GFDL", "Screenshot",
    "by 2.0 million people", "Attribution required", "Photo by Jane Roe",
]  # fmt: skip


@pytest.mark.parametrize(("attribution", "license_id"), CERTAIN.items())
def test_named_in_full(attribution: str, license_id: str) -> None:
    reading = read_license(attribution)
    assert (reading.license, reading.certainty, reading.needs_confirmation) == (license_id, "certain", False)


@pytest.mark.parametrize(("attribution", "license_id"), TO_CONFIRM.items())
def test_needs_a_person_to_confirm(attribution: str, license_id: str) -> None:
    reading = read_license(attribution)
    assert (reading.license, reading.needs_confirmation) == (license_id, True)
    assert reading.reason


@pytest.mark.parametrize("attribution", UNREADABLE)
def test_is_unclear_and_says_why(attribution: str) -> None:
    reading = read_license(attribution)
    assert (reading.license, reading.certainty, reading.needs_confirmation) == (UNCLEAR, "unclear", True)
    assert reading.reason.endswith(".")


@pytest.mark.parametrize("license_id", sorted({*CERTAIN.values(), *TO_CONFIRM.values()} - {UNCLEAR}))
def test_every_license_read_has_terms(license_id: str) -> None:
    terms = find_terms(license_id)
    assert terms is not None and terms.id == license_id and terms.name


def test_the_source_can_be_the_basis() -> None:
    reading = read_license("Public Domain", "CIA World Factbook")
    assert (reading.license, reading.needs_confirmation) == (PUBLIC_DOMAIN, False)
    assert "17 U.S.C. § 105" in (reading.basis or "")


def test_a_courtesy_photo_on_a_government_page_is_no_government_work() -> None:
    assert read_license("Public Domain", "DVIDS, courtesy photo").basis is None


@pytest.mark.parametrize(
    ("attribution", "rest"),
    [
        ("Harbor Authority, CC BY 4.0", "Harbor Authority"),
        ("Photo by Jane Roe / CC BY 2.0", "Photo by Jane Roe"),
        ("CC BY 4.0 (Jane Roe)", "Jane Roe"),
        ("CC BY 4.0", ""),
        ("Jane Roe", "Jane Roe"),
        ("CC x 2.0", ""),
    ],
)
def test_what_the_attribution_says_besides_the_license(attribution: str, rest: str) -> None:
    assert read_license(attribution).rest == rest


def test_nothing_of_no_attribution() -> None:
    assert read_license(None).license == UNCLEAR
