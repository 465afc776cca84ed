"""Where files lie when they do not lie on the disk: any store that speaks the S3 protocol."""

from typing import Any

SPOOL = 1024 * 1024
"""Bytes of a file from the store that are held in memory; beyond, it goes through a temporary file."""


def s3_storage(*, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str) -> dict[str, Any]:
    """The setting for Django's storages. Keys are random and never used twice, so nothing is asked before writing.

    Checksums only where the protocol demands them: many stores do not know the newer ones.
    """
    from boto3.s3.transfer import TransferConfig  # only where a store is set: it takes a third of a second
    from botocore.config import Config

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "default_acl": None,
            "file_overwrite": True,
            "transfer_config": TransferConfig(use_threads=False),
            "max_memory_size": SPOOL,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                retries={"max_attempts": 3},
            ),
        },
    }
