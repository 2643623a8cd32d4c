import { beforeEach, describe, expect, it } from 'vitest';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { jsonSchema } from '../../../src-core/contract/schemas.ts';
import { volatilityViewSchema } from '../../../src-core/contract/volatility.ts';
import { HOUR, MINUTE } from '../../../src-core/time.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { VolatilityDesk } from '../../../src-main/market-data/volatility-desk.ts';
import { VolatilityHistory, type VolatilityJournal } from '../../../src-main/market-data/volatility-history.ts';
import { volatilityView } from '../../../src-main/operations/views/volatility-view.ts';
import { createVolatilityJournal } from '../../../src-main/stores/relational/volatility-journal.ts';
import type { JsonValue, SettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');

class KeptSettings implements SettingsRepository {
  readonly values = new Map<string, string>();
  get(name: string): Promise<JsonValue | null> {
    const value = this.values.get(name);
    return Promise.resolve(value === undefined ? null : jsonSchema.parse(JSON.parse(value)));
  }
  set(name: string, value: JsonValue): Promise<void> {
    this.values.set(name, JSON.stringify(value));
    return Promise.resolve();
  }
}

function running(journal: VolatilityJournal | null, notices: string[] = []) {
  const feed = new SimulatedFeed({ seed: 5, session, every: MINUTE });
  const market = new Market({ session, clock: flatClock(session), rate: 0, quoting: 'changes', staleAfterMs: 2 * MINUTE });
  const history = new VolatilityHistory({ session, market, journal, notice: (text) => notices.push(text) });
  const clock = new SessionClock(session.open);
  const run = (from: number, to: number): void => {
    feed.seek(from, market);
    for (let time = from; time <= to; time += MINUTE) {
      feed.advance(time, market);
      market.price(time);
      clock.set(time);
      history.step(time);
    }
  };
  const desk = new VolatilityDesk({ session, clock, market, history, otherExpiries: null, keeper: null, study: null, journal: { list: () => Promise.reject(new Error('not asked')) }, isSimulated: () => true });
  return { history, run, view: () => volatilityView(desk, 'SPY') };
}

let settings: KeptSettings;

beforeEach(() => {
  settings = new KeptSettings();
});

describe('volatility by minute', () => {
  it('is sampled each minute, and compared with the open and with the root of the variance left', () => {
    const { history, run, view } = running(null);
    run(session.open, session.open + 45 * MINUTE);
    const { time, volatility, straddle } = history.minutes('SPY');
    expect(time.length).toBe(390);
    expect([...time.subarray(0, 46)].every((at, minute) => Math.floor((at - session.open) / MINUTE) === minute)).toBe(true);
    expect(time[46]).toBeNaN();
    const value = view();
    expect(volatilityViewSchema.parse(value)).toEqual(value);
    expect(value.history.straddle).toHaveLength(46);
    // All the volatility there is, on a flat clock: 45 of 390 minutes are over.
    expect(value.history.decayed[45]).toBeCloseTo((straddle[0] ?? 0) * Math.sqrt(345 / 390), 9);
    expect(value.history.volatility[45]).toBe(volatility[45]);
    expect(value.opening?.time).toBe(session.open);
    expect(value.now?.time).toBe(session.open + 45 * MINUTE);
    expect(value.note).toBeNull();
    expect(value.byStrike).toHaveLength(61);
    for (const { now, opening, change } of [...value.byStrike, ...value.byMoneyness]) expect(change).toBe(now - opening);
    const atForward = value.byMoneyness.reduce((nearest, point) => (Math.abs(point.sigmas) < Math.abs(nearest.sigmas) ? point : nearest));
    expect(atForward.now).toBeCloseTo(value.now?.atm ?? 0, 3);
    expect(value.term.points.map(({ kind }) => kind)).toEqual(['today', 'vix']);
    expect(value.term.note).toContain('no quotes of other expiries');
    expect(value.moveLeft?.mean).toBe(straddle[45]);
    const percentiles = value.density?.percentiles ?? [];
    expect(percentiles.every(({ price }, index) => index === 0 || price > (percentiles[index - 1]?.price ?? 0))).toBe(true);
    expect(percentiles.find(({ probability }) => probability === 0.5)?.price).toBeCloseTo(value.now?.forward ?? 0, -1);
  });

  it('goes on after a restart with what was kept, and with the smile of the open', async () => {
    const first = running(createVolatilityJournal(settings, 'session-1'));
    await first.history.recover();
    first.run(session.open, session.open + 40 * MINUTE);
    await first.history.flush();
    const restarted = running(createVolatilityJournal(settings, 'session-1'));
    const loading = restarted.history.recover();
    restarted.run(session.open + 3 * HOUR, session.open + 3 * HOUR + MINUTE);
    await loading;
    const { opening, history, byStrike } = restarted.view();
    expect(opening?.time).toBe(session.open);
    expect(opening?.atm).toBeCloseTo(first.view().opening?.atm ?? 0, 12);
    expect(byStrike.length).toBeGreaterThan(0);
    for (const minute of [0, 20, 40]) expect(history.straddle[minute]).toBeCloseTo(first.history.minutes('SPY').straddle[minute] ?? 0, 6);
    expect(history.straddle[41]).toBeNull();
    expect(history.straddle[180]).not.toBeNull();
    expect(history.recovered).toBe(3 * 41);
    // The blocks of both runs are kept whole.
    await restarted.history.flush();
    const third = running(createVolatilityJournal(settings, 'session-1'));
    await third.history.recover();
    expect(third.history.recovered).toBe(3 * 43);
  });

  it('is another session’s alone, and says so where it is late or not kept', async () => {
    const first = running(createVolatilityJournal(settings, 'session-1'));
    first.run(session.open, session.open + 5 * MINUTE);
    await first.history.flush();
    const notices: string[] = [];
    const other = running(createVolatilityJournal(settings, 'session-2'), notices);
    await other.history.recover();
    expect(other.history.recovered).toBe(0);
    other.run(session.open + 2 * HOUR, session.open + 2 * HOUR + MINUTE);
    expect(other.view().note).toContain('The open was not seen');
    expect(other.view().history.note).toContain('not seen');
    const failing = running({ load: () => Promise.reject(new Error('disk')), saveOpenings: () => Promise.reject(new Error('full')), saveMinutes: () => Promise.resolve() }, notices);
    await failing.history.recover();
    failing.run(session.open, session.open + MINUTE);
    await failing.history.flush();
    expect(notices).toEqual([expect.stringContaining('cannot be read: disk'), expect.stringContaining('not kept: full')]);
  });
});
