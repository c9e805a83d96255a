/// <reference lib="dom" />
/**
 * Sounds in the browser while an unacknowledged fire alarm stands, where the person has asked for it. It takes the place of no siren.
 */

const KEY = "embereye alarm sound";
/** Two notes a second, as the siren's own temporal pattern: heard over a conversation, not mistaken for a telephone. */
const NOTES_HZ = [880, 660] as const;
const NOTE_S = 0.25;
const PERIOD_MS = 1_000;
/** Loud enough for a room; the device's own volume does the rest. */
const GAIN = 0.25;

/** The sound of one page. */
export class AlarmSound {
  #audio: AudioContext | undefined;
  #timer: number | undefined;
  #isOn: boolean;

  constructor() {
    this.#isOn = stored();
    if (!this.#isOn) return;
    // Most browsers let nothing sound before the person has touched the page; a screen on a wall may be set up to let it.
    this.#open();
    for (const kind of ["pointerdown", "keydown"]) {
      addEventListener(kind, (event) => {
        // The button is told by its click, and is to find what the person has seen.
        const isButton = event.target instanceof Element && event.target.closest("[data-sound]") !== null;
        if (!isButton) this.#open();
      });
    }
  }

  /** Whether an alarm can be heard here: the person has asked for it, and the browser lets it sound. */
  get isOn(): boolean {
    return this.#isOn && this.#audio?.state === "running";
  }

  /** Switches it; a short note tells that it can be heard. */
  toggle(): void {
    this.#isOn = !this.isOn;
    try {
      localStorage.setItem(KEY, this.#isOn ? "on" : "off");
    } catch {
      // Where the browser keeps nothing, the choice lasts as long as the page.
    }
    if (!this.#isOn) return this.#stop();
    this.#open();
    void this.#audio?.resume().then(() => this.#note(0));
  }

  /** @param alarms An alarm stands that nobody has acknowledged. */
  show(alarms: boolean): void {
    if (!this.#isOn || !alarms) return this.#stop();
    if (this.#timer !== undefined) return;
    this.#open();
    this.#play();
    this.#timer = setInterval(() => this.#play(), PERIOD_MS);
  }

  #play(): void {
    NOTES_HZ.forEach((_, index) => this.#note(index));
  }

  #open(): void {
    this.#audio ??= new AudioContext();
    void this.#audio.resume();
  }

  #note(index: number): void {
    if (this.#audio?.state !== "running") return;
    const startS = this.#audio.currentTime + index * NOTE_S;
    const gain = this.#audio.createGain();
    gain.gain.value = GAIN;
    const note = this.#audio.createOscillator();
    note.frequency.value = NOTES_HZ[index];
    note.type = "square";
    note.connect(gain).connect(this.#audio.destination);
    note.start(startS);
    note.stop(startS + NOTE_S * 0.9);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}
