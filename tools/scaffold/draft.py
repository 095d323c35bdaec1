"""Changes to files, kept until all of them are known to be possible: a refusal leaves the checkout as it was."""

from pathlib import Path


class Draft:
    """Texts of files as they shall be."""

    def __init__(self) -> None:
        self._texts: dict[Path, str] = {}

    def read(self, file: Path) -> str:
        """The text as drafted, else as it is on disk."""
        return self._texts[file] if file in self._texts else file.read_text()

    def write(self, file: Path, text: str) -> None:
        """Draft the whole text of a file."""
        self._texts[file] = text

    def save(self) -> list[Path]:
        """Write every file; answers them in the order in which they were drafted."""
        for file, text in self._texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return list(self._texts)
