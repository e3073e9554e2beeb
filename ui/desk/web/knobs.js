// One control for one declared parameter, made of native elements. While a slider moves, `live`
// hears of its place; when a value is settled on, `turned` does.

/** @import { Catalogue, Control, Knob, KnobHooks, Parameter, Value } from "./types.js" */

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/**
 * The shortest text that is this number, as Python's repr would give it.
 *
 * @param {Value} value
 */
function exact(value) {
  return value === null || value === undefined ? "" : String(Object.is(value, -0) ? 0 : value);
}

/**
 * @param {number[]} places
 * @param {number} value
 */
function nearest(places, value) {
  let best = 0;
  for (let index = 1; index < places.length; index++) {
    if (Math.abs(places[index] - value) < Math.abs(places[best] - value)) best = index;
  }
  return best;
}

/**
 * @param {Parameter} parameter
 * @param {string} owner
 * @param {Catalogue} catalogue
 * @param {KnobHooks} hooks
 * @returns {Knob}
 */
export function knob(parameter, owner, catalogue, hooks) {
  const kinds = { real, integer, boolean, choice, list, part };
  const made = kinds[parameter.kind](parameter, `${owner}: ${parameter.label}`, hooks, catalogue);
  const head = element("span", { class: "desk-label", title: parameter.help }, parameter.label);
  const row = element("div", { class: `desk-knob desk-${parameter.kind}` }, head, ...made.parts);
  row.dataset.name = parameter.name;
  if (parameter.off) {
    const on = element("input", { type: "checkbox", "aria-label": `${owner}: ${parameter.label} is on`, title: parameter.help });
    on.addEventListener("change", () => hooks.turned(on.checked ? made.middle : null));
    row.prepend(on);
    const { show } = made;
    made.show = (value, disabled) => {
      on.checked = value !== null;
      on.disabled = disabled;
      show(value ?? made.middle, disabled || value === null);
    };
  }
  return Object.assign(made, { row, label: head });
}

/**
 * @param {Parameter} parameter
 * @param {string} name
 * @param {KnobHooks} hooks
 * @param {Catalogue} catalogue
 * @returns {Control}
 */
function real(parameter, name, hooks, catalogue) {
  const places = catalogue.rails[parameter.rail];
  const range = element("input", {
    type: "range", min: 0, max: places.length - 1, step: 1, "aria-label": name, title: parameter.help,
  });
  const field = element("input", {
    type: "text", inputmode: "decimal", "aria-label": `${name}, exact`, tabindex: "-1",
    class: "desk-number desk-exact", title: `in ${parameter.valid}`,
  });
  const isTyped = typing(field);
  /** @type {Value} */
  let shown = null;
  /** @type {Control} */
  const made = { parts: [range, field], range, middle: places[places.length >> 1], show };
  const turned = () => places[Number(range.value)];
  /** @param {Value} value */
  const say = (value = turned()) => {
    const outcome = made.told?.(Number(range.value));
    range.setAttribute("aria-valuetext", exact(value) + (outcome ? `, ${outcome}` : ""));
  };
  let dragged = false;
  range.addEventListener("pointerdown", () => (dragged = true));
  for (const kind of ["pointerup", "pointercancel"]) {
    range.addEventListener(kind, () => {
      dragged = false;
      // After what has changed, if anything has.
      setTimeout(() => hooks.released?.());
    });
  }
  range.addEventListener("input", () => {
    if (hooks.live) range.value = String(hooks.live(Number(range.value), dragged));
    say();
    field.value = exact(turned());
  });
  range.addEventListener("change", () => hooks.turned(turned()));
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter") return field.focus(), field.select();
    const step = STEPS[event.key];
    if (!step || (!event.shiftKey && Math.abs(step) === 1)) return;
    event.preventDefault();
    const next = Number(range.value) + (event.shiftKey ? 10 * Math.sign(step) : step);
    range.value = String(Math.max(0, Math.min(places.length - 1, next)));
    if (hooks.live) hooks.live(Number(range.value), false);
    say();
    hooks.turned(turned());
  });
  for (const kind of ["pointerenter", "focus", "pointerdown"]) {
    range.addEventListener(kind, () => {
      if (hooks.hold && !range.disabled) hooks.hold(kind);
    });
  }
  field.addEventListener("change", () => {
    const value = Number(field.value.trim().replace(",", "."));
    // What is no number is told as it is: Python says what is wrong with it.
    hooks.turned(field.value.trim() === "" || Number.isNaN(value) ? field.value : value);
    field.value = exact(shown);
  });
  /** @type {Control["show"]} */
  function show(value, disabled) {
    shown = value;
    range.disabled = field.disabled = disabled;
    if (!isTyped()) field.value = exact(value);
    if (hooks.dragging?.()) return say();
    range.value = String(nearest(places, Number(value)));
    say(value);
  }
  return made;
}

/**
 * Whether somebody is in the middle of a number: what comes from Python waits for its end, and with
 * Enter that is before the field is left.
 *
 * @param {HTMLInputElement} field
 * @returns {() => boolean}
 */
function typing(field) {
  let begun = false;
  field.addEventListener("input", () => (begun = true));
  for (const end of ["change", "blur"]) field.addEventListener(end, () => (begun = false));
  return () => begun;
}

/**
 * @param {Parameter} parameter
 * @param {string} name
 * @param {KnobHooks} hooks
 * @returns {Control}
 */
function integer(parameter, name, hooks) {
  const field = element("input", {
    type: "number", step: 1, min: parameter.min, max: parameter.max, "aria-label": name,
    class: "desk-number", title: parameter.help,
  });
  const isTyped = typing(field);
  field.addEventListener("change", () => hooks.turned(field.value === "" ? "" : Number(field.value)));
  return {
    parts: [field],
    middle: parameter.slider[0],
    show: (value, disabled) => {
      field.disabled = disabled;
      if (!isTyped()) field.value = exact(value);
    },
  };
}

/**
 * @param {Parameter} parameter
 * @param {string} name
 * @param {KnobHooks} hooks
 * @returns {Control}
 */
function boolean(parameter, name, hooks) {
  const box = element("input", { type: "checkbox", "aria-label": name, title: parameter.help });
  box.addEventListener("change", () => hooks.turned(box.checked));
  return { parts: [box], show: (value, disabled) => {
    box.checked = value === true;
    box.disabled = disabled;
  } };
}

/**
 * @param {Parameter} parameter
 * @param {string} name
 * @param {KnobHooks} hooks
 * @returns {Control}
 */
function choice(parameter, name, hooks) {
  const select = element("select", { "aria-label": name, title: parameter.help });
  parameter.options.forEach((option, place) => select.add(new Option(option, String(place))));
  select.addEventListener("change", () => hooks.turned(Number(select.value)));
  return { parts: [select], show: (value, disabled) => {
    select.value = String(value);
    select.disabled = disabled;
  } };
}

/**
 * Some numbers, typed with commas between them; it is Python that reads them.
 *
 * @param {Parameter} parameter
 * @param {string} name
 * @param {KnobHooks} hooks
 * @returns {Control}
 */
function list(parameter, name, hooks) {
  const field = element("input", {
    type: "text", "aria-label": name, class: "desk-number", title: `${parameter.help} ${parameter.valid}`,
  });
  const isTyped = typing(field);
  field.addEventListener("change", () => hooks.turned(field.value));
  return { parts: [field], middle: [], show: (value, disabled) => {
    field.disabled = disabled;
    // What comes back is the list as it is now, also where the typed one was refused.
    if (!isTyped()) field.value = Array.isArray(value) ? value.join(", ") : "";
  } };
}

/**
 * A schedule within a schedule; its own knobs are not here.
 *
 * @param {Parameter} parameter
 * @param {string} name
 * @param {KnobHooks} hooks
 * @param {Catalogue} catalogue
 * @returns {Control}
 */
function part(parameter, name, hooks, catalogue) {
  const select = element("select", { "aria-label": name, title: parameter.help });
  for (const id of parameter.options) select.add(new Option(catalogue.schedules[id].title, id));
  select.addEventListener("change", () => hooks.turned(select.value));
  return { parts: [select], show: (value, disabled) => {
    select.value = String(value);
    select.disabled = disabled;
  } };
}
