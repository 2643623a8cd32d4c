/** A server with what opens it. The URL holds no password. */
export interface ServerAccess {
  readonly url: string;
  /** null where none is needed. */
  readonly password: string | null;
}

export interface InfluxAccess {
  readonly url: string;
  readonly token: string | null;
  readonly organisation: string;
  readonly bucket: string;
}

/** The desk profile as a start was asked for it, checked. */
export interface DeskSettings {
  /** Shown to the others. */
  readonly workstation: string;
  /** The account that is traded: whose it is, and its number. */
  readonly account: { readonly owner: string; readonly number: string };
  readonly postgresql: ServerAccess;
  /** null where the desk has none: then nobody can watch live, and the cache is this process's alone. */
  readonly redis: ServerAccess | null;
  /** null where the desk has none: then time series are kept embedded. */
  readonly influxdb: InfluxAccess | null;
}
