import { describe, expect, it } from 'vitest';
import type { GammaLevelRecord } from '../../../src-core/contract/volatility.ts';
import { levelOutcome, mirrored, type PathMinute } from '../../../src-core/market/level-outcome.ts';
import { levelSummary } from '../../../src-core/market/level-summary.ts';
import { wilsonInterval } from '../../../src-core/statistics/wilson-interval.ts';
import { HOUR, MINUTE, parseIsoDate } from '../../../src-core/time.ts';

const OPEN = Date.parse('2026-11-20T14:30:00Z');
const SET = { price: 600, time: OPEN + 15 * MINUTE };
const END = OPEN + 6.5 * HOUR;
const DATE = parseIsoDate('2026-11-20');

/** A minute bar each minute after the level was set, on straight lines through the points: [minutes after it was set, price]. */
function path(...points: readonly (readonly [minute: number, price: number])[]): PathMinute[] {
  return Array.from({ length: (END - SET.time) / MINUTE }, (_, minute) => {
    const next = points.findIndex(([at]) => at > minute);
    const [to, high = 600] = points[next === -1 ? points.length - 1 : next] ?? [];
    const [from = 0, low = 600] = points[next === -1 ? points.length - 1 : next - 1] ?? [];
    const close = to === undefined || to === from ? low : low + ((high - low) * (minute - from)) / (to - from);
    return { time: SET.time + minute * MINUTE, high: close + 0.05, low: close - 0.05, close };
  });
}

const outcome = (level: number, bars: readonly PathMinute[]) => levelOutcome(level, SET, bars, END);

describe('what became of a level', () => {
  it('holds where the price turned, whichever side it came from', () => {
    const turned = path([0, 600], [60, 605], [75, 602], [375, 602]);
    expect(outcome(605, turned)).toEqual({ state: 'held', reachedAt: SET.time + 58 * MINUTE });
    const below = path([0, 600], [60, 595], [75, 598], [375, 598]);
    expect(outcome(595, below)).toMatchObject({ state: 'held' });
  });

  it('is broken where the price stands beyond half an hour later, though it came back after that', () => {
    expect(outcome(605, path([0, 600], [60, 605], [91, 607], [150, 600], [375, 600]))).toMatchObject({ state: 'broken' });
    // Beyond in between is no matter: the price half an hour later decides.
    expect(outcome(605, path([0, 600], [60, 605], [75, 606], [85, 604], [375, 604]))).toMatchObject({ state: 'held' });
  });

  it('is reached within 0.03 % and not before', () => {
    expect(outcome(605, path([0, 600], [60, 604.7], [75, 602], [375, 602]))).toEqual({ state: 'not_reached', reachedAt: null });
    expect(outcome(605, path([0, 600], [60, 604.8], [75, 602], [375, 602]))).toMatchObject({ state: 'held' });
  });

  it('is judged at the end of the session where that is sooner, and not with no time left', () => {
    expect(outcome(605, path([0, 600], [361, 605], [375, 603]))).toMatchObject({ state: 'held' });
    expect(outcome(605, path([0, 600], [370, 600], [374, 605.1]))).toMatchObject({ state: 'late' });
  });

  it('has no side where the price stands on it, and is unknown where prices are missing', () => {
    expect(outcome(600.1, path([0, 600], [375, 600]))).toEqual({ state: 'at_price', reachedAt: null });
    const whole = path([0, 600], [60, 605], [75, 602], [375, 602]);
    expect(outcome(605, whole.filter(({ time }) => time < SET.time + 20 * MINUTE || time > SET.time + 50 * MINUTE))).toEqual({ state: 'unknown', reachedAt: null });
    expect(outcome(605, whole.filter(({ time }) => time < SET.time + 62 * MINUTE || time > SET.time + 95 * MINUTE))).toMatchObject({ state: 'unknown', reachedAt: SET.time + 58 * MINUTE });
  });

  it('is compared with the level as far away on the other side', () => {
    expect(mirrored(605, 600)).toBe(595);
  });
});

describe('how often levels held', () => {
  const record = (changes: Partial<GammaLevelRecord>, state: NonNullable<GammaLevelRecord['outcome']>['state'] | null, control: NonNullable<GammaLevelRecord['outcome']>['state'] = 'not_reached'): GammaLevelRecord => {
    const of = (name: typeof control) => ({ state: name, reachedAt: ['held', 'broken', 'late'].includes(name) ? SET.time : null });
    return {
      ...{ underlying: 'SPY', date: DATE, kind: 'call_wall', origin: 'recorded', source: 'replay: a', level: 605, setAt: SET.time, setPrice: 600 },
      ...changes,
      outcome: state === null ? null : of(state),
      control: { level: 595, outcome: of(control) },
    };
  };
  const on = (day: number, source = 'replay: a') => ({ date: parseIsoDate(`2026-11-${String(day).padStart(2, '0')}`), source });

  it('counts days once, origins apart, with the interval of what was judged', () => {
    const summary = levelSummary([
      record(on(2), 'held', 'broken'),
      record(on(2, 'replay: another recording'), 'broken'),
      record(on(3), 'held', 'held'),
      record(on(4), 'broken'),
      record(on(5), 'not_reached'),
      record(on(6), 'late'),
      record(on(9), 'at_price'),
      record(on(10), null),
      record({ ...on(2, 'simulated: seed 1'), origin: 'simulated' }, 'broken'),
      record({ ...on(2, 'simulated: seed 2'), origin: 'simulated' }, 'broken'),
    ]);
    expect(summary.map(({ origin, kind, days }) => [origin, kind, days])).toEqual([['recorded', 'call_wall', 6], ['simulated', 'call_wall', 2]]);
    expect(summary[0]?.level).toEqual({ levels: 5, reached: 4, judged: 3, held: 2, share: 2 / 3, interval: wilsonInterval(2 / 3, 3) });
    expect(summary[0]?.control).toMatchObject({ levels: 6, reached: 2, judged: 2, held: 1, share: 0.5 });
    expect(summary[1]?.level).toMatchObject({ judged: 2, held: 0, share: 0 });
  });

  it('says nothing of a share where none was judged', () => {
    expect(levelSummary([record({}, 'not_reached')])[0]?.level).toEqual({ levels: 1, reached: 0, judged: 0, held: 0, share: null, interval: null });
    expect(levelSummary([])).toEqual([]);
  });
});
