/**
 * USB/IP on the wire: the requests that the guest's virtual host controller sends for one device, and the replies to them.
 *
 * Kernel document "USB/IP protocol", the part after the import: the guest attaches the connection itself, without a daemon.
 */

/** Every message begins with a header of this size. */
export const HEADER_BYTES = 48;

const SUBMIT = 1;
const UNLINK = 2;
const RETURN_SUBMIT = 3;
const RETURN_UNLINK = 4;
/** `-EPIPE`, the endpoint has stalled: the device does not know such a request. */
const STALLED = -32;

/** A control transfer as the USB specification, chapter 9.3, lays it out. */
export interface ControlRequest {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
}

/** One request of the guest. */
export type UsbRequest =
  | {
    readonly kind: "submit";
    readonly sequence: number;
    readonly isIn: boolean;
    readonly endpoint: number;
    /** Bytes that follow the header, or that may be answered. */
    readonly length: number;
    readonly control: ControlRequest;
  }
  | { readonly kind: "unlink"; readonly sequence: number };

/** Takes a header apart. Throws where it is none: the guest's kernel would have to be broken. */
export function decodeHeader(bytes: Uint8Array): UsbRequest {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const command = view.getUint32(0);
  const sequence = view.getUint32(4);
  if (command === UNLINK) return { kind: "unlink", sequence };
  if (command !== SUBMIT) throw new Error(`USB/IP command ${command}`);
  return {
    kind: "submit",
    sequence,
    isIn: view.getUint32(12) === 1,
    endpoint: view.getUint32(16),
    length: view.getUint32(24),
    control: {
      requestType: view.getUint8(40),
      request: view.getUint8(41),
      value: view.getUint16(42, true),
      index: view.getUint16(44, true),
      length: view.getUint16(46, true),
    },
  };
}

/** The reply to a submitted transfer: its data, or what it took; undefined: it is refused. */
export function encodeReply(
  request: { readonly sequence: number; readonly isIn: boolean; readonly length: number },
  answer: Uint8Array | undefined,
): Uint8Array {
  const data = answer !== undefined && request.isIn ? answer.subarray(0, request.length) : new Uint8Array();
  const reply = new Uint8Array(HEADER_BYTES + data.length);
  const view = new DataView(reply.buffer);
  view.setUint32(0, RETURN_SUBMIT);
  view.setUint32(4, request.sequence);
  view.setInt32(20, answer === undefined ? STALLED : 0);
  view.setUint32(24, answer === undefined ? 0 : request.isIn ? data.length : request.length);
  reply.set(data, HEADER_BYTES);
  return reply;
}

/** The reply to the wish that an earlier transfer be given up. All are answered at once, so it always comes too late. */
export function encodeUnlinked(sequence: number): Uint8Array {
  const reply = new Uint8Array(HEADER_BYTES);
  const view = new DataView(reply.buffer);
  view.setUint32(0, RETURN_UNLINK);
  view.setUint32(4, sequence);
  return reply;
}
