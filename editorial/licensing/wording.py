"""The words of every answer about a picture's rights. A house replaces each with a setting (docs/rights.md).

`{license}` is the id, `{name}` the name in full; `{why}`, `{expires_on}` and `{on}` stand where they are known.
"""

from datetime import date

ANSWERS = {
    # May it be printed?
    "permitted": "{name}: no permission is needed.",
    "conditions": "{name} permits printing if its conditions are met.",
    "accepted": "The house accepts {license}.",
    "unclear": "The license is unclear. Find out under which license the picture was published.",
    "unconfirmed": "{license} is only the likely reading. Confirm it at the source first.",
    "no_basis": "Say why the picture is in the public domain, for instance: work of the U.S. Government.",
    "expired": "The permission ends on {expires_on}, before the issue appears on {on}. "
    "Ask for a longer one or choose another picture.",
    "noncommercial": "{license} forbids commercial use, and the house cannot rule that out for its readers.",
    "no_derivatives_changed": "{license} forbids changes, and this picture was cropped or edited. Use the original.",
    "no_derivatives": "The house does not print pictures under {license}: they may not be cropped.",
    "share_alike": "The house does not print pictures under {license}.",
    "refused": "The house does not print pictures under {license}.",
    "refused_unreadable": "The list of licenses that the house refuses (RIGHTS_REFUSED) cannot be read, so no picture "
    "is printed. Ask the administrator to correct it.",
    "not_accepted": "The house has not decided to print pictures under {license}. {why} "
    "Ask the publications office or choose another picture.",
    "unknown": "The house does not know the license {license}. Ask the publications office.",
    # What must be done before and when printing
    "credit": "Name the creator and the source, and link to the license.",
    "title": "Give the title of the picture in the credit if it has one.",
    "changes": "Say in the credit what was changed.",
    "offer": "Offer the changed picture under {license} or a license compatible with it.",
    "whole": "Print the picture whole: no crop, no edit, no text over it.",
    "terms_on_file": "Follow the terms on file.",
    "ends": "Print it by {expires_on}: the permission ends then.",
    # What of it is not done yet
    "creator_missing": "{name} asks for the creator in the credit. Find out who made the picture.",
    "source_missing": "{name} asks for the source in the credit. Say where the picture comes from.",
    "title_missing": "{name} asks for the title of the picture if it has one. Look for it at the source.",
    "license_link_missing": "{name} has to be linked in the credit. Give the address of its text.",
    "license_link_wrong": "The link leads to another license than {license}. Correct the license or the link.",
    "changes_missing": "{name} asks to say what was changed. Write it, such as “cropped”.",
}
PLACEHOLDERS = ("license", "name", "why", "expires_on", "on")


def in_words(day: date) -> str:
    """November 9, 2026"""
    return f"{day:%B} {day.day}, {day.year}"
