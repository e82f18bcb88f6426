"""The file of channels: what it may hold, whom its entries serve, and that it keeps its secrets."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from notifiers.channels.channel import Channels, OwnChannel
from notifiers.channels.file import load
from notifiers.channels.logs import HIDDEN
from notifiers.errors import ChannelsError
from tests.notifiers.town import SEAT, anwen

SECRET = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "channels.yaml"


def channels(file: Path, text: str) -> Channels:
    file.write_text(text, "utf-8")
    return load(file)


def faults(file: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ChannelsError) as caught:
        channels(file, text)
    assert SECRET not in str(caught.value)
    return caught.value.faults


def names(found: Channels, *posts: str) -> list[str]:
    return [channel.name for channel in found.of("anwen", posts)]


def test_without_a_file_the_inbox_is_the_only_channel(file: Path) -> None:
    assert len(load(file)) == 0
    assert load(file).of("anwen", ["平安办"]) == ()


def test_an_entry_serves_the_posts_and_units_of_its_tags(file: Path) -> None:
    found = channels(
        file,
        f"""
        urls:
          - json://127.0.0.1/hook:
              tag: [平安办, 司法所]
          - wecombot://{SECRET}:
              tag: {SEAT}
          - mailto://127.0.0.1/?from=h@example.org&to=a@example.org:
              tag: 派出所, 民政办
        """,
    )
    assert names(found, "司法所") == ["Webhook（第 1 项）"]
    assert names(found, SEAT) == ["企业微信（第 2 项）"]
    assert names(found, "民政办") == ["电子邮件（第 3 项）"]
    assert names(found, "妇联") == []


def test_a_posts_own_tag_wins_over_its_units(file: Path) -> None:
    found = channels(
        file,
        f"""
        urls:
          - json://127.0.0.1/unit:
              tag: 派出所
          - json://127.0.0.1/seat:
              tag: {SEAT}
        """,
    )
    assert names(found, SEAT, "派出所") == ["Webhook（第 2 项）"]
    assert names(found, "羊角学校·法治辅导员", "派出所") == ["Webhook（第 1 项）"]


def test_two_entries_with_one_tag_are_the_preferred_and_the_fallback(file: Path) -> None:
    found = channels(file, "tag: 平安办\nurls: [json://127.0.0.1/first, json://127.0.0.1/second]\n")
    assert names(found, "平安办") == ["Webhook（第 1 项）", "Webhook（第 2 项）"]


def test_an_entry_with_variants_is_as_many_channels(file: Path) -> None:
    found = channels(
        file,
        """
        urls:
          - mailto://127.0.0.1/?from=h@example.org:
              - {to: a@example.org, tag: 平安办}
              - {to: b@example.org, tag: 司法所}
        """,
    )
    assert names(found, "司法所") == ["电子邮件（第 1 项之 2）"]


def test_one_of_several_jurisdictions_can_have_a_channel_of_its_own(file: Path) -> None:
    found = channels(
        file,
        """
        urls:
          - json://127.0.0.1/all: {tag: 派出所}
          - json://127.0.0.1/own: {tag: other.派出所}
        """,
    )
    assert [c.name for c in found.of("other", ["派出所"])] == ["Webhook（第 2 项）"]
    assert names(found, "派出所") == ["Webhook（第 1 项）"]


@pytest.mark.parametrize(
    "address",
    [
        f"wecombot://{SECRET}",
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}",
    ],
)
def test_both_ways_to_write_a_wecom_robot_are_strict(file: Path, address: str) -> None:
    (channel,) = channels(file, f"urls: [{{'{address}': {{tag: 平安办}}}}]")
    assert isinstance(channel, OwnChannel)


@pytest.mark.parametrize(
    ("entry", "label"),
    [
        ("dingtalk://SECabc@0c4f5e", "钉钉"),
        ("https://oapi.dingtalk.com/robot/send?access_token=0c4f5e", "钉钉"),
        ("feishubot://aSecret@0c4f-5e", "飞书"),
        ("feishu://0c4f-5e", "飞书"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/0c4f-5e", "飞书"),
        ("mailtos://u:p@example.org", "电子邮件"),
    ],
)
def test_a_strict_channel_takes_the_place_of_apprises_own(
    file: Path, entry: str, label: str
) -> None:
    (channel,) = channels(file, f"urls: [{{'{entry}': {{tag: 平安办}}}}]")
    assert isinstance(channel, OwnChannel)
    assert channel.name == f"{label}（第 1 项）"


@pytest.mark.parametrize(
    "address",
    [
        "https://oapi.dingtalk.com/robot/send?access_token=0c4f5e",
        "https://open.feishu.cn/open-apis/bot/v2/hook/0c4f5e",
        "dingtalk://0c4f5e",
        "feishubot://0c4f5e",
    ],
)
def test_the_secret_of_a_robot_can_stand_under_its_address(file: Path, address: str) -> None:
    (channel,) = channels(file, f"urls: [{{'{address}': {{tag: 平安办, secret: abc}}}}]")
    assert channel.plugin.secret == "abc"  # type: ignore[attr-defined]


def test_a_fallback_comes_after_the_others_of_its_tags_only(file: Path) -> None:
    found = channels(
        file,
        """
        urls:
          - json://127.0.0.1/first: {tag: [平安办, 司法所, 妇联], fallback: [司法所]}
          - json://127.0.0.1/second: {tag: [平安办, 司法所]}
          - json://127.0.0.1/third: {tag: 妇联}
        """,
    )
    assert names(found, "平安办") == ["Webhook（第 1 项）", "Webhook（第 2 项）"]
    assert names(found, "司法所") == ["Webhook（第 2 项）", "Webhook（第 1 项）"]


def test_whom_a_channel_reaches_is_a_group_unless_it_is_known_to_be_a_person(file: Path) -> None:
    found = channels(
        file,
        """
        tag: 平安办
        urls:
          - json://127.0.0.1
          - json://127.0.0.1: {audience: person}
          - wecombot://abc
          - mailto://127.0.0.1/?from=h@example.org:
            - {to: a@example.org}
            - {to: 'a@example.org, b@example.org'}
            - {to: a@example.org, audience: group}
        """,
    )
    assert [c.is_personal for c in found] == [False, True, False, True, False, False]


def test_what_an_entry_says_of_its_use_is_checked(file: Path) -> None:
    text = """
    urls:
      - json://127.0.0.1: {tag: 平安办, tries: 0, audience: people, fallback: [司法所]}
    """
    assert faults(file, text) == (
        "channels.yaml 第 1 项：tries 应是 1 到 20 的整数，读到 0",
        "channels.yaml 第 1 项：audience 应是 person 或 group，读到 'people'",
        "channels.yaml 第 1 项：fallback 里的 '司法所' 不在这一项的 tag 里",
    )


def test_two_entries_with_one_robot_keep_one_pace(file: Path) -> None:
    text = "urls:\n" + "".join(
        f"  - wecombot://{key}: {{tag: {tag}}}\n"
        for key, tag in (("abc", "平安办"), ("abc", "司法所"), ("xyz", "妇联"))
    )
    one, same, other = channels(file, text)
    assert one.robot == same.robot != other.robot
    assert "abc" not in one.robot


@pytest.mark.parametrize("schema", ["lark", "schan"])
def test_a_service_that_reports_failures_as_success_is_refused(file: Path, schema: str) -> None:
    text = f"tag: 平安办\nurls: ['json://127.0.0.1', '{schema}://{SECRET.replace('-', '')}']\n"
    assert faults(file, text) == (f"channels.yaml 第 2 项：{schema} 会把失败报为成功，暂不支持",)


def test_every_wrong_entry_is_named_by_its_number(file: Path) -> None:
    text = f"""
    urls:
      - json://127.0.0.1/{SECRET}:
          tag: 平安办
      - json://127.0.0.1/{SECRET}:
          tag: 派出所:2
      - jsn://{SECRET}:
          tag: 司法所
      - json://127.0.0.1/{SECRET}
      - json://127.0.0.1/{SECRET}:
          tag: [法制 副校长]
      - {SECRET}
    """
    assert faults(file, text) == (
        "channels.yaml 第 2 项：标签 '派出所:2' 里不能有冒号",
        "channels.yaml 第 3 项：Apprise 读不懂这一项，请核对渠道类型和写法",
        "channels.yaml 第 4 项：没有写 tag（岗位或单位），不知道给谁用",
        "channels.yaml 第 5 项：标签 '法制 副校长' 里不能有空格和分隔符，请写成 '法制_副校长'",
        "channels.yaml 第 6 项：Apprise 读不懂这一项，请核对渠道类型和写法",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"urls:\n  - json://{SECRET}\n - x", "channels.yaml:3: 不是正确的 YAML"),
        ("- json://x", "channels.yaml: 应有 urls:，下面每项写一个渠道"),
        (
            "urls: []\ninclude: http://x/y",
            "channels.yaml: 不支持 include，请把渠道都写在这个文件里",
        ),
    ],
)
def test_a_file_that_is_no_such_file_is_one_clear_fault(file: Path, text: str, fault: str) -> None:
    assert faults(file, text) == (fault,)


def test_a_tag_that_nobody_bears_is_found(file: Path) -> None:
    found = channels(file, "tag: [平安办, 平安力]\nurls: [json://127.0.0.1]\n")
    assert found.strangers(anwen().roster.by_name) == ("平安力",)


def test_nothing_in_an_address_can_hide_a_failure(file: Path) -> None:
    address = "json://127.0.0.1/?redirect=yes&optional=yes&retry=3"
    (channel,) = channels(file, f"urls: [{{'{address}': {{tag: 平安办}}}}]")
    plugin = channel._plugin  # type: ignore[attr-defined]
    assert (plugin.redirects, plugin.optional, plugin.retry) == (False, False, 0)


def test_apprise_logs_no_address(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    load(file)
    logger = logging.getLogger("apprise")
    logger.debug("https://example.org/%s", SECRET)
    error = OSError(f"https://example.org/{SECRET}")
    logger.warning("could not reach https://example.org/%s now", SECRET, exc_info=error)
    assert SECRET not in caplog.text
    assert [record.getMessage() for record in caplog.records] == [f"could not reach {HIDDEN} now"]
