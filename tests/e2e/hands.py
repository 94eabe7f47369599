"""How a writer touches what is on the screen: with a pointer, or with nothing but a keyboard."""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakSet

from playwright.sync_api import Locator, Page, expect

#: Presses of Tab after which something cannot be reached.
MOST: Final = 250

_WITHOUT_POINTER: WeakSet[Page] = WeakSet()

#: Where the focus is: on the thing, before or after it in the order of Tab, or nowhere; and whether it can be seen.
_LOOK: Final = """(thing) => {
  const now = document.activeElement;
  if (!now || now === document.body) return { at: "nowhere", seen: true, name: "" };
  const ring = (it) => {
    const { outlineStyle, outlineWidth } = it ? getComputedStyle(it) : { outlineStyle: "none" };
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  };
  const box = now.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  const covered = !top || !(now.contains(top) || top.contains(now) || now.closest("label")?.contains(top));
  // A text on the sheet has its ring around the place for it.
  const ringed = ring(now) || ring(now.parentElement) || ring(now.parentElement?.parentElement);
  const heading = now.matches("[tabindex='-1']");
  const after = thing.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING;
  return {
    at: now === thing ? "here" : after ? "after" : "before",
    seen: heading || (ringed && !covered),
    name: `${now.tagName} ${now.getAttribute("aria-label") ?? now.textContent.slice(0, 40)}`,
  };
}"""

#: Pages that were just loaded: there, and only there, the focus may be nowhere yet.
_JUST_LOADED: WeakSet[Page] = WeakSet()


def by_keys(page: Page) -> None:
    """From now on the writer of this page has no pointer."""
    _WITHOUT_POINTER.add(page)
    page.on("load", _JUST_LOADED.add)


def press(thing: Locator) -> None:
    """Press a button, follow a link, fold something out."""
    if thing.page not in _WITHOUT_POINTER:
        thing.click()
        return
    reach(thing)
    thing.page.keyboard.press("Enter")


def write(thing: Locator, text: str) -> None:
    """Write into a field, over what stands in it."""
    if thing.page not in _WITHOUT_POINTER:
        thing.fill(text)
        return
    reach(thing)
    thing.page.keyboard.press("Control+a")
    if text:
        thing.page.keyboard.insert_text(text)
    else:
        thing.page.keyboard.press("Delete")


def step_down(thing: Locator) -> None:
    """The next in a list that folds out; keys are what everybody has there."""
    if thing.page in _WITHOUT_POINTER:
        reach(thing)
    else:
        thing.focus()
    thing.page.keyboard.press("ArrowDown")


def reach(thing: Locator) -> None:
    """Go to something with Tab, or back with Shift+Tab; all the way the focus is somewhere and can be seen."""
    expect(thing).to_be_enabled()
    keyboard = thing.page.keyboard
    for _ in range(MOST):
        found: dict[str, Any] = thing.evaluate(_LOOK)
        assert found["seen"], f"the focus cannot be seen on: {found['name']}"
        if found["at"] == "here":
            return
        if found["at"] != "nowhere":
            _JUST_LOADED.discard(thing.page)
        elif thing.page not in _JUST_LOADED:  # a key that comes before the first layout finds nothing to go to
            _wait_for_focus(thing.page)
        keyboard.press("Shift+Tab" if found["at"] == "after" else "Tab")
    raise AssertionError(f"no way with Tab to {thing}")


def _wait_for_focus(page: Page) -> None:
    """After a step the focus is on something: whoever has no pointer knows where they are."""
    for _ in range(100):
        if page.evaluate("document.activeElement !== document.body"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("after the last step the focus is nowhere")
