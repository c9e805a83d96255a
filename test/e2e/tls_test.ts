/**
 * The page over TLS, as a whole box does it: its own certificate, a changed one, and the commands that ask it.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { makeCertificate } from "../../src/app/make_certificate.ts";
import { Box } from "./box.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

function site(tls: unknown): string {
  return JSON.stringify({
    zones: [{ id: "boiler" }],
    outputs: [{ id: "siren", kind: "siren", driver: "simulated" }],
    sensorPort: { port: 0 },
    page: { host: "127.0.0.1", port: 0, viewing: "open", tls, hstsSeconds: 600 },
    timeSync: { watch: false },
  });
}

async function embereye(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", MAIN, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-tls-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function get(url: string, ca: string): Promise<Response> {
  using client = Deno.createHttpClient({ caCerts: [ca] });
  const response = await fetch(url, { client });
  return new Response(await response.text(), response);
}

Deno.test("a box makes its own certificate once, tells its fingerprint, and its commands believe it", () =>
  inFolder(async (folder) => {
    const config = `${folder}/site.yaml`;
    await Deno.writeTextFile(config, site("self-signed"));
    let certificate = "";
    {
      const box = await Box.run(config, folder);
      try {
        assert.match(box.ready.ui, /^https:/);
        assert.match(box.output, /Page certificate, SHA-256: ([0-9A-F]{2}:){31}[0-9A-F]{2}/);
        assert.match(box.output, /Installer token, shown this once: [\w-]{43}/);
        certificate = await Deno.readTextFile(`${folder}/state/tls/certificate.pem`);
        assert.equal((await Deno.stat(`${folder}/state/tls/key.pem`)).mode! & 0o777, 0o600);
        const page = await get(`${box.ready.ui}/api/v1/status`, certificate);
        assert.equal(page.status, 200);
        assert.equal(page.headers.get("strict-transport-security"), "max-age=600");
        // A stranger who does not know the certificate is warned, and plain HTTP gets nothing.
        await assert.rejects(() => fetch(box.ready.ui), /invalid peer certificate/);
        await assert.rejects(() => fetch(box.ready.ui.replace("https:", "http:")));
        const status = await embereye("status", "--json", "--state", box.state, "--run", `${folder}/run`);
        assert.deepEqual([status.code, status.err], [0, ""]);
      } finally {
        await box.stop();
      }
    }
    const again = await Box.run(config, folder);
    try {
      assert.equal(await Deno.readTextFile(`${folder}/state/tls/certificate.pem`), certificate);
      assert.doesNotMatch(again.output, /Installer token/);
    } finally {
      await again.stop();
    }
  }));

Deno.test("a changed certificate is shown without a restart, and one that cannot be used is a trouble while the page stays", () =>
  inFolder(async (folder) => {
    const put = async (names: string[], mode: number) => {
      const made = await makeCertificate(names, Date.now());
      await Deno.writeTextFile(`${folder}/cert.pem`, made.certificate);
      await Deno.remove(`${folder}/key.pem`).catch(() => {});
      await Deno.writeTextFile(`${folder}/key.pem`, made.key, { mode });
      await Deno.chmod(`${folder}/key.pem`, mode);
      return made.certificate;
    };
    // A key that others can read is refused: the box shows its own certificate, and says so.
    await put(["127.0.0.1"], 0o644);
    const config = `${folder}/site.yaml`;
    await Deno.writeTextFile(
      config,
      site({ certificate: `${folder}/cert.pem`, key: { file: `${folder}/key.pem` } }),
    );
    const box = await Box.run(config, folder);
    try {
      const own = await Deno.readTextFile(`${folder}/state/tls/certificate.pem`);
      const troubles = async (ca: string) =>
        (await (await get(`${box.ready.ui}/api/v1/troubles`, ca)).json()) as {
          code: string;
          detail: string;
        }[];
      const found = await box.eventually(
        "the trouble",
        async () => (await troubles(own)).find(({ code }) => code === "certificate-unusable"),
      );
      assert.match(found.detail, /key\.pem holds a secret and is open to others \(mode 644\): chmod 600/);
      const pid = pidOf(await (await get(`${box.ready.ui}/api/v1/status`, own)).json());

      const next = await put(["127.0.0.1"], 0o600);
      await box.eventually("the new certificate", async () => (await troubles(next)).length >= 0);
      await box.eventually(
        "the trouble to clear",
        async () =>
          !(await troubles(next)).some((one) =>
            one.code === "certificate-unusable" && (one as unknown as { active: boolean }).active
          ),
      );
      assert.equal(pidOf(await (await get(`${box.ready.ui}/api/v1/status`, next)).json()), pid);
    } finally {
      await box.stop();
    }
  }));

// deno-lint-ignore no-explicit-any -- shape of the answer
function pidOf(status: any): number {
  return status.roles.find((role: { role: string }) => role.role === "ui").pid;
}
