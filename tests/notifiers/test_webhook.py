"""The signed webhook and channels of the installation's own: what the receiver can rely on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notifiers.channels.file import load
from notifiers.channels.letter import Letter
from notifiers.channels.webhook import SignedWebhook, signature
from notifiers.errors import ChannelsError, DeliveryError, PermanentError, RateLimited
from tests.notifiers import services
from tests.notifiers.receivers import Answer, Robot
from tests.notifiers.services import WEBHOOK_SECRET

LETTER = Letter("an-id", "今日 1 项逾期", "窦例毅，您好：\n\n办理：https://example.org/k/x")
DOCS = Path(__file__).parents[2] / "docs"


def sheet(folder: Path, entry: str) -> Path:
    file = folder / "channels.yaml"
    file.write_text(f"tag: 派出所\n{entry}", "utf-8")
    return file


def test_the_receiver_can_check_who_sent_it(tmp_path: Path) -> None:
    with Robot(services.webhook).running() as robot:
        entry = f"urls: [{{'webhook://127.0.0.1:{robot.port}/hook': {{secret: {WEBHOOK_SECRET}}}}}]"
        (channel,) = load(sheet(tmp_path, entry))
        assert channel.send(LETTER) == "Webhook已接受（200）"
        (accepted,) = robot.accepted
        assert accepted.path == "/hook"
        assert accepted.json == {"id": "an-id", "subject": LETTER.subject, "body": LETTER.body}
        assert accepted.headers["webhook-id"] == "an-id"


def test_the_signature_is_that_of_the_specifications_own_example() -> None:
    """From the test vectors of the reference libraries."""
    key = SignedWebhook(secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", host="h")._key
    body = b'{"test": 2432232314}'
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert made == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_wrong_secret_is_refused_for_good(tmp_path: Path) -> None:
    other = "whsec_" + "QUFB" * 8
    with Robot(services.webhook).running() as robot:
        channel = SignedWebhook(secret=other, host="127.0.0.1", port=robot.port)
        with pytest.raises(PermanentError, match="Webhook不接受（401）"):
            channel.tell(LETTER)
        assert robot.accepted == []


@pytest.mark.parametrize("secret", ["", "secret", "whsec_AAAA", "whsec_not Base64 at all"])
def test_a_secret_that_is_none_is_a_fault_of_the_file(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ChannelsError, match="第 1 项：Apprise 读不懂这一项"):
        load(sheet(tmp_path, f"urls: [{{'webhook://127.0.0.1/': {{secret: '{secret}'}}}}]"))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(status=503, headers={"Retry-After": "5"}), RateLimited),
        (Answer(status=410), PermanentError),
        (Answer(status=301, headers={"Location": "/"}), PermanentError),
    ],
)
def test_what_the_receiver_answers_decides(answer: Answer, kind: type[DeliveryError]) -> None:
    with Robot().running() as robot:
        robot.answers.append(answer)
        with pytest.raises(kind):
            SignedWebhook(secret=WEBHOOK_SECRET, host="127.0.0.1", port=robot.port).tell(LETTER)
        assert len(robot.requests) == 1


def test_an_id_of_two_lines_cannot_add_a_header() -> None:
    with Robot().running() as robot:
        channel = SignedWebhook(secret=WEBHOOK_SECRET, host="127.0.0.1", port=robot.port)
        with pytest.raises(ValueError, match="line break"):
            channel.tell(Letter("an-id\r\nX-Other: 1", "一", "二"))
        assert robot.requests == []


def example(folder: Path, robot: Robot) -> Path:
    """A folder with the plugin of the documents, and an entry that uses it."""
    plugin = (DOCS / "examples" / "sms_example.py").read_text("utf-8")
    (folder / "sms_example.py").write_text(plugin, "utf-8")
    address = f"examplesms://account:secret@127.0.0.1:{robot.port}/13800000000"
    return sheet(folder, f"plugins: [sms_example.py]\nurls: ['{address}']\n")


def test_the_plugin_of_the_documents_tells_by_short_message(tmp_path: Path) -> None:
    with Robot(lambda _: Answer("ok", name="status", more={"id": 7})).running() as robot:
        (channel,) = load(example(tmp_path, robot))
        assert channel.is_personal
        assert channel.send(LETTER) == "短信已接受（7）"
        (sent,) = robot.requests
    assert sent.path == "/send"
    assert sent.json["to"] == ["13800000000"]
    assert (sent.json["account"], sent.json["secret"]) == ("account", "secret")
    assert sent.json["text"] == "今日 1 项逾期\n办理：https://example.org/k/x"


def test_what_the_gateway_refuses_was_not_sent(tmp_path: Path) -> None:
    with Robot(lambda _: Answer("no money", name="status")).running() as robot:
        (channel,) = load(example(tmp_path, robot))
        with pytest.raises(PermanentError, match="短信没有被接受（no money）"):
            channel.send(LETTER)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("import nothing_like_it", "不能载入（ModuleNotFoundError）"),
        ("def broken(:", "不能载入（第 1 行，SyntaxError）"),
        ("X = 1", "里面没有渠道：要有一个建立在 Sms 或 HttpChannel 上、写明 protocol 的类"),
        (
            "from notifiers.channels.sms import Sms\nclass S(Sms):\n    protocol = 'mailto'",
            "mailto:// 已有别的渠道在用，请换一个名字",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "mine.py").write_text(text, "utf-8")
    with pytest.raises(ChannelsError) as caught:
        load(sheet(tmp_path, "plugins: mine.py\nurls: []\n"))
    assert caught.value.faults == (f"channels.yaml 插件 mine.py：{fault}",)


def test_a_plugin_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ChannelsError, match=r"channels.yaml 插件 other.py：没有这个文件"):
        load(sheet(tmp_path, "plugins: [other.py]\nurls: []\n"))


def test_the_example_in_the_documents_is_a_file_of_channels(tmp_path: Path) -> None:
    (example, plugin) = re.findall(r"```yaml\n(.*?)```", (DOCS / "channels.md").read_text("utf-8"), re.DOTALL)  # fmt: skip
    file = tmp_path / "channels.yaml"
    file.write_text(example, "utf-8")
    names = [channel.name for channel in load(file).of("anwen", ["派出所"])]
    assert names == ["企业微信（第 2 项）", "电子邮件（第 1 项之 2）"]
    (tmp_path / "sms_example.py").write_bytes((DOCS / "examples" / "sms_example.py").read_bytes())
    file.write_text(plugin, "utf-8")
    assert [channel.name for channel in load(file).of("anwen", ["派出所"])] == ["短信（第 1 项）"]
