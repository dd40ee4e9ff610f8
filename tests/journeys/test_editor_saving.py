"""Nothing typed is lost: connection gone, server in trouble, signed out, tab closed, two tabs, two people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from editorial.content import operations as content
from editorial.content import richtext
from editorial.content.models import Article
from tests import factories as f
from tests.journeys.editor_pages import open_editor, saved, sign_in, window_of  # noqa: F401  a fixture
from tests.processes import make_roles

pytestmark = pytest.mark.serial
Window = Callable[..., BrowserContext]


def state(page: Page) -> Any:
    return expect(page.locator("#save-state"), "what the page says about saving")


def type_in_commentary(page: Page, words: str) -> None:
    page.locator("#commentary").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def commentary(article: Article) -> str:
    return richtext.plain(f.fresh(article).commentary)


def test_typing_is_saved_by_itself_and_the_state_says_when(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    type_in_commentary(page, " Typed.")
    state(page).to_have_attribute("data-state", "saved")
    state(page).to_contain_text("Saved ")
    assert commentary(article).endswith("Typed.")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('oewatch:typed')).length") == 0
    assert page.locator("#announcer").text_content() == ""


def test_leaving_saves_what_was_typed_a_moment_ago(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    type_in_commentary(page, " At the last moment.")
    page.goto("about:blank")
    page.wait_for_timeout(1_500)
    assert commentary(article).endswith("At the last moment.")


def test_the_connection_goes_and_comes_back(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by)
    page = open_editor(window.new_page(), article)
    window.set_offline(True)
    type_in_commentary(page, " Written in a tunnel.")
    state(page).to_contain_text("Not saved, trying again")
    expect(page.locator("#announcer")).to_contain_text("Your text is kept in this browser")
    assert not commentary(article).endswith("tunnel.")
    window.set_offline(False)
    state(page).to_have_attribute("data-state", "saved")
    assert commentary(article).endswith("Written in a tunnel.")


def test_a_server_in_trouble_is_tried_again(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    answers: list[int] = []

    def trouble(route: Route) -> None:
        if route.request.method == "POST":
            answers.append(500)
        if route.request.method == "POST" and len(answers) < 3:
            route.fulfill(status=500, body="<h1>Oops</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/save/", trouble)
    page.locator("#dek").fill("A dek in a storm")
    state(page).to_contain_text("Not saved, trying again")
    state(page).to_have_attribute("data-state", "saved")
    assert len(answers) == 3
    assert f.fresh(article).dek == "A dek in a storm"


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        answer = route.fetch()  # the server stores it
        lost.append(answer.status)
        route.abort()

    page.route("**/save/", lose_the_answer, times=1)
    type_in_commentary(page, " One.")
    page.keyboard.press("Control+s")
    state(page).to_contain_text("Not saved, trying again")
    assert lost == [200] and commentary(article).endswith("One.")
    page.keyboard.type(" Two.")
    state(page).to_have_attribute("data-state", "saved")
    assert commentary(article).endswith("One. Two.")
    expect(page.locator(".conflict")).to_have_count(0)


def test_two_tabs_in_different_paragraphs_are_put_together(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by)
    first, second = open_editor(window.new_page(), article), open_editor(window.new_page(), article)
    second.locator("#commentary p").first.click()
    second.keyboard.press("End")
    second.keyboard.press("Control+Alt+f")
    second.keyboard.type("A note from the second tab.")
    saved(second)

    type_in_commentary(first, " From the first tab.")
    saved(first)
    expect(first.locator(".conflict")).to_have_count(0)
    expect(first.locator("#note-list")).to_contain_text("A note from the second tab.")
    expect(first.locator("#note-list > *")).to_have_count(3)
    first.keyboard.type(" And on.")
    saved(first)
    text = f.fresh(article)
    assert commentary(article).endswith("From the first tab. And on.")
    assert len(richtext.references(text.commentary)) == 3
    assert {richtext.plain(note.text) for note in text.footnotes.all()} >= {"A note from the second tab."}


def test_a_tab_closed_without_a_connection_is_offered_its_text_back(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by)
    page = open_editor(window.new_page(), article)
    window.set_offline(True)
    type_in_commentary(page, " Lost?")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("A note nobody saved.")
    page.wait_for_timeout(700)
    page.close()
    window.set_offline(False)

    page = open_editor(window.new_page(), article)
    offer = page.get_by_role("region", name="Text that was never saved")
    expect(offer).to_contain_text("that was never saved")
    offer.get_by_role("button", name="Compare").click()
    expect(page.locator("#compare-dialog mark").first).to_be_visible()
    page.locator("#compare-dialog").get_by_role("button", name="Close").click()
    offer.get_by_role("button", name="Put it back").click()
    expect(page.locator("#commentary")).to_contain_text("Lost?")
    expect(page.locator("#note-list .editable").nth(2)).to_have_text("A note nobody saved.")
    saved(page)
    stored = f.fresh(article)
    assert "Lost?" in richtext.plain(stored.commentary)
    key = richtext.references(stored.commentary)[2]
    assert richtext.plain(stored.footnotes.get(key=key).text) == "A note nobody saved."

    page = open_editor(page, article)
    expect(page.get_by_role("region", name="Text that was never saved")).to_have_count(0)


def test_signed_out_while_typing_and_in_again_elsewhere(window_of: Window, live_server: Any) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by)
    page = open_editor(window.new_page(), article)
    Session.objects.all().delete()
    type_in_commentary(page, " Signed out.")
    state(page).to_contain_text("You are signed out")
    assert not commentary(article).endswith("Signed out.")
    sign_in(window, article.created_by, live_server.url)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    state(page).to_have_attribute("data-state", "saved")
    assert commentary(article).endswith("Signed out.")


def test_what_one_person_typed_is_never_saved_in_anothers_name(
    window_of: Window,  # noqa: F811
    live_server: Any,
) -> None:
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by)
    page = open_editor(window.new_page(), article)
    other = f.administrator()
    sign_in(window, other, live_server.url)
    type_in_commentary(page, " Whose words?")
    state(page).to_contain_text(f"{other.get_full_name()} is signed in in this browser now")
    assert not commentary(article).endswith("Whose words?")
    sign_in(window, article.created_by, live_server.url)
    page.locator("#save-now").click()
    state(page).to_have_attribute("data-state", "saved")
    assert commentary(article).endswith("Whose words?")
    assert f.fresh(article).history.first().history_user == article.created_by


def two_tabs(window: BrowserContext, article: Article) -> tuple[Page, Page]:
    return open_editor(window.new_page(), article), open_editor(window.new_page(), article)


def test_two_tabs_change_one_field_and_both_texts_are_still_there(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    first, second = two_tabs(window_of(article.created_by), article)
    first.locator("#dek").fill("The dek of the first tab")
    saved(first)
    second.locator("#title").fill("A title of the second tab")
    second.locator("#dek").fill("The dek of the second tab")
    second.keyboard.press("Control+s")
    panel = second.locator("#conflict-dek")
    expect(panel).to_contain_text("You, in another tab or browser, saved something else here")
    expect(panel.locator("mark")).to_have_text(["second", "first"])
    assert (f.fresh(article).title, f.fresh(article).dek) == (
        "A title of the second tab",
        "The dek of the first tab",
    )
    panel.get_by_role("button", name="Keep mine").click()
    saved(second)
    assert f.fresh(article).dek == "The dek of the second tab"
    second.locator("#set-aside summary").click()
    aside = second.locator("#set-aside-list")
    expect(aside).to_contain_text("The dek of the first tab")
    aside.get_by_role("button", name="Restore").click()
    expect(second.locator("#dek")).to_have_value("The dek of the first tab")
    expect(aside).to_contain_text("The dek of the second tab")
    saved(second)
    assert f.fresh(article).dek == "The dek of the first tab"


def test_two_tabs_change_the_commentary_and_one_takes_the_others_with_its_notes(
    window_of: Window,  # noqa: F811
) -> None:
    make_roles()
    article = f.complete_article()
    first, second = two_tabs(window_of(article.created_by), article)
    type_in_commentary(first, " From the first tab.")
    first.keyboard.press("Control+Alt+f")
    first.keyboard.type("The first tab’s note.")
    saved(first)
    type_in_commentary(second, " From the second tab.")
    second.keyboard.press("Control+s")
    panel = second.locator("#conflict-commentary")
    expect(panel).to_contain_text("From the first tab.[3]")
    panel.get_by_role("button", name="Take theirs").click()
    expect(second.locator("#commentary")).to_contain_text("From the first tab.")
    expect(second.locator("#note-list .editable").nth(2)).to_have_text("The first tab’s note.")
    saved(second)
    assert commentary(article).endswith("From the first tab.")
    assert f.fresh(article).footnotes.count() == 3
    second.locator("#set-aside summary").click()
    expect(second.locator("#set-aside-list")).to_contain_text("From the second tab.")


def test_an_author_is_told_whose_text_is_in_the_way(window_of: Window) -> None:  # noqa: F811
    make_roles()
    author, other = f.author(), f.author()
    article = f.complete_article(author)
    content.set_bylines(article=article, authors=[author.author, f.author_record("B", other)], by=author)
    hers = open_editor(window_of(author).new_page(), article)
    theirs = open_editor(window_of(other).new_page(), article)
    theirs.locator("#pull_quote").fill("“Hers.”")
    saved(theirs)
    hers.locator("#pull_quote").fill("“Mine.”")
    hers.keyboard.press("Control+s")
    expect(hers.locator("#conflict-pull_quote")).to_contain_text(
        f"{other.get_full_name()} saved something else here"
    )
    state(hers).to_have_attribute("data-state", "held")


@pytest.mark.parametrize("choice", ["Keep mine (adds it again)", "Let it go"])
def test_an_excerpt_removed_in_another_tab_while_it_was_written(window_of: Window, choice: str) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    first, second = two_tabs(window_of(article.created_by), article)
    first.get_by_role("button", name="Remove excerpt 1").click()
    saved(first)
    second.locator("#excerpt-list [data-field=place] input").first.fill("Marseille")
    second.keyboard.press("Control+s")
    panel = second.locator(".conflict")
    expect(panel).to_contain_text("removed this excerpt at")
    panel.get_by_role("button", name=choice).click()
    saved(second)
    places = [excerpt.place for excerpt in f.fresh(article).excerpts.all()]
    if choice == "Let it go":
        assert places == ["Paris"]
        second.locator("#set-aside summary").click()
        expect(second.locator("#set-aside-list")).to_contain_text("Marseille")
    else:
        assert sorted(places) == ["Marseille", "Paris"]
        assert richtext.plain(f.fresh(article).excerpts.get(place="Marseille").body)


def test_removing_is_undone_also_after_it_was_saved(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    for kind in ("excerpt", "image"):
        page.get_by_role("button", name=f"Remove {kind} 1").click()
        saved(page)
    stored = f.fresh(article)
    assert (stored.excerpts.count(), stored.images.count()) == (1, 0)
    for _ in range(2):
        page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(page.locator("#image-list img")).to_be_visible()
    page.wait_for_timeout(800)
    saved(page)
    stored = f.fresh(article)
    assert stored.excerpts.count() == 2
    image = stored.images.get()
    assert (image.alt_text, image.width, image.license) == ("Boats in a row", 8, "CC-BY-4.0")


def test_a_field_that_is_refused_says_why_and_keeps_what_was_typed(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    address = page.locator("#excerpt-list [data-field=url] input").first
    address.fill("not an address")
    page.locator("#dek").fill("This one is fine")
    page.keyboard.press("Control+s")
    error = page.locator("#excerpt-list [data-field=url] .error").first
    expect(error).to_contain_text("https://")
    expect(address).to_have_attribute("aria-invalid", "true")
    assert (error.get_attribute("id") or "?") in (address.get_attribute("aria-describedby") or "")
    expect(address).to_have_value("not an address")
    assert f.fresh(article).dek == "This one is fine"
    address.fill("https://example.org/")
    saved(page)
    expect(error).to_be_hidden()


def test_a_picture_that_cannot_be_uploaded_is_tried_again(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article(images=0)
    page = open_editor(window_of(article.created_by).new_page(), article)
    tries: list[int] = []

    def trouble(route: Route) -> None:
        tries.append(1)
        if len(tries) < 2:
            route.fulfill(status=503, body="", content_type="text/html")
        else:
            route.continue_()

    page.route("**/articles/*/images/", trouble)
    picture: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": f.picture_file().getvalue()}
    page.locator("#add-image").set_input_files([picture])
    error = page.locator("#image-list .picture .error")
    expect(error).to_contain_text("trying again")
    expect(error).to_be_hidden()
    assert f.fresh(article).images.get().width == 8
    broken: FilePayload = {"name": "b.png", "mimeType": "image/png", "buffer": b"no picture"}
    page.locator("#add-image").set_input_files([broken])
    expect(page.locator("#refused-pictures")).to_contain_text("not a PNG")
    expect(page.locator("#image-list > li")).to_have_count(1)
