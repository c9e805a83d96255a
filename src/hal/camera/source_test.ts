import assert from "node:assert/strict";
import { type CameraSource, parseCameraSource, type SourceText } from "./source.ts";

function parsed(text: SourceText | string): CameraSource {
  const result = parseCameraSource(typeof text === "string" ? { source: text } : text);
  assert(result.ok, result.ok ? "" : result.fault);
  return result.value;
}

function faultOf(text: SourceText | string): string {
  const result = parseCameraSource(typeof text === "string" ? { source: text } : text);
  assert(!result.ok, "it was taken");
  return result.fault;
}

function network(text: SourceText | string) {
  const source = parsed(text);
  assert(source.kind === "rtsp" || source.kind === "http");
  return source;
}

Deno.test("parseCameraSource takes every kind of source", () => {
  const rtsp = network("rtsp://admin:pw@10.0.0.7/live");
  assert.deepEqual([rtsp.kind, rtsp.host, rtsp.port, rtsp.transport, rtsp.encrypted], [
    "rtsp",
    "10.0.0.7",
    554,
    "tcp",
    false,
  ]);
  assert.equal(network({ source: "rtsp://cam:8554/x", transport: "udp" }).transport, "udp");
  assert.deepEqual([network("https://cam/mjpg").kind, network("https://cam/mjpg").port], ["http", 443]);
  assert.equal(network("http://[::1]:81/mjpg").host, "::1");
  assert.deepEqual(parsed("v4l2:/dev/video0"), { kind: "v4l2", device: "/dev/video0" });
  assert.equal(parsed("v4l2:/dev/v4l/by-id/usb-046d_C920-video-index0").kind, "v4l2");
  assert.deepEqual(parsed("file:/films/a fire.mp4"), { kind: "file", path: "/films/a fire.mp4" });
  assert.deepEqual(parsed("test:fire@20"), { kind: "test", scene: "fire", fireAfterMs: 20_000 });
  assert.deepEqual(parsed("test:room"), { kind: "test", scene: "room", fireAfterMs: 0 });
});

Deno.test("parseCameraSource puts user and password into the address, whatever they hold", () => {
  const source = network({ source: "rtsp://cam/live", user: "us er", password: "p:a'ss@#$&" });
  const url = source.url.reveal();
  assert.equal(url, "rtsp://us%20er:p%3Aa%27ss%40%23%24%26@cam/live");
  assert(!url.includes("'"), "a quote would end the playlist's file name");
});

Deno.test("parseCameraSource shows nothing secret of a source, however it is printed", () => {
  for (
    const text of [
      { source: "rtsp://admin:hunter2@cam/live?token=hunter2" },
      { source: "http://cam/live/user=admin&password=hunter2" },
      { source: "rtsp://cam/live", user: "admin", password: "hunter2" },
    ]
  ) {
    const source = network(text);
    assert.doesNotMatch(`${JSON.stringify(source)} ${Deno.inspect(source)} ${source.shown}`, /hunter2/);
    assert(
      source.secrets.some((secret) => secret.reveal().includes("hunter2")) || !text.source.includes("@"),
    );
  }
});

Deno.test("parseCameraSource refuses what is no source, without repeating what may be secret", () => {
  assert.match(faultOf("ftp://admin:hunter2@cam/x"), /a camera source is rtsp:.*'ftp:\/\/cam\/\.\.\.'/);
  assert.match(faultOf("rtsp://admin:hunter2@:99999/x"), /is no address/);
  assert.match(faultOf("rtsp:///x"), /names no host/);
  assert.match(faultOf({ source: "rtsp://a:b@cam", user: "x", password: "hunter2" }), /not in both places/);
  assert.match(faultOf({ source: "rtsp://cam", password: "hunter2" }), /needs a user/);
  assert.match(faultOf({ source: "file:/x", user: "x" }), /for network cameras/);
  assert.match(faultOf("rtsp://cam/a#b"), /%23/);
  for (const text of ["ftp://admin:hunter2@cam", "rtsp://admin:hunter2@cam:x/"]) {
    assert.doesNotMatch(faultOf(text), /hunter2/);
  }
});

Deno.test("parseCameraSource lets nothing through that ffmpeg could take for something else", () => {
  for (
    const source of [
      "rtsp://cam/x\noption timeout 1",
      "file:relative.mp4",
      "file://host/x",
      "file:concat:/etc/passwd",
      "v4l2:/dev/../etc/passwd",
      "v4l2:/dev/sda",
      "v4l2:-i",
      "-i /etc/passwd",
      "concat:/a|/b",
      "test:fire; rm -rf /",
      "/dev/video0",
      "",
      `rtsp://cam/${"x".repeat(3_000)}`,
    ]
  ) assert.notEqual(faultOf(source), "", source);
  // A quote in a path must not end the file name in the playlist either.
  assert(!network("rtsp://cam/it's").url.reveal().includes("'"));
});
