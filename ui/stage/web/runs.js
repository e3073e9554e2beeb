// The runs of a race at a moment, and at a position of a knob.

/** @import { Drawn, Fan, Numbers, Runner } from "./types.js" */

/**
 * The row at or before a step, and how far it is on the way to the next row.
 *
 * @param {Numbers} steps
 * @param {number} step
 */
export function indexAt(steps, step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  const gap = low + 1 < steps.length ? steps[low + 1] - steps[low] : 1;
  const share = low + 1 < steps.length ? Math.min((step - steps[low]) / gap, 1) : 0;
  return { row: low, share };
}

/**
 * The run at a position of a knob, between two positions a blend of their runs.
 *
 * @param {Runner} runner
 * @param {Fan} fan
 * @param {number} position
 * @returns {Drawn}
 */
export function atPosition(runner, fan, position) {
  const low = Math.max(0, Math.min(Math.floor(position), fan.map.x.length - 1));
  const high = Math.min(low + 1, fan.map.x.length - 1);
  const share = Math.min(Math.max(position - low, 0), 1);
  /** @param {Numbers[]} rows */
  const mix = (rows) => {
    if (share === 0) return rows[low];
    return rows[low].map((value, index) => value + share * (rows[high][index] - value));
  };
  const { map, surface, curve } = fan;
  return {
    ...runner,
    steps: fan.steps,
    values: mix(fan.values),
    map: { x: mix(map.x), y: mix(map.y) },
    // In one dimension there is none, and none is drawn.
    surface: surface ? { x: mix(surface.x), y: mix(surface.y), z: mix(surface.z) } : runner.surface,
    curve: { x: mix(curve.x), y: mix(curve.y) },
    dragged: true,
  };
}
