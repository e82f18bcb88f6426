from tests.web.test_archives_in_a_browser import *
from tests.web.test_archives_in_a_browser import browser, visited
def test_a(place, browser, visited, tmp_path):
    from tests.web.conftest import SCHOOL
    with served(place.app) as address:
        for size in (PHONE, DESK):
            page = device(browser, address, size)
            sign_in(page, SUPERVISOR, PASSWORD)
            for n, where in enumerate(("/archives", path(), "/ledgers?duty=weekly-law-lesson","/reports","/board/tasks?duty=team-monthly-guidance")):
                page.goto(where)
                page.screenshot(path=f'/tmp/look{size["width"]}-{n}.png', full_page=True)
                print(where, faults(page), is_too_wide(page))
            page.context.close()
    store = FolderStore(tmp_path / "e2")
    pack(archive_of(store), store, tmp_path / "archive.zip")
    with zipfile.ZipFile(tmp_path / "archive.zip") as package:
        package.extractall(tmp_path / "unpacked")
    for size in (PHONE, DESK):
        page = browser.new_context(offline=True, viewport=size).new_page()
        page.goto((tmp_path / "unpacked" / "index.html").as_uri())
        page.screenshot(path=f'/tmp/zip{size["width"]}.png', full_page=True)
        print(faults(page), is_too_wide(page))
