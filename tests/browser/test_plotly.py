"""What plotly.js asks of Plotly's inside, which no documentation promises, of the installed one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import plotly
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import bench_in
from ui.stage.assets import WEB

pytestmark = pytest.mark.browser

SOURCE = WEB / "plotly.js"

# A figure with a red and a blue point in space, and one with a heat map of three rows and four
# columns.
FIGURES = """
window.inner = await import("http://bench.test/plotly.js");
window.stand = (width, height) => {
  const plot = document.createElement("div");
  Object.assign(plot.style, { position: "absolute", left: "50px", top: "30px",
    width: `${width}px`, height: `${height}px` });
  document.body.replaceChildren(plot);
  return plot;
};
const CORNER = [2, 300, 0.01];
const margin = { l: 40, r: 20, t: 10, b: 30 };
window.space = async (place, eye) => {
  const [x, y, z] = place.map((value, axis) => [value, CORNER[axis]]);
  const marker = { color: ["rgb(255, 0, 0)", "rgb(0, 0, 255)"], size: 12, line: { width: 0 } };
  const [xaxis, yaxis, zaxis] = CORNER.map((end) => ({ visible: false, range: [-end, end] }));
  const plot = window.stand(500, 400);
  await Plotly.react(plot, [{ type: "scatter3d", mode: "markers", x, y, z, marker }], {
    margin, width: 500, height: 400, paper_bgcolor: "white",
    scene: { xaxis, yaxis, zaxis, aspectmode: "cube", camera: { eye } },
  });
  return plot;
};
window.heat = async () => {
  const plot = window.stand(460, 340);
  const z = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]];
  const x = [0.1, 1, 10, 100];
  await Plotly.react(plot, [{ type: "heatmap", x, y: [0, 1, 2], z, showscale: false }],
    { margin, xaxis: { type: "log", range: [-1.5, 2.5] }, yaxis: { range: [-0.5, 2.5] } },
    { responsive: false });
  return plot;
};
// Where red is, on what was copied from the scene.
window.frame = () => new Promise((go) => requestAnimationFrame(go));
window.twoFrames = async () => { await frame(); await frame(); };
window.red = async (plot) => {
  await twoFrames(); // in which the browser forgets what WebGL has drawn
  await twoFrames();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [500, 400];
  const context = canvas.getContext("2d");
  inner.copySpace(plot, context);
  const { data } = context.getImageData(0, 0, 500, 400);
  let [count, across, along] = [0, 0, 0];
  for (let pixel = 0; pixel < 500 * 400; pixel++) {
    const [red, green, blue] = data.slice(4 * pixel, 4 * pixel + 3);
    if (red < 150 || green > 90 || blue > 90) continue;
    count += 1;
    across += (pixel % 500) + 0.5;
    along += Math.floor(pixel / 500) + 0.5;
  }
  return count && [across / count, along / count];
};
"""

PROMISES = {
    "isDrawn": """
      const plot = stand(300, 200);
      const before = inner.isDrawn(plot);
      await Plotly.react(plot, [], {});
      const drawn = inner.isDrawn(plot);
      Plotly.purge(plot);
      return !before && drawn && !inner.isDrawn(plot);
    """,
    "fits": """
      const plot = await heat();
      const before = inner.fits(plot);
      for (const [side, size] of [["width", "300px"], ["height", "200px"]]) {
        plot.style[side] = size;
        if (inner.fits(plot)) return false;
        await Plotly.Plots.resize(plot);
        if (!inner.fits(plot)) return false;
      }
      return before;
    """,
    "hasSpace": """
      const nothing = inner.hasSpace(stand(300, 200));
      const flat = inner.hasSpace(await heat());
      return !nothing && !flat && inner.hasSpace(await space([0, 0, 0], { x: 1, y: 1, z: 1 }));
    """,
    "SpaceCamera": """
      for (const [place, eye] of [
        [[0.3, -180, 0.004], { x: -1.4, y: -1.65, z: 1.25 }],
        [[1.5, 150, -0.005], { x: 2, y: 0.3, z: 0.4 }],
      ]) {
        const plot = await space(place, eye);
        const camera = new inner.SpaceCamera(plot);
        const [there, seen] = [camera.at(...place), await red(plot)];
        if (!seen || Math.hypot(there[0] - seen[0], there[1] - seen[1]) > 1.5) return false;
        if (camera.at(0, 0, NaN) !== null) return false;
        // Far behind the eye.
        const behind = [20 * eye.x, 3000 * eye.y, 0.1 * eye.z];
        if (camera.at(...behind) !== null) return false;
        const { left, top, width, height } = camera.area;
        if ([left, top, width, height].join() !== "40,10,440,360") return false;
      }
      return true;
    """,
    "PlaneCamera": """
      const camera = new inner.PlaneCamera(await heat());
      const { left, top, width, height } = camera.area;
      if ([left, top, width, height].join() !== "40,10,400,300") return false;
      // A decade of the logarithmic axis is 100 pixels wide, and so is a row high.
      const [across, along] = camera.at(10, 0);
      if (Math.hypot(across - 290, along - 260) > 0.01) return false;
      return camera.at(NaN, 0) === null && camera.at(10, Infinity) === null;
    """,
    "copySpace": """
      const seen = await red(await space([0, 0, 0], { x: 1.5, y: 1.2, z: 0.6 }));
      return seen && Math.hypot(seen[0] - 260, seen[1] - 190) < 1.5;
    """,
    "afterEachPicture": """
      const plot = await space([0, 0, 0], { x: 1.5, y: 1.5, z: 1.5 });
      let [pictures, others] = [0, 0];
      inner.afterEachPicture(plot, () => pictures++);
      inner.afterEachPicture(plot, () => others++);
      await twoFrames();
      for (const x of [1, 2, 3]) {
        const before = pictures;
        await Plotly.relayout(plot, { "scene.camera": { eye: { x, y: 1, z: 1 } } });
        for (let frame = 0; frame < 50 && pictures === before; frame++) await twoFrames();
        if (pictures === before) return false;
      }
      return others === 0;
    """,
    "cellAt": """
      const plot = await heat();
      const { left, top } = plot.getBoundingClientRect();
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < 4; column++) {
          // The axes are 400 pixels wide and 300 high, a cell 100 by 100; row 0 is the lowest.
          const clientX = left + 40 + 100 * column + 70;
          const clientY = top + 10 + 100 * (2 - row) + 30;
          const found = inner.cellAt(plot, plot.data[0], { clientX, clientY });
          if (found.join() !== `${row},${column}`) return false;
        }
      }
      return true;
    """,
}


def test_all_that_it_exports_is_promised_here() -> None:
    exports = re.findall(r"^export (?:class|function) (\w+)", SOURCE.read_text(), flags=re.M)
    assert sorted(exports) == sorted(PROMISES)


@pytest.fixture(scope="module")
def figures(window: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page that can draw the figures; each takes the place of the one before."""
    with bench_in(window()) as page:
        page.evaluate(f"async () => {{ {FIGURES} }}")
        yield page


@pytest.mark.parametrize("name", PROMISES)
def test_plotlys_inside_is_as_we_know_it(figures: Page, name: str) -> None:
    try:
        kept = figures.evaluate(f"async () => {{ {PROMISES[name]} }}")
    except Exception as error:  # what Plotly's inside no longer has
        kept = str(error)
    shipped = figures.evaluate("Plotly.version")
    assert kept is True, (
        f"plotly {plotly.__version__}, which ships Plotly.js {shipped}, has changed inside: "
        f"{name} in {SOURCE.name} no longer does what it promises ({kept})."
    )
