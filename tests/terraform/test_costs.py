"""docs/costs.md has the price of Terraform's sizes at the prices of docs/prices.yaml."""

import costs
import pytest

from chassis.testing.yaml_files import read_yaml
from tests.terraform.inventory import ROOT

PRICES = read_yaml(ROOT / "docs" / "prices.yaml")


def test_the_page_is_up_to_date():
    assert costs.PAGE.read_text() == costs.render_page(), "run `make docs`"


def test_the_sizes_are_those_of_terraform():
    assert costs.read_tiers()["PREMIUM"] == {"cpu": 1024, "memory": 2048}
    assert costs.read_least_tasks() == 2
    assert costs.read_sizes("prod")["database"]["multi_zone"] is True


def test_a_task_of_one_processor_and_two_gigabytes():
    task = PRICES["fargate_vcpu_hour"] + 2 * PRICES["fargate_gb_hour"]

    assert costs.price_tenant("PREMIUM", 1, PRICES)["tasks"] == pytest.approx(730 * task)


def test_a_larger_tier_costs_more_and_a_parked_tenant_less():
    totals = [sum(costs.price_tenant(tier, 2, PRICES).values()) for tier in costs.read_tiers()]

    assert totals == sorted(totals)
    parked = costs.price_tenant("BASIC", 0, PRICES)
    assert parked["tasks"] == parked["logs"] == 0
    assert parked["files"] > 0


def test_two_zones_are_two_databases():
    one, two = (costs.price_environment(name, PRICES)["database"] for name in ("dev", "prod"))

    assert one == pytest.approx(730 * PRICES["database_hour"]["db.t3.micro"] + 20 * PRICES["database_gb_month"])
    assert two == pytest.approx(
        2 * (730 * PRICES["database_hour"]["db.t4g.medium"] + 100 * PRICES["database_gb_month"])
    )


def test_a_stale_page_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(costs, "PAGE", tmp_path / "costs.md")

    assert costs.main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().err
    assert costs.main([]) == 0
    assert costs.main(["--check"]) == 0
