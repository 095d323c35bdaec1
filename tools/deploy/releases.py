"""Stores and fetches releases. A release is the output of one build, named by its digest; it is never rebuilt."""

import hashlib
import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

RECORD = "release.json"
_ALREADY_STORED = {"PreconditionFailed", "ConditionalRequestConflict"}


@dataclass(frozen=True)
class Release:
    """The files of one build with their SHA-256 digests."""

    commit: str
    files: dict[str, str]

    @property
    def id(self) -> str:
        """SHA-256 of all file digests: equal files have an equal id, whoever built them."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def to_json(self) -> str:
        """Format the record that is stored beside the files."""
        return json.dumps({"id": self.id, **asdict(self)}, indent=2, sort_keys=True) + "\n"


def record(folder: Path, commit: str) -> Release:
    """Record the files of a build."""
    files = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != RECORD
    }
    if not files:
        raise CommandError(f"{folder} is empty: run `make package` first.")
    release = Release(commit, files)
    (folder / RECORD).write_text(release.to_json())
    return release


def verify(folder: Path, wanted: str = "") -> Release:
    """Read the release in a folder and check every file's digest; `wanted` is the id that it must have."""
    if not (folder / RECORD).exists():
        raise CommandError(f"{folder} has no {RECORD}: record the build, or fetch a release.")
    written = json.loads((folder / RECORD).read_text())
    found = Release(written["commit"], written["files"])
    damaged = [name for name, digest in found.files.items() if _compute_digest(folder / name) != digest]
    if damaged:
        raise CommandError(f"{folder} differs from its record: {', '.join(sorted(damaged))}. Fetch the release again.")
    if wanted not in ("", found.id):
        raise CommandError(
            f"{folder} holds release {found.id}, not {wanted}: fetch the release that you want to deploy."
        )
    return found


def store(folder: Path, bucket: str, s3: "S3Client") -> Release:
    """Store a release in the artefact bucket, which never overwrites an object."""
    release = verify(folder)
    for name in release.files:
        _put_once(s3, bucket, _object_key(release.id, name), (folder / name).read_bytes())
    _put_once(s3, bucket, _object_key(release.id, RECORD), (folder / RECORD).read_bytes())
    return release


def fetch(release: str, folder: Path, bucket: str, s3: "S3Client") -> Release:
    """Fetch a stored release and check that it is the requested one."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = json.loads(_get(s3, bucket, _object_key(release, RECORD)))
    for name in [*listed["files"], RECORD]:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise CommandError(f"release {release} names a file outside its folder: {name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_get(s3, bucket, _object_key(release, name)))
    return verify(folder, release)


def _object_key(release: str, name: str) -> str:
    return f"releases/{release}/{name}"


def _compute_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"


def _put_once(s3: "S3Client", bucket: str, key: str, body: bytes) -> None:
    checksum = b64encode(hashlib.sha256(body).digest()).decode()
    try:
        s3.put_object(Bucket=bucket, Key=key, Body=body, ChecksumSHA256=checksum, IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ALREADY_STORED:
            raise


def _get(s3: "S3Client", bucket: str, key: str) -> bytes:
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey as error:
        raise CommandError(f"{bucket} has no {key}: did deploy.yml store this release?") from error
