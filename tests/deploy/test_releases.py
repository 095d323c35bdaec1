"""One build, one digest, the same bytes in every environment."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy import deployments, releases
from deploy.deployments import Deployment
from deploy.refusal import Refused


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

    def test_refuses_an_empty_build(self, tmp_path):
        with pytest.raises(Refused, match="make package"):
            releases.record(tmp_path, "one")


class TestVerify:
    def test_refuses_a_changed_or_a_missing_file(self, build):
        releases.record(build, "one")
        (build / "layer.zip").write_bytes(b"Layer")
        (build / "arm64" / "sites.zip").unlink()

        with pytest.raises(Refused, match=r"arm64/sites\.zip, layer\.zip"):
            releases.verify(build)

    def test_refuses_another_release_than_the_one_wanted(self, build):
        releases.record(build, "one")

        with pytest.raises(Refused, match="not abc"):
            releases.verify(build, "abc")


class TestKeepAndFetch:
    def test_what_is_fetched_is_what_was_kept(self, build, tmp_path, bucket, cloud):
        release = releases.record(build, "one")
        releases.keep(build, bucket, cloud("s3"))

        assert releases.fetch(release.id, tmp_path / "other", bucket, cloud("s3")) == release
        assert (tmp_path / "other" / "arm64" / "sites.zip").read_bytes() == b"sites"

    def test_keeping_twice_changes_nothing(self, build, bucket, cloud):
        releases.record(build, "one")

        assert releases.keep(build, bucket, cloud("s3")) == releases.keep(build, bucket, cloud("s3"))

    def test_refuses_what_was_tampered_with_in_the_bucket(self, build, tmp_path, bucket, cloud):
        release = releases.record(build, "one")
        releases.keep(build, bucket, cloud("s3"))
        cloud("s3").put_object(Bucket=bucket, Key=f"releases/{release.id}/layer.zip", Body=b"evil")

        with pytest.raises(Refused, match=r"layer\.zip"):
            releases.fetch(release.id, tmp_path / "other", bucket, cloud("s3"))

    def test_refuses_a_release_that_nobody_kept(self, tmp_path, bucket, cloud):
        with pytest.raises(Refused, match=r"deploy\.yml"):
            releases.fetch("0" * 64, tmp_path, bucket, cloud("s3"))


class TestDeployments:
    def test_the_newest_record_is_what_runs(self, bucket, cloud):
        now = datetime(2026, 11, 17, tzinfo=UTC)
        for hours, release in ((1, "r2"), (0, "r1"), (2, "r3")):
            done = Deployment("dev", release, "c", now + timedelta(hours=hours), "run")
            deployments.note(done, bucket, cloud("s3"))

        found = deployments.current("dev", bucket, cloud("s3"))
        assert (found.release, found.at) == ("r3", now + timedelta(hours=2))

    def test_refuses_an_environment_where_nothing_was_deployed(self, bucket, cloud):
        with pytest.raises(Refused, match="nothing was deployed to sit"):
            deployments.current("sit", bucket, cloud("s3"))
