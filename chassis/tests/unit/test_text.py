"""Text in the scripts that people write, with the characters that must not hide in it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidValue
from chassis.text import (
    CODE_POINTS,
    LINE_PATTERN,
    PROSE_PATTERN,
    count_characters,
    make_line,
    name_key,
    require_length,
    require_line,
    require_prose,
    same_name,
    shorten,
)

COMPANIES = ["O’Reilly", "Société Générale", "Smith & Sons", "3M", "Ščepanović & Co.", "株式会社　山田", "C# Guild"]
SITES = ["R&amp;D", "Fish &amp; Chips", "&lt;3 Cats", "caf&eacute;", r"C:\Sites\new", "0", "★★★", "!!!"]
SCRIPTS = [
    *("می‌خواهم", "שָׁלוֹם", "العربية", "हिन्दी", "বাংলা", "தமிழ்", "ಕನ್ನಡ", "ไทย", "မြန်မာ", "ខ្មែរ", "བོད་སྐད་"),
    *("ქართული", "Հայերեն", "አማርኛ", "한국어", "日本語", "葛󠄀城市", "Ελληνικά", "Кириллица", "Tiếng Việt", "ᏣᎳᎩ"),
    *("👩‍👩‍👧 Shop", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Rovers", "👍🏽", "🇿🇦", "❤️", "Acme\u00a0AG"),
]
HIDDEN = {
    "tab": "a\tb",
    "line break": "a\nb",
    "delete": "a\x7fb",
    "C1 control": "a\x85b",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "override": "a\u202eb",
    "isolate": "a\u2066b",
    "mark of direction": "a\u200fb",
    "zero width space": "a\u200bb",
    "byte order mark": "a\ufeffb",
    "soft hyphen": "a\u00adb",
    "Hangul filler": "a\u3164b",
    "tag letter without flag": "a\U000e0041b",
    "surrogate": "a\ud800b",
    "noncharacter": "a\uffffb",
    "musical control": "a\U0001d173b",
}
UNSEEN = ["\u200d", "\u200c\u200d", "\ufe0f", "\u2800", "\u0301", "\u034f", "\u00a0\u200d"]

written = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.lists(
    st.sampled_from([*COMPANIES, *SITES, *SCRIPTS, " ", "\u200d", "e\u0301", "ﬁ", "Ａ", "ß", "İ"]), max_size=6
).map("".join)


def accepted(require, text: str) -> str | None:
    try:
        return require(text)
    except InvalidValue:
        return None


class TestLine:
    @pytest.mark.parametrize("text", [*COMPANIES, *SITES, *SCRIPTS])
    def test_takes_names_of_any_script(self, text):
        assert require_length(require_line(text), 1, 100) == unicodedata.normalize("NFC", text)

    @pytest.mark.parametrize("kind", HIDDEN)
    def test_refuses_what_cannot_be_seen(self, kind):
        with pytest.raises(InvalidValue, match="one line"):
            require_line(HIDDEN[kind])

    @pytest.mark.parametrize("text", UNSEEN)
    def test_refuses_a_name_that_nobody_can_see(self, text):
        with pytest.raises(InvalidValue, match=r"visible"):
            require_line(text)

    def test_takes_both_forms_of_an_accent_as_one(self):
        assert require_line("Cafe\u0301") == require_line("Caf\u00e9") == "Caf\u00e9"

    @given(written)
    def test_keeps_to_the_contract_and_to_itself(self, text):
        line = accepted(require_line, text)
        if line is not None:
            assert re.fullmatch(LINE_PATTERN, line)
            assert require_line(line) == line
            assert make_line(line) == line


class TestProse:
    @pytest.mark.parametrize(
        "text",
        ["one\r\ntwo\n\n\tthree", "a\u00a0b\u3000c", *SCRIPTS, "אב\u200fג", "soft\u00adhyphen", "ภาษา\u200bไทย"],
    )
    def test_takes_joiners_tabs_and_every_blank(self, text):
        assert require_prose(text) == unicodedata.normalize("NFC", text)

    @pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\x1bb", "a\x85b", "a\u202eb", "a\u2066b", "a\uffffb"])
    def test_refuses_controls_and_turns_of_direction(self, text):
        with pytest.raises(InvalidValue, match="control characters"):
            require_prose(text)

    @given(written)
    def test_keeps_to_the_contract_and_to_itself(self, text):
        prose = accepted(require_prose, text)
        if prose is not None:
            assert re.fullmatch(PROSE_PATTERN, prose)
            assert require_prose(prose) == prose

    @given(written)
    def test_takes_every_line(self, text):
        line = accepted(require_line, text)
        if line is not None:
            assert require_prose(line) == line


class TestLength:
    @pytest.mark.parametrize(
        ("text", "count"), [("", 0), ("abc", 3), ("👩‍👩‍👧", 1), ("क्षि", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿🇿🇦", 2), ("a\r\nb", 3)]
    )
    def test_counts_as_people_do(self, text, count):
        assert count_characters(text, 10) == count

    def test_a_limit_holds_for_characters(self):
        assert require_length("👍🏽" * 20, 1, 20)
        with pytest.raises(InvalidValue, match="at most 20"):
            require_length("👍🏽" * 21, 1, 20)
        with pytest.raises(InvalidValue, match="at least 2"):
            require_length("👍🏽", 2, 20)

    def test_bounds_what_is_stored(self):
        with pytest.raises(InvalidValue, match="accents") as refused:
            require_length("e" + "\u0330" * CODE_POINTS * 20, 1, 20)

        assert refused.value.code == "FIELD_TOO_LONG"

    def test_empty_text_is_named_so(self):
        with pytest.raises(InvalidValue, match="empty"):
            require_length("", 1, 20)

    @given(written, st.integers(1, 12))
    def test_shortens_between_characters(self, text, longest):
        short = shorten(text, longest)

        assert count_characters(short, 100) <= longest
        assert short == text or short.endswith("…")
        assert "\u200d…" not in short or "\u200d" in text


class TestSameName:
    @pytest.mark.parametrize(
        "others",
        [
            ("Café", "Cafe\u0301", "CAFÉ", " café "),
            ("O'Reilly", "O’Reilly", "o‘reilly"),
            ("Acme AG", "Acme\u00a0AG", "Acme  AG", "Ａｃｍｅ ＡＧ", "Ac\u200dme AG"),
            ("Fish", "ﬁsh"),
            ("Straße", "STRASSE"),
            ("Coca-Cola", "Coca‐Cola", "Coca–Cola"),
            ("ΟΔΟΣ", "οδος"),
        ],
    )
    def test_look_alikes_are_one_name(self, others):
        assert len({same_name(name) for name in others}) == 1

    def test_other_names_stay_others(self):
        names = [*COMPANIES, *SITES, *SCRIPTS]

        assert len({same_name(name) for name in names}) == len(names)

    @given(written)
    def test_is_stable(self, text):
        assert same_name(same_name(text)) == same_name(text)
        assert same_name(unicodedata.normalize("NFD", text)) == same_name(unicodedata.normalize("NFC", text))

    @given(st.text(st.characters(max_codepoint=127), max_size=30))
    def test_compares_ascii_as_ever(self, text):
        assert same_name(text) == " ".join(text.casefold().split())


class TestNameKey:
    def test_is_the_name_itself(self):
        assert name_key("  Café ") == "café"

    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400))
    def test_fits_into_a_key_and_tells_names_apart(self, text):
        assert len(name_key(text).encode()) <= 512
        assert name_key(text) != name_key(text + "x")

    def test_of_the_longest_name_fits_into_a_sort_key(self):
        assert len(name_key("\ufdfa" * 400).encode()) <= 512
        assert name_key("\ufdfa" * 400) != name_key("\ufdfa" * 399)
