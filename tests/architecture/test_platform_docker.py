"""docker/ as far as it can be read without an engine: it parses, names what exists, runs nothing as root."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
NGINX = (ROOT / "docker/nginx.conf").read_text()


@pytest.fixture(scope="module")
def compose():
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((ROOT / "docker/compose.yaml").read_text())


def test_every_service_is_there_with_a_health_check(compose):
    services = compose["services"]
    assert set(services) == {"migrate", "web", "worker", "beat", "postgres", "redis", "nginx"}
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


def test_services_wait_for_services_that_exist(compose):
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])


def test_volumes_are_declared(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert used == set(compose["volumes"])


def test_what_the_image_copies_exists():
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_the_image_does_not_run_as_root():
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["oewatch"]


def test_the_proxy_sets_the_header_that_django_trusts():
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX


def test_the_example_names_every_setting_that_production_needs():
    names = set(re.findall(r"^([A-Z_]+)=", (ROOT / "docker/oewatch.env.example").read_text(), re.MULTILINE))
    assert {"SECRET_KEY", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "BEHIND_PROXY"} <= names
