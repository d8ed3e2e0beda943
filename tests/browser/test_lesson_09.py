"""Lesson 9 in JupyterLab: Python itself reads a reply that is typed there."""

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_reply_typed_in_jupyterlab_is_read_by_python(open_lesson: Any) -> None:
    lesson = open_lesson("09_repair")
    lesson.wait()
    cells = lesson.count()
    widget = lesson.widget("compose-a-reply")
    widget.get_by_role("button", name="Pilar").press("Enter")
    box = widget.get_by_role("textbox")
    box.focus()
    lesson.page.keyboard.type("You are being kind to me about that letter. I gave it to you like homework.")
    lesson.page.keyboard.press("Shift+Enter")  # outside a box this would run the cell
    lesson.page.keyboard.type("What is it like to sit down with it?")
    lesson.page.keyboard.press("Control+Enter")  # and this would, too
    expect(widget.get_by_role("list", name="Five notes").get_by_role("listitem")).to_have_count(5)
    expect(widget.get_by_role("status")).to_contain_text("Seen: take it in")
    expect(box).to_have_value(
        "You are being kind to me about that letter. I gave it to you like homework.\nWhat is it like to sit down with it?"
    )
    assert lesson.count() == cells
