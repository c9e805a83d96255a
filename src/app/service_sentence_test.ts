import assert from "node:assert/strict";
import type { RoleState } from "../bus/messages.ts";
import { serviceSentence } from "./service_sentence.ts";

const READY = (["outputs", "fusion", "sensors"] as const).map((role) => ({
  role,
  state: "ready" as RoleState,
}));
const CALM = { burning: [], troubles: [] };

Deno.test("serviceSentence says a fire before anything else", () => {
  const roles = [{ role: "ui" as const, state: "backing-off" as RoleState }, ...READY];
  const situation = { burning: ["Boiler room"], troubles: ["zone-blind:store", "camera-dark:door"] };
  assert.equal(
    serviceSentence(roles, situation),
    "FIRE ALARM in Boiler room; not ready: ui; not protected: store; 1 trouble: camera-dark (door).",
  );
});

Deno.test("serviceSentence calls itself protecting only where it is", () => {
  assert.equal(serviceSentence(READY, CALM), "Protecting; no alarm, no trouble.");
  assert.equal(
    serviceSentence(READY, { ...CALM, troubles: ["mains-failed:mains"] }),
    "Protecting; 1 trouble: mains-failed (mains).",
  );
  assert.equal(serviceSentence(READY, { ...CALM, troubles: ["zone-blind:hall"] }), "Not protected: hall.");
  assert.equal(
    serviceSentence(READY, { ...CALM, troubles: ["orders-refused:outputs"] }),
    "Not protected: outputs.",
  );
  assert.equal(serviceSentence(READY, undefined), "All parts are ready.");
  const down = READY.map((one) => one.role === "fusion" ? { ...one, state: "starting" as RoleState } : one);
  assert.equal(serviceSentence(down, undefined), "Not ready: fusion.");
});

Deno.test("serviceSentence names three and counts the rest, whatever subjects are called", () => {
  const troubles = Array.from({ length: 40 }, (_, i) => `sensor-silent:10.0.0.${i}:900${i % 10}`);
  assert.equal(
    serviceSentence(READY, { burning: [], troubles }),
    "Protecting; 40 troubles: sensor-silent (10.0.0.0:9000), sensor-silent (10.0.0.1:9001), " +
      "sensor-silent (10.0.0.2:9002) and 37 more.",
  );
});
