"""The prose linter finds every kind of break with its line, and leaves code and plain sentences alone."""

import pytest
import re2
import yaml

from prose.__main__ import BASELINE, ROOT, find_folder, format_report, list_files, main
from prose.rules import Finding, Rules, split_sentences
from prose.texts import read_contract, read_markdown, read_python

RULES = Rules.read()
LONG = " ".join(["word"] * 31) + "."


def check_markdown(source: str) -> list[Finding]:
    return RULES.check(list(read_markdown(source)))


class TestWords:
    @pytest.mark.parametrize("pattern", RULES.words)
    def test_every_pattern_of_the_rules_is_valid(self, pattern):
        assert re2.compile(pattern)

    @pytest.mark.parametrize(
        "planted",
        [
            "The house has six services.",
            "The person whom we ask.",
            "The relay emits one event a change.",
            "It retries five times a minute.",
            "The mailer sends a letter.",
            "The operation was promised.",
            "The gate is open.",
        ],
    )
    def test_a_metaphor_or_a_wrong_form_is_found(self, planted):
        assert len(check_markdown(planted)) == 1

    @pytest.mark.parametrize(
        "plain",
        [
            "The dead-letter queue holds ten dead letters.",
            "The API Gateway calls one function per service.",
            "Call `promise()` in the `house`.",
            "A name has letters, digits and hyphens.",
        ],
    )
    def test_words_of_the_field_and_code_pass(self, plain):
        assert check_markdown(plain) == []


class TestSentences:
    def test_a_long_sentence_is_found_with_its_line(self):
        found = check_markdown(f"# Title\n\nShort.\n\n{LONG}\n")

        assert [(finding.line, "31 words" in finding.message) for finding in found] == [(5, True)]

    def test_two_short_sentences_are_not_one_long_one(self):
        assert check_markdown(" ".join(["Words"] * 20) + ". " + " ".join(["Words"] * 20) + ".") == []

    def test_an_opening_without_a_subject_is_found(self):
        assert "name the subject" in check_markdown("It runs. There are two queues.")[0].message

    def test_an_abbreviation_does_not_end_a_sentence(self):
        assert [sentence for _, sentence in split_sentences("Use a key, e.g. A. Then go.")] == [
            "Use a key, e.g. A.",
            "Then go.",
        ]

    def test_a_paragraph_of_more_than_five_lines_is_found_and_a_table_cell_is_not(self):
        sentences = "Ten words are in this sentence of our small test. " * 13

        assert "split it" in check_markdown(sentences)[0].message
        assert check_markdown(f"| head |\n|---|\n| {sentences} |\n") == []


class TestPython:
    SOURCE = '''"""The house."""


def act():  # told by whom
    """Act.

    Raises:
        Error: the gate is closed.
    """
    return "promise"
'''

    def test_docstrings_and_comments_are_read_with_their_lines_and_strings_are_not(self):
        found = RULES.check(list(read_python(self.SOURCE)))

        assert [finding.line for finding in found] == [1, 4, 4, 8]


class TestContract:
    def test_descriptions_and_summaries_are_read(self):
        source = "info: {description: The house.}\npaths: {/x: {get: {summary: A letter.}}}\nname: A door.\n"

        assert len(RULES.check(list(read_contract(source)))) == 2


FOUND = {"docs/a.md": [Finding(3, "x")], "sites-service/src/sites/api.py": [Finding(1, "y"), Finding(2, "z")]}


class TestReport:
    def test_markdown_is_always_reported_and_a_folder_above_its_baseline(self):
        assert format_report(FOUND, {"sites-service": 2}, 9) == "docs/a.md:3: x\n"
        assert "sites-service: 2 findings, at most 1" in format_report(FOUND, {"sites-service": 1}, 9)

    @pytest.mark.parametrize(
        ("name", "folder"),
        [
            ("tests/deploy/test_x.py", "tests/deploy"),
            ("chassis/src/chassis/errors.py", "chassis"),
            ("conftest.py", "."),
        ],
    )
    def test_a_baseline_counts_per_folder(self, name, folder):
        assert find_folder(name) == folder

    def test_a_planted_break_fails_the_command(self, tmp_path, capsys):
        page = tmp_path / "page.md"
        page.write_text("The house.\n")

        assert main([str(page)]) == 1
        assert "page.md:1: “house”" in capsys.readouterr().out


def test_every_page_and_every_module_is_checked():
    names = list_files(ROOT)

    assert {"README.md", "docs/conventions.md", "CHANGELOG.md", "tools/prose/rules.py", "openapi/platform.yaml"} <= {
        *names
    }


def test_the_baseline_names_existing_folders():
    assert [folder for folder in yaml.safe_load(BASELINE.read_text()) if not (ROOT / folder).is_dir()] == []
