import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import type { Detection } from '../../src-core/signals/evidence.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';

/** After a signal that is not settled yet, another of its type in its underlying waits so long. */
const COOL_DOWN = 30 * MINUTE;

/**
 * Whether evidence is news: a type signals again in an underlying only after its evidence there was not seen for a bar,
 * and once its last signal there is settled or half an hour old.
 */
export class Rearming {
  /** Of types in underlyings: not seen since their last signal. */
  readonly #gone = new Set<string>();
  readonly #last = new Map<string, string>();

  /** Takes the signals of a session in the order they were made. */
  constructor(records: Iterable<SignalRecord>) {
    for (const { signal } of records) this.signalled(signal);
  }

  signalled({ id, detector, underlying }: Pick<SignalRecord['signal'], 'id' | 'detector' | 'underlying'>): void {
    this.#last.set(keyOf(detector, underlying), id);
    this.#gone.delete(keyOf(detector, underlying));
  }

  see(detector: string, underlying: string, detection: Detection): void {
    if (detection.kind !== 'evidence') this.#gone.add(keyOf(detector, underlying));
  }

  /** Why evidence of now makes no signal, as a sentence; null where it is news. */
  refusal(detector: string, underlying: string, recordOf: (id: string) => SignalRecord | undefined, now: EpochMs): string | null {
    const key = keyOf(detector, underlying);
    const last = this.#last.get(key);
    const record = last === undefined ? undefined : recordOf(last);
    if (record === undefined) return null;
    const { generatedAt } = record.signal;
    const at = newYorkClock(generatedAt);
    if (!this.#gone.has(key)) return `it was signalled at ${at} and has been there since`;
    if (record.settlement !== null || now - generatedAt >= COOL_DOWN) return null;
    return `its signal of ${at} is not settled; the next waits until ${newYorkClock(generatedAt + COOL_DOWN)}`;
  }
}

function keyOf(detector: string, underlying: string): string {
  return `${detector}:${underlying}`;
}
