"""What stands between a picture and the page: one list for the gate, the editor and the rights report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from editorial.licensing.links import read_links
from editorial.licensing.policy import DEFAULT_POLICY, Decision, Policy, judge
from editorial.licensing.statements import is_stated
from editorial.licensing.terms import UNCLEAR, LicenseTerms, find_terms

_UNCHANGED = re.compile(r"(?:none|no|no changes?|unchanged|not changed|unmodified|n ?a)?", re.IGNORECASE)
# The field of the picture where a refusal is mended; the license where none is named.
_FIELD_OF_ANSWER = {
    "no_basis": "public_domain_basis",
    "no_derivatives_changed": "changes",
    "expired": "expires_on",
}


@dataclass(frozen=True, slots=True)
class PictureRights:
    """What is on record about a picture. Texts are blank where nothing is; “?” or “unknown” count as blank (`is_stated`).

    `changes`: what was changed, in words; `changed`: whether it was, None: as `changes` says. `confirmed`: a
    person stands for the license. `expires_on`: the last day of the permission. `on`: the day the issue appears.
    """

    license: str
    creator: str = ""
    title: str = ""
    source: str = ""
    license_url: str = ""
    changes: str = ""
    changed: bool | None = None
    public_domain_basis: str = ""
    confirmed: bool = True
    expires_on: date | None = None
    on: date | None = None

    @property
    def is_changed(self) -> bool:
        return states_change(self.changes) if self.changed is None else self.changed


@dataclass(frozen=True, slots=True)
class RightsProblem:
    """A condition that is not met: `code` (a key of `wording.ANSWERS`), the `field` to mend, the sentence to show.

    Unless it `blocks`, the picture may be printed all the same.
    """

    code: str
    field: str
    message: str
    blocks: bool = True


def states_change(changes: str) -> bool:
    """Whether the words of the field “changes” say that the picture was changed: “none” and “no changes” do not."""
    return not _UNCHANGED.fullmatch(re.sub(r"\W+", " ", changes).strip())


def judge_picture(picture: PictureRights, *, policy: Policy = DEFAULT_POLICY) -> Decision:
    """`judge` for what is on record about a picture."""
    return judge(
        picture.license,
        changed=picture.is_changed,
        confirmed=picture.confirmed,
        basis=picture.public_domain_basis.strip() or None,
        policy=policy,
        expires_on=picture.expires_on,
        on=picture.on,
    )


def rights_problems(picture: PictureRights, *, policy: Policy = DEFAULT_POLICY) -> tuple[RightsProblem, ...]:
    """Every condition of the license and of the house that the picture does not meet; empty where it may be printed.

    First why it is refused, if it is, then what the credit lacks. Of an unclear license nothing else is known.
    """
    decision = judge_picture(picture, policy=policy)
    found = []
    if not decision.may_print:
        field = _FIELD_OF_ANSWER.get(decision.code, "license")
        found.append(RightsProblem(decision.code, field, decision.reason))
    if picture.license and picture.license != UNCLEAR:
        found.extend(_credit_problems(picture, find_terms(picture.license), policy))
    return tuple(found)


def _credit_problems(
    picture: PictureRights, terms: LicenseTerms | None, policy: Policy
) -> Iterator[RightsProblem]:
    values = {"license": picture.license, "name": terms.name if terms else picture.license}

    def problem(code: str, field: str, *, blocks: bool = True) -> RightsProblem:
        return RightsProblem(code, field, policy.say(code, **values), blocks)

    # Of a license that the house took on without known terms the strictest is assumed.
    asks_credit = terms is None or terms.by or terms.sa
    if asks_credit:
        if not is_stated(picture.creator):
            yield problem("creator_missing", "creator")
        if not is_stated(picture.source):
            yield problem("source_missing", "source")
        if terms and terms.title_required_in_credit and not picture.title.strip():
            yield problem("title_missing", "title", blocks=policy.require_title)
        if not (terms and terms.url) and not picture.license_url.strip():
            yield problem("license_link_missing", "license_url")
        if picture.is_changed and not states_change(picture.changes):
            yield problem("changes_missing", "changes")
    named = {mention.id for mention in read_links(picture.license_url)[0]}
    if named and named != {picture.license}:
        yield problem("license_link_wrong", "license_url")
