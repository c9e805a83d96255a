import assert from "node:assert/strict";
import { describeCameraFault } from "./fault.ts";
import { FfmpegErrors } from "./ffmpeg_errors.ts";

function faultOf(...lines: string[]) {
  const errors = new FfmpegErrors(["hunter2"]);
  errors.push(new TextEncoder().encode(lines.join("\n")));
  return errors.fault();
}

Deno.test("FfmpegErrors knows what ffmpeg says", () => {
  for (
    const [kind, ...lines] of [
      [
        "unauthorised",
        "[rtsp @ 0x55] [error] method DESCRIBE failed: 401 Unauthorized",
        "[concat @ 0x55] [error] Impossible to open 'rtsp://x:hunter2@127.0.0.1:18554/cam'",
        "[error] pipe:0: Server returned 401 Unauthorized (authorization failed)",
      ],
      ["not-found", "[error] pipe:0: Server returned 404 Not Found"],
      ["refused", "[tcp @ 0x55] [error] Connection to tcp://127.0.0.1:1 failed: Connection refused"],
      ["timed-out", "[error] pipe:0: Connection timed out"],
      ["unreachable", "[error] pipe:0: No route to host"],
      [
        "name-unresolved",
        "[tcp @ 0x55] [error] Failed to resolve hostname nosuch.invalid: Name or service not known",
        "[error] pipe:0: Input/output error",
      ],
      [
        "no-device",
        "[video4linux2,v4l2 @ 0x5] [error] Cannot open video device /dev/video0: No such file or directory",
      ],
      ["no-device", "[error] /dev/video0: No such file or directory"],
      ["not-found", "[error] file:/films/x.mp4: No such file or directory"],
      ["device-busy", "[video4linux2,v4l2 @ 0x5] [error] ioctl(VIDIOC_STREAMON): Device or resource busy"],
      ["denied", "[error] /dev/video0: Permission denied"],
      ["bad-stream", "[error] pipe:0: Invalid data found when processing input"],
    ] as const
  ) {
    const fault = faultOf(...lines);
    assert.equal(fault.kind, kind, lines[0]);
    assert.doesNotMatch(describeCameraFault(fault), /hunter2/);
  }
});

Deno.test("FfmpegErrors keeps secrets out of what it passes on", () => {
  const fault = faultOf("[error] something new about 'rtsp://a:hunter2@cam/p?q=1' and hunter2");
  assert.deepEqual(fault, { kind: "ended", detail: "something new about 'rtsp://cam/...' and [secret]" });
});

Deno.test("FfmpegErrors does not take one damaged picture for the end of a stream", () => {
  const fault = faultOf("[error] Error while decoding stream #0:0: Invalid data found when processing input");
  assert.equal(fault.kind, "ended");
});

Deno.test("FfmpegErrors forgets what was said before a picture came", () => {
  const errors = new FfmpegErrors([]);
  errors.push(new TextEncoder().encode("[error] Connection timed out\n"));
  errors.clear();
  assert.deepEqual(errors.fault(), { kind: "ended", detail: "ffmpeg gave no reason" });
});

Deno.test("FfmpegErrors stays small whatever is thrown at it", () => {
  const errors = new FfmpegErrors([]);
  const noise = new Uint8Array(65_536).fill(120);
  for (let turn = 0; turn < 100; turn++) errors.push(noise);
  for (let turn = 0; turn < 100; turn++) errors.push(new Uint8Array([10, 0xff, 0xfe, 13, 10]));
  const fault = errors.fault();
  assert(fault.kind === "ended" && fault.detail.length <= 200);
});
