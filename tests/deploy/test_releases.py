"""A release has one digest and the same bytes in every environment."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy import deployments, releases
from deploy.deployments import Deployment
from deploy.errors import CommandError


@pytest.fixture
def build(tmp_path):
    folder = tmp_path / "dist"
    (folder / "arm64").mkdir(parents=True)
    (folder / "arm64" / "sites.zip").write_bytes(b"sites")
    (folder / "layer.zip").write_bytes(b"layer")
    return folder


class TestRecord:
    def test_equal_files_have_an_equal_id_whoever_built_them(self, build):
        assert releases.record(build, "one").id == releases.record(build, "two").id

    def test_another_byte_is_another_release(self, build):
        before = releases.record(build, "one").id
        (build / "layer.zip").write_bytes(b"Layer")

        assert releases.record(build, "one").id != before

    def test_an_empty_build_is_an_error(self, tmp_path):
        with pytest.raises(CommandError, match="make package"):
            releases.record(tmp_path, "one")


class TestVerify:
    def test_a_changed_or_missing_file_is_an_error(self, build):
        releases.record(build, "one")
        (build / "layer.zip").write_bytes(b"Layer")
        (build / "arm64" / "sites.zip").unlink()

        with pytest.raises(CommandError, match=r"arm64/sites\.zip, layer\.zip"):
            releases.verify(build)

    def test_another_release_than_the_wanted_one_is_an_error(self, build):
        releases.record(build, "one")

        with pytest.raises(CommandError, match="not abc"):
            releases.verify(build, "abc")


class TestStoreAndFetch:
    def test_a_fetched_release_equals_the_stored_one(self, build, tmp_path, bucket, cloud):
        release = releases.record(build, "one")
        releases.store(build, bucket, cloud("s3"))

        assert releases.fetch(release.id, tmp_path / "other", bucket, cloud("s3")) == release
        assert (tmp_path / "other" / "arm64" / "sites.zip").read_bytes() == b"sites"

    def test_storing_twice_changes_nothing(self, build, bucket, cloud):
        releases.record(build, "one")

        assert releases.store(build, bucket, cloud("s3")) == releases.store(build, bucket, cloud("s3"))

    def test_a_file_changed_in_the_bucket_is_an_error(self, build, tmp_path, bucket, cloud):
        release = releases.record(build, "one")
        releases.store(build, bucket, cloud("s3"))
        cloud("s3").put_object(Bucket=bucket, Key=f"releases/{release.id}/layer.zip", Body=b"evil")

        with pytest.raises(CommandError, match=r"layer\.zip"):
            releases.fetch(release.id, tmp_path / "other", bucket, cloud("s3"))

    def test_a_release_that_was_not_stored_is_an_error(self, tmp_path, bucket, cloud):
        with pytest.raises(CommandError, match=r"deploy\.yml"):
            releases.fetch("0" * 64, tmp_path, bucket, cloud("s3"))


class TestDeployments:
    def test_the_newest_record_is_what_runs(self, bucket, cloud):
        now = datetime(2026, 11, 17, tzinfo=UTC)
        for hours, release in ((1, "r2"), (0, "r1"), (2, "r3")):
            done = Deployment("dev", release, "c", now + timedelta(hours=hours), "run")
            deployments.record(done, bucket, cloud("s3"))

        found = deployments.get_current("dev", bucket, cloud("s3"))
        assert (found.release, found.at) == ("r3", now + timedelta(hours=2))

    def test_an_environment_without_deployments_is_an_error(self, bucket, cloud):
        with pytest.raises(CommandError, match="nothing was deployed to sit"):
            deployments.get_current("sit", bucket, cloud("s3"))
