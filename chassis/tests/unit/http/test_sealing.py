"""Sealed text opens for its place and its secret only."""

import pytest

from chassis.http.sealing import BrokenSeal, Seal

PLACE = ("tenant-1", "inv-1")


class TestSeal:
    def test_opens_what_it_closed(self):
        sealed = Seal("secret").close("täxt", PLACE)

        assert Seal("secret").open(sealed, PLACE) == "täxt"
        assert "täxt" not in sealed

    def test_the_same_text_never_looks_the_same(self):
        assert Seal("secret").close("text", PLACE) != Seal("secret").close("text", PLACE)

    @pytest.mark.parametrize("place", [("tenant-2", "inv-1"), ("tenant-1",), ()])
    def test_opens_nowhere_else(self, place):
        with pytest.raises(BrokenSeal):
            Seal("secret").open(Seal("secret").close("text", PLACE), place)

    def test_opens_with_no_other_secret(self):
        with pytest.raises(BrokenSeal):
            Seal("other").open(Seal("secret").close("text", PLACE), PLACE)

    @pytest.mark.parametrize("forged", ["", "x", "%%%", "é" * 40, "A" * 200])
    def test_forgeries_are_refused(self, forged):
        with pytest.raises(BrokenSeal):
            Seal("secret").open(forged, PLACE)

    @pytest.mark.parametrize("added", "._ \n")
    def test_an_added_character_is_noticed(self, added):
        """Four of them: base64 that passes over unknown characters would read the rest as it was."""
        with pytest.raises(BrokenSeal):
            Seal("secret").open(Seal("secret").close("text", PLACE) + added * 4, PLACE)

    def test_a_changed_byte_is_noticed(self):
        sealed = Seal("secret").close("text", PLACE)
        with pytest.raises(BrokenSeal):
            Seal("secret").open(("B" if sealed[-2] == "A" else "A").join((sealed[:-2], sealed[-1:])), PLACE)

    def test_the_secret_is_not_printed(self):
        assert "secret'" not in repr(Seal("secret"))

    def test_opens_what_earlier_releases_closed(self):
        """Links in mails hold sealed text for seven days: a deployment must not break them."""
        assert Seal("secret").open("I29wxbqZAH5ICjKlT2kxPfHXdP1rXsNmurAAx5X8HyZV", PLACE) == "täxt"
