"""What stands between a picture and the page, and the words for it."""

from datetime import date

import pytest

from editorial.licensing import (
    PUBLIC_DOMAIN,
    UNCLEAR,
    PictureRights,
    Policy,
    Verdict,
    credit_line,
    judge,
    judge_picture,
    rights_problems,
    states_change,
)  # fmt: skip
from editorial.licensing.terms import known_licenses
from editorial.licensing.wording import ANSWERS

COMPLETE = {"creator": "Mara Lindqvist", "source": "Coast Archive", "title": "Harbor"}


def codes(picture: PictureRights, **policy: object) -> list[tuple[str, str, bool]]:
    return [
        (problem.code, problem.field, problem.blocks)
        for problem in rights_problems(picture, policy=Policy(**policy))
    ]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "license_id", ["CC-BY-4.0", "CC-BY-SA-3.0", "LicenseRef-GODL-India", "OGL-UK-3.0", "CC0-1.0"]
)
def test_a_complete_credit_has_no_problem(license_id: str) -> None:
    assert codes(PictureRights(license_id, **COMPLETE)) == []


@pytest.mark.parametrize(
    ("picture", "policy", "expected"),
    [
        ({"license": "CC-BY-4.0"}, {}, [("creator_missing", "creator", True), ("source_missing", "source", True)]),
        ({"license": "CC-BY-4.0", "creator": " ", "source": "Archive"}, {}, [("creator_missing", "creator", True)]),
        ({**COMPLETE, "license": "CC-BY-3.0", "title": ""}, {}, [("title_missing", "title", False)]),
        ({**COMPLETE, "license": "CC-BY-3.0", "title": ""}, {"require_title": True}, [("title_missing", "title", True)]),
        ({**COMPLETE, "license": "CC-BY-4.0", "title": ""}, {"require_title": True}, []),
        ({**COMPLETE, "license": "CC-BY-4.0", "changed": True}, {}, [("changes_missing", "changes", True)]),
        ({**COMPLETE, "license": "CC-BY-4.0", "changed": True, "changes": "none"}, {}, [("changes_missing", "changes", True)]),
        ({**COMPLETE, "license": "CC-BY-4.0", "changes": "cropped"}, {}, []),
        ({**COMPLETE, "license": "CC-BY-ND-4.0", "changes": "cropped"}, {}, [("no_derivatives_changed", "changes", True)]),
        ({**COMPLETE, "license": "CC-BY-ND-4.0", "changes": "No changes."}, {}, []),
        ({**COMPLETE, "license": "CC-BY-NC-4.0"}, {}, [("noncommercial", "license", True)]),
        ({**COMPLETE, "license": "CC-BY-NC-4.0"}, {"allow_noncommercial": True}, []),
        ({**COMPLETE, "license": "CC-BY-4.0", "confirmed": False}, {}, [("unconfirmed", "license", True)]),
        ({"license": UNCLEAR}, {}, [("unclear", "license", True)]),
        ({"license": ""}, {}, [("unclear", "license", True)]),
        ({"license": PUBLIC_DOMAIN}, {}, [("no_basis", "public_domain_basis", True)]),
        ({"license": "CC-PDM-1.0"}, {}, [("no_basis", "public_domain_basis", True)]),
        ({"license": PUBLIC_DOMAIN, "public_domain_basis": "published in 1911"}, {}, []),
        ({**COMPLETE, "license": "LicenseRef-House"}, {},
         [("unknown", "license", True), ("license_link_missing", "license_url", True)]),
        ({**COMPLETE, "license": "LicenseRef-House", "license_url": "https://example.org/terms"},
         {"accepted": frozenset({"LicenseRef-House"})}, []),
        ({**COMPLETE, "license": "CC-BY-4.0", "license_url": "https://creativecommons.org/licenses/by-sa/4.0/"}, {},
         [("license_link_wrong", "license_url", True)]),
        ({**COMPLETE, "license": "CC-BY-4.0", "license_url": "https://creativecommons.org/licenses/by/4.0/deed.de"}, {}, []),
        ({"license": "LicenseRef-Unsplash"}, {}, [("not_accepted", "license", True)]),
        ({"license": "LicenseRef-Unsplash"}, {"accepted": frozenset({"LicenseRef-Unsplash"})}, []),
        ({**COMPLETE, "license": "GFDL-1.2-or-later"}, {}, [("not_accepted", "license", True)]),
    ],
)  # fmt: skip
def test_every_condition_that_is_not_met_is_named(picture: dict, policy: dict, expected: list) -> None:
    assert codes(PictureRights(**picture), **policy) == expected


def test_the_sentences_say_which_license_and_what_to_do() -> None:
    first, second = rights_problems(PictureRights("CC-BY-4.0"))
    assert first.message.startswith("Creative Commons Attribution 4.0 International asks for the creator")
    assert "source" in second.message


@pytest.mark.parametrize(
    ("ends", "appears", "may_print"),
    [
        (date(2026, 11, 30), date(2026, 12, 1), False),
        (date(2026, 12, 1), date(2026, 12, 1), True),
        (date(2027, 1, 1), date(2026, 12, 1), True),
        (date(2026, 11, 30), None, True),
        (None, date(2026, 12, 1), True),
    ],
)
def test_a_permission_counts_on_the_day_the_issue_appears(
    ends: date | None, appears: date | None, may_print: bool
) -> None:
    decision = judge("CC0-1.0", expires_on=ends, on=appears)
    assert decision.may_print is may_print
    if not may_print:
        assert "November 30, 2026" in decision.reason and "December 1, 2026" in decision.reason
        assert codes(PictureRights("CC0-1.0", expires_on=ends, on=appears)) == [
            ("expired", "expires_on", True)
        ]
    elif ends:
        assert decision.verdict is Verdict.CONDITIONAL and "permission ends" in decision.conditions[-1]


def test_the_house_has_its_own_words() -> None:
    policy = Policy(words={"noncommercial": "Ask the editor before you take a picture under {license}."})
    decision = judge("CC-BY-NC-2.0", policy=policy)
    assert decision.reason == "Ask the editor before you take a picture under CC-BY-NC-2.0."
    assert (
        rights_problems(PictureRights("CC-BY-NC-2.0", **COMPLETE), policy=policy)[0].message
        == decision.reason
    )


@pytest.mark.parametrize("license_id", sorted(known_licenses()))
def test_every_license_gets_an_answer_in_whole_sentences(license_id: str) -> None:
    for changed in (False, True):
        picture = PictureRights(license_id, changed=changed, public_domain_basis="published in 1911")
        decision = judge_picture(picture)
        sentences = [decision.reason, *decision.conditions, *(p.message for p in rights_problems(picture))]
        assert all(words.endswith(".") and "{" not in words and "  " not in words for words in sentences)
        assert decision.code in ANSWERS
        # What is refused always has a problem that blocks; what is not has none of the license itself.
        refused = [
            p for p in rights_problems(picture) if p.field in {"license", "changes"} and p.code in ANSWERS
        ]
        assert decision.may_print or refused


@pytest.mark.parametrize(("changes", "changed"), [("", False), ("none", False), ("No changes.", False), ("n/a", False),
                                                  ("cropped", True), ("no crop, but brighter", True)])  # fmt: skip
def test_words_that_state_a_change(changes: str, changed: bool) -> None:
    assert states_change(changes) is changed


def test_the_credit_links_a_license_of_the_house() -> None:
    credit = credit_line(
        license_id="LicenseRef-Harbor-Archive",
        creator="Mara Lindqvist",
        source="Harbor Archive",
        license_url="https://example.org/terms",
    )
    assert credit.text == "Mara Lindqvist, Harbor Archive, Harbor Archive." and credit.missing == ()
    assert credit.parts[-2].url == "https://example.org/terms"
    assert credit_line(license_id="LicenseRef-Harbor-Archive", creator="Mara Lindqvist").missing == (
        "license",
    )
