// What the desk and the stage tell each other without the server: which knob is turned to where
// ("turn"), that it was let go where it had been ("release"), that Python has answered to all turns
// ("heard"), and the runs of all positions, once Python has made them ("fan"). The inspector is told
// which step the stage shows ("step"), and turns its pages ("seek"). A result on the desk leads to
// its verdict ("why").

/** @import { Fan } from "./types.js" */

class Exchange extends EventTarget {
  /** @type {Fan | null} */
  fan = null;
  /** @type {number | null} Which step the stage shows. */
  step = null;
  // Whether a knob is held.
  turning = false;
  // Whether Python has yet to answer to a turn.
  waiting = false;

  // Whether what is shown is for the knob to say, not for the last race.
  get busy() {
    return this.turning || this.waiting;
  }

  /** @param {number} step Is shown by the stage now ("step"). */
  showsStep(step) {
    if (this.step === step) return;
    this.step = step;
    this.dispatchEvent(new Event("step"));
  }
}

export const race = new Exchange();

/** @param {Fan} fan */
export function offer(fan) {
  race.fan = fan;
  race.dispatchEvent(new CustomEvent("fan", { detail: fan }));
}
