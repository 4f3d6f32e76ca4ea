"""What an editor does at the marking desk, for browser tests."""

from __future__ import annotations

from playwright.sync_api import Page, expect

# Puts the browser's own selection on [start, end) of the text, in code points.
SELECT = """([start, end]) => {
    const root = document.getElementById("desk-text");
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const points = [];
    let before = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const characters = [...node.data];
        for (const at of [start, end]) {
            if (points.length < 2 && at === (points.length ? end : start) && at <= before + characters.length) {
                points.push([node, characters.slice(0, at - before).join("").length]);
            }
        }
        before += characters.length;
    }
    root.focus({preventScroll: true});
    document.getSelection().setBaseAndExtent(...points[0], ...points[1]);
}"""


def text_of(page: Page) -> str:
    return page.locator("#desk-text").evaluate("root => root.textContent")


def select(page: Page, words: str, nth: int = 0) -> None:
    """Selects the words in the text, as a mouse would."""
    text, at = text_of(page), -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    page.evaluate(SELECT, [at, at + len(words)])


def saved(page: Page, key: str = "Enter") -> None:
    """Presses the key and waits for the desk that comes back."""
    page.evaluate("document.getElementById('desk-work').dataset.old = '1'")
    page.keyboard.press(key)
    expect(page.locator("#desk-work:not([data-old])")).to_be_attached()


def who(page: Page):
    """The field “who is credited” that is being filled in."""
    return page.locator("input[data-who]:focus")


def pick_option(page: Page, name: str, note: str) -> None:
    """Chooses a line of the open list by what it says."""
    page.locator('[role="option"]:visible').filter(has_text=note).filter(has_text=name).first.click()


def settled(page: Page) -> None:
    """Waits until everything the desk asked the server for has come back."""
    expect(page.locator('#desk-work[aria-busy="true"]')).to_have_count(0)


def arrow_to(page: Page, note: str, name: str = "") -> None:
    """Goes down the open list by the arrow key to the line that says so, and takes it."""
    options = page.locator('[role="option"]:visible').filter(has_text=note).filter(has_text=name)
    expect(options.first).to_be_visible()
    for _ in range(30):
        if options.first.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
