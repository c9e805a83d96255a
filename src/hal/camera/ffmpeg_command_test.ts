import assert from "node:assert/strict";
import { ffmpegCommand } from "./ffmpeg_command.ts";
import { type CameraSource, parseCameraSource, type SourceText } from "./source.ts";

const FORMAT = { width: 320, height: 240, fps: 5 };

function command(text: SourceText) {
  const source = parseCameraSource(text);
  assert(source.ok);
  const { args, input } = ffmpegCommand(source.value as Exclude<CameraSource, { kind: "test" }>, FORMAT);
  return { args, line: args.join(" "), input: new TextDecoder().decode(input) };
}

Deno.test("ffmpegCommand keeps addresses and credentials out of the arguments", () => {
  for (
    const source of [
      "rtsp://admin:hunter2@cam.example/live?t=hunter2",
      "http://admin:hunter2@cam.example/mjpg",
    ]
  ) {
    const { line, input } = command({ source });
    assert.doesNotMatch(line, /hunter2|admin|cam\.example/);
    assert.match(input, /^ffconcat version 1\.0\nfile '\w+:\/\/admin:hunter2@cam\.example\/[^']*'\noption /);
  }
});

Deno.test("ffmpegCommand tells the transport, and lets the camera send pictures only", () => {
  const udp = command({ source: "rtsp://cam/x", transport: "udp" });
  assert.match(udp.input, /\noption rtsp_transport udp\n/);
  assert.match(udp.line, /-format_whitelist concat,rtsp /);
  assert.doesNotMatch(udp.line, /whitelist \S*(?:file|http)/);
  const http = command({ source: "http://cam/x" });
  assert.doesNotMatch(http.line, /whitelist \S*file/);
  assert.match(http.line, /-use_wallclock_as_timestamps 1/);
});

Deno.test("ffmpegCommand asks for raw RGB of the wanted size and rate, never showing a picture twice", () => {
  const { args } = command({ source: "file:/films/it's a fire.mp4" });
  const after = (name: string) => args[args.indexOf(name) + 1];
  assert.equal(after("-i"), "file:/films/it's a fire.mp4");
  assert.equal(after("-pix_fmt"), "rgb24");
  assert.match(after("-vf"), /^select=.*\*5.*,scale=320:240:/);
  assert.equal(after("-fps_mode"), "passthrough");
  assert.equal(after("-protocol_whitelist"), "file");
});

Deno.test("ffmpegCommand names a device as one argument", () => {
  const { args, input } = command({ source: "v4l2:/dev/video3" });
  assert.deepEqual(args.slice(args.indexOf("-f"), args.indexOf("-f") + 4), [
    "-f",
    "v4l2",
    "-i",
    "/dev/video3",
  ]);
  assert.equal(input, "");
});
