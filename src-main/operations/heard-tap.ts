import type { Tap } from '../../src-core/contract/host.ts';
import { type Signal, stateTap } from './stream-taps.ts';

/** A stream of what another workstation tells: it says nothing before anything was heard. */
export function heardTap<T>(signal: Signal, read: () => T | null, notify: () => void): Tap {
  const tap = stateTap(signal, read, notify);
  return { ...tap, take: () => (read() === null ? null : tap.take()) };
}
