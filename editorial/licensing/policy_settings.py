"""The policy from the environment. What is wrong there falls to the strict side and is reported in plain words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter

from editorial.licensing.policy import Policy
from editorial.licensing.terms import UNCLEAR, find_terms, known_licenses
from editorial.licensing.wording import ANSWERS, PLACEHOLDERS

_YES = frozenset({"1", "true", "yes", "on", "y", "t", "ok"})
_NO = frozenset({"0", "false", "no", "off", "n", "f", ""})
# Variable → (field of the policy, what is taken where it is not set, what is taken where it cannot be read).
_CHOICES = {
    "RIGHTS_ALLOW_NONCOMMERCIAL": ("allow_noncommercial", False, False),
    "RIGHTS_ALLOW_NO_DERIVATIVES": ("allow_no_derivatives", True, False),
    "RIGHTS_ALLOW_SHARE_ALIKE": ("allow_share_alike", True, False),
    "RIGHTS_REQUIRE_TITLE": ("require_title", False, True),
}
_LISTS = ("RIGHTS_REFUSED", "RIGHTS_ACCEPTED")
_WORDS = "RIGHTS_WORDS_"
_LICENSE_REF = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """A variable that cannot be used: what is wrong, and what to do."""

    variable: str
    message: str
    hint: str


def read_policy(environ: Mapping[str, str]) -> tuple[Policy, tuple[SettingProblem, ...]]:
    """The house's policy from the variables RIGHTS_… of `environ`, and what is wrong with them."""
    problems: list[SettingProblem] = []
    chosen = {field: _choice(environ, name, problems) for name, (field, _, _) in _CHOICES.items()}
    refused = _licenses(environ, "RIGHTS_REFUSED", problems)
    accepted = _licenses(environ, "RIGHTS_ACCEPTED", problems)
    for license_id in sorted(refused & accepted):
        message = f"{license_id} stands in RIGHTS_REFUSED and in RIGHTS_ACCEPTED. It is refused."
        problems.append(SettingProblem("RIGHTS_ACCEPTED", message, "Delete it in one of the two."))
    words = _words(environ, problems)
    problems += _unknown_variables(environ)
    policy = Policy(refused=refused, accepted=frozenset(_usable(accepted) - refused), words=words, **chosen)
    return policy, tuple(problems)


def _choice(environ: Mapping[str, str], variable: str, problems: list[SettingProblem]) -> bool:
    _, unset, unreadable = _CHOICES[variable]
    given = environ.get(variable)
    if given is None or not given.strip():
        return unset
    if given.strip().lower() in _YES | _NO:
        return given.strip().lower() in _YES
    message = f"{variable} is “{given}”, which is neither yes nor no. The strict answer is taken."
    problems.append(SettingProblem(variable, message, f"Set {variable} to yes or no."))
    return unreadable


def _licenses(environ: Mapping[str, str], variable: str, problems: list[SettingProblem]) -> frozenset[str]:
    given = [part.strip() for part in environ.get(variable, "").split(",") if part.strip()]
    for license_id in given:
        if _is_license(license_id):
            continue
        close = get_close_matches(license_id, [*known_licenses(), "LicenseRef-"], n=1, cutoff=0.6)
        hint = f"Did you mean {close[0]}?" if close and close[0] != "LicenseRef-" else "Use an SPDX id."
        message = f"{variable} names “{license_id}”, which is no license that is known here."
        problems.append(
            SettingProblem(variable, message, f"{hint} A license of your own is written LicenseRef-Name.")
        )
    return frozenset(given)


def _is_license(license_id: str) -> bool:
    if license_id == UNCLEAR:
        return False
    return bool(find_terms(license_id) or _LICENSE_REF.fullmatch(license_id))


def _usable(accepted: frozenset[str]) -> frozenset[str]:
    """A mistyped id must not let a picture through."""
    return frozenset(license_id for license_id in accepted if _is_license(license_id))


def _words(environ: Mapping[str, str], problems: list[SettingProblem]) -> dict[str, str]:
    found = {}
    for answer in ANSWERS:
        variable = f"{_WORDS}{answer.upper()}"
        sentence = environ.get(variable, "").strip()
        if not sentence:
            continue
        wrong = _wrong_placeholder(sentence)
        if wrong is None:
            found[answer] = sentence
            continue
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        message = f"{variable} cannot be used: {wrong}. The usual words are shown."
        problems.append(SettingProblem(variable, message, f"What is filled in: {known}."))
    return found


def _wrong_placeholder(sentence: str) -> str | None:
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return "a brace has no partner (write {{ for a brace)"
    for _, name, spec, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            return f"nothing is known that fills in “{{{name}}}”"
    return None


def _unknown_variables(environ: Mapping[str, str]) -> list[SettingProblem]:
    known = [*_CHOICES, *_LISTS, *(f"{_WORDS}{answer.upper()}" for answer in ANSWERS)]
    found = []
    for variable in sorted(name for name in environ if name.startswith("RIGHTS_") and name not in known):
        close = get_close_matches(variable, known, n=1)
        hint = f"Did you mean {close[0]}?" if close else "docs/rights.md lists the variables."
        found.append(SettingProblem(variable, f"Nothing reads the variable {variable}.", hint))
    return found
