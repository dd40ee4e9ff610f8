"""Asking a worker for what somebody would otherwise wait for later. Nothing depends on it.

It stands so low because whoever stores pictures asks: the editor, imports, the house.
"""

from collections.abc import Iterable

from django.db import transaction

from editorial.jobs.operations import send_hint

MAKE_PRINT_PICTURE = "editorial.rendering.tasks.make_print_picture"
_WORTH_IT_S = 60 * 60.0


def ask_for_print_sizes(names: Iterable[str]) -> None:
    """Have workers make the print sizes of pictures, each named as in the file store, once the transaction commits.

    Never raises. The first message that does not get through is the last one sent: each would wait as long for an answer.
    """
    wanted = tuple(dict.fromkeys(names))

    def send() -> None:
        for name in wanted:
            if not send_hint(task_name=MAKE_PRINT_PICTURE, pk=name, expires_s=_WORTH_IT_S):
                return

    if wanted:
        transaction.on_commit(send)
