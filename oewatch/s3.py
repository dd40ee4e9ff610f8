"""Files in an S3-compatible store instead of a folder: set S3_BUCKET (docs/operating.md)."""

from typing import Any

from botocore.config import Config

from oewatch.environment import Environment


def storage(env: Environment) -> dict[str, Any]:
    """What STORAGES says of such a store. The bucket must be there, closed to the public: people reach files through us.

    Without S3_ACCESS_KEY_ID, boto3 looks where it always does: a role of the machine, a file, AWS_… in the environment.
    """
    endpoint = env.address("S3_ENDPOINT_URL", schemes=("https", "http"), example="https://files.example.org")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": endpoint or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
            "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
            "file_overwrite": False,  # as a folder does: what has the same name gets another
            "client_config": Config(
                # A worker whose network is cut gives up in seconds; boto3 alone would wait for minutes.
                connect_timeout=5,
                read_timeout=20,
                retries={"total_max_attempts": 2},
                # Servers of one's own seldom have a host name for each bucket.
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        },
    }
