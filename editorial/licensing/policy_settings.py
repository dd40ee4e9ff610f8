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
    refused, refuse_all = _refused(environ, problems)
    accepted = _usable(_accepted(environ, problems))
    strict = Policy(refused=refused)
    both = {license_id for license_id in accepted if strict.refuses(license_id)}
    for license_id in sorted(both):
        message = f"{license_id} stands in RIGHTS_REFUSED and in RIGHTS_ACCEPTED. It is refused."
        problems.append(SettingProblem("RIGHTS_ACCEPTED", message, "Delete it in one of the two."))
    words = _words(environ, problems)
    problems += _unknown_variables(environ)
    policy = Policy(refused=refused, refuse_all=refuse_all, accepted=accepted - both, words=words, **chosen)
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


def _accepted(environ: Mapping[str, str], problems: list[SettingProblem]) -> frozenset[str]:
    """The ids as they stand there: what lets a picture through is taken by the letter."""
    given = [part.strip() for part in environ.get("RIGHTS_ACCEPTED", "").split(",") if part.strip()]
    problems += [_no_license("RIGHTS_ACCEPTED", one, "") for one in given if not _is_license(one)]
    return frozenset(given)


def _refused(environ: Mapping[str, str], problems: list[SettingProblem]) -> tuple[frozenset[str], bool]:
    """(ids and patterns that are refused, whether everything is because an entry cannot be read).

    Case does not matter, and semicolons, commas and spaces part the entries: what is meant to be refused must not
    pass because of how it is written.
    """
    ids: set[str] = set()
    refuse_all = False
    for part in re.split(r"[;,\r\n]+", environ.get("RIGHTS_REFUSED", "")):
        whole = _canonical("-".join(part.split()))  # “CC BY 4.0”
        for entry in [whole] if whole else part.split():
            license_id = _canonical(entry)
            if license_id:
                ids.add(license_id)
                continue
            if _fits_something(entry):
                ids.add(entry)
                taken = "Until it is corrected everything that fits the pattern is refused."
            else:
                refuse_all = True
                taken = "Until it is corrected every picture is refused."
            problems.append(_no_license("RIGHTS_REFUSED", entry, taken))
    return frozenset(ids), refuse_all


def _canonical(entry: str) -> str | None:
    """The id as it is written here, for an entry in any case; None where there is no such license."""
    folded = entry.casefold()
    for license_id in known_licenses():
        if license_id.casefold() == folded:
            return license_id
    if folded.startswith("licenseref-"):
        entry = f"LicenseRef-{entry[len('LicenseRef-') :]}"
    return entry if _LICENSE_REF.fullmatch(entry) else None


def _fits_something(entry: str) -> bool:
    pattern = Policy(refused=frozenset({entry}))
    return any(sign in entry for sign in "*?[") and any(map(pattern.refuses, known_licenses()))


def _no_license(variable: str, entry: str, taken: str) -> SettingProblem:
    close = get_close_matches(entry, [*known_licenses(), "LicenseRef-"], n=1, cutoff=0.6)
    hint = f"Did you mean {close[0]}?" if close and close[0] != "LicenseRef-" else "Use an SPDX id."
    message = f"{variable} names “{entry}”, which is no license that is known here."
    return SettingProblem(
        variable, f"{message} {taken}".strip(), f"{hint} A license of your own is written LicenseRef-Name."
    )


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
