// The desk: a row for every optimizer of the race, with its knobs. It changes nothing itself: what
// is turned goes to Python as a patch, and what comes back is what is shown.

/** @import { Catalogue, Content, DeskHost, Entry, Kind, Knob, Parameter, Patch, Rule, Turns, Value } from "./types.js" */
/** @import { Fan, Turn } from "../../stage/web/types.js" */

import { element, knob } from "./knobs.js";
import { DASHES } from "./overlay.js";
import { race } from "./live.js";
import { rove } from "./rove.js";

/** @type {Map<string, Promise<Catalogue>>} */
const catalogues = new Map();
const MANY = 5; // of more, a folded row has one line
const DWELL = 90; // milliseconds on a knob, before its positions are asked for
const OUTCOMES = ["good", "slow", "swinging", "lost"]; // as experiments/positions.py counts them

/**
 * @param {DeskHost} host
 * @param {Uint8Array} bytes
 * @param {(turns: Turns) => void} post
 */
export async function show(host, bytes, post) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  host.asked = data;
  if (!catalogues.has(data.catalogue)) {
    catalogues.set(data.catalogue, fetch(new URL(data.catalogue, document.baseURI)).then((r) => r.json()));
  }
  const catalogue = await catalogues.get(data.catalogue);
  // A newer one has come meanwhile, or the desk has gone.
  if (host.asked !== data) return;
  host.desk ??= new Desk(host);
  host.desk.update(data, catalogue, post);
}

/**
 * Streamlit may close a component and begin anew in the same place: then the desk goes on, and the
 * keyboard stays where it is.
 *
 * @param {DeskHost} host
 */
export function close(host) {
  delete host.asked;
  setTimeout(() => {
    if (host.asked) return;
    host.desk?.gone.abort();
    delete host.desk;
  });
}

export class Desk {
  /** @param {DeskHost} host */
  constructor(host) {
    this.host = host;
    this.rows = new Map();
    this.number = 0;
    /** @type {Patch[]} Without an answer yet. */
    this.unheard = [];
    host.classList.add("desk");
    this.add = element("input", {
      type: "search", list: "desk-rules", placeholder: "Add an optimizer", "aria-label": "Add an optimizer",
      autocomplete: "off",
    });
    this.rules = element("datalist", { id: "desk-rules" });
    this.add.addEventListener("input", () => this.chosen(false));
    this.add.addEventListener("change", () => this.chosen(true));
    this.list = element("div", { class: "desk-rows", role: "group", "aria-label": "Optimizers of the race" });
    host.replaceChildren(this.add, this.rules, this.list);
    this.gone = new AbortController();
    race.addEventListener("fan", () => this.colour(), this.gone);
  }

  // The rail of the knob in hand shows what comes of every position, before it is tried.
  colour() {
    for (const row of this.rows.values()) row.colour(race.fan?.uid === row.uid ? race.fan : null);
  }

  /**
   * @param {Content} data
   * @param {Catalogue} catalogue
   * @param {(turns: Turns) => void} post
   */
  update(data, catalogue, post) {
    this.catalogue = catalogue;
    this.post = post;
    const moved = this.session !== undefined && this.session !== data.session;
    if (moved) this.renumber(data.rows);
    this.session = data.session;
    this.number = Math.max(this.number, data.heard);
    this.unheard = this.unheard.filter(({ number }) => number > data.heard);
    race.waiting = this.unheard.some((patch) => patch.do === "set");
    if (!race.waiting) race.dispatchEvent(new Event("heard"));
    const stale = race.fan && race.fan.key !== data.fan;
    if (stale) race.fan = null;
    if (!this.rules.options.length) {
      for (const [id, rule] of Object.entries(catalogue.optimizers)) {
        // The browser looks through the label, too.
        const label = [rule.group, ...rule.keywords].join(", ");
        this.rules.append(element("option", { value: rule.title, label, "data-id": id }));
      }
    }
    this.add.disabled = data.locked || data.rows.length >= data.most;
    this.add.placeholder = data.rows.length >= data.most ? `At most ${data.most} in a race` : "Add an optimizer";
    const present = new Set(data.rows.map((row) => row.uid));
    const focus = new Focus(this);
    for (const [uid, row] of this.rows) {
      if (!present.has(uid)) {
        row.node.remove();
        this.rows.delete(uid);
      }
    }
    const known = "ready" in this.host.dataset;
    this.host.toggleAttribute("data-many", data.rows.length > MANY);
    data.rows.forEach((content, place) => {
      let row = this.rows.get(content.uid);
      if (!row) {
        row = new Row(this, content.uid);
        row.toggle(content.uid === data.opened);
        this.rows.set(content.uid, row);
        // A row that was added is looked at; of a desk that is new, the beginning.
        if (known && content.uid === data.opened) queueMicrotask(() => row.node.scrollIntoView({ block: "nearest" }));
      }
      if (this.list.children[place] !== row.node) this.list.insertBefore(row.node, this.list.children[place]);
      row.update(content, data, place);
    });
    if (stale) this.colour();
    focus.restore();
    if (moved && this.unheard.length) this.tell();
    this.host.dataset.ready = String(Number(this.host.dataset.ready ?? 0) + 1);
  }

  /**
   * Of several messages that come while Python is busy it sees the last: each has all that it has
   * not answered, but of two turns of one knob the newer.
   *
   * @param {Patch} patch
   */
  send(patch) {
    this.unheard = [...this.unheard.filter((other) => !replaces(patch, other)), { ...patch, number: ++this.number }];
    race.waiting ||= patch.do === "set";
    this.tell();
  }

  tell() {
    this.post({ session: this.session, patches: this.unheard });
  }

  /**
   * Another server goes on with the scene that the rows show, and counts them anew. What the one
   * before has not answered is for the same rows.
   *
   * @param {Entry[]} rows
   */
  renumber(rows) {
    const nodes = /** @type {HTMLElement[]} */ ([...this.list.children]);
    const uids = nodes.map((node) => Number(node.dataset.uid));
    this.unheard = this.unheard.map((patch) =>
      "uid" in patch ? { ...patch, uid: rows[uids.indexOf(patch.uid)]?.uid } : patch);
  }

  /**
   * A title that was picked from the list, or typed to the end.
   *
   * @param {boolean} typed
   */
  chosen(typed) {
    const wanted = this.add.value.trim().toLowerCase();
    const options = [...this.rules.options];
    const option = options.find((each) => each.value.toLowerCase() === wanted)
      ?? (typed ? options.find((each) => each.value.toLowerCase().includes(wanted))
        ?? options.find((each) => each.label.toLowerCase().includes(wanted)) : undefined);
    if (!wanted || !option) return;
    // "Adam" is also the beginning of others: while it is typed, only Enter or a click chooses.
    if (!typed && options.some((each) => each !== option && each.value.toLowerCase().startsWith(wanted))) return;
    this.add.value = "";
    this.send({ do: "add", optimizer: option.dataset.id });
  }
}

// Where the keyboard is, while rows are removed, moved and built anew.
class Focus {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.control = /** @type {HTMLInputElement} */ (document.activeElement);
    this.place = [...desk.list.children].findIndex((node) => node.contains(this.control));
    this.row = desk.list.children[this.place];
    if (this.row) this.number = this.controls().indexOf(this.control);
  }

  controls() {
    return /** @type {HTMLInputElement[]} */ ([...this.row.querySelectorAll("button, input, select, summary")]);
  }

  // On the same control; if it is gone or locked, on the row, or the one in its place.
  restore() {
    if (!this.row || document.activeElement === this.control) return;
    const { list, add } = this.desk;
    const same = this.control.isConnected ? this.control : this.controls()[this.number];
    /** @type {Element | undefined} */
    const row = this.row.isConnected ? this.row : (list.children[this.place] ?? list.lastElementChild);
    const usable = row === this.row && same && !same.disabled && same.checkVisibility();
    const head = /** @type {HTMLElement | null} */ (row?.querySelector(".desk-head"));
    (usable ? same : (head ?? add)).focus({ preventScroll: true });
  }
}

/**
 * A knob, and how it is read from what Python sends.
 *
 * @typedef {object} Shown
 * @property {Knob} made
 * @property {(content: Entry) => Value} value
 * @property {(content: Entry) => string | undefined} reason Why it has no effect.
 */

class Row {
  /**
   * @param {Desk} desk
   * @param {number} uid
   */
  constructor(desk, uid) {
    this.desk = desk;
    this.uid = uid;
    this.chip = element("span", { class: "desk-chip", "aria-hidden": "true" });
    this.title = element("span", { class: "desk-name" });
    this.head = element("button", { type: "button", class: "desk-head", "aria-expanded": "false" },
      this.chip, this.title);
    this.head.addEventListener("click", () => this.toggle());
    this.result = element("button", { type: "button", class: "desk-result", title: "Why, and what would help" });
    this.result.addEventListener("click", () => race.dispatchEvent(new CustomEvent("why", { detail: uid })));
    this.first = element("div");
    this.more = element("div", { class: "desk-more", hidden: true });
    const top = element("div", { class: "desk-top" }, this.head, this.result);
    this.node = element("div", { class: "desk-row" }, top, this.first, this.more);
    this.node.dataset.uid = String(uid);
    this.shape = ""; // which knobs it has
  }

  toggle(open = this.more.hidden) {
    this.more.hidden = !open;
    this.head.setAttribute("aria-expanded", String(open));
  }

  /** @param {string} result What came of the run. */
  say(result) {
    this.result.textContent = result;
    this.result.setAttribute("aria-label", `${this.content.name}: ${result}, why`);
  }

  /** @param {Patch} change */
  patch(change) {
    this.desk.send({ uid: this.uid, ...change });
  }

  /**
   * @param {Entry} content
   * @param {Content} data
   * @param {number} place
   */
  update(content, data, place) {
    const { catalogue } = this.desk;
    const rule = catalogue.optimizers[content.optimizer];
    this.content = content;
    this.node.style.setProperty("--colour", content.color);
    this.title.textContent = content.name;
    this.say(content.result);
    this.chip.innerHTML = `<svg viewBox="0 0 26 8"><line x1="1" y1="4" x2="25" y2="4" stroke="${content.color}"
      stroke-width="3" stroke-dasharray="${(DASHES[content.dash] ?? []).join(" ")}"/></svg>`;
    const inner = Object.values(content.scheduled).filter((value) => typeof value === "string");
    const shape = JSON.stringify([content.optimizer, content.schedule, inner, content.wrappers.map(([name]) => name), data.hidden]);
    if (shape !== this.shape) this.build(rule, content, data);
    this.shape = shape;
    const locked = data.locked || data.fixed;
    for (const { made, value, reason } of this.shown) {
      const why = reason(this.content);
      made.show(value(this.content), locked || why !== undefined);
      made.row.toggleAttribute("data-idle", why !== undefined);
      const found = made.name === "learning_rate" ? data.suggestion : "";
      made.label.title = [why, made.help, found].filter(Boolean).join(" ");
    }
    this.form.value = content.preset;
    this.schedule.value = content.schedule;
    for (const box of this.wraps) box.checked = content.wrappers.some(([name]) => name === box.value);
    for (const control of [this.form, this.schedule, ...this.wraps]) control.disabled = locked;
    this.suggest.hidden = content.suggested || !("learning_rate" in content.values);
    this.suggest.disabled = locked;
    this.suggest.title = data.suggestion;
    this.copy.disabled = data.locked || data.rows.length >= data.most;
    this.remove.disabled = data.locked;
    this.up.disabled = data.locked || place === 0;
    this.down.disabled = data.locked || place === data.rows.length - 1;
    rove(this.node, content.name, "vertical", ".desk-exact");
  }

  /**
   * @param {Rule} rule
   * @param {Entry} content
   * @param {Content} data
   */
  build(rule, content, data) {
    /** @type {Shown[]} */
    this.shown = [];
    const { catalogue } = this.desk;
    const knobs = rule.parameters.map((parameter) => ({ parameter, row: this.knob(parameter, content.name) }));
    const rate = knobs.filter(({ parameter }) => parameter.name === "learning_rate");
    const main = knobs.filter(({ parameter }) => parameter.main && parameter.name !== "learning_rate");
    const rest = knobs.filter(({ parameter }) => !parameter.main && parameter.name !== "learning_rate");
    this.first.replaceChildren(...(data.hidden ? [] : rate.map(({ row }) => row)));
    this.suggest = this.button("Use the suggested learning rate", () => this.patch({ do: "suggest" }));
    this.form = this.select("Form and defaults of", [["", "the paper / this library"], ...rule.presets],
      (value) => this.patch({ do: "preset", value }));
    /** @type {[string, string][]} */
    const schedules = Object.entries(catalogue.schedules).map(([id, { title }]) => [id, title]);
    this.schedule = this.select("Schedule", [["", "none"], ...schedules],
      (value) => this.patch({ do: "schedule", value }));
    this.wraps = Object.keys(catalogue.wrappers).map((id) => {
      const box = element("input", { type: "checkbox", value: id });
      box.addEventListener("change", () => this.patch({ do: "wrap", value: id }));
      return box;
    });
    const wraps = element("fieldset", { class: "desk-wraps" }, element("legend", {}, "Wrapped in, from the inside out"),
      ...this.wraps.map((box) => element("label", {}, box, catalogue.wrappers[box.value].title)));
    const scheduled = content.schedule ? this.scheduled(content) : [];
    const wrapped = content.wrappers.flatMap(([id]) => [
      element("div", { class: "desk-part" }, catalogue.wrappers[id].title),
      ...catalogue.wrappers[id].parameters.map((p) => this.knob(p, content.name, id)),
    ]);
    this.copy = this.button("Copy", () => this.patch({ do: "copy" }), "Copy: race it twice, with other settings");
    this.remove = this.button("Remove", () => this.patch({ do: "remove" }));
    this.up = this.button("↑", () => this.patch({ do: "move", by: -1 }), `Move ${content.name} up`);
    this.down = this.button("↓", () => this.patch({ do: "move", by: 1 }), `Move ${content.name} down`);
    const about = this.button("About", () => this.patch({ do: "about" }));
    const opened = this.all?.open ?? false;
    /** @type {HTMLDetailsElement} */
    this.all = element("details", { open: opened }, element("summary", {}, "All settings"),
      ...(rule.presets.length ? [labelled("Form and defaults of", this.form)] : []),
      ...("learning_rate" in content.values ? [labelled("Schedule", this.schedule), ...scheduled] : []),
      wraps, ...wrapped, ...rest.map(({ row }) => row));
    const settings = [
      this.suggest,
      ...main.map(({ row }) => row),
      this.all,
    ];
    this.more.replaceChildren(...(data.hidden ? [] : settings),
      element("div", { class: "desk-acts" }, about, this.copy, this.remove, this.up, this.down));
  }

  /**
   * The knobs of the schedule; those of a schedule that is a part of it come after that part.
   *
   * @param {Entry} content
   */
  scheduled({ name, schedule, scheduled }) {
    const { schedules } = this.desk.catalogue;
    return schedules[schedule].parameters.flatMap((parameter) => {
      const row = this.knob(parameter, name, "schedule");
      if (parameter.kind !== "part") return [row];
      const inner = schedules[String(scheduled[parameter.name])].parameters;
      const part = `schedule.${parameter.name}`;
      return [row, ...inner.map((each) => this.knob(each, `${name}, ${parameter.name}`, part))];
    });
  }

  /**
   * @param {Parameter} parameter
   * @param {string} owner
   * @param {string} [part]
   */
  knob(parameter, owner, part) {
    const live = !part && parameter.kind === "real";
    let waiting = 0;
    const asked = { do: "hold", name: parameter.name };
    const made = knob(parameter, owner, this.desk.catalogue, {
      turned: (value) => {
        this.held = race.turning = false;
        this.patch({ do: "set", part, name: parameter.name, value });
      },
      // Returns where the knob is to stand: while it is dragged, at a position that has been run.
      live: live && ((place, dragged) => {
        this.held = race.turning = true;
        const stride = this.isInHand(parameter) ? race.fan.stride : 1;
        const position = Math.round(place / stride);
        /** @type {Turn} */
        const detail = { uid: this.uid, name: parameter.name, position, dragged };
        race.dispatchEvent(new CustomEvent("turn", { detail }));
        if (this.isInHand(parameter)) this.say(race.fan.words[position]);
        return dragged ? position * stride : place;
      }),
      // It is where it was: nothing is told to Python, and nothing will come from there.
      released: () => {
        if (!this.held) return;
        this.held = race.turning = false;
        this.say(this.content.result);
        race.dispatchEvent(new Event("release"));
      },
      dragging: () => this.held,
      hold: live && ((kind) => {
        clearTimeout(waiting);
        if (this.isInHand(parameter)) return;
        waiting = setTimeout(() => this.patch(asked), kind === "pointerdown" ? 0 : DWELL);
      }),
    });
    for (const kind of ["pointerleave", "blur"]) made.range?.addEventListener(kind, () => clearTimeout(waiting));
    made.help = parameter.help;
    made.name = part ? "" : parameter.name;
    this.shown.push({
      made,
      value: (content) => valuesOf(content, part)[parameter.name],
      reason: (content) => content.idle[part ?? ""][parameter.name],
    });
    return made.row;
  }

  /**
   * Colours the rail of the knob whose positions have been run, and no other.
   *
   * @param {Fan | null} fan
   */
  colour(fan) {
    for (const { made } of this.shown) {
      const own = fan && made.name === fan.name;
      made.row.toggleAttribute("data-outcomes", Boolean(own));
      if (own) made.row.style.setProperty("--outcomes", stripes(fan.outcomes));
      made.told = own ? (place) => OUTCOMES[fan.outcomes[Math.round(place / fan.stride)]] : null;
    }
  }

  /**
   * Whether the runs of all positions of a knob are here.
   *
   * @param {Parameter} parameter
   */
  isInHand(parameter) {
    return race.fan?.uid === this.uid && race.fan.name === parameter.name;
  }

  /**
   * @param {string} text
   * @param {() => void} act
   * @param {string} [label]
   */
  button(text, act, label) {
    const made = element("button", { type: "button", title: label, "aria-label": label }, text);
    made.addEventListener("click", act);
    return made;
  }

  /**
   * @param {string} label
   * @param {[value: string, text: string][]} options
   * @param {(value: string) => void} act
   */
  select(label, options, act) {
    const made = element("select", { "aria-label": label });
    for (const [value, text] of options) made.add(new Option(text, value));
    made.addEventListener("change", () => act(made.value));
    return made;
  }
}

/**
 * Whether of two patches without an answer the newer alone need be heard.
 *
 * @param {Patch} newer
 * @param {Patch} older
 */
function replaces(newer, older) {
  if (newer.do === "hold") return older.do === "hold";
  const same = newer.uid === older.uid && newer.part === older.part && newer.name === older.name;
  return newer.do === "set" && older.do === "set" && same;
}

/**
 * A gradient with hard edges, half-way between two positions.
 *
 * @param {ArrayLike<number>} outcomes
 */
function stripes(outcomes) {
  const last = Math.max(outcomes.length - 1, 1);
  const edge = (/** @type {number} */ position) => `${(100 * Math.max(0, Math.min(1, position / last))).toFixed(2)}%`;
  const parts = [];
  let begin = 0;
  for (let position = 1; position <= outcomes.length; position++) {
    if (outcomes[position] === outcomes[begin]) continue;
    parts.push(`var(--${OUTCOMES[outcomes[begin]]}) ${edge(begin - 0.5)} ${edge(position - 0.5)}`);
    begin = position;
  }
  return `linear-gradient(to right, ${parts.join(", ")})`;
}

/**
 * @param {Entry} content
 * @param {string} [part]
 * @returns {Record<string, Value>}
 */
function valuesOf(content, part) {
  if (!part) return content.values;
  if (part === "schedule") return content.scheduled;
  if (part in content.parts) return content.parts[part];
  return content.wrappers.find(([name]) => name === part)[1];
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function labelled(text, control) {
  return element("label", { class: "desk-knob" }, element("span", { class: "desk-label" }, text), control);
}
