"""Text that people write: its one form, what it may contain, its length, and when two names are the same (ADR 0031)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

from chassis.errors import InvalidValue

CODE_POINTS = 4
"""Code points that we store per character; scripts with marks need two or three, a family of emoji up to ten."""
LINE_PATTERN = (
    r"^[^\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]*$"
)
"""One line as contracts show it: no controls, line separators, direction controls or invisible characters."""
PROSE_PATTERN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufdd0-\ufdef\ufffe\uffff]*$"
"""Free text: no controls except tab and line breaks, and nothing that turns the direction of what follows."""
_ASCII_LINE = re.compile(r"[\x20-\x7e]*")
_LINE, _PROSE = re.compile(LINE_PATTERN), re.compile(PROSE_PATTERN)
_NOT_IN_LINE = re.compile(LINE_PATTERN.removeprefix("^").removesuffix("*$").replace("[^", "[", 1))
_HIDDEN = re.compile(
    "[\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""What a line may not contain either, beyond the characters that every client's regular expressions can name."""
_FLAG = re.compile(
    "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
)  # England's, for example: hidden letters are its name
_IGNORABLE = re.compile(  # Unicode's Default_Ignorable_Code_Point
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_UNSEEN = ("Z", "M", "Cc", "Cf")  # categories of characters that show nothing when they stand alone
_EMPTY_BRAILLE = "\u2800"
_TYPOGRAPHY = str.maketrans("‘’ʼ′‐‑‒–—−", "''''------")
_LONGEST_KEY = 512  # bytes; a sort key of DynamoDB has 1,024


def require_line(text: str) -> str:
    """`text` in normal form (NFC) without outer blanks, when it is one line of visible characters.

    Joiners (ZWJ, ZWNJ) and no-break spaces are part of names; a line cannot be empty for the eye alone.

    Raises:
        InvalidValue: it is not; with a sentence for the person who wrote it.
    """
    line = unicodedata.normalize("NFC", text.strip())
    if not _ASCII_LINE.fullmatch(line) and not (_LINE.fullmatch(line) and not _HIDDEN.search(_FLAG.sub("", line))):
        raise InvalidValue("This text has invisible characters. Write one line of visible characters.")
    return _require_visible(line)


def make_line(text: str) -> str:
    """`text` as one line that is safe in a header: a blank stands for each character that a line may not contain."""
    return _NOT_IN_LINE.sub(" ", text)


def require_prose(text: str) -> str:
    """`text` in normal form (NFC) without outer blanks, when it is plain text of any number of lines.

    Raises:
        InvalidValue: it has control characters, or characters that change the reading direction of what follows.
    """
    prose = unicodedata.normalize("NFC", text.strip())
    if not _PROSE.fullmatch(prose):
        raise InvalidValue("This text has control characters. Remove them; tabs and line breaks are fine.")
    return _require_visible(prose)


def require_length(text: str, shortest: int, longest: int) -> str:
    """`text`, when it has from `shortest` to `longest` characters as people count them.

    Raises:
        InvalidValue: it is shorter or longer, or has more than 4 code points per character of `longest`.
    """
    if count_characters(text, shortest) < shortest:
        words = f"too short. Write at least {shortest} characters." if text else "empty. Write something."
        raise InvalidValue(f"This text is {words}", code="FIELD_TOO_SHORT")
    if len(text) > longest and count_characters(text, longest + 1) > longest:
        raise InvalidValue(
            f"This text is too long. Shorten it to at most {longest:,} characters.", code="FIELD_TOO_LONG"
        )
    if len(text) > CODE_POINTS * longest:
        raise InvalidValue(
            "This text has too many accents or joined signs for its length. Shorten it.", code="FIELD_TOO_LONG"
        )
    return text


def count_characters(text: str, enough: int) -> int:
    """Count grapheme clusters (UAX #29), which people call characters; stop at `enough`."""
    if enough <= 1 or (text.isascii() and "\r" not in text):
        return min(len(text), enough)
    return sum(1 for _ in islice(_graphemes(text), enough))


def shorten(text: str, longest: int) -> str:
    """`text` with at most `longest` characters; the last one is an ellipsis when something is cut off."""
    if len(text) <= longest or count_characters(text, longest + 1) <= longest:
        return text
    return "".join(islice(_graphemes(text), longest - 1)).rstrip() + "…"


def same_name(name: str) -> str:
    """The form in which names are compared (BR-TEN-001): look-alikes have the same one.

    It ignores case, width, ligatures, invisible characters, repeated blanks, and the kind of apostrophe and hyphen.
    """
    seen = _IGNORABLE.sub("", unicodedata.normalize("NFKC", name))
    folded = unicodedata.normalize("NFKC", seen.casefold()).translate(_TYPOGRAPHY)
    return " ".join(folded.split())


def name_key(name: str) -> str:
    """The form of a name in keys: as `same_name`, at most 512 bytes; the tail of a longer one is a digest."""
    same = same_name(name)
    raw = same.encode()
    if len(raw) <= _LONGEST_KEY:
        return same
    digest = hashlib.sha256(raw).hexdigest()
    return raw[: _LONGEST_KEY - len(digest)].decode(errors="ignore") + digest


def _graphemes(text: str) -> Iterable[str]:
    import grapheme  # noqa: PLC0415 - only text beyond ASCII near a limit needs its tables

    found: Iterable[str] = grapheme.graphemes(text)
    return found


def _require_visible(text: str) -> str:
    if text and not any(_is_visible(char) for char in _IGNORABLE.sub("", text)):
        raise InvalidValue("Nobody can see this text. Write at least one visible character.")
    return text


def _is_visible(char: str) -> bool:
    return char != _EMPTY_BRAILLE and not unicodedata.category(char).startswith(_UNSEEN)
