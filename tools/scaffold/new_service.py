"""Lays out a service: its folder, from the templates beside this file, and its entry wherever services are listed."""

import re
import shutil
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from scaffold.names import Mistake, Noun

TEMPLATES = Path(__file__).parent / "service"
_ENVIRONMENT = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - sources, no HTML
_SHARED = ("platform.tf", "provider.tf", "variables.tf", "versions.tf")


def lay_out_service(root: Path, name: str) -> list[Path]:
    """Write `<name>-service` and enter it where services are listed; answers the files that are new.

    Raises:
        Mistake: the name is no plural noun, or the service exists.
    """
    noun = Noun.of(name)
    folder = root / f"{noun.plural}-service"
    if folder.exists():
        raise Mistake(f"{folder.name} exists. To add an act to it, use `make new-act SERVICE={noun.plural} …`.")
    made = [_render(file, folder, noun) for file in sorted(TEMPLATES.rglob("*.j2"))]
    made += _add_stack(root, noun)
    for file, pattern, addition in _entries(noun):
        _insert(root / file, pattern, addition)
    return made


def _render(template: Path, folder: Path, noun: Noun) -> Path:
    place = str(template.relative_to(TEMPLATES)).removesuffix(".j2").replace("__package__", noun.plural)
    target = folder / place.replace("PLURAL", noun.plural).replace("SINGULAR", noun.singular)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_ENVIRONMENT.from_string(template.read_text()).render(noun.words()))
    return target


def _add_stack(root: Path, noun: Noun) -> list[Path]:
    """The Terraform stack: the one of operations-service under another name."""
    stacks = root / "terraform" / "stacks"
    pattern, stack = stacks / "operations-service", stacks / f"{noun.plural}-service"
    (stack / "tests").mkdir(parents=True)
    for name in _SHARED:
        (stack / name).symlink_to(f"../../shared/{name}")
    for name in (".terraform.lock.hcl", "tests/plan.tftest.hcl"):
        shutil.copyfile(pattern / name, stack / name)
    main = stack / "main.tf"
    main.write_text((pattern / "main.tf").read_text().replace("operations", noun.plural))
    return [main, stack / "tests" / "plan.tftest.hcl"]


def _entries(noun: Noun) -> list[tuple[str, str, str]]:
    """Where services are listed: the file, the line after which (or the text before which) it goes, and the entry."""
    plural, singular = noun.plural, noun.singular
    return [
        ("platform.yaml", r"^  - operations-service\n", f"  - {plural}-service\n"),
        (".importlinter", r"^    operations\n", f"    {plural}\n"),
        (".importlinter", r"^    operations\.domain\n", f"    {plural}.domain\n"),
        ("pyproject.toml", r'"operations-service/src", ', f'"{plural}-service/src", '),
        ("pyproject.toml", r'"templates", "operations", ', f'"{plural}", '),
        (
            "README.md",
            r"^\| \[operations-service\].*\n",
            f"| [{plural}-service]({plural}-service/README.md) | the {plural} of a tenant |\n",
        ),
        (
            "docs/remedies.yaml",
            r"^problems:\n",
            f"  {singular.upper()}_NOT_FOUND: List the tenant's {plural}, and use an id from there.\n",
        ),
        (
            "tests/catalogue/writes.py",
            r'^    "cancel_site": .*\n',
            f'    "create_{singular}": Write(\n'
            f'        lambda house: house.ask("create_{singular}", body={{"name": fresh("{singular}")}}),\n'
            f'        {{"name": "Another"}},\n'
            f"    ),\n",
        ),
    ]


def _insert(file: Path, after: str, addition: str) -> None:
    """Put `addition` behind each place that `after` matches.

    Raises:
        Mistake: there is no such place; the message names it.
    """
    text = file.read_text()
    entered, count = re.subn(after, lambda found: found[0] + addition, text, flags=re.MULTILINE)
    if not count:
        raise Mistake(f"{file} has no line like {after!r} any more: tell tools/scaffold/new_service.py where to enter.")
    file.write_text(entered)
