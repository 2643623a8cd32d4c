import { type GammaLevelRecord, type GammaLevelSummary, type HeldCount, LEVEL_ORIGINS } from '../contract/volatility.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { GAMMA_LEVEL_KINDS } from './gamma-levels.ts';

type Outcome = GammaLevelRecord['outcome'];

/**
 * How often each kind of level held, by where the records come from, beside the levels as far away on the other side. A
 * recorded day that is there from several sources counts once, by the first given; levels not judged yet do not count.
 */
export function levelSummary(records: readonly GammaLevelRecord[]): readonly GammaLevelSummary[] {
  return LEVEL_ORIGINS.flatMap((origin) =>
    GAMMA_LEVEL_KINDS.flatMap((kind): GammaLevelSummary[] => {
      const own = onceEach(records.filter((record) => record.origin === origin && record.kind === kind && record.outcome !== null));
      if (own.length === 0) return [];
      return [
        {
          origin,
          kind,
          days: new Set(own.map(dayOf)).size,
          level: heldCount(own.map(({ outcome }) => outcome)),
          control: heldCount(own.map(({ control }) => control.outcome)),
        },
      ];
    }),
  );
}

/** Every seed makes another market of a date; a date that was recorded was one. */
function dayOf({ origin, date, source }: GammaLevelRecord): string {
  return origin === 'simulated' ? `${date} ${source}` : date;
}

function onceEach(records: readonly GammaLevelRecord[]): readonly GammaLevelRecord[] {
  const first = new Map<string, GammaLevelRecord>();
  for (const record of records) {
    const key = `${record.underlying} ${dayOf(record)}`;
    if (!first.has(key)) first.set(key, record);
  }
  return [...first.values()];
}

function heldCount(outcomes: readonly Outcome[]): HeldCount {
  const known = outcomes.filter((outcome) => outcome !== null);
  const reached = known.filter(({ reachedAt }) => reachedAt !== null).length;
  const levels = reached + known.filter(({ state }) => state === 'not_reached').length;
  const held = known.filter(({ state }) => state === 'held').length;
  const judged = held + known.filter(({ state }) => state === 'broken').length;
  if (judged === 0) return { levels, reached, judged, held, share: null, interval: null };
  const share = held / judged;
  return { levels, reached, judged, held, share, interval: wilsonInterval(share, judged) };
}
