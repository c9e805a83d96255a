import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";

function setUp() {
  const deps = new FakeDeps(new FakeClock(), "normal");
  const app = createUi(deps);
  const ask = (
    path: string,
    token: string,
    init: { method?: string; body?: URLSearchParams; headers?: Record<string, string> } = {},
  ) => app.request(path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  return { deps, ask };
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

Deno.test("/baselines shows what waits with both pictures in the same colours, and lets installers alone decide", async () => {
  const { ask } = setUp();
  const page = await (await ask("/baselines", TOKENS.installer)).text();
  assert.match(page, /The whole picture has become warmer or colder\./);
  assert.match(page, /the whole picture is 6\.0 K warmer than usual/);
  assert.match(page, /Before: hottest 32\.\d °C, coldest 20\.\d °C/);
  assert.match(page, /Now: hottest 38\.\d °C, coldest 26\.\d °C/);
  const [before, after] = [...page.matchAll(/<svg class="pixels"[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
  const colours = (svg: string) => new Set([...svg.matchAll(/fill="(#\w+)"/g)].map(([, colour]) => colour));
  assert(colours(before).isDisjointFrom(colours(after)), "6 K warmer has another colour");
  for (const act of ["approve", "reject", "revert"]) {
    assert.match(page, new RegExp(`action="/api/v1/baselines/boiler-1/${act}"`));
  }
  assert.match(page, /<button type="submit">This is right from now on/);
  const viewer = await (await ask("/baselines", TOKENS.viewer)).text();
  assert.match(viewer, /<button[^>]* disabled[^>]*>This is right from now on/);
  const hindi = await (await ask("/baselines", TOKENS.viewer, { headers: { "accept-language": "hi" } }))
    .text();
  assert.match(hindi, /सेंसर आम तौर पर क्या देखते हैं/);
});

Deno.test("/baselines shows a camera that looks elsewhere beside its picture of before, and asks whether that is right", async () => {
  const clock = new FakeClock();
  const deps = new FakeDeps(clock, "cameras");
  const app = createUi(deps);
  const ask = (path: string, token: string = TOKENS.installer) =>
    app.request(path, { headers: { authorization: `Bearer ${token}` } });
  const site = deps.site()!;
  assert.doesNotMatch(await (await ask("/baselines")).text(), /data-camera-view/);
  site.troubles.push({
    id: "camera-moved:gate",
    code: "camera-moved",
    subject: "gate",
    active: true,
    acknowledged: false,
    detail: "its view is 31 % like the one it was set up with",
    raisedAtMs: 0,
    raisedAtWallMs: 0,
    count: 1,
  });
  deps.site = () => site;
  const without = await (await ask("/baselines")).text();
  assert.match(without, /data-camera-view="gate"[\s\S]*its view is 31 % like/);
  assert.doesNotMatch(without, /reference\.jpg/);
  assert.equal((await ask("/api/v1/cameras/gate/reference.jpg")).status, 404);
  deps.referenced.add("gate");
  const page = await (await ask("/baselines")).text();
  assert.match(
    page,
    /src="\/api\/v1\/cameras\/gate\/reference\.jpg"[\s\S]*src="\/api\/v1\/cameras\/gate\/picture\.jpg\?at=\d+"/,
  );
  const nowOf = (html: string) => /picture\.jpg\?at=\d+/.exec(html)?.[0];
  await clock.advance(60_000);
  assert.notEqual(nowOf(await (await ask("/baselines")).text()), nowOf(page), "the picture of now is of now");
  assert.match(
    page,
    /action="\/api\/v1\/cameras\/gate\/accept-view"[\s\S]*<button type="submit">Accept this view/,
  );
  const viewer = await (await ask("/baselines", TOKENS.viewer)).text();
  assert.match(viewer, /<button[^>]* disabled title="You may look, not act[^>]*>Accept this view/);
  const picture = await ask("/api/v1/cameras/gate/reference.jpg");
  assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/jpeg"]);
  assert.equal((await ask("/api/v1/cameras/nobody/reference.jpg")).status, 404);
});

Deno.test("/baselines: a decision sent without scripts comes back to the queue", async () => {
  const { deps, ask } = setUp();
  const body = new URLSearchParams({ candidateId: "boiler-1:drift:1", reason: "a new machine" });
  const answer = await ask("/api/v1/baselines/boiler-1/approve", TOKENS.installer, {
    method: "POST",
    headers: FORM,
    body,
  });
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/baselines"]);
  assert.deepEqual(deps.baselineActs.map(({ act }) => act.act), ["approve"]);
});

Deno.test("/notifications shows each target with a test, and what became of it; not for viewers", async () => {
  const { ask } = setUp();
  const page = await (await ask("/notifications", TOKENS.operator)).text();
  assert.match(page, /Guard room<\/b> · webhook/);
  assert.match(page, /waiting 0, sent 3, given up 0/);
  assert.doesNotMatch(page, /The test has/);
  const answer = await ask("/api/v1/notify/ops/test", TOKENS.operator, { method: "POST", headers: FORM });
  assert.equal(answer.status, 303);
  const after = await (await ask(answer.headers.get("location")!, TOKENS.operator)).text();
  assert.match(after, /The test has reached Guard room\./);
  const failed = await (await ask("/notifications?tested=ops&arrived=no", TOKENS.operator)).text();
  assert.match(failed, /The test has not reached Guard room\./);
  assert.equal((await ask("/notifications", TOKENS.viewer)).status, 403);
});

Deno.test("/notifications is calm where nobody is to be told, and says how to change that; lost notifiers are told as such", async () => {
  const { deps, ask } = setUp();
  deps.notify.ask = () => Promise.reject(new Error("notify does not run"));
  const calm = await (await ask("/notifications", TOKENS.operator)).text();
  assert.match(calm, /Nobody is told of alarms away from this box\.[\s\S]*kind: email/);
  assert.doesNotMatch(calm, /notice bad|notify does not run/);
  const [first, ...others] = deps.roleList!;
  deps.roleList = [{ ...first, role: "notify" }, first, ...others];
  const lost = await (await ask("/notifications", TOKENS.operator)).text();
  assert.match(lost, /The notifiers do not answer\.[\s\S]*notify does not run/);
});

Deno.test("/audits shows each audit with its verdict, what was found and its figures; not for viewers; in the reader's language", async () => {
  const { deps, ask } = setUp();
  const page = await (await ask("/audits", TOKENS.operator)).text();
  assert.match(page, /Not possible<\/b>/);
  assert.match(page, /No validation set is configured/);
  assert.match(page, /Something was found<\/b>/);
  assert.match(page, /ffmpeg 7:5\.1\.6-0\+deb12u1 \(Debian:12\): CVE-2025-22919[\s\S]*Mended in: 7:5\.1\.7/);
  assert.match(page, /Overdue since/);
  assert.match(page, /It has never been made on this box/);
  assert.match(page, /<div class="scroll"[^>]*><table class="figures">/, "a phone has no room for it");
  assert.match(page, /72\.3 MB on average, 0\.04 MB a day, ±0\.11/);
  assert.match(page, /<svg class="sparkline"[^>]*aria-label="Course of fusion MB"/);
  assert.match(page, /href="\/audits"/, "it can be found");
  assert.match(page, /refreshSeconds&quot;:60/, "whoever waits for one sees what came of it");
  const german = await (await ask("/audits", TOKENS.operator, { headers: { "accept-language": "de" } }))
    .text();
  assert.match(german, /Kein Prüfsatz ist eingestellt/);
  assert.match(german, /72,3 MB im Mittel/);
  assert.equal((await ask("/audits", TOKENS.viewer)).status, 403);
  deps.auditStates = [{ ...deps.auditStates[0], results: [], fault: "memory.json holds no results" }];
  const lost = await (await ask("/audits", TOKENS.operator)).text();
  assert.match(lost, /cannot be read[\s\S]*memory\.json holds no results/);
  assert.doesNotMatch(lost, /never been made/, "what cannot be read may well have been made");
});

Deno.test("the API tells the audits with codes, values and English words", async () => {
  const { ask } = setUp();
  const [memory, accuracy, ports] = await (await ask("/api/v1/audits", TOKENS.operator)).json();
  assert.deepEqual([memory.kind, memory.last.verdict, memory.earlier.length], ["memory", "passed", 2]);
  assert.deepEqual(accuracy.last.findings[0].code, "no-validation-set");
  assert.match(accuracy.last.findings[0].text, /detect\.validationSet/);
  assert.deepEqual([ports.overdue, ports.last], [true, null]);
  assert.equal((await ask("/api/v1/audits", TOKENS.viewer)).status, 403);
});
