/**
 * A camera on the kernel's V4L2 interface: the kernel's test camera is plugged in, gives pictures, is pulled out in mid-stream, and
 * comes back.
 */
import assert from "node:assert/strict";
import type { SharedRig } from "./hil_test_case.ts";
import type { Rig } from "./rig.ts";

/** One camera with one input. */
const CAMERA_DRIVER = "vivid n_devs=1 node_types=0x1";
/** The name that udev gives it by its place. It has no serial number, and so no name by its id: that is for cameras on USB. */
export const CAMERA_DEVICE = "/dev/v4l/by-path/platform-vivid.0-video-index0";
/** Seldom and small: an emulated processor looks at a picture every few seconds. */
export const CAMERA_SITE = `
cameras: [{id: door, zone: hall, source: "v4l2:${CAMERA_DEVICE}", fps: 0.5, width: 320, height: 180}]
`;
/** Pictures beside the first that show that they keep coming. */
const MORE_PICTURES = 2;

/** Registers the tests. */
export function cameraScenarios(shared: SharedRig): void {
  shared.test("a V4L2 camera, plugged in after the start, gives pictures; pulled out in mid-stream (ENODEV) and back, it heals", async (rig) => {
    const { appliance, guest } = rig;
    // The service has started before the kernel knows any camera: what it may open must not depend on that.
    assert.equal(
      await guest.run("grep -c video4linux /proc/devices || true"),
      "0",
      "no camera was there yet",
    );
    await configureCamera(rig);
    await rig.trouble("camera-silent door", true);
    await plugCamera(rig);
    await rig.timed("from plugging a camera in to its first picture", isLive(rig, true, "with its device"));
    await rig.trouble("camera-silent door", false);
    const { frames } = await cameraOf(rig);
    await guest.eventually(
      "more pictures",
      async () => (await cameraOf(rig)).frames >= frames + MORE_PICTURES,
    );
    const picture = await appliance.bytes("/api/v1/cameras/door/picture.jpg");
    assert.deepEqual([...picture.subarray(0, 3)], [0xFF, 0xD8, 0xFF], "a JPEG picture");

    // The driver plugs itself in again as soon as nobody holds it, unless it is taken out in that moment.
    await guest.run(
      `v4l2-ctl -d ${CAMERA_DEVICE} -c disconnect=1; until rmmod vivid 2>/dev/null; do sleep 0.02; done`,
    );
    await rig.timed("from pulling it out to its being called lost", isLive(rig, false, "without its device"));
    await rig.trouble("camera-silent door", true);
    await plugCamera(rig);
    await rig.timed(
      "from plugging it in again to its first picture",
      isLive(rig, true, "with another device"),
    );
    await rig.trouble("camera-silent door", false);
  });
}

/** Has the service run with the camera. Where the tests before have passed, it does. */
export async function configureCamera({ appliance, site }: Rig): Promise<void> {
  const cameras: unknown[] = await appliance.isReady() ? await appliance.get("/api/v1/cameras") : [];
  if (cameras.length === 0) await appliance.configure(site + CAMERA_SITE);
}

/** Plugs the camera in, where it is not. */
export async function plugCamera({ guest }: Rig): Promise<void> {
  await guest.run(`modprobe ${CAMERA_DRIVER} && udevadm settle && test -e ${CAMERA_DEVICE}`);
}

async function isLive(rig: Rig, live: boolean, when: string): Promise<void> {
  await rig.guest.eventually(
    `the camera to be ${live ? "live" : "lost"} ${when}`,
    async () => (await cameraOf(rig)).isLive === live,
  );
}

/** The camera as the page tells of it. */
export async function cameraOf({ appliance }: Rig): Promise<{ isLive: boolean; frames: number }> {
  const [camera] = await appliance.get("/api/v1/cameras");
  if (camera === undefined) throw new Error("the page knows no camera yet");
  return camera;
}
