// What Python and the stage tell each other: types only, which no browser loads. A test holds them
// against what Python sends (tests/ui/test_payload_types.py).

/** @import { FlatCamera } from "./painter.js" */
/** @import { SpaceCamera } from "./plotly.js" */
/** @import { Stage } from "./stage.js" */

/** @typedef {"map" | "curves" | "data" | "surface"} FigureName */
/** @typedef {"map" | "curves"} FlatName What a canvas of ours shows as well as Plotly. */
/** @typedef {Float32Array | Float64Array | Int32Array | Uint8Array} Numbers */
/** @typedef {[left: number, top: number]} Pixel */
/** @typedef {Pixel | null} Point Nothing where it cannot be seen. */
/** @typedef {{ left: number, top: number, width: number, height: number }} Area In pixels. */

/** @typedef {Record<string, any>} Trace One of Plotly's. */
/** @typedef {Record<string, any>} Layout One of Plotly's. */

/**
 * A figure of Plotly's.
 * @typedef {object} Plot
 * @property {Trace[]} data
 * @property {Layout} layout
 */

/**
 * The landscape, sent once for all races on it.
 * @typedef {object} Backdrop
 * @property {string} key By which the races on it name it.
 * @property {Trace} ground
 * @property {Trace[]} stars
 * @property {Layout} layout Of the map.
 * @property {Plot | null} surface
 */

/**
 * One race.
 * @typedef {object} Race
 * @property {string} backdrop The key of its landscape.
 * @property {Trace[]} faint Pinned paths, and those of other starts.
 * @property {Trace[][]} paths The traces of every runner on the map.
 * @property {Plot} curves
 * @property {Plot | null} data
 * @property {string} data_key Stays the same as long as the examples do.
 * @property {Runner[]} runners
 * @property {Learning | null} learning
 * @property {string[]} classes The colours of the classes.
 * @property {number} steps
 * @property {Zoom} zoom
 * @property {string} note What the pictures leave out.
 * @property {string} theme
 * @property {string} casing The colour around a path.
 * @property {boolean} clickable Whether a click on the map sets the start.
 * @property {StartPoint | null} start What of it can be dragged; nothing where there are several.
 * @property {string} link Of what is shown; empty where none is wanted.
 * @property {Choice[]} choices
 */

/**
 * @typedef {object} StartPoint
 * @property {[x: number, y: number]} at
 * @property {boolean} live Whether races can follow while it is dragged.
 */

/**
 * @typedef {object} Runner
 * @property {number} uid Its number on the desk.
 * @property {string} name
 * @property {string} label
 * @property {string} color
 * @property {string} dash
 * @property {Numbers} steps Those that are drawn; all that follows has a number for each of them.
 * @property {Numbers} values
 * @property {Path} map
 * @property {Path3} surface
 * @property {Path} curve
 * @property {Arrows} downhill
 * @property {Arrows} momentum
 * @property {string | null} under Whose path is drawn over this one all the way.
 */

/**
 * @typedef {object} Path
 * @property {Numbers} x
 * @property {Numbers} y
 */

/**
 * @typedef {object} Path3
 * @property {Numbers} x
 * @property {Numbers} y
 * @property {Numbers} z
 */

/**
 * @typedef {object} Arrows
 * @property {Numbers} x
 * @property {Numbers} y
 * @property {number} longest
 */

/**
 * What the models of a learning problem say.
 * @typedef {object} Learning
 * @property {"curve" | "map" | "fit"} kind
 * @property {Numbers} x Where they were asked.
 * @property {Numbers} y Empty but for a map.
 * @property {Answers[]} answers Of every runner.
 * @property {Table | null} table
 */

/**
 * @typedef {object} Answers
 * @property {Numbers} steps
 * @property {Numbers[]} values A row for each of the steps.
 */

/**
 * A truth table.
 * @typedef {object} Table
 * @property {string[]} names
 * @property {number[][]} inputs
 * @property {number[]} targets
 * @property {Numbers[][]} answers Of every runner, at each of its steps.
 */

/**
 * @typedef {object} Zoom
 * @property {Ranges} domain
 * @property {Ranges} path
 */

/**
 * @typedef {object} Ranges
 * @property {number[]} x
 * @property {number[]} y
 */

/**
 * @typedef {object} Choice
 * @property {string} id
 * @property {string} label
 * @property {string} value
 * @property {[value: string, text: string][]} options
 */

/**
 * The runs of all positions of the knob in hand: a row for each of them.
 * @typedef {object} Fan
 * @property {number} uid Whose knob it is.
 * @property {string} name Of the knob.
 * @property {string} key Stays the same as long as the runs hold.
 * @property {string[]} words What comes of each.
 * @property {Numbers} places The values of the knob.
 * @property {Numbers} outcomes
 * @property {number} stride Every how many places of the knob there is a position.
 * @property {Numbers} steps
 * @property {Numbers[]} values
 * @property {Rows} map
 * @property {Rows3} [surface] Not in one dimension.
 * @property {Rows} curve
 */

/**
 * @typedef {object} Rows
 * @property {Numbers[]} x
 * @property {Numbers[]} y
 */

/**
 * @typedef {object} Rows3
 * @property {Numbers[]} x
 * @property {Numbers[]} y
 * @property {Numbers[]} z
 */

// ---- within the browser ----

/** @typedef {"both" | "data" | "map" | "surface" | "examples"} LayoutName What is seen side by side. */
/** @typedef {HTMLElement & Record<string, any>} PlotElement Has what Plotly puts there. */
/** @typedef {HTMLElement & { asked?: Race, stage?: Stage }} StageHost */

/**
 * What the stage is given to do its work; an exported page has none of it.
 * @typedef {object} Hooks
 * @property {() => Promise<void>} [plotly] Loads Plotly.
 * @property {(start: { at: Pixel, held: boolean }) => void} [onStart] It is held while it is dragged.
 * @property {(link: string) => void} [onShown]
 * @property {(choice: Record<string, string>) => void} [onView]
 */

/** @typedef {Race & { map: Plot, surface: Plot | null }} Scene A race on its landscape. */

/**
 * Whose knob is turned to where; one that is dragged goes through all positions between.
 * @typedef {{ uid: number, name: string, position: number, dragged: boolean }} Turn
 */

/**
 * What the stage shows: the end of the race, at rest; another moment, held or played; the moment of
 * a point under the pointer; the run of a position of a knob.
 * @typedef {"rest" | "held" | "playing" | "pointing" | "dragging"} Mode
 */

/** @typedef {{ mode: "pointing", step: number }} Pointing */

/**
 * The path glides from `position` to `target`, both of them positions of the knob.
 * @typedef {{ mode: "dragging", fan: Fan, place: number, position: number, target: number }} Dragging
 */

/**
 * All that a picture depends on, besides its size.
 * @typedef {object} Moment
 * @property {Scene} scene
 * @property {Mode} mode
 * @property {number} step
 * @property {boolean} atRest Whether it is the end of the race that is shown.
 * @property {Dragging | null} live
 * @property {boolean} arrows
 * @property {number | null} front The runner that is brought to the front.
 */

/** @typedef {{ revision: string, x: number[], y: number[], chosen: boolean }} View A zoom. */

/** @typedef {Runner & { dragged?: boolean }} Drawn A runner, or how it would run with its knob turned. */

/** @typedef {FlatCamera | SpaceCamera} Camera */

export {};
