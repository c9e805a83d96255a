/**
 * Refusals as problem documents (RFC 9457) with a stable code for scripts and a sentence for people.
 */
import { z } from "zod";

/** Every code an answer may carry, with its HTTP status and title. Codes of refused acts come from fusion. */
export const PROBLEMS = {
  "not-found": [404, "There is nothing here"],
  "unknown-sensor": [404, "No such sensor"],
  "no-picture": [404, "There is no such picture of this sensor"],
  "unknown-alarm": [404, "No such alarm"],
  "unknown-camera": [404, "No such camera"],
  "camera-not-live": [503, "This camera has no picture of now"],
  "no-reference": [404, "No picture of this camera's right view is kept"],
  "no-evidence": [404, "No such picture of this alarm"],
  "wrong-input": [400, "The request cannot be understood"],
  "too-large": [413, "The request is too large"],
  "not-signed-in": [401, "This needs a token"],
  "wrong-token": [401, "This token or PIN is not known"],
  "no-right": [403, "This token may not do that"],
  "not-allowed": [403, "This address may not come here"],
  "foreign-origin": [403, "Requests from other sites are refused"],
  "too-many-attempts": [429, "Too many wrong tokens or PINs"],
  "busy": [503, "Try again in a moment"],
  "too-many-streams": [503, "Too many pages are open"],
  "fusion-lost": [503, "The fire logic cannot be reached"],
  "logs-lost": [503, "The logs cannot be read"],
  "bundle-busy": [503, "Another support bundle is being made"],
  "history-lost": [503, "The history cannot be read"],
  "journal-lost": [503, "The journal cannot be read"],
  "metrics-lost": [503, "The metrics cannot be collected"],
  "config-refused": [422, "The configuration is refused"],
  "unknown-candidate": [404, "Nothing waits for a decision"],
  "notify-lost": [503, "The notifiers cannot be reached"],
  "person-exists": [409, "This person has one already"],
  "name-taken": [409, "A name that differs in capitals alone is taken"],
  "unknown-person": [404, "Nobody of that name may sign in"],
  "last-installer": [409, "The box would be left without an installer"],
  "people-lost": [503, "Who may sign in cannot be read"],
  "config-lost": [503, "The supervisor cannot be reached"],
  "unknown-version": [404, "No such version of the configuration"],
  "act-refused": [409, "The order was refused"],
  "internal": [500, "The page has a fault"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Codes that fusion and the supervisor give where they refuse: they stand in place of these two. */
export const REFUSALS = {
  "act-refused": {
    "unknown-alarm": [404, "No such alarm stands"],
    "unknown-trouble": [404, "No such trouble is listed"],
    "unknown-zone": [404, "No such zone"],
    "unknown-sensor": [404, "No such sensor"],
    "cause-present": [409, "The cause of the alarm is still present"],
    "cause-unknown": [409, "Nobody knows yet whether the cause of the alarm is still present"],
    "alarm-stands": [409, "An alarm stands in the zone"],
    "out-of-service": [409, "The zone is out of service"],
    "bad-duration": [409, "So long is not allowed"],
    "too-many": [409, "Too many parts are out of service already"],
  },
  "config-refused": {
    "config-refused": [422, "The configuration is refused"],
    "unknown-version": [404, "No such version is kept"],
    "alarm-stands": [409, "Not while an alarm stands"],
    "no-trial": [409, "Nothing is on trial"],
    "busy": [503, "Other changes wait already"],
  },
} as const satisfies Partial<Record<ProblemCode, Readonly<Record<string, readonly [number, string]>>>>;

/** What an answer with one of `codes` may carry: each code with its status and title. */
export function refusalsOf(
  codes: readonly ProblemCode[],
): (readonly [code: string, status: number, title: string])[] {
  return codes.flatMap((code) => {
    const [status, title] = PROBLEMS[code];
    if (!(code in REFUSALS)) return [[code, status, title] as const];
    return Object.entries(REFUSALS[code as keyof typeof REFUSALS])
      .map(([own, [ownStatus, ownTitle]]) => [own, ownStatus, ownTitle] as const);
  });
}

/** `docs/problems.md`: the codes for whoever writes a client. */
export function problemsGuide(): string {
  const rows = refusalsOf(Object.keys(PROBLEMS) as ProblemCode[])
    .map(([code, status, title]) => `| \`${code}\` | ${status} | ${title} |`);
  return [
    "# Codes of refusals",
    "",
    "Made from the code's list by `./denow task guide`. Every refusal of the API is a problem document (RFC 9457,",
    "`application/problem+json`) with one of these in `code`. Codes are never renamed; `detail` is a sentence for people and may",
    "change.",
    "",
    "| code | status | meaning |",
    "| --- | --- | --- |",
    ...[...new Set(rows)].sort(),
    "",
  ].join("\n");
}

/** RFC 9457 with `code`. */
export const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.number().int(),
  /** A stable word. */
  code: z.string(),
  /** One sentence with the values that led to it. */
  detail: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

/** A refusal on its way out of a request: thrown by whoever finds it, answered in one place. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  /** @param act Where fusion refused an act: its code and the status that fits it. */
  constructor(
    code: ProblemCode,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
    act?: { code: string; status: number },
  ) {
    super(detail);
    const [status, title] = PROBLEMS[code];
    this.problem = {
      type: "about:blank",
      title,
      status: act?.status ?? status,
      code: act?.code ?? code,
      detail,
    };
    this.headers = headers;
  }
}

/** The answer that carries `refused`. */
export function problemResponse({ problem, headers }: Refused): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
