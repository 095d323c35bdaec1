"""What the person at the terminal sees: one line per step while the platform starts, then where everything is."""

import sys
import time
from collections.abc import Iterable, Mapping

from rich.console import Console as Terminal
from rich.markup import escape
from rich.table import Table


class Console:
    """Writes to the terminal; times count from its creation."""

    def __init__(self) -> None:
        self._terminal = Terminal(highlight=False, soft_wrap=True)
        self._errors = Terminal(file=sys.stderr, highlight=False, soft_wrap=True)
        self._began = time.monotonic()

    def step(self, text: str) -> None:
        """Say that a step of the start begins."""
        self._terminal.print(f"[dim]{self._seconds():5.1f} s[/dim]  {escape(text)}")

    def note(self, text: str) -> None:
        """Say what happened while the platform runs."""
        self._terminal.print(f"[cyan]•[/cyan] {escape(text)}")

    def error(self, text: str) -> None:
        """Say what is wrong; the text says what to do."""
        self._errors.print(f"[bold red]✗[/bold red] {escape(text)}")

    def ready(self, rows: Mapping[str, str], commands: Iterable[str]) -> None:
        """Show the table of addresses and the first commands; tokens stay off the screen, they are long."""
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows.items():
            table.add_row(escape(name), escape(value))
        self._terminal.print()
        self._terminal.print(table, soft_wrap=not self._terminal.is_terminal)
        self._terminal.print("\n[bold]Try, in a second terminal[/bold]")
        for command in commands:
            self._terminal.print(f"  {escape(command)}")
        self._terminal.print("\nA token for your own tools: make token ROLE=tenant_admin")
        seconds = f"{self._seconds():.1f} s"
        self._terminal.print(f"\n[green]Ready[/green] after {seconds}. Ctrl-C stops it; nothing is lost.\n")

    def _seconds(self) -> float:
        return time.monotonic() - self._began
