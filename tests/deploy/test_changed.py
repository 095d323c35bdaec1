"""A change is checked where it can do harm, and nowhere else."""

import subprocess

import pytest

from deploy.changed import change, changed_files
from deploy.house import parts
from deploy.refusal import Refused


class TestChange:
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
    def test_a_file_touches_its_part_and_what_packs_it(self, root, file, expected):
        assert change(root, [file]).parts == expected

    @pytest.mark.parametrize(
        "file",
        ["chassis/src/chassis/http/api.py", "requirements/dev.txt", "Makefile", "platform.yaml", "a-new-thing/x.py"],
    )
    def test_what_all_stand_on_or_nobody_knows_touches_everything(self, root, file):
        assert change(root, ["docs/x.md", file]).parts == tuple(parts(root))

    def test_without_a_base_everything_is_checked(self, root):
        assert change(root, changed_files(root, "")).parts == tuple(parts(root))

    def test_a_contract_is_compared_when_its_service_changed(self, root):
        assert change(root, ["sites-service/src/sites/api.py"]).contracts
        assert not change(root, ["terraform/modules/queue/main.tf"]).contracts

    def test_a_module_touches_every_stack_and_a_stack_itself(self, tmp_path):
        for stack in ("foundation", "sites-service"):
            (tmp_path / "terraform" / "stacks" / stack).mkdir(parents=True)

        assert change(tmp_path, ["terraform/modules/queue/main.tf"]).stacks == ("foundation", "sites-service")
        assert change(tmp_path, ["terraform/stacks/foundation/main.tf"]).stacks == ("foundation",)

    def test_outputs_are_lines_that_a_matrix_can_read(self, root):
        assert change(root, ["mail-service/src/mail/main.py"]).outputs().startswith('parts=["mail-service"]\n')


class TestChangedFiles:
    def test_names_what_differs_since_the_branch_parted(self, tmp_path):
        def git(*words):
            subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True)

        git("init", "-q", "-b", "main")
        git("commit", "-q", "--allow-empty", "-m", "first")
        (tmp_path / "new.py").touch()
        git("add", "new.py")
        git("commit", "-q", "-m", "second")

        assert changed_files(tmp_path, "HEAD~1") == ["new.py"]

    def test_refuses_a_commit_that_is_not_there(self, root):
        with pytest.raises(Refused, match="fetch it first"):
            changed_files(root, "f" * 40)
