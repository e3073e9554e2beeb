"""The race as a video, recorded and played in a real browser."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

# How long it is, is known only when its end has been looked for: it was written as it came.
PLAYED = """async (source) => {
  const video = document.createElement("video");
  video.muted = true;
  const heard = (name) => new Promise((resolve, reject) => {
    video.addEventListener(name, resolve, { once: true });
    video.addEventListener("error", () => reject(video.error), { once: true });
  });
  const known = heard("loadeddata");
  video.src = source;
  await known;
  const sought = heard("seeked");
  video.currentTime = 1e6;
  await sought;
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d");
  const inked = async (time) => {
    const there = heard("seeked");
    video.currentTime = time;
    await there;
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let place = 0; place < data.length; place += 4) {
      // Adam's colour, as far as a video keeps it.
      let off = 0;
      for (let part = 0; part < 3; part++) off += Math.abs(data[place + part] - COLOR[part]);
      if (off < 60) count += 1;
    }
    return count;
  };
  const { videoWidth: width, videoHeight: height, duration } = video;
  return { width, height, duration, early: await inked(0.3), late: await inked(3) };
}"""


def test_a_video_is_recorded_saved_and_played(visit: Any, tmp_path: Path) -> None:
    visitor = visit()
    page = visitor.open("?f=rosenbrock&o=adam&n=40")
    color = visitor.stage("stage.scene.runners[0].color")
    page.get_by_role("button", name="Take home").click()
    page.get_by_text("Video", exact=True).click()
    record = page.get_by_role("button", name="Record a video")
    record.wait_for()
    page.get_by_role("slider", name="Seconds").press("Home")
    page.get_by_text("Takes 3.5 seconds").wait_for()
    with page.expect_download() as download:
        record.click()
        page.get_by_role("button", name="Recording").wait_for()
    file = tmp_path / "race"
    download.value.save_as(file)
    content = file.read_bytes()
    name = download.value.suggested_filename
    assert name.startswith("rosenbrock-adam.")
    assert content[4:8] == b"ftyp" if name.endswith(".mp4") else content[:4] == b"\x1aE\xdf\xa3"
    assert len(content) < 3e6
    page.get_by_text(f"Saved {name}").wait_for()

    kind = name.rsplit(".", 1)[1]
    source = f"data:video/{kind};base64,{base64.b64encode(content).decode()}"
    channels = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    seen = page.evaluate(PLAYED.replace("COLOR", str(channels)), source)
    assert (seen["width"], seen["height"]) == (960, 540)
    assert seen["duration"] == pytest.approx(3.5, abs=1.0)
    # Its head and its name are there at first, and the whole path in the end.
    assert 100 < seen["early"] < seen["late"]
    assert visitor.complaints == []
