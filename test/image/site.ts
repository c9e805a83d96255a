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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
