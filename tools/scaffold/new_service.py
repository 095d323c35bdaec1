"""Lays out a service: its folder, from the templates beside this file, and its entry wherever services are listed."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from scaffold.draft import Draft
from scaffold.names import Mistake, Noun
from scaffold.source import insert_entry

TEMPLATES = Path(__file__).parent / "service"
_ENVIRONMENT = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - sources, no HTML
_SHARED = ("platform.tf", "provider.tf", "variables.tf", "versions.tf")
_COPIED = (".terraform.lock.hcl", "main.tf", "tests/plan.tftest.hcl")


def lay_out_service(root: Path, name: str) -> list[Path]:
    """Write `<name>-service` and enter it where services are listed; answers the files that are new or changed.

    Raises:
        Mistake: the name is no plural noun, or the service exists; nothing was changed.
    """
    noun = Noun.of(name)
    folder = root / f"{noun.plural}-service"
    if folder.exists():
        raise Mistake(f"{folder.name} exists. To add an act to it, use `make new-act SERVICE={noun.plural} …`.")
    draft = Draft()
    for template in sorted(TEMPLATES.rglob("*.j2")):
        _render(draft, template, folder, noun)
    _add_stack(draft, root, noun)
    for file, place, entry in _entries(noun):
        _insert(draft, root / file, place, entry)
    _add_catalogue_row(draft, root / "tests" / "catalogue" / "writes.py", noun)
    made = draft.save()
    for shared in _SHARED:
        (root / "terraform" / "stacks" / folder.name / shared).symlink_to(f"../../shared/{shared}")
    return made


def _render(draft: Draft, template: Path, folder: Path, noun: Noun) -> None:
    place = str(template.relative_to(TEMPLATES)).removesuffix(".j2").replace("__package__", noun.plural)
    target = folder / place.replace("PLURAL", noun.plural).replace("SINGULAR", noun.singular)
    draft.write(target, _ENVIRONMENT.from_string(template.read_text()).render(noun.words()))


def _add_stack(draft: Draft, root: Path, noun: Noun) -> None:
    """The Terraform stack: the one of operations-service under another name."""
    stacks = root / "terraform" / "stacks"
    for name in _COPIED:
        text = (stacks / "operations-service" / name).read_text()
        draft.write(stacks / f"{noun.plural}-service" / name, text.replace("operations", noun.plural))


def _entries(noun: Noun) -> Iterator[tuple[str, str, str]]:
    """Where services are listed: the file, the text behind which it goes, and the entry."""
    plural, singular = noun.plural, noun.singular
    yield "platform.yaml", r"^  - operations-service\n", f"  - {plural}-service\n"
    yield ".importlinter", r"^    operations\n", f"    {plural}\n"
    yield ".importlinter", r"^    operations\.domain\n", f"    {plural}.domain\n"
    yield "pyproject.toml", r'"operations-service/src", ', f'"{plural}-service/src", '
    yield "pyproject.toml", r'"templates", "operations", ', f'"{plural}", '
    row = f"| [{plural}-service]({plural}-service/README.md) | the {plural} of a tenant |\n"
    yield "README.md", r"^\| \[operations-service\].*\n", row
    yield "openapi/parts/platform.yaml", r"^  operations: .*\n", f'  {plural}: "The {plural} of a tenant."\n'
    remedy = f"  {singular.upper()}_NOT_FOUND: List the tenant's {plural}, and use an id from there.\n"
    yield "docs/remedies.yaml", r"^problems:\n", remedy


def _insert(draft: Draft, file: Path, place: str, entry: str) -> None:
    """Put `entry` behind each match of `place`.

    Raises:
        Mistake: nothing matches; the message names the file.
    """
    text, count = re.subn(place, lambda found: found[0] + entry, draft.read(file), flags=re.MULTILINE)
    if not count:
        raise Mistake(
            f"{file} has no line like {place!r} any more: say in tools/scaffold/new_service.py where to enter."
        )
    draft.write(file, text)


def _add_catalogue_row(draft: Draft, file: Path, noun: Noun) -> None:
    """A right request of the act that writes; the proofs repeat it, race it, and change it into hostile ones."""
    act = f"create_{noun.singular}"
    request = f'lambda harness: harness.ask("{act}", body={{"name": fresh("{noun.singular}")}})'
    row = f'    "{act}": Write({request}, {{"name": "Another"}}),\n'
    draft.write(file, insert_entry(draft.read(file), "WRITES", row))
