import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import type { Detection } from '../../src-core/signals/evidence.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';

/**
 * Whether evidence is news: a type signals again in an underlying only after its evidence there was not seen for a bar,
 * once its last signal there is settled: two of one move that are open together would be one told twice.
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
  refusal(detector: string, underlying: string, recordOf: (id: string) => SignalRecord | undefined): string | null {
    const key = keyOf(detector, underlying);
    const last = this.#last.get(key);
    const record = last === undefined ? undefined : recordOf(last);
    if (record === undefined) return null;
    const at = newYorkClock(record.signal.generatedAt);
    if (!this.#gone.has(key)) return `it was signalled at ${at} and has been there since`;
    return record.settlement === null ? `its signal of ${at} is not settled yet` : null;
  }
}

function keyOf(detector: string, underlying: string): string {
  return `${detector}:${underlying}`;
}
