/**
 * Asks the supervisor for the doctor's report: for the page, which may start nothing itself.
 */
import { Channel } from "../../bus/channel.ts";
import { doctorAnswerMessage } from "../../bus/messages.ts";
import type { Paths } from "../paths.ts";

/** Longer than the supervisor gives the doctor; a supervisor that does not answer by then has other troubles. */
const ANSWER_MS = 40_000;

/** The report, or why there is none. Never rejects: a support bundle is made without it, too. */
export async function askDoctor(paths: Paths): Promise<string> {
  const answered = Promise.withResolvers<string>();
  const none = (why: unknown) =>
    answered.resolve(`# the doctor could not be asked: ${why instanceof Error ? why.message : why}\n`);
  const timer = setTimeout(() => none(`no answer within ${ANSWER_MS / 1000} s`), ANSWER_MS);
  let channel: Channel | undefined;
  try {
    const conn = await Deno.connect({ transport: "unix", path: paths.socket("supervisor") });
    channel = new Channel(conn, {
      message: (message) => {
        const answer = doctorAnswerMessage.safeParse(message);
        if (answer.success) answered.resolve(answer.data.text);
        else none("the answer was not understood");
      },
      closed: (reason) => none(reason ?? "the connection was closed"),
    });
    void channel.run();
    channel.send({ kind: "doctorAsk" });
    return await answered.promise;
  } catch (error) {
    none(error);
    return await answered.promise;
  } finally {
    clearTimeout(timer);
    channel?.close();
  }
}
