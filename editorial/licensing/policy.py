"""What the house may print: permitted, permitted with conditions, or refused, and why in words.

The policy is data: settings make it (`policy_settings`). Where the house's right is in doubt the answer is
"refused", because a printed picture cannot be taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fnmatch import fnmatchcase

from editorial.licensing.statements import is_stated
from editorial.licensing.terms import PUBLIC_DOMAIN, UNCLEAR, LicenseTerms, find_terms
from editorial.licensing.wording import ANSWERS, PLACEHOLDERS, in_words

# Anybody can say so of any picture: a ground must be stated.
NEEDS_BASIS = frozenset({PUBLIC_DOMAIN, "CC-PDM-1.0"})


class Verdict(Enum):
    PERMITTED = "permitted"
    CONDITIONAL = "permitted with conditions"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Policy:
    """The house's choices. `refused` lists ids that are never printed, or patterns of them (`*`, `?`, `[…]`), whatever
    the case; `refuse_all`: the list cannot be read, so nothing is printed. `accepted` lists those that are although their
    terms are unknown, or leave it to the house (`LicenseTerms.ask_house`).

    `allow_noncommercial` is off by default: the digest is free, but others reprint and sell its articles.
    `require_title`: a missing title blocks where the license asks for one; otherwise it is said and passes,
    because a picture without a title is lawful. `words`: the house's own sentence for an answer of `wording.ANSWERS`.
    """

    allow_noncommercial: bool = False
    allow_no_derivatives: bool = True
    allow_share_alike: bool = True
    refused: frozenset[str] = frozenset()
    refuse_all: bool = False
    accepted: frozenset[str] = frozenset()
    require_title: bool = False
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    def refuses(self, license_id: str) -> bool:
        """Whether the id stands in `refused` or fits a pattern there, with or without “LicenseRef-”."""
        given = license_id.strip().casefold()
        ids = {given, given.removeprefix("licenseref-")}
        return any(fnmatchcase(one, pattern.casefold()) for pattern in self.refused for one in ids)

    def say(self, answer: str, **values: str) -> str:
        """The sentence for an answer, with what is known filled in."""
        sentence = self.words.get(answer) or ANSWERS[answer]
        return " ".join(sentence.format(**dict.fromkeys(PLACEHOLDERS, "") | values).split())


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is one sentence for the page; `conditions` are what must be done before and when printing.

    `code` names the answer (a key of `wording.ANSWERS`).
    """

    verdict: Verdict
    reason: str
    conditions: tuple[str, ...] = ()
    code: str = ""

    @property
    def may_print(self) -> bool:
        return self.verdict is not Verdict.REFUSED


def _refusal_by_terms(terms: LicenseTerms, *, changed: bool, policy: Policy) -> str | None:
    if terms.ask_house and terms.id not in policy.accepted:
        return "not_accepted"
    if terms.nc and not policy.allow_noncommercial:
        return "noncommercial"
    if terms.nd and changed:
        return "no_derivatives_changed"
    if terms.nd and not policy.allow_no_derivatives:
        return "no_derivatives"
    if terms.sa and not policy.allow_share_alike:
        return "share_alike"
    return None


def _refusal(
    license_id: str,
    terms: LicenseTerms | None,
    *,
    changed: bool,
    confirmed: bool,
    basis: str | None,
    policy: Policy,
    ended: bool,
) -> str | None:
    """The answer that refuses the picture; None where nothing does."""
    if license_id == UNCLEAR or not license_id:
        return "unclear"
    if policy.refuse_all:
        return "refused_unreadable"
    if policy.refuses(license_id):
        return "refused"
    if not confirmed:
        return "unconfirmed"
    if license_id in NEEDS_BASIS and not is_stated(basis):
        return "no_basis"
    if ended:
        return "expired"
    if terms is None:
        return None if license_id in policy.accepted else "unknown"
    return _refusal_by_terms(terms, changed=changed, policy=policy)


def _conditions(terms: LicenseTerms | None, *, changed: bool) -> list[str]:
    if terms is None:
        return ["terms_on_file"]
    found = ["credit"] if terms.by or terms.sa else []
    if found and terms.title_required_in_credit:
        found.append("title")
    if found and changed:
        found.append("changes")
    if terms.sa and changed:
        found.append("offer")
    if terms.nd:
        found.append("whole")
    return found


def judge(
    license_id: str,
    *,
    changed: bool = False,
    confirmed: bool = True,
    basis: str | None = None,
    policy: Policy = DEFAULT_POLICY,
    expires_on: date | None = None,
    on: date | None = None,
) -> Decision:
    """May a picture under `license_id` be printed?

    `changed`: cropped or edited. `confirmed`: a person has confirmed a reading that needed it. `basis`: why a
    work is in the public domain. `expires_on`: the last day of a permission that ends. `on`: the day the issue
    appears; without it a permission that ends is a condition.
    """
    terms = find_terms(license_id) if license_id else None
    values = {"license": license_id, "name": terms.name if terms else license_id}
    values |= {"why": terms.ask_house if terms else ""}
    values |= {"expires_on": in_words(expires_on) if expires_on else "", "on": in_words(on) if on else ""}
    ended = bool(expires_on and on and expires_on < on)
    refusal = _refusal(
        license_id, terms, changed=changed, confirmed=confirmed, basis=basis, policy=policy, ended=ended
    )
    if refusal:
        return Decision(Verdict.REFUSED, policy.say(refusal, **values), code=refusal)
    conditions = [policy.say(condition, **values) for condition in _conditions(terms, changed=changed)]
    conditions += terms.conditions if terms else ()
    conditions += [policy.say("ends", **values)] if expires_on else []
    code = "conditions" if conditions else "permitted"
    code = code if terms else "accepted"
    verdict = Verdict.CONDITIONAL if conditions else Verdict.PERMITTED
    return Decision(verdict, policy.say(code, **values), tuple(conditions), code)
