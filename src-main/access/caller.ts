import type { LeastRole, Standing } from '../../src-core/access/permission.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';

/** What a connection comes with: what its shell knows of it. */
export interface ConnectionOrigin {
  /** 'headless': the program itself, without a port; it acts as the operating system's user. */
  readonly origin: 'window' | 'script' | 'headless';
  /** The network address, where it comes over a network. */
  readonly remote?: string;
  /** What a window is known by when it comes back; a connection without one is known for as long as it lasts. */
  readonly device?: Device;
}

export interface Device {
  /** SHA-256 of its token, in hex. */
  readonly tokenHash: string;
  /** "Chromium 143 on Linux", "the desktop app". */
  readonly agent: string;
}

/** Who is on the other side of a connection now. */
export interface Caller extends Standing {
  /** Names the connection to AccessDesk. */
  readonly connection: string;
  /** null where nobody is signed in. While the session is locked, whose it is. */
  readonly userId: string | null;
  readonly role: LeastRole;
  readonly origin: ConnectionOrigin['origin'];
  readonly address: string | null;
  readonly agent: string | null;
}

/** A connection's caller, which changes when somebody signs in, is locked, or is sent away. */
export interface Identity {
  readonly caller: Caller;
  /** Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** The connection is gone. */
  closed(): void;
}

/** The signed-in person's id. Throws ContractFailure 'forbidden' where nobody is. */
export function personOf({ userId, role }: Caller): string {
  if (userId !== null && role !== 'nobody') return userId;
  throw new ContractFailure({ code: 'forbidden', message: 'nobody is signed in here; sign in first' });
}
