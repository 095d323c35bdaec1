"""docs/costs.md has the price of Terraform's choices and sizes at the prices of docs/prices.yaml."""

from dataclasses import replace

import bill
import costs
import pytest
import sizes

PRICES = costs.read_prices()
PROD = bill.read_environment("prod", PRICES)


def test_the_page_is_up_to_date():
    assert costs.PAGE.read_text() == costs.render_page(), "run `make docs`"


def test_every_type_of_resource_has_a_line_or_is_free():
    lines = bill.price_fleet({"BASIC": 1}, 2, PROD)

    assert costs.find_uncharged(sizes.read_resource_types(), PRICES) == set()
    assert set(PRICES["charged"].values()) <= lines.keys()
    assert not PRICES["charged"].keys() & set(PRICES["free"])


def test_a_new_type_of_resource_is_found():
    assert costs.find_uncharged(sizes.read_resource_types() | {"aws_msk_cluster"}, PRICES) == {"aws_msk_cluster"}


def test_the_sizes_are_those_of_terraform():
    assert sizes.read_tiers()["PREMIUM"] == {"cpu": 1024, "memory": 2048}
    assert sizes.read_least_tasks() == 2
    assert sizes.read_sizes("prod")["database"]["multi_zone"] is True


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [("rate(1 minute)", 1440), ("rate(5 minutes)", 288), ("cron(0 * * * ? *)", 24), ("cron(0 1 * * ? *)", 1)],
)
def test_schedules_run_so_often_in_a_day(schedule, runs):
    assert sizes.count_runs_per_day(schedule) == runs
    assert sizes.count_runs_per_day("cron(0 2 ? * SUN *)") == pytest.approx(1 / 7)


def test_a_task_of_one_processor_and_two_gigabytes():
    task = PRICES["fargate_vcpu_hour"] + 2 * PRICES["fargate_gb_hour"]

    assert bill.price_tenant("PREMIUM", 1, PROD)["tasks"] == pytest.approx(730 * task)


def test_a_larger_tier_costs_more_and_a_parked_tenant_less():
    totals = [sum(bill.price_tenant(tier, 2, PROD).values()) for tier in sizes.read_tiers()]

    assert totals == sorted(totals)
    parked = bill.price_tenant("BASIC", 0, PROD)
    assert parked["tasks"] == parked["logs"] == parked["Container Insights"] == 0
    assert parked["files"] > 0


def test_two_zones_are_two_databases():
    one, two = (bill.price_environment(bill.read_environment(name, PRICES))["database"] for name in ("dev", "prod"))

    assert one == pytest.approx(730 * PRICES["database_hour"]["db.t3.micro"] + 20 * PRICES["database_gb_month"])
    assert two == pytest.approx(
        2 * (730 * PRICES["database_hour"]["db.t4g.medium"] + 100 * PRICES["database_gb_month"])
    )


def test_each_backup_of_a_table_is_a_full_copy_in_both_regions():
    hourly = sizes.Plan(runs_per_day=24, days=90, kinds=("tables",), copy_days=90)
    here = replace(PROD, choices=replace(PROD.choices, plans=(hourly,)))
    gigabytes = PRICES["tenant"]["STANDARD"]["table_gb"]
    kept = 2 * 24 * 90 * gigabytes * PRICES["backup_gb_month"]
    moved = 24 * 365 / 12 * gigabytes * PRICES["region_gb"]

    assert bill.price_tenant("STANDARD", 2, here)["backups of tables"] == pytest.approx(kept + moved)


def test_an_old_version_of_the_database_costs_per_processor_and_zone():
    old, new = (replace(PROD, choices=replace(PROD.choices, engine=engine)) for engine in ("8.0", "8.4"))

    assert bill.price_environment(new)["database: Extended Support"] == 0
    assert bill.price_environment(old)["database: Extended Support"] == pytest.approx(
        2 * 2 * 730 * PRICES["extended_support_vcpu_hour"]
    )


def test_metrics_cost_as_many_as_there_are_names():
    few, many = bill.price_metrics(730, PROD), bill.price_metrics(1e9, PROD)

    assert few["metrics of acts"] == pytest.approx(3 * PRICES["metric_month"]), "one call per hour: three figures"
    assert many["metrics of acts"] == pytest.approx(3 * PROD.declared.acts * PRICES["metric_month"])


def test_a_waiting_region_has_no_hosting():
    waiting = bill.price_environment(bill.read_environment("recovery", PRICES))

    assert waiting["database"] == waiting["balancer"] == 0
    assert waiting["NAT"] > 0


def test_a_stale_page_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(costs, "PAGE", tmp_path / "costs.md")

    assert costs.main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().err
    assert costs.main([]) == 0
    assert costs.main(["--check"]) == 0


def test_the_firewalls_have_as_many_rules_as_terraform_makes(applied):
    walls = [it for stack in ("edge", "hosting") for it in applied(stack, "dev") if it.type == "aws_wafv2_web_acl"]

    assert sorted(len(it.values["rule"]) for it in walls) == sorted(PROD.choices.firewall_rules.values())
