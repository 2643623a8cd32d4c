import type { SettledSignal } from '../../src-core/signals/signal.ts';
import { probabilityOf } from '../../src-core/statistics/log-odds.ts';
import { SeededRandom } from '../../src-main/market-data/random.ts';
import { CalibrationBook } from '../../src-main/signals/calibration-book.ts';

const REGIMES = ['low', 'normal', 'high', 'extreme'] as const;
const UNDERLYINGS = ['SPY', 'QQQ', 'IWM'] as const;
const DETECTORS = 9;
const PLAN = { profit: 0.55, target: 0.5, stop: 0.4, expiry: 0.1, expected: -2, meanGain: 40, meanLoss: -50 };

/** Ten signals a session, of nine types. */
function history(count: number): SettledSignal[] {
  const random = new SeededRandom(1);
  return Array.from({ length: count }, (_, i) => {
    const odds = 0.6 * random.normal();
    const won = random.uniform() < probabilityOf(odds);
    return {
      id: `signal ${i}`,
      date: `day ${String(Math.floor(i / 10)).padStart(5, '0')}`,
      underlying: UNDERLYINGS[i % 3] ?? 'SPY',
      detector: `type ${Math.floor(DETECTORS * random.uniform())}`,
      title: 'Type',
      type: 'neutral',
      generatedAt: i * 60_000,
      hour: 9 + Math.floor(7 * random.uniform()),
      regime: REGIMES[Math.floor(4 * random.uniform())] ?? null,
      implied: probabilityOf(odds),
      confidence: probabilityOf(odds),
      calibrated: true,
      fate: 'left',
      exit: won ? 'target' : 'stop',
      won,
      result: won ? 40 : -50,
      expectedResult: won ? 44 : -46,
      maximumLoss: 160,
    };
  });
}

/** Milliseconds of a start, a fit and a view over so many settled signals, and microseconds of asking in between. */
export async function run(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const titles = new Map(Array.from({ length: DETECTORS }, (_, i) => [`type ${i}`, `Type ${i}`]));
  for (const count of [2_000, 20_000]) {
    const all = history(count);
    const best = new Map<string, number>();
    const measure = (name: string, times: number, work: () => void): void => {
      const start = performance.now();
      for (let i = 0; i < times; i += 1) work();
      best.set(name, Math.min(best.get(name) ?? Infinity, (performance.now() - start) / times));
    };
    for (let round = 0; round < 5; round += 1) {
      const book = new CalibrationBook();
      const ask = (): void => void book.confidenceOf({ detector: 'type 1', hour: 11, regime: 'low', plan: PLAN });
      measure('load', 1, () => book.load(all));
      measure('fit', 1, ask);
      measure('ask', 10_000, ask);
      measure('view', 1, () => void book.view(null, 0, titles));
      measure('same view', 1_000, () => void book.view(null, 0, titles));
    }
    for (const [name, milliseconds] of best) {
      const small = name === 'ask' || name === 'same view';
      figures[`${name} over ${count} signals, ${small ? 'microseconds' : 'milliseconds'}`] = Math.round(milliseconds * (small ? 1_000 : 1) * 100) / 100;
    }
  }
  return figures;
}
