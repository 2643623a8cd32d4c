import { expect, test } from 'vitest';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { correlationHistory, type CorrelationReader, withGaps } from '../../../src-main/operations/correlation-history.ts';

const DATE = parseIsoDate('2026-05-13');
const OPEN = Date.parse('2026-05-13T13:30:00Z');
const NOW = OPEN + 30 * MINUTE;
const clock = { now: () => NOW };
const minute = (index: number, correlation = 0.9) => ({ time: OPEN + index * MINUTE, correlation });

function reader(values: readonly { time: number; correlation: number }[]): CorrelationReader & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  return { kind: 'sqlite', asked, correlations: async (...given) => (asked.push(given), values) };
}

test('minutes come as they are, and missing ones as one without a value', () => {
  expect(withGaps([minute(0, 0.8), minute(1, 0.9), minute(5, 0.7)])).toEqual([minute(0, 0.8), minute(1, 0.9), { time: OPEN + 2 * MINUTE, correlation: null }, minute(5, 0.7)]);
});

test('many minutes are thinned to at most 600, each the newest of its width, gaps kept', () => {
  const days = [0, 1, 2, 3, 4].flatMap((day) => Array.from({ length: 390 }, (_, index) => ({ time: OPEN + day * 1_440 * MINUTE + index * MINUTE, correlation: index / 390 })));
  const points = withGaps(days);
  expect(points.length).toBeLessThanOrEqual(600);
  expect(points.length).toBeGreaterThan(300);
  expect(points.filter(({ correlation }) => correlation === null)).toHaveLength(4);
  expect(points.at(-1)?.correlation).toBe(389 / 390);
  for (let index = 1; index < points.length; index += 1) expect(points[index]?.time).toBeGreaterThan(points[index - 1]?.time ?? 0);
});

test('nothing after the session’s clock is asked for, and the note says what is missing', async () => {
  const subject = reader([minute(0)]);
  const read = correlationHistory(subject, { date: DATE, clock });
  expect(await read('SPY_QQQ', '5d')).toEqual({ points: [minute(0)], note: 'Recorded from 2026-05-13 on; minutes are kept for 30 days.' });
  expect(subject.asked).toEqual([['SPY_QQQ', Date.parse('2026-05-07T04:00:00Z'), NOW + 1]]);
  expect(await correlationHistory(reader([]), { date: DATE, clock })('SPY_IWM', '30d')).toEqual({ points: [], note: 'No correlation of SPY_IWM was recorded in these days.' });
  // From a Tuesday on is all that five sessions have.
  const whole = reader([{ time: Date.parse('2026-05-07T14:00:00Z'), correlation: 0.9 }]);
  expect((await correlationHistory(whole, { date: DATE, clock })('SPY_QQQ', '5d')).note).toBeNull();
});

test('time series that do not answer are said to be unavailable, with the reason', async () => {
  const broken: CorrelationReader = { kind: 'influxdb', correlations: () => Promise.reject(new Error('timed out')) };
  await expect(correlationHistory(broken, { date: DATE, clock })('SPY_QQQ', '30d')).rejects.toMatchObject({ code: 'unavailable', message: 'the correlation of SPY_QQQ cannot be read from InfluxDB now: timed out' });
});
