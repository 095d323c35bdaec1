"""Takes out of compiled libraries what only debuggers read: symbol names, a seventh of cryptography's."""

import struct
from pathlib import Path

from packager.errors import PackageError

_ELF_64_LITTLE = b"\x7fELF\x02\x01"
_PROGRAM_HEADERS = 32  # where the file header says where they begin, how long one is and how many there are
_PROGRAM_HEADER_SIZES = 54
_SECTION_HEADERS, _SECTION_HEADER_SIZES = 40, 58


def without_symbols(library: bytes) -> bytes:
    """`library` up to the end of its last segment: the loader maps segments; sections are for linkers and debuggers.

    Raises:
        PackageError: it is no 64-bit little-endian ELF file.
    """
    if not library.startswith(_ELF_64_LITTLE):
        raise PackageError("A compiled library of the requirements is no ELF file of Linux: look at its wheel.")
    (first,) = struct.unpack_from("<Q", library, _PROGRAM_HEADERS)
    size, count = struct.unpack_from("<HH", library, _PROGRAM_HEADER_SIZES)
    ends = [_end(library, first + size * number) for number in range(count)]
    kept = bytearray(library[: max(ends)])
    struct.pack_into("<Q", kept, _SECTION_HEADERS, 0)
    struct.pack_into("<HHH", kept, _SECTION_HEADER_SIZES, 0, 0, 0)
    return bytes(kept)


def strip_libraries(folder: Path) -> None:
    """Take the symbols out of every compiled library in `folder`."""
    for file in folder.rglob("*.so*"):
        file.write_bytes(without_symbols(file.read_bytes()))


def _end(library: bytes, header: int) -> int:
    """Where in the file the segment ends whose header begins at `header`."""
    offset, _, _, size = struct.unpack_from("<QQQQ", library, header + 8)
    return int(offset + size)
