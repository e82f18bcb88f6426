"""`huhang exchange`: asked by one, approved by another, received and answered by the unit that was notified."""

from __future__ import annotations

import pytest

from tests.huhang.conftest import ANWEN, Huhang

POLICE, POLICE_HEAD, SCHOOL = "钱例川", "赵例山", "尤例学"
ASKED = ("--from", "派出所", "--to", "杨地湾学校", "--need", "心理疏导", "--purpose",
         "落实教育帮扶措施", "--law", "预防未成年人犯罪法", "--article", "第三十一条")  # fmt: skip


@pytest.fixture
def town(huhang: Huhang) -> Huhang:
    assert huhang("plan", "load", ANWEN, "--demo", "--yes").code == 0
    return huhang


def test_a_notification_goes_from_asking_to_its_answer(town: Huhang) -> None:
    ran = town("exchange", "ask", *ASKED, "--by", POLICE)
    assert "系统不存" in ran.out, ran.err
    (line,) = town("exchange", "list", "--by", POLICE, "--json").json
    reference = line["reference"]
    assert town("exchange", "list", "--by", SCHOOL, "--json").json == []
    assert "不由您办理" in town("exchange", "approve", reference, "--by", POLICE).complaint
    assert town("exchange", "approve", reference, "--by", POLICE_HEAD).code == 0
    assert town("exchange", "receive", reference, "--by", SCHOOL).code == 0
    answered = ("exchange", "answer", reference, "--answer", "已落实措施", "--by", SCHOOL)
    assert town(*answered).code == 0
    assert town("exchange", "list", "--by", POLICE, "--json").json[0]["answer"] == "已落实措施"


def test_what_was_refused_goes_nowhere(town: Huhang) -> None:
    town("exchange", "ask", *ASKED, "--by", POLICE)
    (line,) = town("exchange", "list", "--by", POLICE_HEAD, "--json").json
    assert town("exchange", "refuse", line["reference"], "--by", POLICE_HEAD).code == 0
    assert town("exchange", "list", "--by", SCHOOL, "--json").json == []
    assert "只能以本单位" in town("exchange", "ask", *ASKED, "--by", SCHOOL).complaint
