import { ZERO } from '../../src-core/money.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { IsoDate } from '../../src-core/time.ts';

/** Keeps an account's rows of days: each is written when it differs from what is kept of it. */
export class DayKeeper {
  readonly #keep: (row: DailyResult) => void;
  readonly #kept = new Map<string, DailyResult>();

  /** `kept` is what the store has. */
  constructor(kept: readonly DailyResult[], keep: (row: DailyResult) => void) {
    this.#keep = keep;
    for (const row of kept) this.#kept.set(keyOf(row), row);
  }

  /** Days that changed, ascending. `rows` are some days whole. */
  keep(rows: readonly DailyResult[]): readonly IsoDate[] {
    const changed = new Set<IsoDate>();
    for (const row of rows) {
      const key = keyOf(row);
      const known = this.#kept.get(key);
      if (known !== undefined && isSame(known, row)) continue;
      this.#kept.set(key, row);
      this.#keep(row);
      changed.add(row.date);
    }
    return [...changed].sort();
  }

  /** Like `keep`, of all days there are: rows that are none any more, as when an import is taken back, say nothing from now on. */
  keepAll(rows: readonly DailyResult[]): readonly IsoDate[] {
    const there = new Set(rows.map(keyOf));
    const gone = [...this.#kept].flatMap(([key, row]) => (there.has(key) ? [] : [{ ...NOTHING, date: row.date, underlying: row.underlying, state: row.state }]));
    return this.keep([...rows, ...gone]);
  }
}

const NOTHING = { realised: ZERO, unrealised: ZERO, unrealisedAtEnd: ZERO, commission: ZERO, fees: ZERO, net: ZERO, trades: 0, winners: 0, losers: 0 };

function keyOf({ date, underlying }: DailyResult): string {
  return `${date} ${underlying ?? 'all'}`;
}

function isSame(left: DailyResult, right: DailyResult): boolean {
  return (
    left.realised === right.realised &&
    left.unrealised === right.unrealised &&
    left.unrealisedAtEnd === right.unrealisedAtEnd &&
    left.commission === right.commission &&
    left.fees === right.fees &&
    left.net === right.net &&
    left.trades === right.trades &&
    left.winners === right.winners &&
    left.losers === right.losers &&
    left.state === right.state
  );
}
