"""The same uploads in an S3-compatible store: a real server that speaks the protocol, in this process."""

import gc
import warnings
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.conf import settings as portal_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.urls import reverse
from moto.server import ThreadedMotoServer

from cities.models import Upload
from cities.uploads import joining
from portal.storage import s3_storage
from tests.cities import files
from tests.cities.build import make_city_at_work
from tests.cities.test_city_pages import in_english
from tests.cities.test_tus import CHUNK, begin, patch, send, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.slow]

BUCKET = "evidence"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server: str, settings: Any) -> Iterator[Any]:
    """The bucket, empty, set as the portal's store."""
    access = {"access_key": "test", "secret_key": "test"}
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_bucket(Bucket=BUCKET)
    settings.EVIDENCE_CHUNK_BYTES = CHUNK
    store = s3_storage(bucket=BUCKET, endpoint=server, region="us-east-1", **access)
    settings.STORAGES = {**portal_settings.STORAGES, "default": store}
    yield client
    for key in keys(client):
        client.delete_object(Bucket=BUCKET, Key=key)
    client.delete_bucket(Bucket=BUCKET)
    with warnings.catch_warnings():  # the libraries leave connections and spools to the collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def keys(client: Any) -> list[str]:
    return [entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_parts_are_objects_of_their_own_and_become_one_checked_file(
    store: Any, django_capture_on_commit_callbacks: Any
) -> None:
    submission, member = make_city_at_work()
    client = in_english(member)
    content = files.pdf(4)
    where = begin(client, submission, len(content), "低碳发展规划.pdf")["Location"]
    assert patch(client, where, 0, content[:CHUNK]).status_code == 204
    assert len(keys(store)) == 1

    with django_capture_on_commit_callbacks(execute=True):
        send(client, where, content, offset=CHUNK)
        upload = Upload.objects.get(key=where.rstrip("/").rpartition("/")[2])
        joining.join(upload.pk)

    upload.refresh_from_db()
    assert state(client, upload)["state"] == "checked"
    (key,) = (name for name in keys(store) if name.startswith("evidence/"))
    assert sum(name.startswith("pages/") for name in keys(store)) == 4
    assert not any(name.startswith("parts/") for name in keys(store))
    assert store.get_object(Bucket=BUCKET, Key=key)["Body"].read() == content
    assert upload.evidence
    answer = client.get(reverse("cities:download", args=[submission.round.slug, upload.evidence.pk]))
    assert b"".join(answer) == content
    assert "%E4%BD%8E%E7%A2%B3" in answer["Content-Disposition"]
    answer.close()


def test_a_refused_file_leaves_no_object(store: Any, django_capture_on_commit_callbacks: Any) -> None:
    submission, member = make_city_at_work()
    client = in_english(member)
    content = b"MZ" + bytes(3000)

    with django_capture_on_commit_callbacks(execute=True):
        where = begin(client, submission, len(content), "方案.pdf")["Location"]
        send(client, where, content)
        upload = Upload.objects.get(key=where.rstrip("/").rpartition("/")[2])
        joining.join(upload.pk)

    upload.refresh_from_db()
    assert state(client, upload)["state"] == "refused"
    assert keys(store) == []


def test_the_store_is_the_one_that_is_set(store: Any) -> None:
    assert type(storages["default"]).__name__ == "S3Storage"
    name = default_storage.save("probe", ContentFile(b"x"))
    with default_storage.open(name) as file:
        assert file.read() == b"x"
    default_storage.delete(name)
    assert not default_storage.exists(name)
