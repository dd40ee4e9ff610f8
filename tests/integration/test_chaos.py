"""Workers, Redis, PostgreSQL and disk fail while jobs are done (`tests/chaos/`), in a process with servers of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.services import NOT_INSTALLED

LIMIT_S = 1800.0  # of a machine that has much else to do; about 150 s where it has not


@pytest.mark.serial
@pytest.mark.any_database  # it has a PostgreSQL of its own
def test_every_job_survives() -> None:
    hidden = ("DATABASE_URL", "REDIS_URL", "OEWATCH_TEST_TEMPLATE", "OEWATCH_DATA_DIR", "PYTEST_XDIST_WORKER")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos"], cwd=settings.BASE_DIR, env=environment, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT_S,
    )  # fmt: skip
    if done.returncode == NOT_INSTALLED:
        pytest.skip(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout[-20_000:]
