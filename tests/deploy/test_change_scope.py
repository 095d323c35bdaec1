"""CI checks every part that a change can affect, and no other."""

import subprocess

import pytest

from deploy.change_scope import find_scope, list_changed_files
from deploy.checkout import list_parts
from deploy.errors import CommandError


class TestFindScope:
    @pytest.mark.parametrize(
        ("file", "expected"),
        [
            ("mail-service/src/mail/main.py", ("mail-service",)),
            ("sites-service/src/sites/api.py", ("sites-service", "sqs-consumers")),
            ("instances-service/tests/unit/test_x.py", ("ecs-event-handler", "instances-service")),
            ("openapi/tenants.yaml", ("tenants-service",)),
            ("local-platform/src/local_platform/front.py", ("local-platform",)),
            ("docs/conventions.md", ()),
            ("mail-service/README.md", ()),
            ("tests/contract/test_links.py", ()),
            ("terraform/modules/queue/main.tf", ()),
        ],
    )
    def test_a_file_touches_its_folder_and_the_zips_that_contain_it(self, root, file, expected):
        assert find_scope(root, [file]).parts == expected

    @pytest.mark.parametrize(
        "file",
        ["chassis/src/chassis/http/api.py", "requirements/dev.txt", "Makefile", "platform.yaml", "a-new-thing/x.py"],
    )
    def test_a_shared_or_unknown_file_touches_everything(self, root, file):
        assert find_scope(root, ["docs/x.md", file]).parts == tuple(list_parts(root))

    def test_without_a_base_everything_is_checked(self, root):
        assert find_scope(root, list_changed_files(root, "")).parts == tuple(list_parts(root))

    def test_a_module_touches_every_stack_and_a_stack_itself(self, tmp_path):
        for stack in ("foundation", "sites-service"):
            (tmp_path / "terraform" / "stacks" / stack).mkdir(parents=True)

        assert find_scope(tmp_path, ["terraform/modules/queue/main.tf"]).stacks == ("foundation", "sites-service")
        assert find_scope(tmp_path, ["terraform/stacks/foundation/main.tf"]).stacks == ("foundation",)

    def test_outputs_are_lines_that_a_matrix_can_read(self, root):
        assert (
            find_scope(root, ["mail-service/src/mail/main.py"]).format_outputs().startswith('parts=["mail-service"]\n')
        )


class TestListChangedFiles:
    def test_names_what_differs_since_the_branch_parted(self, tmp_path):
        def git(*words):
            subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True)

        git("init", "-q", "-b", "main")
        git("commit", "-q", "--allow-empty", "-m", "first")
        (tmp_path / "new.py").touch()
        git("add", "new.py")
        git("commit", "-q", "-m", "second")

        assert list_changed_files(tmp_path, "HEAD~1") == ["new.py"]

    def test_an_unknown_commit_is_an_error(self, root):
        with pytest.raises(CommandError, match="fetch it first"):
            list_changed_files(root, "f" * 40)
