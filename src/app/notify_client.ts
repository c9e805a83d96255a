/**
 * Asks the notifiers of a box, through their socket in its run folder.
 */
import { Channel, isConnectionError } from "../bus/channel.ts";
import { type NotifyAnswer, notifyAnswerMessage } from "../bus/messages.ts";
import type { Paths } from "./paths.ts";

/** A test waits for its receiver for 20 s at the most. */
const ANSWER_MS = 30_000;

/** What to ask. */
export type NotifyQuestion =
  | { readonly kind: "notifyAsk" }
  | { readonly kind: "notifyTest"; readonly target: string; readonly by: string };

/** What the notifiers answer. Throws where none run, or they do not answer. */
export async function askNotifiers(
  paths: Pick<Paths, "socket">,
  question: NotifyQuestion,
): Promise<NotifyAnswer> {
  const answered = Promise.withResolvers<NotifyAnswer>();
  const channel = new Channel(await connect(paths), {
    message: (message) => {
      const answer = notifyAnswerMessage.safeParse(message);
      if (answer.success) answered.resolve(answer.data);
      else answered.reject(new Error(`the notifiers' answer was not understood: ${answer.error.message}`));
    },
    closed: (reason) => answered.reject(new Error(`the notifiers ended the connection: ${reason}`)),
  });
  const timer = setTimeout(
    () => answered.reject(new Error(`the notifiers have not answered for ${ANSWER_MS / 1000} s`)),
    ANSWER_MS,
  );
  void channel.run();
  try {
    channel.send({ request: 1, ...question });
    return await answered.promise;
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}

async function connect(paths: Pick<Paths, "socket">): Promise<Deno.UnixConn> {
  try {
    return await Deno.connect({ transport: "unix", path: paths.socket("notify") });
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new Error("the run folder may not be used: run this as root or as the service's user");
    }
    if (error instanceof Deno.errors.NotFound || isConnectionError(error)) {
      throw new Error(
        "no notifiers run: the service is down, or its configuration names no target (notify.targets)",
      );
    }
    throw error;
  }
}
