/**
 * The site of the image's tests: what an installer puts on the box, and a fire in it.
 */
import { Capture, CaptureDevice } from "../hil/capture_device.ts";
import { newToken } from "../../src/firewall/token.ts";
import type { Box } from "./box.ts";

/** The recorded device in one zone, and the siren of the tests' board. */
export const SITE = `
site: {name: Image test}
zones: [{id: hall, pattern: continuous}]
sensors: [{id: ceiling, zone: hall, location: "1234"}]
outputs: [{id: bell, kind: siren, driver: gpio, chip: embereye-board, line: siren-hall}]
sensorPort: {port: 9001, allow: [private]}
page: {port: 8080, viewing: token}
timeSync: {watch: false}
`;

/** The files of the partition EMBERSETUP for this site, and the token of its operator. */
export function installersFiles(): { readonly files: Record<string, string>; readonly token: string } {
  const { token, entry } = newToken({ name: "anna", role: "operator" }, Date.now());
  return {
    token,
    files: {
      "embereye.yaml": SITE,
      "tokens.json": JSON.stringify({ version: 1, tokens: [entry], pins: [] }),
    },
  };
}

/** A person walks through the view of the recorded device after this frame; the fire is added there. */
const FIRST_FRAME = 90;
const FIRE_FRAME = 100;
const LAST_FRAME = 103;
const FRAME_MS = 100;
const PLAYED_FRAME_MS = 500;

/** Sends the recorded device's frames, without a fire, until `signal`. */
export async function playCalm(box: Box, signal: AbortSignal): Promise<void> {
  const capture = new Capture();
  await play(box, signal, (i) => capture.frames[i % FIRST_FRAME], capture);
}

/** Sends frames with a fire in them until `signal`. */
export async function playFire(box: Box, signal: AbortSignal): Promise<void> {
  const capture = new Capture();
  await play(box, signal, (i) => capture.burning(FIRE_FRAME + i % (LAST_FRAME - FIRE_FRAME)), capture);
}

async function play(
  box: Box,
  signal: AbortSignal,
  frame: (i: number) => string,
  capture: Capture,
): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    try {
      using device = await CaptureDevice.connect(box.sensorPort, capture);
      for (; !signal.aborted; i++) {
        await device.send(frame(i));
        await pause(PLAYED_FRAME_MS);
      }
    } catch (error) {
      // The box was cut from its power, restarts, or is not up yet.
      if (!isLost(error)) throw error;
      await pause(1_000);
    }
  }
}

/** Plays a fire into the box. @returns the id of the alarm, once the siren's line is set */
export async function burn(box: Box): Promise<string> {
  const capture = new Capture();
  const id = await box.eventually("an alarm", async () => {
    using device = await CaptureDevice.connect(box.sensorPort, capture);
    for (let i = FIRST_FRAME; i < LAST_FRAME; i++) {
      await device.send(i < FIRE_FRAME ? capture.frames[i] : capture.burning(i));
      await pause(FRAME_MS);
    }
    await pause(1_000);
    const alarms: { id: string }[] = await box.get("/api/v1/alarms");
    return alarms[0]?.id;
  });
  await box.eventually("the siren", async () => await box.siren() === 1);
  return id;
}

/** Resets the alarm `id` as soon as the evidence is forgotten. */
export async function reset(box: Box, id: string): Promise<void> {
  await box.post(`/api/v1/alarms/${id}/acknowledge`);
  await box.eventually("the reset", async () => await box.post(`/api/v1/alarms/${id}/reset`) === 200);
  await box.eventually("silence", async () => await box.siren() === 0);
}

function isLost(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.NotConnected ||
    (error instanceof Error && error.message === "the box is off");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
