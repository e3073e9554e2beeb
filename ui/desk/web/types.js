// What Python and the desk tell each other: types only, which no browser loads. A test holds them
// against what Python sends and believes (tests/ui/test_payload_types.py).

/** @import { Desk } from "./desk.js" */

/**
 * What can be turned, the same for every race; a file that the browser keeps.
 * @typedef {object} Catalogue
 * @property {Record<string, Rule>} optimizers
 * @property {Record<string, Kind>} wrappers
 * @property {Record<string, Kind>} schedules
 * @property {Record<string, number[]>} rails The places of sliders, by their names.
 */

/**
 * @typedef {object} Kind
 * @property {string} title
 * @property {Parameter[]} parameters
 */

/**
 * @typedef {object} Rule
 * @property {string} title
 * @property {Parameter[]} parameters
 * @property {string} group
 * @property {string[]} keywords
 * @property {[id: string, library: string][]} presets
 */

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {"real" | "integer" | "boolean" | "choice" | "list" | "part"} kind
 * @property {boolean} [main] Whether it is among the first that are shown.
 * @property {boolean} [off] Whether it may have no value.
 * @property {string} [valid] Of a number: the interval in words; of a list, what is in it.
 * @property {string} [rail] Of a real number: the name of the places of its slider.
 * @property {number[]} [slider] Of an integer: the comfortable interval.
 * @property {number} [min] Of an integer.
 * @property {number} [max] Of an integer.
 * @property {string[]} [options] Of a choice; its value is the place of one of them. Of a part the ids of the schedules that it may be.
 */

/** @typedef {number | string | boolean | number[] | null} Value */

/**
 * What the desk shows.
 * @typedef {object} Content
 * @property {string} catalogue Where the catalogue is.
 * @property {Entry[]} rows
 * @property {boolean} locked Whether it cannot be changed who is in the race.
 * @property {boolean} fixed Whether no setting can be changed.
 * @property {boolean} hidden Whether no setting is shown.
 * @property {number} most
 * @property {number} opened The row that is unfolded when it comes.
 * @property {string} session In which patches are counted.
 * @property {number} heard The number of the last patch that has been taken over or refused.
 * @property {string} fan The name of the runs of the knob in hand; others no longer hold.
 * @property {string} suggestion
 */

/**
 * @typedef {object} Entry
 * @property {number} uid
 * @property {string} optimizer
 * @property {string} name
 * @property {string} color
 * @property {string} dash
 * @property {string} symbol
 * @property {string} preset
 * @property {Record<string, Value>} values
 * @property {boolean} suggested Whether its learning rate is the suggested one.
 * @property {string} schedule
 * @property {Record<string, Value>} scheduled
 * @property {Record<string, Record<string, Value>>} parts Schedules that are parts of the schedule: "schedule.first".
 * @property {[name: string, values: Record<string, Value>][]} wrappers
 * @property {Record<string, Record<string, string>>} idle Why knobs have no effect, by their part.
 * @property {string} result
 */

/**
 * What was turned.
 * @typedef {object} Patch
 * @property {string} do
 * @property {number} [uid] Whose.
 * @property {string} [optimizer] To add.
 * @property {string} [part] The schedule, a part of it, or the wrapper, that has the value.
 * @property {string} [name] Of the value.
 * @property {Value} [value]
 * @property {number} [by] How far to move.
 * @property {number} [number] Counts the patches of a session; the desk gives it.
 */

/**
 * All that was turned and has no answer yet.
 * @typedef {object} Turns
 * @property {string} session
 * @property {Patch[]} patches
 */

// ---- within the browser ----

/** @typedef {HTMLElement & { asked?: Content, desk?: Desk }} DeskHost */

/**
 * What a knob tells.
 * @typedef {object} KnobHooks
 * @property {(value: Value) => void} turned
 * @property {false | ((place: number, dragged: boolean) => number)} [live]
 * @property {() => void} [released] After `turned`, if the value has changed.
 * @property {() => boolean} [dragging]
 * @property {false | ((kind: string) => void)} [hold]
 */

/**
 * What a knob is made of.
 * @typedef {object} Control
 * @property {HTMLElement[]} parts
 * @property {(value: Value, disabled: boolean) => void} show
 * @property {Value} [middle] What it has when it is turned on.
 * @property {HTMLInputElement} [range]
 * @property {((place: number) => string) | null} [told] What comes of a place.
 */

/** @typedef {Control & { row: HTMLElement, label: HTMLElement, help?: string, name?: string }} Knob */

export {};
