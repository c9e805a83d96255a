import assert from "node:assert/strict";
import { readMachine } from "./box_facts.ts";

async function tree(files: Record<string, string>): Promise<string> {
  const root = await Deno.makeTempDir();
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${root}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, text);
  }
  return root;
}

const foldersOf = (root: string) => ({
  thermal: `${root}/thermal`,
  hwmon: `${root}/hwmon`,
  proc: `${root}/proc`,
});

Deno.test("readMachine reads temperatures by name, memory, load and uptime as the kernel writes them", async () => {
  const root = await tree({
    "thermal/thermal_zone0/type": "cpu-thermal\n",
    "thermal/thermal_zone0/temp": "48312\n",
    "thermal/thermal_zone1/type": "cpu-thermal\n",
    "thermal/thermal_zone1/temp": "49000\n",
    "thermal/cooling_device0/type": "fan\n",
    "hwmon/hwmon0/name": "nvme\n",
    "hwmon/hwmon0/temp1_label": "Composite\n",
    "hwmon/hwmon0/temp1_input": "35850\n",
    "hwmon/hwmon0/temp2_input": "-273000\n",
    "hwmon/hwmon0/fan1_input": "1200\n",
    "proc/meminfo": "MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    5000 kB\n",
    "proc/loadavg": "0.52 0.40 0.33 1/345 6789\n",
    "proc/uptime": "12345.67 23456.78\n",
  });
  try {
    const { disk, ...facts } = await readMachine(root, 7, foldersOf(root));
    assert.deepEqual(facts, {
      atWallMs: 7,
      memory: { availableBytes: 5_000 * 1024, totalBytes: 8_000 * 1024 },
      load: 0.52,
      uptimeSeconds: 12345.67,
      temperatures: [
        { name: "cpu-thermal", celsius: 48.312 },
        { name: "cpu-thermal 2", celsius: 49 },
        { name: "nvme Composite", celsius: 35.85 },
      ],
    });
    assert.ok(disk!.freeBytes > 0 && disk!.totalBytes >= disk!.freeBytes);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("readMachine says nothing of what the machine does not tell, instead of 0", async () => {
  const root = await tree({ "thermal/thermal_zone0/temp": "not a number", "proc/meminfo": "rubbish" });
  try {
    assert.deepEqual(await readMachine(`${root}/missing`, 7, foldersOf(root)), {
      atWallMs: 7,
      temperatures: [],
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
