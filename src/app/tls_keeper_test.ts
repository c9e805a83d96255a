import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { makeCertificate } from "./make_certificate.ts";
import { PortUnavailable } from "./open_port.ts";
import { ensureOwnCertificate } from "./tls_files.ts";
import { type TlsFault, TlsKeeper } from "./tls_keeper.ts";
import type { TlsMaterial } from "./tls_material.ts";

const DAY_MS = 24 * 3_600_000;

/** A folder with certificates, and a keeper that watches the given one in it. */
class Rig implements Disposable {
  readonly clock = new FakeClock();
  readonly faults: TlsFault[] = [];
  readonly notes: string[] = [];
  readonly changes: TlsMaterial[] = [];
  readonly #folder: string;
  #keeper: TlsKeeper | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get keeper(): TlsKeeper {
    return this.#keeper!;
  }

  /** Makes the box's own certificate. */
  async own(): Promise<void> {
    await ensureOwnCertificate({ tls: this.#folder }, this.clock.wallMs());
  }

  /** Puts a certificate there, with its key or with another one's. */
  async give(nowWallMs = this.clock.wallMs(), key?: string): Promise<void> {
    const made = await makeCertificate(["box.example"], nowWallMs);
    this.#write("given.pem", made.certificate);
    this.#write("given-key.pem", key ?? made.key);
  }

  async start(): Promise<void> {
    const { clock, faults, notes, changes } = this;
    this.#keeper = new TlsKeeper({
      setting: {
        certificate: join(this.#folder, "given.pem"),
        key: { file: join(this.#folder, "given-key.pem") },
      },
      paths: { tls: this.#folder },
      clock,
      change: (tls) => void changes.push(tls),
      fault: (fault) => faults.push(fault),
      note: (text) => notes.push(text),
    });
    // What is wrong is told once whoever made it can be asked.
    await Promise.resolve();
  }

  [Symbol.dispose](): void {
    this.#keeper?.close();
  }

  /** As a new file, which a look finds whatever the clock of the file system says. */
  #write(name: string, text: string): void {
    const path = join(this.#folder, name);
    Deno.writeTextFileSync(`${path}.new`, text, { mode: 0o600 });
    Deno.renameSync(`${path}.new`, path);
  }
}

const withRig = (test: (rig: Rig) => Promise<void>) => () =>
  inTempFolder(async (folder) => {
    using rig = new Rig(folder);
    await test(rig);
  });

const toldOf = ({ faults }: Rig) => faults.map(({ code, active }) => [code, active]);

Deno.test(
  "TlsKeeper shows the given certificate, and has nothing to tell while it is good",
  withRig(async (rig) => {
    await rig.own();
    await rig.give();
    await rig.start();
    rig.keeper.step();
    assert.match(rig.keeper.current.fingerprint, /^[0-9A-F:]{95}$/);
    assert.deepEqual([rig.faults, rig.changes, rig.notes], [[], [], []]);
  }),
);

Deno.test(
  "TlsKeeper shows the box's own certificate where the given one is not there, says so, and takes the given one once it is",
  withRig(async (rig) => {
    await rig.own();
    await rig.start();
    const own = rig.keeper.current.fingerprint;
    assert.deepEqual(toldOf(rig), [["certificate-unusable", true]]);
    assert.match(rig.faults[0]!.detail, /given-key\.pem cannot be read.*; the box shows its own instead$/);
    await rig.give();
    rig.keeper.step();
    assert.notEqual(rig.keeper.current.fingerprint, own);
    assert.deepEqual(rig.changes.map(({ fingerprint }) => fingerprint), [rig.keeper.current.fingerprint]);
    assert.deepEqual(toldOf(rig).at(-1), ["certificate-unusable", false]);
    assert.match(rig.notes.join(), /another certificate is shown from now on/);
  }),
);

Deno.test(
  "TlsKeeper keeps the certificate that it shows where the next one has another's key, until both fit",
  withRig(async (rig) => {
    await rig.own();
    await rig.give();
    await rig.start();
    const first = rig.keeper.current.fingerprint;
    const { key } = await makeCertificate(["box.example"], rig.clock.wallMs());
    await rig.give(rig.clock.wallMs(), key);
    rig.keeper.step();
    assert.deepEqual([rig.keeper.current.fingerprint, rig.changes.length], [first, 0]);
    assert.match(rig.faults[0]!.detail, /cannot be used together.*; the one shown before stays$/);
    rig.keeper.step();
    assert.equal(rig.faults.length, 1, "told once");
    await rig.give();
    rig.keeper.step();
    assert.notEqual(rig.keeper.current.fingerprint, first);
    assert.deepEqual(toldOf(rig), [["certificate-unusable", true], ["certificate-unusable", false]]);
  }),
);

Deno.test(
  "TlsKeeper tells three weeks before that a certificate runs out, and no longer once there is another",
  withRig(async (rig) => {
    await rig.own();
    await rig.give();
    await rig.start();
    const leftMs = rig.keeper.current.validToWallMs - rig.clock.wallMs();
    rig.clock.stepWall(leftMs - 22 * DAY_MS);
    rig.keeper.step();
    assert.deepEqual(toldOf(rig), []);
    rig.clock.stepWall(2 * DAY_MS);
    rig.keeper.step();
    assert.deepEqual(toldOf(rig), [["certificate-expiring", true]]);
    assert.match(rig.faults[0]!.detail, /runs out on \d{4}-\d\d-\d\d$/);
    await rig.give();
    rig.keeper.step();
    assert.deepEqual(toldOf(rig).at(-1), ["certificate-expiring", false]);
  }),
);

Deno.test(
  "TlsKeeper cannot open a port where there is neither the given certificate nor the box's own",
  withRig(async (rig) => {
    await assert.rejects(
      () => rig.start(),
      (error: unknown) =>
        error instanceof PortUnavailable && /nor can the box's own certificate be used/.test(error.message),
    );
  }),
);
