"""What an attribution line says about an image's license, and what the house may do with it. Pure functions.

`read_license` reads a text, `find_terms` gives the facts of a license, `judge` says whether it may be
printed, `rights_problems` what is still missing for it, `credit_line` writes the credit that goes under the picture.
`read_policy` makes the house's policy from the environment.
"""

from editorial.licensing.credit import CreditLine, CreditPart, credit_line
from editorial.licensing.policy import DEFAULT_POLICY, Decision, Policy, Verdict, judge
from editorial.licensing.policy_settings import SettingProblem, read_policy
from editorial.licensing.reading import LicenseReading, read_license
from editorial.licensing.rights import (
    PictureRights,
    RightsProblem,
    judge_picture,
    rights_problems,
    states_change,
)
from editorial.licensing.terms import PUBLIC_DOMAIN, UNCLEAR, LicenseTerms, find_terms

__all__ = [
    "DEFAULT_POLICY",
    "PUBLIC_DOMAIN",
    "UNCLEAR",
    "CreditLine",
    "CreditPart",
    "Decision",
    "LicenseReading",
    "LicenseTerms",
    "PictureRights",
    "Policy",
    "RightsProblem",
    "SettingProblem",
    "Verdict",
    "credit_line",
    "find_terms",
    "judge",
    "judge_picture",
    "read_license",
    "read_policy",
    "rights_problems",
    "states_change",
]
