"""The pictures of the docs show what the templates make today; `make pictures` takes them anew."""

import json

import pictures
import pytest


@pytest.mark.parametrize("name", pictures.pages())
def test_a_picture_shows_the_email_of_today(name):
    picture = (pictures.FOLDER / name).read_bytes()

    assert picture.startswith(b"\x89PNG")
    assert len(picture) <= pictures.LARGEST
    assert json.loads(pictures.TAKEN.read_text())[name] == pictures.fingerprint(pictures.pages()[name])


def test_another_email_needs_another_picture(monkeypatch):
    before = pictures.fingerprint(pictures.pages()["invitation.png"])
    monkeypatch.setitem(pictures.ROLES, "tenant_operator", ("Operator", "bakes bread"))

    assert pictures.fingerprint(pictures.pages()["invitation.png"]) != before


def test_without_a_browser_it_says_which_one_to_install(monkeypatch, capsys):
    monkeypatch.setattr(pictures, "BROWSERS", ("no-such-browser",))

    assert pictures.main() == 1
    assert "install one of no-such-browser" in capsys.readouterr().err
