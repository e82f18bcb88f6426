"""`huhang case`: the care register from the command line, which shows no identity and repeats none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from care import identity
from care.keys import Keyring
from care.tables import CareField
from huhang.commands import case
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans
from tests.huhang.conftest import ANWEN, Huhang

FORM = """\
联系人: 云溪村·联系人
依据: 监护人同意
依据日期: 2020-01-06
依据说明: 同意书〔2020〕1号
目的: 每月关爱联系
不满十四周岁: true
告知监护人日期: 2020-01-06
称呼: 例小溪
电话: 13900000001
"""
KEEPER, HEAD = "郑例平", "吴例衡"


@pytest.fixture
def opened(huhang: Huhang) -> Huhang:
    assert huhang("plan", "load", ANWEN, "--demo", "--yes").code == 0
    ran = huhang("case", "open", "--by", KEEPER, "--assessment", "办公室 7 号卷")
    assert ran.code == 0, ran.err
    return huhang


def form(folder: Path, text: str = FORM) -> Path:
    file = folder / "登记表.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_case_is_registered_by_one_and_approved_by_another(
    opened: Huhang, tmp_path: Path
) -> None:
    ran = opened("case", "register", form(tmp_path), "--by", KEEPER)
    assert ran.out == "已登记 关爱-0001，等待批准\n"
    assert "不能批准自己" in opened("case", "approve", "关爱-0001", "--by", KEEPER).complaint
    assert opened("case", "approve", "关爱-0001", "--by", HEAD).code == 0
    (line,) = opened("case", "list", "--by", KEEPER, "--json").json
    assert (line["state"], line["contact"]) == ("active", "云溪村·联系人")
    assert opened("case", "list", "--by", "王例正", "--json").json == []


@pytest.mark.parametrize("telephone", ["02367123456", "0236712345", "13900000001", '"02367123456"'])
def test_a_telephone_is_kept_as_it_was_written_with_its_nought(
    opened: Huhang, tmp_path: Path, telephone: str
) -> None:
    """YAML reads 02367123456 as a number to the base of eight: another telephone, of somebody else."""
    text = FORM.replace("电话: 13900000001", f"电话: {telephone}")
    assert opened("case", "register", form(tmp_path, text), "--by", KEEPER).code == 0
    database = Database(Settings().url)
    with database.write() as session:
        rules = plans.current(session, "anwen")
        look: dict[str, Any] = {"purpose": "核对登记", "by": KEEPER, "now": clock.now()}
        keyring = Keyring(Settings().keyring)
        read = identity.reveal(session, keyring, rules, FIRST, ("电话",), **look)
    database.dispose()
    assert read.opened() == {"电话": telephone.strip('"')}


def test_no_command_shows_an_identity(opened: Huhang, tmp_path: Path) -> None:
    opened("case", "register", form(tmp_path), "--by", KEEPER)
    opened("case", "approve", "关爱-0001", "--by", HEAD)
    shown = [
        opened("case", "list", "--by", KEEPER, "--json"),
        opened("case", "rotate"),
        opened("case", "keep"),
        opened("journal", "--json"),
    ]
    assert [ran.code for ran in shown] == [0, 0, 0, 0]
    assert all("例小溪" not in ran.out + ran.err for ran in shown)
    assert all("13900000001" not in ran.out + ran.err for ran in shown)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("电话: 13900000001", "电话: 机密号码"), "“电话”应为电话号码"),
        (("依据: 监护人同意", "依据: 机密依据"), "“依据”应为 监护人同意、法定职责 之一"),
        (("依据日期: 2020-01-06", "依据日期: 机密日期"), "“依据日期”应为日期"),
        (("称呼: 例小溪", "姓名: 机密"), "“姓名”不是登记表里的一项"),
        (("联系人: 云溪村·联系人\n", ""), "“联系人”还没有写"),
        ((FORM, "机密"), "“内容”应为若干"),
        ((FORM, "机密: [机密"), "不是能读的 YAML"),
    ],
)
def test_a_wrong_form_is_refused_without_repeating_what_stands_in_it(
    opened: Huhang, tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    ran = opened("case", "register", form(tmp_path, FORM.replace(*change)), "--by", KEEPER)
    assert ran.code == 1
    assert says in ran.complaint
    assert "机密" not in ran.complaint.replace("登记表.yaml", "")
    assert opened("case", "list", "--by", KEEPER, "--json").json == []


def test_one_command_seals_the_room_and_the_approver_opens_it(opened: Huhang) -> None:
    assert opened("case", "seal-all", "--by", "值班员", "--reason", "演练").code == 0
    assert (
        "已封存"
        in opened("case", "exit", "关爱-0001", "--by", KEEPER, "--reason", "已成年").complaint
    )
    assert opened("case", "unseal", "--by", HEAD, "--reason", "演练结束").code == 0


#: Every command with what it needs, and who may give it. `None`: whoever has the machine: it opens nothing.
FIRST = "关爱-0001"
COMMANDS: dict[str, tuple[tuple[object, ...], tuple[str, ...] | None]] = {
    "open": (("--assessment", "7 号卷"), (KEEPER,)),
    "register": (("登记表.yaml",), (KEEPER,)),
    "approve": ((FIRST,), (HEAD,)),
    "refuse": ((FIRST,), (HEAD,)),
    "review": ((FIRST, "--rest"), (KEEPER,)),
    "contact": ((FIRST, "--to", "竹坪村·联系人"), (KEEPER,)),
    "exit": ((FIRST, "--reason", "已成年"), (KEEPER,)),
    "list": (("--json",), (KEEPER, "鲁例暖")),
    "unseal": (("--reason", "演练"), (HEAD,)),
    "seal-all": (("--reason", "演练"), None),
    "audit": (("2020", "--out", "材料.xlsx"), (KEEPER, HEAD)),
    "rotate": ((), None),
    "keep": ((), None),
}
#: One of each kind: approver, contact of another village, 平安办, leader, school, police; and nobody.
OTHERS = ("吴例衡", "鲁例暖", "韦例晴", "褚例宁", "王例正", "许例问", "钱例川", "路过的人")


def test_every_command_of_the_room_is_for_its_own_post_alone(
    opened: Huhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {c.name or getattr(c.callback, "__name__", "") for c in case.app.registered_commands}
    assert named == set(COMMANDS)
    monkeypatch.chdir(tmp_path)
    form(tmp_path)
    opened("case", "register", "登记表.yaml", "--by", KEEPER)
    let_in = []
    for command, (given, rightful) in COMMANDS.items():
        for person in (KEEPER, *OTHERS):
            if rightful and person not in rightful and command != "unseal":
                ran = opened("case", command, *given, "--by", person)
                let_in += [(command, person)] if ran.code == 0 and ran.out != "[]\n" else []
        if command == "approve":
            assert opened("case", command, *given, "--by", HEAD).code == 0
    assert let_in == []
    assert all(opened("case", "list", "--json", "--by", one).json for one in (KEEPER, "鲁例暖"))
    opened("case", "seal-all", "--by", "值班员", "--reason", "演练")
    for person in ("值班员", *OTHERS[1:], KEEPER):
        assert opened("case", "unseal", "--by", person, "--reason", "演练").code == 1
    assert opened("case", "unseal", "--by", HEAD, "--reason", "演练").code == 0


def test_the_year_is_audited_into_one_file(opened: Huhang, tmp_path: Path) -> None:
    opened("case", "register", form(tmp_path), "--by", KEEPER)
    assert opened("case", "rotate").code == 0
    year, file = clock.now().year, tmp_path / "材料.xlsx"
    ran = opened("case", "audit", year, "--by", HEAD, "--out", file)
    assert ran.out == f"已写入 {file}\n"
    again = opened("case", "audit", year, "--by", HEAD, "--out", file)
    assert f"已有 {file}" in again.complaint
    assert opened("journal", "--json").out.count("care_audit") == 1
    book = load_workbook(file)
    assert [row[0] for row in book["在库"].values][1:] == ["待批准"]
    assert "更换密钥" in [row[2] for row in book["留痕"].values]
    told = str([row for sheet in book for row in sheet.values])
    assert not [mark for mark in ("例小溪", "13900000001", FIRST) if mark in told]


def test_new_keys_for_all_but_what_does_not_open_which_is_listed(
    opened: Huhang, tmp_path: Path
) -> None:
    opened("case", "register", form(tmp_path), "--by", KEEPER)
    database = Database(Settings().url)
    with database.write() as session:
        fields = session.scalars(select(CareField).order_by(CareField.name)).all()
        spoilt = next(one for one in fields if one.name == "电话")
        spoilt.sealed = b"noise"
    database.dispose()
    ran = opened("case", "rotate")
    assert (ran.code, ran.out) == (1, f"已用新密钥重新加密 {len(fields) - 1} 项\n")
    [first, last] = ran.err.splitlines()
    assert first == f"{FIRST} 的“电话”打不开：密文被改动或移动过"
    assert last.startswith("1 项打不开，没有换，所属登记的旧密钥还留着")
    kept = opened("journal", "--json").json[-1]
    assert (kept["verb"], "1 项打不开" in str(kept)) == ("care_rotate", True)
    assert FIRST not in str(kept)


def test_a_register_whose_keys_are_gone_is_a_finding(opened: Huhang, tmp_path: Path) -> None:
    opened("case", "register", form(tmp_path), "--by", KEEPER)
    assert "找不到密钥" not in opened("doctor").out
    Settings().keyring.unlink()
    assert "关爱登记有 1 条找不到密钥" in opened("doctor").out
