"""Numbers that are typed on the desk."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

LOOK = """() => {
  const title = getComputedStyle(document.querySelector(".st-key-head h1"));
  const page = getComputedStyle(document.querySelector(".stMainBlockContainer"));
  return [title.fontSize, page.paddingTop];
}"""


def test_a_typed_number_stays_and_a_refused_one_changes_nothing(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=parabola_1d&n=50&o=sgd~learning_rate-0.1")
    look = page.evaluate(LOOK)
    field = page.get_by_label("SGD: learning rate α, exact", exact=True)
    for typed in ("0.02", "0.03"):
        field.fill(typed)
        field.press("Enter")
        page.wait_for_url(f"**learning_rate-{typed}*")
        visitor.painted()
        # It is shown while the field still has the focus.
        expect(field).to_have_value(typed)
    field.fill("-1")
    field.press("Enter")
    toast = page.get_by_test_id("stToast")
    toast.wait_for()
    assert "learning_rate must be in (0, inf), got -1" in toast.inner_text()
    expect(field).to_have_value("0.03")
    # The toast of a fragment has not taken the place of the page's style.
    assert page.evaluate(LOOK) == look
    assert visitor.complaints == []


ANEW = """async (again) => {
  const host = document.querySelector(".desk-host");
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const { show, close } = await import(loaded.find((name) => name.endsWith("/desk.js")));
  const { desk } = host;
  close(host);
  if (again) await show(host, host.latest, () => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  return host.desk === desk;
}"""
"""Close the desk, and begin anew, as Streamlit now and then does: is it the same?"""


def test_a_desk_that_begins_anew_keeps_the_keyboard_where_it_is(visit: Any) -> None:
    page = visit().open("?f=parabola_1d&n=50&o=sgd~learning_rate-0.1")
    knob = page.get_by_role("slider", name="SGD: learning rate")
    knob.focus()
    assert page.evaluate(ANEW, True)
    expect(knob).to_be_focused()
    assert not page.evaluate(ANEW, False), "one that is closed for good is gone"
