import assert from "node:assert/strict";
import { parseSlots } from "./rauc.ts";

/** As RAUC 1.8 prints it on a disk as it was flashed, with its warning in between. */
const FLASHED =
  `{"compatible":"embereye-amd64","variant":"","booted":"A","boot_primary":null,"slots":[{"rootfs.1":{"class":"rootfs","device":"/dev/disk/by-partlabel/embereye-b","type":"raw","bootname":"B","state":"inactive","parent":null,"mountpoint":null,"boot_status":"bad","slot_status":{"bundle":{"compatible":null}}}},{"rootfs.0":{"class":"rootfs","device":"/dev/disk/by-partlabel/embereye-a","type":"raw","bootname":"A","state":"booted","parent":null,"mountpoint":null,"boot_status":"bad","slot_status":{"bundle":{"compatible":null}}}}]}

(rauc:514): rauc-WARNING **: 01:01:42.711: Failed getting primary slot: grub backend: No bootable slot found in ORDER 'A B' {}`;
/** After an update into slot B, before the restart. */
const UPDATED =
  `{"compatible":"embereye-amd64","variant":"","booted":"A","boot_primary":"rootfs.1","slots":[{"rootfs.1":{"class":"rootfs","device":"/dev/disk/by-partlabel/embereye-b","type":"raw","bootname":"B","state":"inactive","parent":null,"mountpoint":null,"boot_status":"good","slot_status":{"bundle":{"compatible":"embereye-amd64","version":"0.2.0"},"checksum":{"sha256":"ab12","size":4096},"installed":{"timestamp":"2026-11-25T20:00:00Z","count":1}}}},{"rootfs.0":{"class":"rootfs","device":"/dev/disk/by-partlabel/embereye-a","type":"raw","bootname":"A","state":"booted","parent":null,"mountpoint":"/","boot_status":"good","slot_status":{}}}]}`;

Deno.test("parseSlots: what runs, what is in each slot, and what the boot loader may start", () => {
  assert.deepEqual(parseSlots(FLASHED), [
    { name: "A", booted: true, good: false, version: undefined, content: "flashed A" },
    { name: "B", booted: false, good: false, version: undefined, content: "flashed B" },
  ]);
  assert.deepEqual(parseSlots(UPDATED), [
    { name: "A", booted: true, good: true, version: undefined, content: "flashed A" },
    { name: "B", booted: false, good: true, version: "0.2.0", content: "ab12" },
  ]);
});

Deno.test("parseSlots: a state that cannot be read is neither good nor bad; what is not RAUC's is nothing", () => {
  const [slot] = parseSlots(
    `{"compatible":"x","slots":[{"rootfs.0":{"bootname":"A","state":"booted"}},{"efi.0":{"state":"active"}}]}`,
  )!;
  assert.deepEqual([slot.good, slot.content], [undefined, "flashed A"]);
  for (const text of ["", "Failed to connect", "{}", `{"compatible":"x","slots":{}}`, "[1]"]) {
    assert.equal(parseSlots(text), undefined, text);
  }
});
