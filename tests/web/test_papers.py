"""督办单, 通报候选, 约谈建议 on the web: drafted by the ladder, signed by a person, answered by its unit."""

from __future__ import annotations

import io
import re
import zipfile

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.plan import Obligation
from obligations.sensitive import counts_children
from tasks import plans
from tasks.notices import listing
from tasks.notices.kinds import KINDS
from tasks.notices.listing import Which
from tasks.notices.queries import OPEN, NoticeLine
from tests.rounds.town import HERE
from tests.web.conftest import HOLDER, LEADER, POLICE, SUPERVISOR, Browser, Place
from tests.web.test_board import later, words
from tests.web.test_signin import make_link

SEAT = "杨地湾学校·法制副校长"


def open_papers(place: Place) -> list[NoticeLine]:
    with place.town.database.read() as session:
        rules = plans.current(session, HERE)
        everything = Which(sees=frozenset(KINDS), signs=frozenset())
        found = listing.page(session, rules, place.now.date(), everything, limit=None)
    return [line for line in reversed(found.lines) if line.state in OPEN]


def paper_of(place: Place, kind: RungKind, post: str = SEAT) -> str:
    """The path of the notice of that kind to that post about the guidance of September."""
    found = [n for n in open_papers(place) if n.kind is kind and n.post == post]
    return f"/papers/{next(n.id for n in found if n.task.obligation == 'team-monthly-guidance')}"


def duty_of(place: Place, line: NoticeLine) -> tuple[Jurisdiction, Obligation]:
    with place.town.database.read() as session:
        rules = plans.current(session, HERE)
    return rules, rules.obligation(line.task.obligation)


def step(browser: Browser, path: str, named: str, reason: str = "", status: int = 303) -> str:
    answer = browser.fill(path, f"{path}/{named}", {"reason": reason} if reason else {})
    assert answer.status_code == status, answer.text[-600:]
    return browser.get(path) if status == 303 else answer.text


def test_a_draft_is_told_to_nobody_until_the_supervisor_signs_it(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    october.browser(HOLDER).get(path, status=404)
    assert "督办单" not in words(october.browser(HOLDER).get("/tasks"))
    page = words(step(october.browser(SUPERVISOR), path, "issue"))
    assert "督办〔2026〕1号" in page
    assert "已签发" in page
    assert "督办〔2026〕1号" in words(october.browser(HOLDER).get("/tasks"))


def test_the_unit_receives_it_with_a_reply_and_the_supervisor_sees_both(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    supervisor = october.browser(SUPERVISOR)
    step(supervisor, path, "issue")
    assert "已签收" in step(october.browser(HOLDER), path, "receive", "本周内办结")
    page = words(supervisor.get(path))
    assert "本周内办结" in page
    assert HOLDER in page


def test_it_can_be_received_by_the_link_in_the_message(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    step(october.browser(SUPERVISOR), path, "issue")
    task = next(n.task.id for n in open_papers(october) if path.endswith(f"/{n.id}"))
    guest = october.browser()
    guest.send(make_link(october, task))
    assert "已签收" in step(guest, path, "receive")


def test_a_double_tap_signs_once(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    browser = october.browser(SUPERVISOR)
    browser.fill(path, f"{path}/issue")
    assert browser.send(f"{path}/issue", browser.sent).status_code == 303
    assert words(browser.get(path)).count("签发 褚例宁") == 1


def test_a_unit_objects_and_nothing_is_published_before_the_answer(october: Place) -> None:
    path = paper_of(october, RungKind.BULLETIN)
    supervisor, holder = october.browser(SUPERVISOR), october.browser(HOLDER)
    assert "拟通报〔2026〕1号" in words(step(supervisor, path, "issue"))
    assert f'action="{path}/publish"' not in supervisor.get(path)
    assert "有异议" in step(holder, path, "object", "当天停课")
    page = supervisor.get(path)
    assert "当天停课" in page
    assert f'action="{path}/publish"' not in page
    assert "异议已答复" in step(supervisor, path, "reject", "其他学校都办了")
    assert "已通报" in step(supervisor, path, "publish")


def test_an_objection_that_is_upheld_ends_it(october: Place) -> None:
    path = paper_of(october, RungKind.BULLETIN)
    supervisor = october.browser(SUPERVISOR)
    step(supervisor, path, "issue")
    step(october.browser(HOLDER), path, "object", "当天停课")
    page = step(supervisor, path, "uphold", "情况属实")
    assert "采纳异议" in page
    assert "<form" not in page.split("<h1>")[1].split("下载 Word")[0]


def test_without_an_objection_it_is_published_after_three_working_days(october: Place) -> None:
    path = paper_of(october, RungKind.BULLETIN)
    supervisor = october.browser(SUPERVISOR)
    step(supervisor, path, "issue")
    assert f'action="{path}/object"' in october.browser(HOLDER).get(path)
    later(october, "2026-10-26")
    assert f'action="{path}/object"' not in october.browser(HOLDER).get(path)
    assert "已通报" in step(october.browser(SUPERVISOR), path, "publish")


def test_a_talk_is_for_a_leader_alone(october: Place) -> None:
    path = paper_of(october, RungKind.TALK)
    october.browser(SUPERVISOR).get(path, status=404)
    assert "约谈" not in words(october.browser(SUPERVISOR).get("/papers"))
    leader = october.browser(LEADER)
    page = words(leader.get(path))
    assert "此前做过什么" in page
    assert page.index("催办") < page.rindex("督办")
    assert "已签发" in step(leader, path, "issue")


def test_the_leaders_page_leads_to_each_decision_and_forgets_it_when_taken(october: Place) -> None:
    leader = october.browser(LEADER)
    listed = {*re.findall(r'href="(/papers/\d+)"', leader.get("/leaders"))}
    assert listed
    gone = min(listed)
    step(leader, gone, "drop", "电话里已经说清")
    assert gone not in re.findall(r'href="(/papers/\d+)"', leader.get("/leaders"))


def test_nobody_signs_what_is_about_himself(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    other = october.browser(POLICE)
    other.get(path, status=404)
    assert october.browser(HOLDER).send(f"{path}/issue").status_code in (403, 404)


def test_to_drop_a_draft_needs_a_reason(october: Place) -> None:
    path = paper_of(october, RungKind.BULLETIN)
    page = step(october.browser(SUPERVISOR), path, "drop", status=422)
    assert "理由" in page


def test_the_word_document_holds_its_number(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    browser = october.browser(SUPERVISOR)
    step(browser, path, "issue")
    browser.get(f"{path}/word")
    with zipfile.ZipFile(io.BytesIO(browser.answer.content)) as word:
        text = word.read("word/document.xml").decode()
    assert "督办〔2026〕1号" in text


def test_the_list_says_what_waits_for_whom(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    browser = october.browser(SUPERVISOR)
    assert path in pages(browser, "/papers")
    step(browser, path, "issue")
    assert path not in pages(browser, "/papers")
    assert path in pages(browser, "/papers?whose=others")


def pages(browser: Browser, path: str) -> list[str]:
    """The notices of a list, over all its pages."""
    found: list[str] = []
    while path:
        page = browser.get(path)
        found += re.findall(r'row-link" href="(/papers/\d+)"', page)
        more = re.search(r'href="([^"]+after=[^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    return found


def test_a_long_list_comes_in_pages_that_miss_and_repeat_nothing(october: Place) -> None:
    browser = october.browser(LEADER)
    listed = pages(browser, "/papers?whose=all")
    told = [n for n in open_papers(october) if not counts_children(*duty_of(october, n))]
    assert len(told) > 50
    assert sorted(listed) == sorted(f"/papers/{n.id}" for n in told)
    assert browser.get("/papers?whose=all").count('class="row-link"') == 50
    mine, others = pages(browser, "/papers"), pages(browser, "/papers?whose=others")
    assert sorted([*mine, *others]) == sorted(listed)


def test_the_list_is_narrowed_by_kind_state_and_unit(october: Place) -> None:
    browser = october.browser(SUPERVISOR)
    step(browser, signed := paper_of(october, RungKind.SUPERVISE), "issue")
    by_id = {f"/papers/{n.id}": n for n in open_papers(october)}
    kinds = {by_id[one].kind for one in pages(browser, "/papers?whose=all&kind=bulletin")}
    assert kinds == {RungKind.BULLETIN}
    assert pages(browser, "/papers?whose=all&state=issued") == [signed]
    posts = {by_id[one].post for one in pages(browser, "/papers?unit=杨地湾学校")}
    assert "杨地湾学校" in posts
    assert not any(post.startswith("羊角学校") for post in posts)
    assert "没有这样的文书" in browser.get("/papers?whose=closed&unit=派出所")
    assert pages(browser, "/papers?whose=nie&kind=nie&state=nie") == pages(browser, "/papers")


def test_papers_about_children_are_counted_and_not_listed(october: Place) -> None:
    page = october.browser(SUPERVISOR).get("/papers")
    hidden = [n for n in open_papers(october) if counts_children(*duty_of(october, n))]
    assert hidden
    assert all(f'/papers/{n.id}"' not in page for n in hidden)
    assert "只报件数" in page


def test_a_number_that_there_is_not_is_not_found(october: Place) -> None:
    october.browser(SUPERVISOR).get("/papers/999999", status=404)
