"""/metrics: who may read it, and whether its numbers are right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from editorial.mail.operations import queue_email
from editorial.states import JobStatus
from oewatch import metrics, site_metrics

TOKEN = "a-token-of-more-than-twenty-letters"
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def counted(settings, tmp_path, monkeypatch):
    """Metrics are on, and counts are kept in a folder of the test."""
    settings.METRICS_TOKEN, settings.RELEASE = TOKEN, "2026.11"
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "counts"))
    metrics._counts.cache_clear()
    yield settings
    metrics._counts.cache_clear()


def samples(client, **headers):
    text = client.get("/metrics", headers=ALLOWED | headers).content.decode()
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ä€"]
)
def test_without_the_token_there_is_no_such_page(db, counted, given):
    headers = {"Authorization": given} if given else {}
    for address in ("127.0.0.1", "10.0.0.7"):
        response = Client().get("/metrics", headers=headers, REMOTE_ADDR=address)
        assert response.status_code == 404
        assert b"oewatch_jobs" not in response.content


def test_without_the_setting_it_is_off(db, settings):
    assert settings.METRICS_TOKEN == ""
    for token in ("Bearer ", "Bearer None", f"Bearer {TOKEN}"):
        assert Client().get("/metrics", headers={"Authorization": token}).status_code == 404


def test_the_site_in_numbers(db, counted, django_assert_max_num_queries):
    now = timezone.now()
    mails = [
        queue_email(
            recipient="a@example.org",
            sender="b@example.org",
            subject="c",
            text="d",
            at=now - timedelta(minutes=9),
        )
        for _ in range(4)
    ]
    done = {"status": JobStatus.SUCCEEDED, "finished_at": now}
    for mail, seconds in zip(mails[:2], (10, 20), strict=True):
        type(mail).objects.filter(pk=mail.pk).update(**done, started_at=now - timedelta(seconds=seconds))
    kinds = len(site_metrics.job_models())
    with django_assert_max_num_queries(kinds + 3):
        found = samples(Client())
    assert found["oewatch_jobs", "email", "queued"] == 2
    assert found["oewatch_jobs", "email", "succeeded"] == 2
    assert found["oewatch_jobs", "failed", "rendition"] == 0
    assert 9 * 60 <= found["oewatch_jobs_oldest_seconds", "email"] < 10 * 60
    assert found["oewatch_jobs_done_lately", "email"] == 2
    assert found["oewatch_jobs_mean_seconds", "email"] == pytest.approx(15, abs=0.1)
    assert found["oewatch_jobs_longest_seconds", "email"] == pytest.approx(20, abs=0.1)
    assert found["oewatch_record_unsealed",] == 0
    assert found["oewatch_disk_free_bytes",] > 0
    assert found["oewatch_part_answers", "database"] == 1
    assert ("oewatch_part_answers", "queue") in found
    assert any(name[0] == "oewatch_build_info" and "2026.11" in name for name in found)


def test_a_queue_that_is_away_is_said_and_the_rest_is_there(db, counted):
    counted.REDIS_URL = "redis://127.0.0.1:1/0"
    found = samples(Client())
    assert found["oewatch_part_answers", "queue"] == 0
    assert found["oewatch_part_answers", "database"] == 1
    assert found["oewatch_jobs", "email", "queued"] == 0


def test_counts_of_ended_processes_go_and_those_of_running_ones_stay(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    running, ended = (
        tmp_path / "counter_1.db",
        tmp_path / "histogram_4194305.db",
    )  # more than the kernel gives out
    for path in (running, ended):
        path.touch()
    metrics.clear_counts(data_dir=tmp_path)
    assert running.exists()
    assert not ended.exists()


def test_no_room_for_counts_is_no_error_of_a_page(db, counted, tmp_path, monkeypatch, caplog):
    (tmp_path / "file").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "file" / "counts"))
    assert Client().get("/accounts/login/").status_code == 200
    assert "a request was not counted" in caplog.text


def test_counts_are_for_our_eyes_and_a_folder_of_somebody_else_is_not_used(tmp_path, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr(metrics, "MEMORY", tmp_path)
    assert metrics.counts_folder(data_dir=tmp_path).stat().st_mode & 0o077 == 0
    monkeypatch.setattr(metrics.os, "getuid", lambda: 12345)
    with pytest.raises(PermissionError):  # what is there was made by us, and we are not 12345
        metrics.counts_folder(data_dir=tmp_path)
