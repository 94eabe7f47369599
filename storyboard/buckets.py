"""A bucket for files, out of its address."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

#: Signed addresses hold for so many seconds: long enough for a page to load, too short to be passed around.
SIGNED_FOR = 300


def storage(url: str) -> tuple[dict[str, object], list[str]]:
    """Django's entry for a bucket, and where browsers fetch its files from.

    Args:
        url: ``s3://bucket`` on Amazon, with the machine's own credentials, or ``https://key:secret@host/bucket``.
    """
    address = urlsplit(url)
    endpoint = f"{address.scheme}://{address.hostname}" + (f":{address.port}" if address.port else "")
    place: dict[str, object] = {
        "bucket_name": address.path.strip("/"),
        "endpoint_url": endpoint,
        "access_key": unquote(address.username or ""),
        "secret_key": unquote(address.password or ""),
        "region_name": "us-east-1",  # what servers other than Amazon's expect where nothing was set up
        "addressing_style": "path",
    }
    origins = [endpoint]
    if address.scheme == "s3":
        place, origins = {"bucket_name": address.netloc}, ["https://*.amazonaws.com"]
    options = place | {"querystring_auth": True, "querystring_expire": SIGNED_FOR, "signature_version": "s3v4"}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}, origins
