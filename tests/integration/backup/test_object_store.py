"""Files in an S3-compatible store: backed up from there, restored to there or into a folder; retention moves them aside."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.backup.errors import StoreAway
from editorial.backup.making import make_backup
from editorial.backup.verifying import verify_backup
from editorial.retention.removing import apply_retention
from oewatch import s3
from oewatch.environment import Environment
from tests import factories as f
from tests.integration.backup.sites import STATE, empty_site
from tests.network import KEYS, Unavailable, object_store
from tests.processes import make_roles

pytestmark = [pytest.mark.serial, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


def variables(address: str, bucket: str) -> dict[str, str]:
    return {
        "S3_BUCKET": bucket, "S3_ENDPOINT_URL": address, "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY_ID": KEYS["aws_access_key_id"], "S3_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
    }  # fmt: skip


@pytest.fixture
def store(settings: Any) -> Iterator[str]:
    """The address of a store in which the test's site keeps its files."""
    try:
        with object_store("ours") as address:
            given = Environment()
            given.ENVIRON = variables(address, "ours")
            settings.STORAGES = settings.STORAGES | {"default": s3.storage(given)}
            yield address
    except Unavailable as why:
        pytest.skip(str(why))


def test_a_site_in_an_object_store_comes_back_in_another_and_in_a_folder(store: str, tmp_path: Path) -> None:
    make_roles()
    articles = [f.walked_to("in_review") for _ in range(2)]
    lost = articles[1].images.get()
    default_storage.delete(str(lost.file.name))
    folder = make_backup(destination=tmp_path / "backup").folder
    backup = verify_backup(folder)
    assert backup.manifest.missing == [f"Picture {lost.pk}: {lost.file.name} is missing in the file store."]
    [name] = backup.stored

    client = boto3.client("s3", endpoint_url=store, region_name="us-east-1", **KEYS)
    client.create_bucket(Bucket="theirs")
    with empty_site(tmp_path / "new", **variables(store, "theirs")) as site:
        site.manage("restore", folder)
        assert site.ask(STATE)["lines"] == backup.fingerprint_lines()
        assert [one["Key"] for one in client.list_objects_v2(Bucket="theirs")["Contents"]] == [name]
        assert not (site.folder / "files").exists()
    with empty_site(tmp_path / "folder") as site:
        site.manage("restore", folder)
        assert (site.folder / "files" / name).is_file()


def test_a_store_that_is_away_is_said_and_leaves_nothing(store: str, tmp_path: Path) -> None:
    f.complete_article()
    client = boto3.client("s3", endpoint_url=store, region_name="us-east-1", **KEYS)
    for one in client.list_objects_v2(Bucket="ours")["Contents"]:
        client.delete_object(Bucket="ours", Key=one["Key"])
    client.delete_bucket(Bucket="ours")
    with pytest.raises(StoreAway, match="file store"):
        make_backup(destination=tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_what_nothing_speaks_of_is_moved_aside_there_too(store: str) -> None:
    image = f.complete_article().images.get()
    default_storage.save("images/aa/nobody.png", ContentFile(b"nobody's"))
    then = timezone.now() + timedelta(days=40)
    removed = apply_retention(at=then)
    assert [one.key for one in removed.done] == ["images/aa/nobody.png"]
    assert default_storage.exists(f"removed/{then:%Y-%m-%d}/images/aa/nobody.png")
    assert default_storage.exists(str(image.file.name))
    assert len(apply_retention(at=then + timedelta(days=40)).gone) == 1
    assert default_storage.listdir("removed")[1] == []
