from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml
from prefect.utilities.importtools import import_object

from flows.deployments import WORK_POOL, deployments
from flows.schedules import Timetable
from huhang.executor import wanted
from huhang.registering import yaml_of
from obligations.jurisdiction import Jurisdiction
from runtime import clock
from runtime.database import Database
from tests.flows.conftest import PLANS, load_plan

FILE = PLANS.parent / "prefect.yaml"
ON = date(2026, 11, 24)


def test_the_plan_has_a_deployment_for_each_duty_and_one_for_the_round(anwen: Jurisdiction) -> None:
    found = {deployment.name: deployment for deployment in deployments(anwen, ON)}
    assert len(found) == 1 + len(anwen.plan.obligations)
    assert found["anwen"].flow == "每日巡检"
    assert found["anwen"].timetable == Timetable(cron="30 8 * * *")
    assert found["anwen.team-monthly-guidance"].flow == "每月到校指导"
    assert {deployment.zone for deployment in found.values()} == {"Asia/Shanghai"}


def test_the_committed_file_is_the_one_that_the_plan_makes() -> None:
    """`huhang deploy --write-yaml` writes it again after a change of the plan."""
    text = FILE.read_text(encoding="utf-8")
    stated = re.search(r"Schedules as of (\S+)\.", text)
    assert stated is not None
    assert text == yaml_of(PLANS / "anwen", date.fromisoformat(stated[1]))


def test_file_and_executor_are_told_the_same(house: Database) -> None:
    """But for the work pool, which the executor does not need."""
    rules = load_plan(house, "anwen", ON)
    embedded = wanted([rules], clock.as_of(ON, rules.zone))
    file = yaml.safe_load(yaml_of(PLANS / "anwen", ON))["deployments"]
    assert [entry["name"] for entry in file] == [d.name for d in embedded]
    assert [entry["entrypoint"] for entry in file] == [d.entrypoint for d in embedded]
    assert [entry["version"] for entry in file] == [
        replace(d, pool=WORK_POOL).version for d in embedded
    ]


def test_prefect_finds_each_flow_by_its_entrypoint(house: Database) -> None:
    rules = load_plan(house, "anwen", ON)
    for deployment in deployments(rules, ON):
        assert import_object(deployment.entrypoint).name == deployment.flow


def test_an_entrypoint_of_a_duty_that_is_gone_says_so(house: Database) -> None:
    load_plan(house, "example-fire", ON)
    with pytest.raises(AttributeError, match="no-such-duty"):
        import_object("flows.named.lindenhof_no-such-duty")
    with pytest.raises(AttributeError, match="anwen"):
        import_object("flows.named.anwen_team-monthly-guidance")


def test_a_version_changes_with_what_prefect_is_told_and_only_then(anwen: Jurisdiction) -> None:
    one, again = (list(deployments(anwen, ON))[1] for _ in range(2))
    assert one.version == again.version
    assert replace(one, timetable=Timetable(cron="29 8 2 * *")).version != one.version
    assert replace(one, pool=WORK_POOL).version != one.version


def test_the_file_says_when_a_duty_runs_and_in_which_zone() -> None:
    entry = yaml.safe_load(yaml_of(PLANS / "example-fire", ON))["deployments"][1]
    assert entry["name"] == "lindenhof.stairwell-walk"
    assert entry["schedules"] == [
        {"cron": "29 8 * * 1", "timezone": "Europe/Berlin", "active": True}
    ]
    assert entry["work_pool"] == {"name": "huhang"}
