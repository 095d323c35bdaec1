"""Settings are read from the environment once, and every wrong one is named."""

import pytest

from chassis.runtime.settings import Settings, SettingsError


class Wanted(Settings):
    chassis_test_table: str
    chassis_test_seconds: int = 3


class TestSettings:
    def test_come_from_the_environment(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_TABLE", "t")
        found = Wanted.from_environment()

        assert (found.chassis_test_table, found.chassis_test_seconds) == ("t", 3)

    def test_are_of_the_type_that_they_name(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_TABLE", "7")
        monkeypatch.setenv("CHASSIS_TEST_SECONDS", "7")
        found = Wanted.from_environment()

        assert (found.chassis_test_table, found.chassis_test_seconds) == ("7", 7)

    def test_do_not_change(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_TABLE", "t")

        with pytest.raises(AttributeError, match="set CHASSIS_TEST_TABLE"):
            Wanted.from_environment().chassis_test_table = "other"

    def test_name_what_is_missing_and_what_is_wrong(self, monkeypatch):
        monkeypatch.setenv("CHASSIS_TEST_SECONDS", "soon")

        with pytest.raises(SettingsError, match=r"CHASSIS_TEST_TABLE.*CHASSIS_TEST_SECONDS"):
            Wanted.from_environment()
