"""What the house may print: permitted, permitted with conditions, or refused, and why in words.

The table is data: a setting may replace it. Where the house's right is in doubt the answer is "refused",
because a printed picture cannot be taken back.
"""

from dataclasses import dataclass
from enum import Enum

from editorial.licensing.terms import PUBLIC_DOMAIN, UNCLEAR, LicenseTerms, find_terms


class Verdict(Enum):
    PERMITTED = "permitted"
    CONDITIONAL = "permitted with conditions"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Policy:
    """The house's choices. `refused` lists ids that are never printed, `accepted` ids without known terms
    that are.

    `allow_noncommercial` is off by default: the digest is free, but others reprint and sell its articles.
    """

    allow_noncommercial: bool = False
    allow_no_derivatives: bool = True
    allow_share_alike: bool = True
    refused: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is one sentence for the page; `conditions` are what must be done before and when printing."""

    verdict: Verdict
    reason: str
    conditions: tuple[str, ...] = ()

    @property
    def may_print(self) -> bool:
        return self.verdict is not Verdict.REFUSED


def _refused(reason: str) -> Decision:
    return Decision(Verdict.REFUSED, reason)


def _refusal_by_terms(terms: LicenseTerms, *, changed: bool, policy: Policy) -> Decision | None:
    if terms.nc and not policy.allow_noncommercial:
        return _refused(
            f"{terms.id} forbids commercial use, and the house cannot rule that out for its readers."
        )
    if terms.nd and changed:
        return _refused(
            f"{terms.id} forbids changes, and this picture was cropped or edited. Use the original."
        )
    if terms.nd and not policy.allow_no_derivatives:
        return _refused(f"The house does not print pictures under {terms.id}: they may not be cropped.")
    if terms.sa and not policy.allow_share_alike:
        return _refused(f"The house does not print pictures under {terms.id}.")
    return None


def _conditions(terms: LicenseTerms, *, changed: bool) -> tuple[str, ...]:
    found = ["Name the creator and the source, and link to the license."] if terms.by or terms.sa else []
    if found and terms.title_required_in_credit:
        found.append("Give the title of the picture in the credit if it has one.")
    if found and changed:
        found.append("Say in the credit what was changed.")
    if terms.sa and changed:
        found.append(f"Offer the changed picture under {terms.id} or a license compatible with it.")
    if terms.nd:
        found.append("Print the picture whole: no crop, no edit, no text over it.")
    if terms.id == "LicenseRef-GODL-India":
        found.append("Name the provider, the source and the license with its URL.")
        found.append(
            "Check that no personal data, emblem or military insignia "
            "is the subject: the license excludes them."
        )
    return tuple(found)


def judge(
    license_id: str,
    *,
    changed: bool = False,
    confirmed: bool = True,
    basis: str | None = None,
    policy: Policy = DEFAULT_POLICY,
) -> Decision:
    """May a picture under `license_id` be printed?

    `changed`: cropped or edited. `confirmed`: a person has confirmed a reading that needed it. `basis`: why a
    work is in the public domain.
    """
    if license_id == UNCLEAR or not license_id:
        return _refused("The license is unclear. Find out under which license the picture was published.")
    if license_id in policy.refused:
        return _refused(f"The house does not print pictures under {license_id}.")
    if not confirmed:
        return _refused(f"{license_id} is only the likely reading. Confirm it at the source first.")
    if license_id == PUBLIC_DOMAIN and not basis:
        return _refused(
            "Say why the picture is in the public domain, for instance: work of the U.S. Government."
        )
    terms = find_terms(license_id)
    if terms is None and license_id not in policy.accepted:
        return _refused(f"The house does not know the license {license_id}. Ask the publications office.")
    if terms is None:
        return Decision(
            Verdict.CONDITIONAL, f"The house accepts {license_id}.", ("Follow the terms on file.",)
        )
    refusal = _refusal_by_terms(terms, changed=changed, policy=policy)
    if refusal:
        return refusal
    conditions = _conditions(terms, changed=changed)
    if conditions:
        return Decision(
            Verdict.CONDITIONAL, f"{terms.name} permits printing if its conditions are met.", conditions
        )
    return Decision(Verdict.PERMITTED, f"{terms.name}: no permission is needed.")
