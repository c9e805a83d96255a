/**
 * `embereye fleet cameras`: which cameras boxes of a site share, who watches each, and who would take it over.
 */
import type { NatsConnection } from "@nats-io/nats-core";
import { systemClock } from "../clock/system_clock.ts";
import type { GuardInput, LeaseEntry } from "../fleet/cameras/guard.ts";
import { readLeases } from "../fleet/cameras/lease_table.ts";
import { type SharedCamera, sharedCamerasOf } from "../fleet/cameras/overview.ts";
import { cameraBucket, nameOfCamera, type Offer, offerKey } from "../fleet/cameras/words.ts";
import { isStoreMissing, storeOf } from "../fleet/kv.ts";
import { hearBeats } from "../fleet/site/reader.ts";
import { type FleetOptions, LISTEN_MS, withServers } from "./fleet_shell.ts";
import { COLUMNS_DEFAULT, print, printJson, type Screen, standardScreen } from "./terminal.ts";
import { type Cell, table, wrap } from "./text_layout.ts";

/** Exit code 1 with `check` where nobody watches a camera, or nobody else would. */
export async function fleetCameras(options: FleetOptions & { readonly check?: boolean }): Promise<number> {
  const cameras = await withServers(options, (nc, _kv, { fleet }) => look(nc, fleet.site));
  if (options.json) printJson({ cameras });
  else print(cameraLines(cameras, standardScreen()));
  const isWell = cameras.every((camera) => camera.watchedBy.length > 0 && heirsOf(camera).length > 0);
  return options.check && !isWell ? 1 : 0;
}

/** Reads what lies in the store, and listens for who lives. */
async function look(nc: NatsConnection, site: string): Promise<SharedCamera[]> {
  const looking = new Set<string>();
  hearBeats(nc, site, {
    beat: ({ box, looks = true }) => void (looks && looking.add(box)),
    log: () => undefined,
    notUnderstood: () => undefined,
  });
  await systemClock().sleep(LISTEN_MS);
  const offers = new Map<string, Offer>();
  const leases = new Map<string, LeaseEntry>();
  const take = (input: GuardInput): void => {
    if (input.kind === "offer") offers.set(input.box, input.offer);
    if (input.kind === "lease") leases.set(nameOfCamera(input.camera), input.lease);
  };
  try {
    const kv = await storeOf(nc, cameraBucket(site));
    // Also of boxes that are gone: what they would take is the list of what is shared.
    const boxes = new Set(looking);
    for await (const key of await kv.keys(offerKey("*"))) boxes.add(key.split(".").at(-1)!);
    await readLeases(kv, { boxes: [...boxes], cameras: [] }, take);
    const cameras = new Map(
      [...offers.values()].flatMap(({ takes }) => takes).map((one) => [nameOfCamera(one), one]),
    );
    await readLeases(kv, { boxes: [], cameras: [...cameras.values()] }, take);
  } catch (error) {
    // Nobody has made it yet: no box shares a camera.
    if (!isStoreMissing(error)) throw error;
  }
  return sharedCamerasOf([...offers.values()], leases, looking);
}

/** Who would watch it if those who do were gone. */
function heirsOf({ watchedBy, wouldTake }: SharedCamera): string[] {
  return wouldTake.filter((box) => !watchedBy.includes(box));
}

function cameraLines(
  cameras: readonly SharedCamera[],
  { columns = COLUMNS_DEFAULT, colours }: Screen,
): string[] {
  if (cameras.length === 0) {
    return wrap("no box has a camera of another one in its configuration (cameras[].home)", columns);
  }
  const head = ["camera", "of box", "watched by", "would take over"].map((text): Cell => ({
    text,
    colour: "dim",
  }));
  const rows = cameras.map((camera): Cell[] => {
    const { id, home, watchedBy } = camera;
    const heirs = heirsOf(camera);
    return [
      id,
      home,
      watchersCell(home, watchedBy),
      heirs.length === 0 ? nobody("yellow") : heirs.join(", "),
    ];
  });
  return table([head, ...rows], { width: columns, colours });
}

function watchersCell(home: string, watchedBy: readonly string[]): Cell {
  if (watchedBy.length === 0) return nobody("red");
  const text = watchedBy.join(", ");
  return watchedBy.includes(home) ? text : { text, colour: "yellow" };
}

function nobody(colour: "red" | "yellow"): Cell {
  return { text: "nobody", colour };
}
