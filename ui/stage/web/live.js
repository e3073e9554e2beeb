// What the desk and the stage tell each other without the server: which knob is turned to where
// ("turn"), and the runs of all its positions, once Python has made them ("fan").

export const race = new EventTarget();
race.fan = null;

export function offer(fan) {
  race.fan = fan;
  race.dispatchEvent(new CustomEvent("fan", { detail: fan }));
}
