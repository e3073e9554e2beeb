"""Knobs of schedules: lists that are typed, and schedules within a schedule."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect


def test_a_list_and_a_part_have_their_knobs(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("?f=sphere&n=200&o=adam~schedule-joined")
    row = page.locator(".desk-row")
    row.locator("summary").click()
    row.get_by_label("Adam: first p", exact=True).select_option("multi_step")
    milestones = row.get_by_label("Adam, first: milestones m", exact=True)
    expect(milestones).to_have_value("100, 150")
    milestones.fill("5, 9")
    milestones.press("Enter")
    page.wait_for_url("**schedule.first-multi_step~schedule.first.milestones-5_9")
    visitor.painted()
    expect(milestones).to_have_value("5, 9")
    milestones.fill("9, 5")
    milestones.press("Enter")
    toast = page.get_by_test_id("stToast")
    toast.wait_for()
    assert "milestones must be whole numbers" in toast.inner_text()
    expect(milestones).to_have_value("5, 9")
    assert visitor.complaints == []
