/**
 * A box in service: flashed, its installer's files taken, its version proved, an update at hand. It is made once for all tests that begin
 * there, since an emulated machine takes minutes for it.
 */
import { dirname, join } from "node:path";
import { cached } from "../hil/cache.ts";
import { Box, type BoxOptions } from "./box.ts";
import type { MadeImage } from "./made_image.ts";
import { installersFiles } from "./site.ts";
import { fetchBundle, proved } from "./update_steps.ts";

/** What a test begins with. */
export interface InService {
  readonly box: Box;
  /** Where the good update lies in the box. */
  readonly update: string;
}

/** Another box in service. It is off. */
export async function inService(image: MadeImage, options: BoxOptions = {}): Promise<InService> {
  const good = await image.good();
  const folder = await cached({
    name: "in-service",
    recipe: [],
    also: `${dirname(image.disk)} ${good}`,
    make: async (part) => {
      console.log("putting a box into service: once for each version, five minutes");
      const { files, token } = installersFiles();
      await using box = await Box.flash(image.disk, files, { token });
      await box.boot();
      await box.guest.rebooted("");
      await proved(box, "A");
      await Deno.writeTextFile(join(part, "update"), await fetchBundle(box, good));
      await Deno.writeTextFile(join(part, "token"), token);
      await box.guest.run("sync");
      await box.cutPower();
      await box.keepDisk(join(part, "disk.img"));
    },
  });
  const token = await Deno.readTextFile(join(folder, "token"));
  return {
    box: await Box.from(join(folder, "disk.img"), { ...options, token }),
    update: await Deno.readTextFile(join(folder, "update")),
  };
}
