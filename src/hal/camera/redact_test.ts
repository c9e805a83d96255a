import assert from "node:assert/strict";
import { redactText, redactUrl } from "./redact.ts";

Deno.test("redactUrl leaves scheme, host and port alone", () => {
  for (
    const [url, shown] of [
      ["rtsp://admin:hunter2@10.0.0.7:554/live/ch0", "rtsp://10.0.0.7:554/..."],
      ["rtsp://10.0.0.7/user=admin&password=hunter2&channel=1", "rtsp://10.0.0.7/..."],
      ["http://cam.example/video?user=admin&pwd=hunter2", "http://cam.example/..."],
      ["https://admin:hunter2@[fe80::1]:8443/x", "https://[fe80::1]:8443/..."],
      ["rtsp://admin:hun@ter2@cam/x", "rtsp://cam/..."],
      ["http://cam.example?token=hunter2", "http://cam.example/..."],
      ["rtsp://cam.example", "rtsp://cam.example"],
      ["file:/films/fire.mp4", "file:/films/fire.mp4"],
    ]
  ) assert.equal(redactUrl(url), shown);
});

Deno.test("redactText cuts every address in a line, and blots out secrets that stand alone", () => {
  const line =
    "[concat @ 0x55] Impossible to open 'rtsp://a:hunter2@cam/x', then http://b:hunter2@cam2:80/y?z hunter2";
  const shown = redactText(line, ["hunter2"]);
  assert.equal(
    shown,
    "[concat @ 0x55] Impossible to open 'rtsp://cam/...', then http://cam2:80/... [secret]",
  );
});
