"""Documents that cannot rot: what they show is run, read or compared with the code."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from huhang.cli import app, run
from huhang.folders import read_folder
from huhang.prefect_home import PrefectSettings
from notifiers.channels.file import load as load_channels
from obligations.loading import NOTICE, PLAN, load
from obligations.workdays import WorkCalendar
from runtime.settings import Settings, WebSettings

HOUSE = Path(__file__).parents[1]
READMES = [HOUSE / "README.md", HOUSE / "README.zh-CN.md"]
GUIDES = [HOUSE / "docs" / "guide.md", HOUSE / "docs" / "guide.zh-CN.md"]
DOCUMENTS = [*READMES, HOUSE / "CHANGELOG.md", *sorted((HOUSE / "docs").rglob("*.md"))]
#: It answers with 1 here: today has had no round.
MAY_FIND_PROBLEMS = "doctor"


def fenced(document: Path, language: str) -> list[str]:
    """The blocks of a document in one language."""
    text = document.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(document: Path, program: str) -> Iterator[list[str]]:
    """The commands of one program that a document shows, in order, as words."""
    for block in fenced(document, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == [program]:
                yield words[1:]


def test_the_first_steps_of_the_readme_run_as_they_stand_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(HOUSE)
    monkeypatch.setenv("HUHANG_DATA", str(tmp_path / "data"))
    answers: dict[str, str] = {}
    for words in commands(READMES[0], "huhang"):
        # What a step writes into the reader's `data/` goes where this test's own is.
        code = run([re.sub("^data/", f"{tmp_path}/data/", word) for word in words])
        said = capsys.readouterr()
        assert code == 0 or words == [MAY_FIND_PROBLEMS], (words, said.err)
        assert said.out
        answers[" ".join(words)] = said.out
    assert len(answers) > 8
    # What the steps are there to show.
    assert "今日" in answers["inbox 平安办"]
    assert "待办" in answers["task show 1"]


def test_both_readmes_show_the_same_commands_in_the_same_order() -> None:
    english, chinese = READMES
    for language in ("sh", "yaml", "python"):
        without_comments = [
            [re.sub(r"\s+#.*", "", block) for block in fenced(document, language)]
            for document in (english, chinese)
        ]
        assert without_comments[0] == without_comments[1] != []


def labels(guide: Path) -> list[str]:
    """What a guide shows as written on the pages: in bold, in Chinese, and no sentence of its own."""
    found = re.findall(r"\*\*(.+?)\*\*", guide.read_text(encoding="utf-8"))
    return [one for one in found if re.match(r"[\u4e00-\u9fff]", one) and not one.endswith("。")]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_what_the_guides_show_in_bold_is_written_on_the_pages(guide: Path) -> None:
    files = [*(HOUSE / "web").rglob("*.html"), *(HOUSE / "web").rglob("*.py")]
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    shown = labels(guide)
    assert len(set(shown)) > 20
    assert [one for one in shown if one not in written] == []


def test_both_guides_speak_of_the_same_things() -> None:
    english, chinese = (guide.read_text(encoding="utf-8") for guide in GUIDES)
    assert set(labels(GUIDES[0])) == set(labels(GUIDES[1]))
    for mark in ("## ", "| ", "- "):
        counts = [
            len(re.findall(rf"^{re.escape(mark)}", text, re.MULTILINE))
            for text in (english, chinese)
        ]
        assert counts[0] == counts[1] > 3


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_commands_of_the_guides_are_there(guide: Path) -> None:
    shown = re.findall(r"`huhang user (\w+)", guide.read_text(encoding="utf-8"))
    [users] = [group.typer_instance for group in app.registered_groups if group.name == "user"]
    assert users
    assert set(shown) <= {command.name for command in users.registered_commands}
    assert shown


def test_every_make_verb_in_the_documents_is_in_the_makefile() -> None:
    rules = (HOUSE / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):", rules, re.MULTILINE))
    for document in DOCUMENTS:
        for shown in re.findall(r"`make ([^`]+)`", document.read_text(encoding="utf-8")):
            used = {word for word in shown.split() if word.isalpha() and word.islower()}
            assert used <= verbs, (document, shown)
    assert {"up", "test", "lint", "types", "bench", "soak", "install"} <= verbs


def test_the_duty_in_the_readme_can_be_put_into_the_plan_as_it_stands() -> None:
    texts = dict(read_folder(HOUSE / "plans" / "anwen"))
    added = fenced(READMES[0], "yaml")[0]
    [quote] = re.findall(r"quote: (\S+)", added)
    texts[PLAN] += "\n" + re.sub(r"^", "  ", added, flags=re.MULTILINE)
    texts[NOTICE] += quote
    jurisdiction, _ = load(texts)
    assert jurisdiction.plan.obligations[-1].name == "每学期一次消防演练"


def test_the_channel_in_the_readme_reaches_the_post_it_names(tmp_path: Path) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(fenced(READMES[0], "yaml")[1], encoding="utf-8")
    assert load_channels(file).of("anwen", ("平安办",))


def test_the_test_in_the_readme_passes() -> None:
    names: dict[str, object] = {"WorkCalendar": WorkCalendar, "date": date}
    exec(fenced(READMES[0], "python")[0], names)
    [shown] = [thing for name, thing in names.items() if name.startswith("test_")]
    assert callable(shown)
    shown()


def test_every_setting_is_in_both_readmes_with_its_default() -> None:
    settings = {
        "HUHANG_DATA": str(Settings().data),
        "HUHANG_DATABASE_URL": "huhang.sqlite",
        "HUHANG_CARE_KEYS": "care/keys.sqlite",
    }
    for name, field in PrefectSettings.model_fields.items():
        settings[f"HUHANG_PREFECT_{name.upper()}"] = str(field.default)
    web = {name: field.default for name, field in WebSettings.model_fields.items()}
    for name, default in {**web, "url": WebSettings().address}.items():
        settings[f"HUHANG_WEB_{name.upper()}"] = str(default)
    kinds = (Settings, PrefectSettings, WebSettings)
    assert len(settings) == sum(len(kind.model_fields) for kind in kinds)
    for document in READMES:
        text = document.read_text(encoding="utf-8")
        for name, default in settings.items():
            assert re.search(rf"^\| `{name}` \|.*`{re.escape(default)}`", text, re.MULTILINE)


def test_the_diagram_of_layers_is_the_contract_that_the_linter_holds() -> None:
    [drawn] = fenced(HOUSE / "docs" / "architecture.md", "layers")
    configured = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configured["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert floors(drawn.split("→")) == floors(layers)


def floors(layers: list[str]) -> list[set[str]]:
    """The rooms of each floor; a room in parentheses is still to be built."""
    return [{room.strip(" ()\n") for room in layer.split("|")} for layer in layers]


def test_the_table_of_rooms_has_every_room_that_is_built() -> None:
    text = (HOUSE / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z]+)/` \|", text, re.MULTILINE))
    configured = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    assert told == set(configured["tool"]["importlinter"]["root_packages"])


def test_the_picture_names_every_command() -> None:
    picture = ET.parse(HOUSE / "docs" / "parts.svg")
    words = set(re.findall(r"[a-z]+", " ".join(picture.getroot().itertext())))
    named = [command.name for command in app.registered_commands]
    groups = [group.name for group in app.registered_groups]
    assert {str(name) for name in named + groups} <= words


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target
