import type { LeaseReading, LeaseRow } from './lease-server.ts';

/** The epoch of what is written before the desk was ever reached; it is given its real one if nobody else traded. */
export const UNCONFIRMED_EPOCH = -1;

/** A lease that was not renewed for so long has ended, milliseconds. */
export const LEASE_MS = 3_000;
/** The same of the other witness, which is asked more often. */
export const WITNESS_MS = 2_000;
/** Beyond those, what a taker waits for clocks that run unevenly. */
export const MARGIN_MS = 500;

/** What this workstation knows of its own lease. Times are this machine's, monotonic milliseconds. */
export interface Holding {
  readonly epoch: number;
  /** When the last renewal that the server, or the other witness, confirmed was asked for. */
  readonly renewed: number;
  readonly witnessed: number;
  /** Others may take over unasked once the lease has ended. */
  readonly shared: boolean;
  /** When whoever held it before has surely stopped; infinite until the other witness has heard of the new holder. */
  readonly from: number;
}

/**
 * Whether the holder may trade at `now`. Who shares an account stops when no witness has confirmed its lease for so long;
 * who is alone goes on, since nobody takes over from it unasked.
 */
export function mayTrade(holding: Holding, now: number): boolean {
  if (now < holding.from) return false;
  return !holding.shared || now < Math.max(holding.renewed + LEASE_MS, holding.witnessed + WITNESS_MS);
}

/** What the other witness says of the lease. */
export type Witnessed =
  /** There is no other witness. */
  | 'absent'
  /** It was not reached. */
  | 'unknown'
  /** Nobody is alive there. */
  | 'none'
  | { readonly holder: string; readonly epoch: number };

export type TakeOver =
  /** Another holds it: watch. */
  | { readonly kind: 'held' }
  /** It may be taken at once. */
  | { readonly kind: 'free' }
  /** It cannot be known whether its holder still trades: a person may say so. */
  | { readonly kind: 'asks'; readonly why: 'alone' | 'witness' };

/**
 * Whether a workstation that does not hold the lease may take it. Who holds it trades while any witness confirms it, so
 * it is taken unasked only where every witness was reached and none does, and its holder has promised to stop by then.
 * `absentFor` is for how long this workstation has seen no row, after one was there.
 */
export function takeOver(me: string, { row }: LeaseReading, witness: Witnessed, absentFor: number | null): TakeOver {
  if (row === null) {
    const isHeard = typeof witness === 'object' && witness.holder !== me;
    return !isHeard && (absentFor === null || absentFor > LEASE_MS + MARGIN_MS) ? { kind: 'free' } : { kind: 'held' };
  }
  // A program of this very workstation held it, and is not running any more.
  if (row.holder === me || row.holder === '') return { kind: 'free' };
  if (row.age <= LEASE_MS + MARGIN_MS) return { kind: 'held' };
  if (typeof witness === 'object' && isAlive(row, witness)) return { kind: 'held' };
  if (!row.shared) return { kind: 'asks', why: 'alone' };
  return witness === 'unknown' ? { kind: 'asks', why: 'witness' } : { kind: 'free' };
}

function isAlive(row: LeaseRow, witness: { readonly holder: string; readonly epoch: number }): boolean {
  return witness.holder === row.holder && witness.epoch === row.epoch;
}

/**
 * Whether what was read takes the lease from who holds `epoch`. A server that came back empty or with an older state does
 * not, and neither does a lease that was let go at that epoch: nobody took it since.
 */
export function isLost(me: string, epoch: number, { row }: LeaseReading): boolean {
  if (row === null || row.epoch < epoch) return false;
  return row.epoch > epoch || (row.holder !== me && row.holder !== '');
}
