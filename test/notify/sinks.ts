/**
 * Real receivers for the tests: a web server, a mail server, Debian's MQTT broker; each can be killed and started again.
 */
import { createHmac } from "node:crypto";
import { SMTPServer } from "smtp-server";
import { eventually } from "../eventually.ts";
import { freePort } from "../free_port.ts";

/** A web server that remembers what it was sent and checks its signature. */
export class HttpSink implements AsyncDisposable {
  readonly received: { readonly id: string; readonly body: Record<string, unknown> }[] = [];
  /** What it answers. */
  status = 200;
  readonly port = freePort();
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;

  constructor(readonly secret: string) {
    this.start();
  }

  start(): void {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: this.port, onListen: () => undefined },
      async (request) => {
        const body = await request.text();
        const [, seconds, hash] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
          request.headers.get("embereye-signature") ?? "",
        )!;
        const right = createHmac("sha256", this.secret).update(`${seconds}.${body}`).digest("hex");
        if (hash !== right) return new Response("wrong signature", { status: 401 });
        if (this.status === 200) {
          this.received.push({ id: request.headers.get("idempotency-key")!, body: JSON.parse(body) });
        }
        return new Response("", { status: this.status });
      },
    );
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.shutdown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** A mail server. */
export class SmtpSink implements AsyncDisposable {
  readonly mails: { readonly from: string; readonly to: string[]; readonly text: string }[] = [];
  readonly logins: string[] = [];
  port = 0;
  #server: SMTPServer;

  private constructor(readonly password: string) {
    this.#server = new SMTPServer({
      authOptional: false,
      closeTimeout: 200,
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth: (auth, _session, done) => {
        this.logins.push(auth.username ?? "");
        if (auth.password !== this.password) return done(new Error("wrong password"));
        done(null, { user: auth.username ?? "" });
      },
      onData: (stream, session, done) => {
        void (async () => {
          const chunks: Uint8Array[] = [];
          for await (const chunk of stream) chunks.push(chunk);
          const text = new TextDecoder().decode(new Uint8Array(chunks.flatMap((chunk) => [...chunk])));
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom === false ? "" : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            text,
          });
          done(null);
        })();
      },
    });
    this.#server.on("error", () => undefined);
  }

  static async start(password: string): Promise<SmtpSink> {
    const sink = new SmtpSink(password);
    await alive(new Promise<void>((resolve) => sink.#server.listen(0, "127.0.0.1", () => resolve())));
    sink.port = (sink.#server.server.address() as { port: number }).port;
    return sink;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its callback does not come under Deno while a client's half-closed socket lingers; the listener is gone at once.
    this.#server.close();
    await Promise.resolve();
  }
}

/** Whether Debian's broker is here; says so once where it is not. */
export const HAS_MOSQUITTO = hasMosquitto();

function hasMosquitto(): boolean {
  for (const path of ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"]) {
    try {
      Deno.statSync(path);
      return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  console.log("SKIPPED the MQTT tests: they need Debian's mosquitto");
  return false;
}

/** A broker. It keeps what it is told to keep in memory: one that is started anew has forgotten. */
export class Mosquitto implements AsyncDisposable {
  #process: Deno.ChildProcess | undefined;

  private constructor(readonly port: number, readonly folder: string) {}

  static async start(): Promise<Mosquitto> {
    const broker = new Mosquitto(freePort(), await Deno.makeTempDir());
    await Deno.writeTextFile(
      `${broker.folder}/mosquitto.conf`,
      `listener ${broker.port} 127.0.0.1\nallow_anonymous true\npersistence false\n`,
    );
    await broker.start();
    return broker;
  }

  async start(): Promise<void> {
    this.#process = new Deno.Command("mosquitto", {
      args: ["-c", `${this.folder}/mosquitto.conf`],
      env: { PATH: `${Deno.env.get("PATH")}:/usr/sbin` },
      stdout: "null",
      stderr: "null",
    }).spawn();
    await eventually("mosquitto to listen", async () => {
      (await Deno.connect({ hostname: "127.0.0.1", port: this.port })).close();
      return true;
    });
  }

  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Waits until `look` is true. */
export async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited a minute for: ${what}`);
}

/** Waits for `promise` with a timer running: Deno does not count the sockets of Node's `net` as work while they are set up. */
export async function alive<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1_000);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}
