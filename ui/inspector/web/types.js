// The shapes of what Python sends to the inspector; types only, never loaded.

/**
 * @typedef {object} Line One quantity: MathML, with places for numbers.
 * @property {string} key Its TeX, by which it is the same one in another step.
 * @property {string} symbol
 * @property {string} formula
 * @property {string} numbers
 * @property {string} value
 * @property {string} words
 * @property {string} role
 */

/**
 * @typedef {object} Template What steps with the same formulas have in common.
 * @property {Line[]} lines
 * @property {number[]} steps
 * @property {Float64Array[]} numbers A row for every step.
 */

/**
 * @typedef {object} Window
 * @property {string} name
 * @property {number} first
 * @property {number} last
 * @property {number} end The last step of the run.
 * @property {Template[]} templates
 */

/** @typedef {HTMLElement & { inspector?: any, latest?: Uint8Array }} InspectorHost */

export {};
