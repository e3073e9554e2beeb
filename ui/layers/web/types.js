// The shapes of what Python sends; types only, never loaded.

/** @typedef {Float32Array | Float64Array | Int32Array | Uint8Array} Numbers */

/**
 * @typedef {object} Content
 * @property {Colors} colors
 * @property {Block[]} blocks
 * @property {Runner[]} runners
 */

/**
 * @typedef {object} Colors Of the most negative number, of 0, and of the largest.
 * @property {string} low
 * @property {string} middle
 * @property {string} high
 */

/**
 * @typedef {object} Block
 * @property {string} name
 * @property {number} rows As which it is shown.
 * @property {number} columns
 * @property {number} first Where its numbers begin in a point.
 * @property {number} limit The size of the number with the last colour.
 */

/**
 * @typedef {object} Runner
 * @property {string} name
 * @property {string} color
 * @property {Numbers} steps
 * @property {Numbers[]} points A row for each of the steps.
 */

// ---- within the browser ----

/** @typedef {HTMLElement & { layers?: any, latest?: Uint8Array }} LayersHost */

export {};
