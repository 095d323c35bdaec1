"""A release is what one build made, known by its digest: built once, kept for ever, the same in every environment."""

import hashlib
import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.refusal import Refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

RECORD = "release.json"
_ALREADY = {"PreconditionFailed", "ConditionalRequestConflict"}


@dataclass(frozen=True)
class Release:
    """The files of one build, by SHA-256."""

    commit: str
    files: dict[str, str]

    @property
    def id(self) -> str:
        """The digest of all digests: equal files have an equal id, whoever built them."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def text(self) -> str:
        """As it is written beside the files."""
        return json.dumps({"id": self.id, **asdict(self)}, indent=2, sort_keys=True) + "\n"


def record(folder: Path, commit: str) -> Release:
    """Write down what a build made."""
    files = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != RECORD
    }
    if not files:
        raise Refused(f"{folder} is empty: run `make package` first.")
    release = Release(commit, files)
    (folder / RECORD).write_text(release.text())
    return release


def verify(folder: Path, wanted: str = "") -> Release:
    """The release that a folder holds, after a look at every byte; `wanted` is the id that it must have."""
    if not (folder / RECORD).exists():
        raise Refused(f"{folder} has no {RECORD}: record the build, or fetch a release.")
    written = json.loads((folder / RECORD).read_text())
    found = Release(written["commit"], written["files"])
    torn = [name for name, digest in found.files.items() if _digest(folder / name) != digest]
    if torn:
        raise Refused(f"{folder} differs from its record: {', '.join(sorted(torn))}. Fetch the release again.")
    if wanted not in ("", found.id):
        raise Refused(f"{folder} holds release {found.id}, not {wanted}: fetch the one that is to be deployed.")
    return found


def keep(folder: Path, bucket: str, s3: "S3Client") -> Release:
    """Put a release into the artefact bucket, where nothing is ever overwritten."""
    release = verify(folder)
    for name in release.files:
        _put_once(s3, bucket, _key(release.id, name), (folder / name).read_bytes())
    _put_once(s3, bucket, _key(release.id, RECORD), (folder / RECORD).read_bytes())
    return release


def fetch(release: str, folder: Path, bucket: str, s3: "S3Client") -> Release:
    """Get a kept release, and prove that it is the one asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = json.loads(_get(s3, bucket, _key(release, RECORD)))
    for name in [*listed["files"], RECORD]:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise Refused(f"release {release} names a file outside its folder: {name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_get(s3, bucket, _key(release, name)))
    return verify(folder, release)


def _key(release: str, name: str) -> str:
    return f"releases/{release}/{name}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"


def _put_once(s3: "S3Client", bucket: str, key: str, body: bytes) -> None:
    checksum = b64encode(hashlib.sha256(body).digest()).decode()
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=body, ChecksumSHA256=checksum, IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ALREADY:
            raise


def _get(s3: "S3Client", bucket: str, key: str) -> bytes:
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey as error:
        raise Refused(f"{bucket} has no {key}: was this release kept by deploy.yml?") from error
