"""Two ways of using a page, by role and label: with a mouse, and with the keyboard alone."""

import re
from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page

MOST_TABS = 250
"""Nobody presses Tab more often than this to reach something: it cannot be reached."""

_FOCUSED = "field => field === document.activeElement"
_SAME_GROUP = "field => document.activeElement.type === 'radio' && document.activeElement.name === field.name"


class Hand(Protocol):
    """What somebody does to what they see."""

    def press(self, target: Locator) -> None:
        """A link, a button, or what opens more."""
        ...

    def write(self, field: Locator, text: str) -> None:
        """Instead of what stood there."""
        ...

    def choose(self, field: Locator, option: str) -> None:
        """In a list."""
        ...

    def tick(self, box: Locator, *, on: bool = True) -> None:
        """A box or a radio button."""
        ...


class Mouse:
    """Points and clicks."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, field: Locator, option: str) -> None:
        field.select_option(label=option)

    def tick(self, box: Locator, *, on: bool = True) -> None:
        box.set_checked(on)


class Keys:
    """Tab, Enter, Space, arrows and typing; no click, and no script that moves the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        if field.get_attribute("type") == "date":
            self._day(field, text)
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        assert field.input_value() == text

    def choose(self, field: Locator, option: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if field.evaluate("field => field.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"the arrows do not reach {option} in {field}")

    def tick(self, box: Locator, *, on: bool = True) -> None:
        if box.get_attribute("type") == "radio":
            self._radio(box)
            return
        self._reach(box)
        if box.is_checked() != on:
            self.page.keyboard.press("Space")
        assert box.is_checked() == on

    def _reach(self, target: Locator, how: str = _FOCUSED) -> None:
        element = target.element_handle()
        for _ in range(MOST_TABS):
            if element.evaluate(how):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not reach {target}")

    def _radio(self, button: Locator) -> None:
        """Tab reaches the group, the arrows move within it."""
        self._reach(button, _SAME_GROUP)
        for _ in range(10):
            self.page.keyboard.press("Space" if button.evaluate(_FOCUSED) else "ArrowDown")
            if button.is_checked():
                return
        pytest.fail(f"the arrows do not reach {button}")

    def _day(self, field: Locator, day: str) -> None:
        """The browser's own control, in the order that the browser's language has: year first, or month first."""
        year, month, date = re.findall(r"\d+", day)
        for typed in (f"{year}{month}{date}", f"{month}{date}{year}"):
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(typed)
            if field.input_value() == day:
                return
        pytest.fail(f"the keyboard cannot write the day in {field}")
