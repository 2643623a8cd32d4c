import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';
import type { NewRiskEvent } from './risk-events.ts';

/** Repetitions within this time are one event. */
const FOLDED_MS = 10 * SECOND;

interface Fold {
  /** The event that repetitions belong to. */
  readonly first: string;
  readonly from: EpochMs;
  repeated: number;
  newest: NewRiskEvent | null;
}

/**
 * Finds repetitions: events of one type, severity and action whose sentences differ in their numbers alone. The first is
 * told at once, then one each ten seconds for as long as it goes on. Critical ones are never folded.
 */
export class EventFolding {
  /** By when they began. */
  readonly #folds = new Map<string, Fold>();

  /** The id of the event that this one repeats, and counts it; null for one that is new. */
  take(event: NewRiskEvent, now: EpochMs): string | null {
    const fold = this.#folds.get(kindOf(event));
    if (!fold || now - fold.from >= FOLDED_MS) return null;
    fold.repeated += 1;
    fold.newest = event;
    return fold.first;
  }

  /** `event` became `told`: what is like it from here on repeats it. */
  opened(event: NewRiskEvent, told: RiskEvent): void {
    if (event.severity === 'critical') return;
    const kind = kindOf(event);
    this.#folds.delete(kind);
    this.#folds.set(kind, { first: told.id, from: told.time, repeated: 0, newest: null });
  }

  /** What was repeated in the ten seconds that are over at `now`: an event each, with the newest numbers and how often. */
  over(now: EpochMs): readonly NewRiskEvent[] {
    const told: NewRiskEvent[] = [];
    for (const [kind, fold] of this.#folds) {
      if (now - fold.from < FOLDED_MS) break;
      this.#folds.delete(kind);
      const event = summary(fold);
      if (event) told.push(event);
    }
    return told;
  }

  /** The event `first` is over: what is like it is new from here on. Gives what was repeated meanwhile. */
  ended(first: string): NewRiskEvent | null {
    const found = [...this.#folds].find(([, fold]) => fold.first === first);
    if (!found) return null;
    this.#folds.delete(found[0]);
    return summary(found[1]);
  }
}

function summary({ repeated, newest }: Fold): NewRiskEvent | null {
  if (newest === null) return null;
  return { ...newest, description: `${newest.description} (${repeated === 1 ? 'once more' : `${repeated} times more`} within ${FOLDED_MS / SECOND} s)` };
}

/** The sentence without its numbers; the summary of a kind is of that kind. */
function kindOf({ type, severity, description, action }: NewRiskEvent): string {
  return [type, severity, action ?? '', description.replace(/ \((?:once|\d+ times) more within \d+ s\)$/, '').replaceAll(/\d[\d.,]*/g, '#')].join('\n');
}
