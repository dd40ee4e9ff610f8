"""Errors that more than one package raises. The rest sit beside what raises them.

Every error carries data; the web layer and the commands turn it into words with `str(error)`, and nobody parses that.
"""


class EditorialError(Exception):
    """Something a person asked for cannot be done; `str()` of it says why and what to do."""


class NotAllowed(EditorialError):
    """This person may not do this. `who` is the user, `reason` is one sentence for them."""

    def __init__(self, who: object, reason: str):
        self.who = who
        self.reason = reason
        super().__init__(reason)


class ReasonMissing(EditorialError):
    """The act needs a reason and none was given. `act` names it."""

    def __init__(self, act: str):
        self.act = act
        super().__init__(f"Give a reason for “{act}”. It is kept in the record.")
