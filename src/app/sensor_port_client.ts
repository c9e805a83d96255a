/**
 * Connects to a sensor port as a device does, plain or with TLS: for replayed, simulated and tested devices.
 */

/** Where a sensor port is, and by what it is known. */
export interface SensorPortAddress {
  readonly host: string;
  readonly port: number;
  /** PEM: the port speaks TLS, and nothing but this certificate (or what it has signed) is believed. Absent: plain text. */
  readonly certificate?: string;
}

/** The port that a command line names with `--to` and `--tls`. */
export function believing(
  { to, tls }: { readonly to: SensorPortAddress; readonly tls?: string },
): SensorPortAddress {
  return tls === undefined ? to : { ...to, certificate: tls };
}

/** Connects. Throws where nobody listens, or what listens does not show the certificate. */
export async function connectSensorPort(to: SensorPortAddress): Promise<Deno.Conn> {
  const { host: hostname, port, certificate } = to;
  if (certificate === undefined) {
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    return conn;
  }
  const conn = await Deno.connectTls({ hostname, port, caCerts: [certificate] });
  try {
    await conn.handshake();
  } catch (error) {
    conn.close();
    throw error;
  }
  return conn;
}
