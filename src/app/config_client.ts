/**
 * Asks the supervisor of a box for a change of its configuration, through the socket in its run folder.
 */
import { Channel, isConnectionError } from "../bus/channel.ts";
import { type ConfigAct, type ConfigAnswer, configAnswerMessage } from "../bus/messages.ts";
import { Failure } from "./failure.ts";
import type { Paths } from "./paths.ts";

/** A change restarts roles one after the other, each within its deadline of 30 s, the detector within a minute. */
const ANSWER_MS = 300_000;

/** What the supervisor answers. Throws a {@linkcode Failure} where none runs, or it does not answer. */
export async function askSupervisor(paths: Paths, by: string, act: ConfigAct): Promise<ConfigAnswer> {
  const answered = Promise.withResolvers<ConfigAnswer>();
  const channel = new Channel(await connect(paths), {
    message: (message) => {
      const answer = configAnswerMessage.safeParse(message);
      if (answer.success) answered.resolve(answer.data);
      else answered.reject(new Failure(`the service's answer was not understood: ${answer.error.message}`));
    },
    closed: (reason) => answered.reject(new Failure(`the service ended the connection: ${reason}`)),
  });
  const timer = setTimeout(
    () =>
      answered.reject(
        new Failure(`the service has not answered for ${ANSWER_MS / 1000} s; see 'embereye logs'`),
      ),
    ANSWER_MS,
  );
  void channel.run();
  try {
    channel.send({ kind: "configRequest", request: 1, by, source: "command", act });
    return await answered.promise;
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}

async function connect(paths: Paths): Promise<Deno.UnixConn> {
  try {
    return await Deno.connect({ transport: "unix", path: paths.socket("supervisor") });
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new Failure(`${paths.run} may not be used: run this as root or as the service's user`);
    }
    if (error instanceof Deno.errors.NotFound || isConnectionError(error)) {
      throw new Failure("the service does not run: start it, or change its configuration file before you do");
    }
    throw error;
  }
}
