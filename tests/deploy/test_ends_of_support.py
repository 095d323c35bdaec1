"""Support of what we run on: every version has a date, and its end is reported 120 days before."""

import re
import warnings
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml

from deploy import ends_of_support
from deploy.__main__ import main
from deploy.ends_of_support import Row, find_errors, find_warnings, list_versions, read_table

TODAY = date(2026, 11, 30)
# Attributes of terraform/ that name a version which somebody supports, and ends.
VERSIONED = re.compile(
    r'^\s*(engine_version|platform_version|runtime|compatible_runtimes|required_version|version)\s*=\s*\[?"',
    re.MULTILINE,
)


@pytest.mark.filterwarnings("always::UserWarning")  # shown in the summary; the nightly job fails instead
def test_no_version_is_past_its_support_or_without_a_row(root):
    today = datetime.now(UTC).date()
    for soon in find_warnings(root, today):
        warnings.warn(soon, UserWarning, stacklevel=1)

    assert list(find_errors(root, today)) == []


def test_every_place_that_names_a_version_is_read(root):
    named = list_versions(root)
    files = set().union(*named.values())
    versioned = {
        str(file.relative_to(root))
        for file in root.glob("terraform/**/*.tf")
        if ".terraform" not in file.parts and VERSIONED.search(file.read_text())
    }

    assert versioned - files == set()
    assert {"wordpress-agent/image/Dockerfile", ".python-version", ".github/workflows/image.yml"} <= files
    assert {"rds-mysql 8.4", "lambda python3.12", "python 3.12"} <= named.keys()


def test_every_row_says_where_its_date_stands(root):
    rows = yaml.safe_load((root / ends_of_support.TABLE).read_text())

    assert [name for name, row in rows.items() if not row["source"].startswith("https://") or row["read"] < TODAY] == []


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("terraform/modules/database/main.tf", '"8.4"', '"8.0"', "rds-mysql 8.0 has no row"),
        ("wordpress-agent/image/Dockerfile", "6.8.3-php8.3", "6.8.3-php8.1", "php 8.1 has no row"),
        (
            "docs/ends-of-support.yaml",
            "php 8.3",
            "php 7.4",
            "php 7.4 has a row in docs/ends-of-support.yaml, but nothing",
        ),
        ("docs/ends-of-support.yaml", "2029-07-31", "2026-07-31", "rds-mysql 8.4: support ended on 2026-07-31."),
        ("docs/ends-of-support.yaml", "2028-04-30", "2026-04-30", "actions/checkout 6: support ended on 2026-04-30."),
    ],
)
def test_what_is_over_or_unknown_is_an_error(root, tmp_path, file, before, after, said):
    """MySQL 8.0 ended on 2026-07-31, and nothing said so."""
    copy(root, tmp_path)
    changed = tmp_path / file
    assert before in changed.read_text()
    changed.write_text(changed.read_text().replace(before, after))

    assert any(said in error for error in find_errors(tmp_path, TODAY))


@pytest.mark.parametrize(
    ("row", "days", "error", "warning"),
    [
        (Row("a 1", TODAY, TODAY, None), -121, "", ""),
        (Row("a 1", TODAY, TODAY, None), -119, "", "a 1: support ends on 2026-11-30."),
        (Row("a 1", TODAY, TODAY, None), 0, "", "a 1: support ends on 2026-11-30."),
        (Row("a 1", TODAY, TODAY, None), 1, "a 1: support ended on 2026-11-30.", ""),
        (Row("a 1", TODAY - timedelta(300), TODAY, TODAY), -121, "", ""),
        (Row("a 1", TODAY - timedelta(300), TODAY, TODAY), -1, "", "a 1: the exception ends on 2026-11-30."),
        (Row("a 1", None, TODAY, None), 365, "", ""),
        (Row("a 1", None, TODAY, None), 366, "", "a 1: read its source again."),
    ],
)
def test_an_end_is_reported_before_and_is_an_error_after(row, days, error, warning):
    today = TODAY + timedelta(days)

    assert (row.find_error(today), row.find_warning(today)) == (error, warning)


def test_an_exception_ends():
    over = Row("a 1", TODAY - timedelta(300), TODAY, TODAY).find_error(TODAY + timedelta(1))

    assert over.endswith("which was accepted until 2026-11-30.")


def test_the_nightly_job_fails_where_the_tests_warn(root, monkeypatch, capsys):
    ends = min(row.ends for row in read_table(root).values() if row.ends and row.ends > TODAY)
    assert find_warnings(root, ends - timedelta(100))
    monkeypatch.setattr(ends_of_support, "NOTICE", timedelta(days=10_000))

    assert main(["check-ends-of-support"]) == 1
    assert f"support ends on {ends}" in capsys.readouterr().err


def copy(root, into):
    """Copy the files that name a version, and the table."""
    for name in {ends_of_support.TABLE.as_posix()}.union(*list_versions(root).values()):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text((root / name).read_text())
