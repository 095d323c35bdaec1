"""`make test-long` and the nightly workflow run the same proofs, and the table says what they came to."""

from chassis.testing.yaml_files import read_yaml
from tests.proofs.long import PROOFS, ROOT, Outcome, table


def test_the_nightly_run_has_a_job_for_each_proof():
    workflow = read_yaml(ROOT / ".github" / "workflows" / "proofs.yml")

    assert workflow["jobs"]["proofs"]["strategy"]["matrix"]["proof"] == [proof.name for proof in PROOFS]


def test_each_proof_is_where_it_says():
    assert all((ROOT / proof.where).exists() for proof in PROOFS)


def test_the_table_has_a_row_for_each_outcome():
    outcomes = [Outcome(proof, 7, 3, 1_200, 0, 61.4) for proof in PROOFS]

    lines = list(table(outcomes))

    assert lines[2] == "| isolation | 7 | 3 | 1,200 | 0 | 61 |"
    assert "2 × 300 × 50" in lines[2 + [proof.name for proof in PROOFS].index("tenant-models")]
    assert len(lines) == 2 + len(PROOFS)


def test_the_scores_of_modules_follow_the_table():
    outcome = Outcome(PROOFS[-1], 7, 1, 10, 0, 1.0, ("| chassis/access | 10 | 9 | 0 | 90.0% |",))

    assert list(table([outcome]))[-3:] == [
        "| module | mutants | caught | accepted | score |",
        "|---|---|---|---|---|",
        *outcome.scores,
    ]
