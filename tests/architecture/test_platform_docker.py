"""docker/ as far as it can be read without an engine: the rules of hadolint that matter here, and compose.yaml by our own.

Where the programs are here, hadolint and `docker compose config` read them as well.
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.production.commands import ROOT, compose, instructions

DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
STEPS = instructions(DOCKERFILE)
OURS = ("migrate", "web", "worker", "beat", "backup", "restore")
BY_HAND = ("migrate", "backup", "restore")  # they end
IMAGE = re.compile(r"[\w./-]+:\d+(\.\d+)*(-[\w.-]+)?")  # a version, no address of a registry


def of(word: str) -> list[str]:
    """The arguments of every such instruction."""
    return [rest for one, rest in STEPS if one == word]


@pytest.fixture(scope="module")
def services() -> dict[str, dict]:
    return compose()["services"]


# The image


def test_both_stages_start_from_one_image_of_a_known_version() -> None:
    stages = [rest.split()[0] for rest in of("FROM")]
    assert len(stages) == 2 and len(set(stages)) == 1
    assert IMAGE.fullmatch(stages[0]) and "latest" not in stages[0]


def test_it_has_the_systems_release_that_the_fonts_and_pg_dump_come_from(services: dict[str, dict]) -> None:
    assert all(
        image.endswith("-bookworm")
        for image in (of("FROM")[-1], services["postgres"]["image"], services["redis"]["image"])
    )
    assert services["postgres"]["image"].startswith(
        "postgres:15-"
    )  # Debian 12's pg_dump refuses a newer server


def test_packages_are_locked_with_hashes_and_nothing_else_is_fetched() -> None:
    pip = [line for line in of("RUN") if "pip" in line]
    assert len(pip) == 1 and "--require-hashes -r /tmp/requirements.txt" in pip[0]
    assert not of("ADD")
    assert not re.search(r"https?://|\bcurl\b|\bwget\b|index-url|\bgit clone\b", DOCKERFILE)


def test_nothing_stays_of_building() -> None:
    for line in of("RUN"):
        assert "sudo" not in line
        if "apt-get install" in line:
            assert "--no-install-recommends" in line and "rm -rf /var/lib/apt/lists/*" in line
            assert line.index("apt-get update") < line.index("apt-get install")
    assert "--no-cache-dir" in DOCKERFILE and "rm -rf /tmp/build" in DOCKERFILE


def test_the_cities_that_are_left_out_are_not_looked_for() -> None:
    from editorial.factcheck.finders.names.gazetteer import _SMALLEST

    assert {int(size) for size in re.findall(r"/cities(\d+)\.json", DOCKERFILE)} == {500, 1000}
    assert _SMALLEST >= 5000


def test_what_setting_pages_needs_is_there() -> None:
    bootstrap = (ROOT / "scripts/bootstrap").read_text()
    needed = re.search(r'^needed="([^"]+)"', bootstrap, re.MULTILINE)
    assert needed and not [name for name in needed[1].split() if f" {name} " not in " ".join(of("RUN"))]


def test_it_does_not_run_as_root_and_its_numbers_are_those_that_nginx_gets(services: dict[str, dict]) -> None:
    assert of("USER") == ["10001:10001"]
    assert "--gid 10001" in DOCKERFILE and "--uid 10001" in DOCKERFILE
    assert services["nginx"]["group_add"] == ["10001"]
    assert [word for word, _ in STEPS].index("USER") > max(
        n for n, (word, _) in enumerate(STEPS) if word in ("RUN", "COPY")
    )


def test_commands_are_lists_and_the_health_is_asked() -> None:
    assert json.loads(of("CMD")[0])[0] == "gunicorn"
    assert json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])[-1] == "docker/health_web.py"
    assert not of("ENTRYPOINT")


def test_it_has_no_secrets() -> None:
    assert not of("ARG")
    assert not re.search(r"SECRET_KEY|PASSWORD|DATABASE_URL|TOKEN", DOCKERFILE)


def copied() -> list[str]:
    return [source for rest in of("COPY") if not rest.startswith("--from") for source in rest.split()[:-1]]


def ignored(path: str) -> bool:
    """As the builder reads Dockerfile.dockerignore: the last line that fits the path, or a folder that it is in, decides."""
    verdict = False
    for line in (ROOT / "docker/Dockerfile.dockerignore").read_text().splitlines():
        pattern = line.strip().lstrip("!")
        if not pattern or pattern.startswith("#"):
            continue
        parts = Path(path).parts
        ways = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        if any(
            fnmatch.fnmatchcase(way, pattern.removeprefix("**/")) or fnmatch.fnmatchcase(way, pattern)
            for way in ways
        ):
            verdict = not line.startswith("!")
    return verdict


def test_what_is_copied_exists_and_goes_to_the_builder() -> None:
    assert "pyproject.toml" in copied()  # manifests of backups have the version that stands there
    for source in copied():
        assert (ROOT / source).exists() and not ignored(source), source
        if (ROOT / source).is_dir():
            inside = [
                path
                for path in (ROOT / source).rglob("*")
                if path.is_file() and "__pycache__" not in path.parts
            ]
            assert inside and not [path for path in inside if ignored(str(path.relative_to(ROOT)))]


@pytest.mark.parametrize(
    "kept",
    [".git/config", "var/secret_key", "docker/.env", "docker/certs/privkey.pem", "tests/x.py", ".venv/x"],
)
def test_nothing_else_goes_to_the_builder(kept: str) -> None:
    assert ignored(kept)


def test_hadolint_has_nothing_to_say() -> None:
    program = shutil.which("hadolint")
    if not program:
        pytest.skip("hadolint is not installed")
    done = subprocess.run(
        [program, "docker/Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


# compose.yaml


def test_every_service_is_there(services: dict[str, dict]) -> None:
    assert set(services) == {*OURS, "postgres", "redis", "nginx"}


def test_what_serves_is_asked_for_its_health(services: dict[str, dict]) -> None:
    assert {name for name, one in services.items() if one.get("healthcheck", {}).get("disable")} == set(
        BY_HAND
    )
    assert {name for name, one in services.items() if "healthcheck" not in one} == {"web"}  # the image's own


def test_everything_is_bounded_and_starts_again(services: dict[str, dict]) -> None:
    for name, one in services.items():
        assert one["mem_limit"] and one["logging"]["options"]["max-size"], name
        assert one["restart"] == ("no" if name in BY_HAND else "unless-stopped"), name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert not {"privileged", "network_mode", "pid", "cap_add"} & set(one), name
    for name in (*OURS, "nginx"):
        assert (
            services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"] and services[name]["tmpfs"]
        ), name


def test_the_database_is_made_ready_before_anybody_asks_it(services: dict[str, dict]) -> None:
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, (
            name
        )
    assert set(services["migrate"]["depends_on"]) == {"postgres", "redis"}
    assert services["nginx"]["depends_on"]["web"] == {"condition": "service_healthy"}
    for one in services.values():
        assert set(one.get("depends_on", {})) <= set(services)


def test_database_and_queue_are_reached_from_inside_alone(services: dict[str, dict]) -> None:
    networks = compose()["networks"]
    assert networks["data"] == {"internal": True}
    assert {name for name, one in services.items() if one["networks"] == ["data"]} >= {
        "postgres",
        "redis",
        "migrate",
    }
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
    assert services["nginx"]["networks"] == ["front"]
    assert {network for one in services.values() for network in one["networks"]} == set(networks)


def test_files_in_a_store_elsewhere_are_reached(services: dict[str, dict]) -> None:
    assert {name for name in OURS if "outside" in services[name]["networks"]} == {
        "web",
        "worker",
        "backup",
        "restore",
    }


def test_a_backup_reads_the_files_and_restoring_reads_the_backup(services: dict[str, dict]) -> None:
    assert services["backup"]["volumes"] == ["data:/data", "files:/data/files:ro", "backups:/backup"]
    assert services["restore"]["volumes"] == ["data:/data", "files:/data/files", "backups:/backup:ro"]
    for name in ("backup", "restore"):
        assert services[name]["profiles"] == [name]  # not with `up`
    assert services["restore"]["entrypoint"] == ["python", "manage.py", "restore"]
    assert "run --rm restore /backup/" in (ROOT / "docs/operating.md").read_text()


def test_the_clock_keeps_its_schedule_where_its_health_is_asked(services: dict[str, dict]) -> None:
    assert "data:/data" in services["beat"]["volumes"] and "OEWATCH_DATA_DIR=/data" in " ".join(of("ENV"))
    schedule = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).name
    assert f"find /data -maxdepth 1 -name '{schedule}*'" in services["beat"]["healthcheck"]["test"][1]


def test_nginx_has_the_files_and_nothing_else_of_the_data(services: dict[str, dict]) -> None:
    mounts = {mount.split(":")[0] for mount in services["nginx"]["volumes"]}
    assert mounts == {"./nginx.conf", "./certs", "files"}
    assert all(mount.endswith(":ro") for mount in services["nginx"]["volumes"])
    assert "files:/data/files" in services["web"]["volumes"]


def test_volumes_are_declared(services: dict[str, dict]) -> None:
    used = {
        mount.split(":")[0]
        for one in services.values()
        for mount in one.get("volumes", [])
        if mount[0] != "."
    }
    assert used == set(compose()["volumes"])


def test_secrets_come_from_one_file_that_is_not_in_git(services: dict[str, dict]) -> None:
    text = (ROOT / "docker/compose.yaml").read_text()
    assert {services[name]["env_file"] for name in OURS} == {".env"}
    assert set(re.findall(r"\$\{(\w+)", text)) == {"POSTGRES_PASSWORD"} <= example().keys()
    assert ".env" in (ROOT / "docker/.gitignore").read_text().split()
    assert all(IMAGE.fullmatch(services[name]["image"]) for name in ("postgres", "redis", "nginx"))


def example() -> dict[str, str]:
    """docker/env.example, with what is commented out."""
    text = (ROOT / "docker/env.example").read_text()
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_example_names_what_production_needs_and_nothing_that_is_not_read() -> None:
    documented = set(re.findall(r"`([A-Z_]{5,})`", (ROOT / "docs/operating.md").read_text()))
    names = example()
    assert names.keys() - {"POSTGRES_PASSWORD"} <= documented
    assert {
        "SECRET_KEY",
        "PUBLIC_URL",
        "DATABASE_URL",
        "REDIS_URL",
        "BEHIND_PROXY",
        "X_ACCEL_REDIRECT",
    } <= names.keys()
    assert names["SECRET_KEY"] == names["POSTGRES_PASSWORD"] == ""  # blank: compose and `check` say so
    assert f"location /{names['X_ACCEL_REDIRECT']}/ {{" in (ROOT / "docker/nginx.conf").read_text()


def test_compose_reads_it(tmp_path: Path) -> None:
    program = next(
        (words for words in (["docker", "compose"], ["docker-compose"])
         if shutil.which(words[0]) and subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0),
        None,
    )  # fmt: skip
    if not program:
        pytest.skip("docker compose is not installed")
    for name in ("compose.yaml", "Dockerfile", "env.example"):
        (tmp_path / name).write_text((ROOT / "docker" / name).read_text())
    (tmp_path / ".env").write_text((ROOT / "docker/env.example").read_text())
    done = subprocess.run(
        [*program, "-f", "compose.yaml", "config", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "POSTGRES_PASSWORD": "of-a-test"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
