"""Start the servers, then run the scenarios as tests in this very process, which may do anything to them."""

import os
import sys

import pytest

from tests.chaos.servers import running
from tests.services import NOT_INSTALLED, ServiceMissing


def main(arguments: list[str]) -> int:
    """The exit code of pytest; `NOT_INSTALLED` when a server is not there."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # as in `tests.services`
    try:
        with running() as environment:
            os.environ.update(environment)
            return int(
                pytest.main(["-q", "-p", "no:cacheprovider", "-x", "tests/chaos/scenarios.py", *arguments])
            )
    except ServiceMissing as missing:
        print(f"SKIPPED {missing}", file=sys.stderr)
        return NOT_INSTALLED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
