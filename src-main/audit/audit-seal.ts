import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonical } from './audit-entry.ts';

/** Where a chain ends, or begins after. */
export interface ChainPlace {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
}

/** What a seal is put on: an entry, where a chain is known to end, or what it begins after once older entries were let go. */
export type Sealed = 'entry' | 'head' | 'beginning';

/** HMAC-SHA-256 under the workstation's key. An entry's seal is no head's and no beginning's, so that none is copied from the other. */
export function sealOf(key: Buffer, what: Sealed, { chain, sequence, hash }: ChainPlace): string {
  return createHmac('sha256', key)
    .update(what === 'entry' ? hash : canonical({ what, chain, sequence, hash }))
    .digest('hex');
}

export function isSealed(key: Buffer, what: Sealed, place: ChainPlace & { readonly seal: string | null }): boolean {
  const expected = Buffer.from(sealOf(key, what, place));
  const found = Buffer.from(place.seal ?? '');
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Seals the entry that a chain begins after. */
export type SealBeginning = (place: ChainPlace) => string;

export function beginningSealer(key: Buffer): SealBeginning {
  return (place) => sealOf(key, 'beginning', place);
}
