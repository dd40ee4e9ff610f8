"""What a picture may take in a child process, and what is said when it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager

from editorial.bounded import Crashed, NotStarted, OutOfMemory, TookTooLong
from editorial.rendering.failures import RenderingFailed

MEMORY_BYTES = 1_200_000_000  # of address space, for one picture; docs/performance.md has what it takes
SECONDS = 180


@contextmanager
def told(picture: str, sha256: str, *, use: str, act: str) -> Iterator[None]:
    """Raises `RenderingFailed` for what goes wrong inside: `picture` begins the sentence, such as “Image 2 of the article …”.

    It “takes too much memory or time to `use`”, or “could not `act`”. A `ValueError` has the words that follow `picture`.
    """
    try:
        yield
    except ValueError as error:
        raise RenderingFailed(f"{picture} {error}.", sha256) from error
    except (OutOfMemory, TookTooLong) as error:
        raise RenderingFailed(
            f"{picture} takes too much memory or time to {use}. Scale it down.", sha256
        ) from error
    except (Crashed, NotStarted, OSError) as error:
        raise RenderingFailed(f"{picture} could not {act}.", str(error)) from error
