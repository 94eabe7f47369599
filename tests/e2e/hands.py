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
  const { outlineStyle, outlineWidth } = getComputedStyle(now);
  const box = now.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  const covered = !top || !(now.contains(top) || top.contains(now) || now.closest("label")?.contains(top));
  const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const heading = now.matches("[tabindex='-1']");
  const after = thing.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING;
  return {
    at: now === thing ? "here" : after ? "after" : "before",
    seen: heading || (ringed && !covered),
    name: `${now.tagName} ${now.getAttribute("aria-label") ?? now.textContent.slice(0, 40)}`,
  };
}"""

#: Whoever has no pointer knows where they are after each step; only a page that was just loaded begins at its top.
_SOMEWHERE: Final = "document.activeElement !== document.body || !navigator.userActivation.hasBeenActive"


def by_keys(page: Page) -> None:
    """From now on the writer of this page has no pointer."""
    _WITHOUT_POINTER.add(page)


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


def reach(thing: Locator) -> None:
    """Go to something with Tab, or back with Shift+Tab; all the way the focus is somewhere and can be seen."""
    expect(thing).to_be_enabled()
    keyboard = thing.page.keyboard
    for _ in range(MOST):
        found: dict[str, Any] = thing.evaluate(_LOOK)
        assert found["seen"], f"the focus cannot be seen on: {found['name']}"
        if found["at"] == "here":
            return
        if found["at"] == "nowhere":
            thing.page.wait_for_function(_SOMEWHERE, timeout=10_000)
        keyboard.press("Shift+Tab" if found["at"] == "after" else "Tab")
    raise AssertionError(f"no way with Tab to {thing}")
