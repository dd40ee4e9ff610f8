"""The house's policy comes from the environment; what is wrong there is said, and never lets a picture through."""

import pytest
from django.conf import settings

from editorial.licensing import Policy, judge, read_policy
from editorial.licensing.wording import ANSWERS


def test_nothing_set_is_the_usual_policy() -> None:
    assert read_policy({"PATH": "/bin"}) == (Policy(), ())


def test_every_choice_can_be_made() -> None:
    policy, problems = read_policy({
        "RIGHTS_ALLOW_NONCOMMERCIAL": "yes", "RIGHTS_ALLOW_NO_DERIVATIVES": "no", "RIGHTS_ALLOW_SHARE_ALIKE": "False",
        "RIGHTS_REQUIRE_TITLE": "1", "RIGHTS_REFUSED": "CC-BY-2.0, ODbL-1.0",
        "RIGHTS_ACCEPTED": "LicenseRef-House,LicenseRef-Unsplash",
        "RIGHTS_WORDS_UNCLEAR": "Ask the picture desk about {license}.",
    })  # fmt: skip
    assert problems == ()
    assert (policy.allow_noncommercial, policy.allow_no_derivatives, policy.allow_share_alike) == (
        True,
        False,
        False,
    )
    assert policy.require_title and policy.refused == {"CC-BY-2.0", "ODbL-1.0"}
    assert policy.accepted == {"LicenseRef-House", "LicenseRef-Unsplash"}
    assert judge("unclear", policy=policy).reason == "Ask the picture desk about unclear."
    assert (
        judge("LicenseRef-House", policy=policy).may_print and not judge("CC-BY-2.0", policy=policy).may_print
    )


@pytest.mark.parametrize(
    ("environ", "words", "hint"),
    [
        ({"RIGHTS_ALLOW_NONCOMMERCIAL": "maybe"}, "neither yes nor no", "yes or no"),
        ({"RIGHTS_ALLOW_SHARE_ALIKE": "2"}, "neither yes nor no", "yes or no"),
        ({"RIGHTS_REQUIRE_TITLE": "si"}, "neither yes nor no", "yes or no"),
        ({"RIGHTS_REFUSED": "CC-BY-SA-4"}, "“CC-BY-SA-4”", "Did you mean CC-BY-SA-4.0?"),
        ({"RIGHTS_ACCEPTED": "CC BY 4.0"}, "“CC BY 4.0”", "CC-BY-4.0"),
        ({"RIGHTS_ACCEPTED": "unclear"}, "“unclear”", "LicenseRef-Name"),
        ({"RIGHTS_ACCEPTED": "ODbL-1.0", "RIGHTS_REFUSED": "ODbL-1.0"}, "It is refused", "one of the two"),
        ({"RIGHTS_ALOW_NONCOMMERCIAL": "yes"}, "Nothing reads", "RIGHTS_ALLOW_NONCOMMERCIAL"),
        ({"RIGHTS_WORDS_UNCLEARR": "Ask."}, "Nothing reads", "RIGHTS_WORDS_UNCLEAR"),
        ({"RIGHTS_WORDS_UNCLEAR": "Ask {somebody}."}, "{somebody}", "{license}"),
        ({"RIGHTS_WORDS_UNCLEAR": "Ask {."}, "brace", "{license}"),
        ({"RIGHTS_WORDS_UNCLEAR": "Ask {license!r}."}, "{license}", "{license}"),
    ],
)
def test_what_is_wrong_is_said_and_the_strict_answer_taken(
    environ: dict[str, str], words: str, hint: str
) -> None:
    policy, problems = read_policy(environ)
    assert len(problems) == 1 and problems[0].variable in environ
    assert words in problems[0].message and hint in problems[0].hint
    # Never freer than with nothing set.
    assert not policy.allow_noncommercial and not policy.accepted
    assert policy.allow_share_alike is (environ.get("RIGHTS_ALLOW_SHARE_ALIKE") is None)
    assert policy.words == {} and judge("unclear", policy=policy).reason == ANSWERS["unclear"]


@pytest.mark.parametrize(
    "given",
    ["cc-by-4.0", "CC-BY-4.0;CC0-1.0", "CC0-1.0 CC-BY-4.0", "CC0-1.0\nCC-BY-4.0", " Cc-By-4.0 , ",
     "CC BY 4.0", "CC0-1.0; cc by 4.0"],
)  # fmt: skip
def test_what_is_refused_is_refused_however_it_is_written(given: str) -> None:
    policy, problems = read_policy({"RIGHTS_REFUSED": given})
    assert problems == () and "CC-BY-4.0" in policy.refused and not policy.refuse_all
    assert judge("CC-BY-4.0", policy=policy).code == judge("cc-by-4.0", policy=policy).code == "refused"
    assert judge("CC-BY-SA-4.0", policy=policy).may_print


def test_a_license_of_the_house_is_refused_in_any_case() -> None:
    policy, problems = read_policy(
        {"RIGHTS_REFUSED": "licenseref-house", "RIGHTS_ACCEPTED": "LicenseRef-House"}
    )
    assert [problem.variable for problem in problems] == ["RIGHTS_ACCEPTED"] and not policy.accepted
    assert judge("LicenseRef-House", policy=policy).code == "refused"


@pytest.mark.parametrize("given", ["CC-BY-*", "cc-by-*", "CC0-1.0, CC-?Y-*", "CC-[BX]Y-*"])
def test_a_pattern_is_reported_and_refuses_everything_that_fits(given: str) -> None:
    policy, problems = read_policy({"RIGHTS_REFUSED": given})
    assert len(problems) == 1 and "everything that fits the pattern" in problems[0].message
    for license_id in ("CC-BY-4.0", "CC-BY-SA-3.0-DE", "LicenseRef-CC-BY-3.0-NZ"):
        assert judge(license_id, policy=policy).code == "refused"
    assert judge("OGL-UK-3.0", policy=policy).may_print


@pytest.mark.parametrize(
    "given",
    ["all", "CC-BY-SA-4", "CC BY", "CC-XX-*", "none", "CC0-1.0, CC-BY", "“CC-BY-4.0”", "[", "unclear"],
)
def test_an_entry_that_cannot_be_read_refuses_everything(given: str) -> None:
    policy, problems = read_policy({"RIGHTS_REFUSED": given, "RIGHTS_ACCEPTED": "LicenseRef-House"})
    assert problems and all(problem.variable == "RIGHTS_REFUSED" for problem in problems)
    assert "every picture is refused" in problems[-1].message
    for license_id in ("CC-BY-4.0", "CC0-1.0", "OGL-UK-3.0", "LicenseRef-House"):
        decision = judge(license_id, policy=policy)
        assert not decision.may_print and "RIGHTS_REFUSED" in decision.reason


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_every_sentence_can_be_replaced(answer: str) -> None:
    policy, problems = read_policy(
        {f"RIGHTS_WORDS_{answer.upper()}": f"{answer}: {{license}} {{name}} {{why}} {{expires_on}} {{on}}"}
    )
    assert problems == () and policy.say(answer, license="CC-BY-4.0") == f"{answer}: CC-BY-4.0"


def test_the_site_has_its_policy() -> None:
    assert isinstance(settings.RIGHTS_POLICY, Policy)
    assert settings.RIGHTS_POLICY_PROBLEMS == ()
