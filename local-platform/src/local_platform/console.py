"""What the person at the terminal sees: one line per step while the platform starts, then the table."""

import sys
import time
from collections.abc import Iterable, Mapping

from rich.console import Console as Terminal
from rich.markup import escape
from rich.table import Table


class Console:
    """Speaks to the terminal; times count from its making."""

    def __init__(self) -> None:
        self._terminal = Terminal(highlight=False, soft_wrap=True)
        self._errors = Terminal(file=sys.stderr, highlight=False, soft_wrap=True)
        self._began = time.monotonic()

    def step(self, text: str) -> None:
        """Something begins."""
        self._terminal.print(f"[dim]{self._seconds():5.1f} s[/dim]  {escape(text)}")

    def note(self, text: str) -> None:
        """Something happened while the platform runs."""
        self._terminal.print(f"[cyan]•[/cyan] {escape(text)}")

    def trouble(self, text: str) -> None:
        """Something is wrong; the text says what to do."""
        self._errors.print(f"[bold red]✗[/bold red] {escape(text)}")

    def ready(self, tokens: Mapping[str, str], rows: Mapping[str, str], commands: Iterable[str]) -> None:
        """The tokens, which are long, then the table, and the first lines to try."""
        self._terminal.print("\n[bold]Bearer tokens[/bold]")
        for role, token in tokens.items():
            self._terminal.print(f"{role:16} [dim]{token}[/dim]")
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows.items():
            table.add_row(escape(name), escape(value))
        self._terminal.print()
        self._terminal.print(table, soft_wrap=not self._terminal.is_terminal)
        self._terminal.print("\n[bold]Try[/bold]")
        for command in commands:
            self._terminal.print(f"  {escape(command)}")
        seconds = f"{self._seconds():.1f} s"
        self._terminal.print(f"\n[green]Ready[/green] after {seconds}. Ctrl-C stops it; nothing is lost.\n")

    def _seconds(self) -> float:
        return time.monotonic() - self._began
