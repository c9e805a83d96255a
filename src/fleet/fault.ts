/**
 * What went wrong with a NATS server, as one sentence for people.
 */
import { JetStreamApiError, JetStreamError } from "@nats-io/jetstream";
import { errors } from "@nats-io/nats-core";

/** What servers and the way to them bring about; all else is a fault of this program. */
const KINDS = [
  JetStreamApiError,
  JetStreamError,
  errors.AuthorizationError,
  errors.ClosedConnectionError,
  errors.ConnectionError,
  errors.DrainingConnectionError,
  errors.NoRespondersError,
  errors.PermissionViolationError,
  errors.RequestError,
  errors.TimeoutError,
];

/** Whether `error` is an operating fault of the servers or of the way to them. */
export function isNatsFault(error: unknown): boolean {
  return KINDS.some((kind) => error instanceof kind);
}

/** Says it without the library's inner names. */
export function describeNatsFault(error: unknown): string {
  if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError) {
    return `the server refuses this box: ${error.message}`;
  }
  if (error instanceof errors.PermissionViolationError) {
    return `the server does not let this box ${error.operation} '${error.subject}'`;
  }
  if (error instanceof errors.TimeoutError) return "the server does not answer in time";
  if (error instanceof errors.ClosedConnectionError) return "the connection ended";
  if (error instanceof Error) return causeOf(error);
  return String(error);
}

/** The innermost reason: what wraps it says only that something failed. */
function causeOf(error: Error): string {
  let inner = error;
  for (let depth = 0; depth < 4 && inner.cause instanceof Error; depth++) inner = inner.cause;
  return inner.message.slice(0, 300) || inner.name;
}
