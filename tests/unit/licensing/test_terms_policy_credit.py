"""The facts of the licenses, what the house may print, and the credit under the picture."""

import json
from pathlib import Path

import pytest

from editorial.licensing import PUBLIC_DOMAIN, UNCLEAR, Policy, Verdict, credit_line, find_terms, judge
from editorial.licensing.terms import known_licenses

FACTS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "cc-licenses.json"


@pytest.mark.skipif(not FACTS.exists(), reason="the shared corpus is not beside the checkout")
def test_the_terms_are_those_of_the_spdx_list() -> None:
    facts = json.loads(FACTS.read_text(encoding="utf-8"))["licenses"]
    assert set(facts) <= set(known_licenses())
    for license_id, fact in facts.items():
        terms = known_licenses()[license_id]
        expected = (fact["by"], fact["nc"], fact["nd"], fact["sa"], fact["url"])
        assert (terms.by, terms.nc, terms.nd, terms.sa, terms.url) == expected
        if "port" in fact:
            assert (terms.version, terms.port) == (fact["version"], fact["port"])
            assert terms.title_required_in_credit is fact["title_required_in_credit"]
            assert terms.changes_must_be_stated is fact["modification_notice_always"]


def test_a_port_outside_the_spdx_list_has_terms_too() -> None:
    terms = find_terms("LicenseRef-CC-BY-SA-2.0-KR")
    assert terms is not None and terms.sa and terms.name.endswith("2.0 Korea")
    assert terms.url == "https://creativecommons.org/licenses/by-sa/2.0/kr/"


@pytest.mark.parametrize("license_id", ["CC-BY-9.0", "LicenseRef-CC-BY-4.0-XX", "nothing"])
def test_unknown_licenses_have_no_terms(license_id: str) -> None:
    assert find_terms(license_id) is None


@pytest.mark.parametrize(
    ("license_id", "options", "verdict"),
    [
        ("CC0-1.0", {}, Verdict.PERMITTED),
        (PUBLIC_DOMAIN, {"basis": "work of the U.S. Government"}, Verdict.PERMITTED),
        (PUBLIC_DOMAIN, {}, Verdict.REFUSED),
        ("CC-BY-4.0", {}, Verdict.CONDITIONAL),
        ("CC-BY-4.0", {"changed": True}, Verdict.CONDITIONAL),
        ("CC-BY-4.0", {"confirmed": False}, Verdict.REFUSED),
        ("CC-BY-SA-4.0", {"changed": True}, Verdict.CONDITIONAL),
        ("CC-BY-ND-4.0", {}, Verdict.CONDITIONAL),
        ("CC-BY-ND-4.0", {"changed": True}, Verdict.REFUSED),
        ("CC-BY-NC-4.0", {}, Verdict.REFUSED),
        ("CC-BY-NC-4.0", {"policy": Policy(allow_noncommercial=True)}, Verdict.CONDITIONAL),
        ("CC-BY-SA-4.0", {"policy": Policy(allow_share_alike=False)}, Verdict.REFUSED),
        ("CC-BY-ND-4.0", {"policy": Policy(allow_no_derivatives=False)}, Verdict.REFUSED),
        ("CC-BY-4.0", {"policy": Policy(refused=frozenset({"CC-BY-4.0"}))}, Verdict.REFUSED),
        ("LicenseRef-GODL-India", {}, Verdict.CONDITIONAL),
        ("LicenseRef-Own", {}, Verdict.REFUSED),
        ("LicenseRef-Own", {"policy": Policy(accepted=frozenset({"LicenseRef-Own"}))}, Verdict.CONDITIONAL),
        (UNCLEAR, {}, Verdict.REFUSED),
        ("", {}, Verdict.REFUSED),
    ],
)
def test_what_the_house_may_print(license_id: str, options: dict, verdict: Verdict) -> None:
    decision = judge(license_id, **options)
    assert decision.verdict is verdict
    assert decision.reason.endswith(".")
    assert bool(decision.conditions) is (verdict is Verdict.CONDITIONAL)


def test_share_alike_of_a_changed_picture_names_the_license_to_offer() -> None:
    assert any("CC-BY-SA-3.0" in words for words in judge("CC-BY-SA-3.0", changed=True).conditions)


def test_a_credit_names_creator_title_source_license_and_changes() -> None:
    credit = credit_line(
        license_id="CC-BY-SA-3.0", creator="Jane Roe", title="Harbor", source="Coast Archive",
        source_url="https://example.org/1", changes="Cropped.",
    )  # fmt: skip
    assert credit.text == (
        "“Harbor” by Jane Roe, Coast Archive, Creative Commons Attribution-ShareAlike 3.0 Unported; Cropped."
    )
    links = [part.url for part in credit.parts if part.url]
    assert links == ["https://example.org/1", "https://creativecommons.org/licenses/by-sa/3.0/"]
    assert credit.missing == ()


def test_a_credit_says_what_is_missing() -> None:
    assert credit_line(license_id="CC-BY-3.0").missing == ("creator", "source", "title")
    assert credit_line(license_id="CC-BY-4.0", creator="Jane Roe").missing == ("source",)
    assert credit_line(license_id=UNCLEAR).missing == ("license",)
    assert credit_line(license_id="CC0-1.0").missing == ()


def test_a_public_domain_credit_gives_its_basis() -> None:
    credit = credit_line(license_id=PUBLIC_DOMAIN, source="Coast Guard", basis="published before 1929")
    assert credit.text == "Coast Guard, Public domain (published before 1929)."
