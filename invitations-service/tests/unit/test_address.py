"""Addresses: one normal form per mailbox, and nothing that could become a second header or recipient."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invitations.domain.address import NotAnAddress, mailbox, same_mailbox
from mail.domain.notice import require_address


class TestMailbox:
    @pytest.mark.parametrize(
        ("written", "form"),
        [
            ("Jo@Example.COM", "jo@example.com"),
            ("  jo@example.com ", "jo@example.com"),
            ("jo+bakery@example.com", "jo+bakery@example.com"),
            ("o'neil@example.org", "o'neil@example.org"),
            ("jo@Exämple.com", "jo@xn--exmple-cua.com"),
            ("jo@straße.example", "jo@xn--strae-oqa.example"),
            ("jo@пример.рф", "jo@xn--e1afmkfd.xn--p1ai"),
            ("jo@example。com", "jo@example.com"),
            ("jo@sub.example.co.za", "jo@sub.example.co.za"),
        ],
    )
    def test_has_one_form_for_each_mailbox(self, written, form):
        assert mailbox(written) == form
        assert mailbox(form) == form

    @pytest.mark.parametrize(
        "hostile",
        [
            "",
            "jo",
            "@example.com",
            "jo@",
            "jo@localhost",
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
            "jö@example.com",
            ".jo@example.com",
            "jo..x@example.com",
            "jo@-example.com",
            "jo@example..com",
            "jo@[127.0.0.1]",
            "jo@xn--a.com",
            f"{'x' * 65}@example.com",
            f"jo@{'x.' * 130}com",
            f"jo@{'ä' * 64}.com",
        ],
    )
    def test_refuses_everything_else(self, hostile):
        with pytest.raises(NotAnAddress):
            mailbox(hostile)

    @given(st.text(max_size=60) | st.emails())
    def test_whatever_comes_in_the_mailer_can_send_to_what_comes_out(self, text):
        try:
            address = mailbox(text)
        except NotAnAddress:
            return
        assert require_address(address) == address
        assert mailbox(address) == address


class TestSameMailbox:
    def test_compares_what_people_write_with_what_the_identity_pool_says(self):
        assert same_mailbox("Jo@Exämple.com", "jo@xn--exmple-cua.com")

    @pytest.mark.parametrize("other", ["jo+x@example.com", "jo@example.com.evil.example", "", "jo"])
    def test_a_plus_address_is_another_one_and_no_address_is_nobodys(self, other):
        assert not same_mailbox("jo@example.com", other)
        assert not same_mailbox(other, "jo@example.com")
