"""Addresses: one form per mailbox, and nothing that could become a second header or recipient."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.email_address import LONGEST, normalize_address, same_address
from chassis.errors import InvalidValue

WORDPRESS_LOCAL = re.compile(r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+")  # as its is_email() reads them
WORDPRESS_LABEL = re.compile(r"[a-z0-9-]+", re.IGNORECASE)


def wordpress_accepts(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    labels = domain.split(".")
    whole = len(address) >= 6 and WORDPRESS_LOCAL.fullmatch(local) and len(labels) > 1
    return bool(whole) and all(WORDPRESS_LABEL.fullmatch(label) and label.strip("-") == label for label in labels)


class TestNormalizeAddress:
    @pytest.mark.parametrize(
        ("written", "form"),
        [
            ("Jo@Example.COM", "jo@example.com"),
            ("  jo@example.com ", "jo@example.com"),
            ("first.last+tag@mail.example.co.za", "first.last+tag@mail.example.co.za"),
            ("o'neil@example.org", "o'neil@example.org"),
            ("a@b.co", "a@b.co"),
            ("x" * 64 + "@example.com", "x" * 64 + "@example.com"),
            ("jo@Exämple.com", "jo@xn--exmple-cua.com"),
            ("me@xn--bcher-kva.example", "me@xn--bcher-kva.example"),
            ("jo@straße.example", "jo@xn--strae-oqa.example"),
            ("jo@пример.рф", "jo@xn--e1afmkfd.xn--p1ai"),
            ("jo@example。com", "jo@example.com"),
            (f"jo@{'a' * 63}.com", f"jo@{'a' * 63}.com"),
        ],
    )
    def test_has_one_form_for_each_mailbox(self, written, form):
        assert normalize_address(written) == form
        assert normalize_address(form) == form

    @pytest.mark.parametrize(
        "hostile",
        [
            "",
            "jo",
            "@example.com",
            "jo@",
            "jo@localhost",
            "jo@@example.com",
            "a@b.c",
            "jo@example.com\r\nBcc: all@example.com",
            "jo@example.com\n",
            "jo\r@example.com",
            "jo@example.com%0d%0aBcc:all@example.com ",
            "jo@example.com, all@example.com",
            "jo@example.com;all@example.com",
            "Jo <jo@example.com>",
            '"jo@x"@example.com',
            "jo@exa mple.com",
            "jo(comment)@example.com",
            "jo\x00@example.com",
            "jo\u2028@example.com",
            "jo\u202e@example.com",
            "jo\u200b@example.com",
            ".jo@example.com",
            "jo.@example.com",
            "jo..x@example.com",
            "jo@-example.com",
            "jo@example-.com",
            "jo@example..com",
            "jo@example.com.",
            "jo@[127.0.0.1]",
            "jo@xn--a.com",
            "jo@mail.localhost",
            f"{'x' * 65}@example.com",
            f"jo@{'a' * 64}.com",
            f"jo@{'ä' * 60}.com",
            f"jo@{'x.' * 130}com",
            f"jo@{'a-' * 140}!",
        ],
    )
    def test_refuses_everything_else_in_words_of_ours(self, hostile):
        with pytest.raises(InvalidValue, match="not an e-mail address") as refused:
            normalize_address(hostile)

        assert refused.value.code == "INVALID_EMAIL"

    def test_says_what_is_wrong_with_a_mailbox_that_our_mail_cannot_reach(self):
        with pytest.raises(InvalidValue, match=r"English letters.*before the @"):
            normalize_address("jö@example.com")

    @given(
        st.text(max_size=60) | st.emails() | st.from_regex(r"[a-z.+]{1,9}@[a-zäя.-]{1,9}\.(com|рф|a)", fullmatch=True)
    )
    def test_what_one_part_accepts_no_other_refuses(self, text):
        try:
            address = normalize_address(text)
        except InvalidValue:
            return
        assert normalize_address(address) == address
        assert address.isascii()
        assert address == address.lower()
        assert len(address) <= LONGEST
        assert wordpress_accepts(address)


class TestSameAddress:
    def test_compares_what_people_write_with_what_the_identity_pool_says(self):
        assert same_address("Jo@Exämple.com", "jo@xn--exmple-cua.com")
        assert same_address("JO@example.com", "jo@example.com")

    @pytest.mark.parametrize("other", ["jo+x@example.com", "jo@example.com.evil.example", "", "jo"])
    def test_a_plus_address_is_another_one_and_no_address_is_nobodys(self, other):
        assert not same_address("jo@example.com", other)
        assert not same_address(other, "jo@example.com")
