/**
 * The service as it is installed in the guest: systemd's own unit, user, groups and device rules, with a configuration of the test.
 */
import type { Guest } from "./guest.ts";

const PAGE_PORT = 8080;
const SENSOR_PORT = 9001;
/** Longest wait for one answer of the page: a machine that is reset meanwhile gives none. */
const ANSWER_MS = 30_000;
/** What the unit allows for a start, on a machine where nothing goes fast. */
const START_MS = 600_000;
/** Ports of the guest that the tests reach from outside. */
export const APPLIANCE_PORTS: readonly number[] = [PAGE_PORT, SENSOR_PORT];

/** Makes the program of the disk with the label `program` an installed one. */
const INSTALL = `
set -e
mkdir -p /opt/program /etc/embereye /etc/systemd/system.conf.d
mountpoint -q /opt/program || mount -o ro LABEL=program /opt/program
ln -sf /opt/program/embereye /usr/bin/embereye
cp /opt/program/systemd/embereye.service /etc/systemd/system/
cp /opt/program/systemd/embereye.sysusers /usr/lib/sysusers.d/embereye.conf
systemd-sysusers
# After the groups: udev reads a rule once, and one with a group that is not there yet gives none for good.
cp /opt/program/systemd/60-embereye.rules /etc/udev/rules.d/
chown root:embereye /etc/embereye
udevadm control --reload
systemctl daemon-reload
`;

/** The whole configuration file of a site, to which a test adds zones, sensors and outputs. */
const COMMON = `
sensorPort: {port: ${SENSOR_PORT}, allow: [private]}
page: {port: ${PAGE_PORT}, viewing: open}
`;

/** The service. */
export class Appliance {
  readonly guest: Guest;
  #token: string | undefined;

  private constructor(guest: Guest) {
    this.guest = guest;
  }

  /** Installs the program. It does not run before it is configured. */
  static async install(guest: Guest): Promise<Appliance> {
    await guest.run(INSTALL);
    return new Appliance(guest);
  }

  /** Has the service start with the machine. */
  async enable(): Promise<void> {
    await this.guest.run(
      "echo 'LABEL=program /opt/program ext4 ro,nofail,x-systemd.before=embereye.service 0 0' >/etc/fstab; systemctl daemon-reload; systemctl -q enable embereye",
    );
  }

  /** Starts the service anew with the configuration `site`, and waits until systemd calls it ready. */
  async configure(site: string): Promise<void> {
    await this.stop();
    await this.write(site);
    await this.start();
  }

  /** Has the stopped service start with the configuration `site` the next time. */
  async write(site: string): Promise<void> {
    await this.guest.write("/etc/embereye/embereye.yaml", `${COMMON}${site}`);
    // Without the earlier versions: a new one on trial would be rolled back where the emulator is too slow for a start in time.
    await this.guest.run(
      "chmod 644 /etc/embereye/embereye.yaml; rm -f /var/lib/embereye/config.db* /var/lib/embereye/config-good.yaml",
    );
  }

  /** Stops the service. */
  async stop(): Promise<void> {
    await this.guest.run("systemctl stop embereye");
  }

  /** Starts the service, and waits until systemd calls it ready and its page answers: READY comes when sirens can sound, before that. */
  async start(): Promise<void> {
    // It waits by itself, which costs the emulated processors nothing; where the first attempt fails, systemd makes others.
    await this.guest.try("systemctl start embereye", START_MS);
    await this.guest.eventually(
      "systemd to call the service ready",
      () => this.isReady(),
      START_MS,
    );
    await this.guest.eventually("the page", async () => await this.get("/api/v1/status"));
  }

  /** Whether systemd calls the service ready. */
  async isReady(): Promise<boolean> {
    return (await this.guest.try("systemctl -q is-active embereye")).code === 0;
  }

  /** Where devices connect to, from the host. */
  get sensorPort(): { host: string; port: number } {
    return { host: "127.0.0.1", port: this.guest.machine.hostPort(SENSOR_PORT) };
  }

  /** The JSON at `path` of the page. */
  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  async get(path: string): Promise<any> {
    return JSON.parse(new TextDecoder().decode(await this.bytes(path)));
  }

  /** What the page has at `path`. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await fetch(this.#url(path), { signal: AbortSignal.timeout(ANSWER_MS) });
    const bytes = await response.bytes();
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${new TextDecoder().decode(bytes)}`);
    return bytes;
  }

  /** Acts as an operator. @returns the status code */
  async post(path: string): Promise<number> {
    this.#token ??= (await this.guest.run(
      "embereye token new hil --role operator --state /var/lib/embereye | tail -n 1",
    )).trim();
    const response = await fetch(this.#url(path), {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await response.body?.cancel();
    return response.status;
  }

  /** Codes and subjects of the active troubles, as `code subject`. */
  async troubles(): Promise<string[]> {
    const all: { code: string; subject: string; active: boolean }[] = await this.get("/api/v1/troubles");
    return all.filter(({ active }) => active).map(({ code, subject }) => `${code} ${subject}`).sort();
  }

  /** The process of a role, once it is ready. */
  async pidOf(role: string): Promise<number> {
    return await this.guest.eventually(`${role} to be ready`, async () => {
      const { roles } = await this.get("/api/v1/status");
      const found = roles.find((one: { role: string }) => one.role === role);
      return found?.state === "ready" ? found.pid as number : undefined;
    });
  }

  #url(path: string): string {
    return `http://127.0.0.1:${this.guest.machine.hostPort(PAGE_PORT)}${path}`;
  }
}
