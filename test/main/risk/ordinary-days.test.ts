import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextSession, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import { BREAKER_NAMES } from '../../../src-core/risk/trading-state.ts';
import { type IsoDate, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { sessionOf } from '../../../src-main/session-plan.ts';
import { barFeed, barsByDate } from '../../support/bar-feed.ts';
import { type BreakerDay, BreakerDays } from '../../support/breaker-days.ts';

/**
 * How often the breakers trip, as they are set to begin with, where nothing is held. `ORDINARY_SESSIONS=100` runs that many
 * simulated sessions; the table goes to the error output.
 */
const SESSIONS = Number(process.env['ORDINARY_SESSIONS'] ?? 8);
const RECORDED = join(import.meta.dirname, '../../../../shared/sessions');
const BARS = join(RECORDED, 'spy-qqq-iwm-1m-5m-yahoo');
const VIX = join(RECORDED, 'vix-1m-2022-2025/vix_1m_2022.csv.gz');
const MOST_MS = 10 * MINUTE;

function told(what: string, days: readonly BreakerDay[]): void {
  const rows = BREAKER_NAMES.flatMap((name) => {
    const tripped = days.filter(({ trips }) => (trips[name] ?? 0) > 0);
    const known = days.filter((day) => (day.known[name] ?? 0) > 0).length;
    const times = tripped.reduce((sum, { trips }) => sum + (trips[name] ?? 0), 0);
    return known === 0 ? [] : [`  ${name}: read on ${known} sessions, tripped on ${tripped.length} (${times} times) ${tripped.map(({ date }) => date).join(' ')}`];
  });
  process.stderr.write(`${what}, ${days.length} sessions\n${rows.join('\n')}\n`);
}

const trippedOn = (days: readonly BreakerDay[], name: keyof BreakerDay['trips']) => days.filter(({ trips }) => (trips[name] ?? 0) > 0);

describe('the breakers on ordinary days', () => {
  it('are quiet in simulated sessions', { timeout: MOST_MS }, async () => {
    const run = new BreakerDays();
    const days: BreakerDay[] = [];
    let session = sessionOf(parseIsoDate('2026-01-05'));
    for (let count = 0; count < SESSIONS; count += 1) {
      days.push(await run.run(session, new SimulatedFeed({ seed: 3, session, rate: 0.04, every: MINUTE, reach: 0.02 })));
      session = nextSession(session.date);
    }
    told('simulated', days);
    expect(days.flatMap(({ date, texts }) => texts.map((text) => `${date} ${text}`))).toEqual([]);
    for (const name of ['vix', 'correlation', 'volume', 'stale_feed', 'clock_skew'] as const) expect(days.at(-1)?.known[name], name).toBeGreaterThan(300);
  });

  describe.skipIf(!existsSync(BARS))('on recorded five-minute bars (skipped without ../shared/sessions/spy-qqq-iwm-1m-5m-yahoo)', () => {
    it('trip on volume and on correlation in a session of ten at most, and on nothing else', { timeout: MOST_MS }, async () => {
      const bars = { SPY: barsByDate(join(BARS, 'SPY_5m.csv')), QQQ: barsByDate(join(BARS, 'QQQ_5m.csv')), IWM: barsByDate(join(BARS, 'IWM_5m.csv')) };
      const isWhole = (date: IsoDate): boolean => Object.values(bars).every((days) => (days.get(date)?.length ?? 0) >= 76);
      const run = new BreakerDays();
      const days: BreakerDay[] = [];
      for (const date of [...bars.SPY.keys()].filter(isWhole)) {
        // The file's shares of QQQ are wrong: single bars of a hundred times the ordinary, on most days.
        const QQQ = (bars.QQQ.get(date) ?? []).map((bar) => ({ ...bar, volume: Number.NaN }));
        const session = sessionOf(date);
        days.push(await run.run(session, barFeed(session, { SPY: bars.SPY.get(date) ?? [], QQQ, IWM: bars.IWM.get(date) ?? [] }, 5)));
      }
      told('recorded five-minute bars', days);
      const known = days.filter((day) => (day.known.volume ?? 0) > 0);
      expect(known.length).toBeGreaterThan(45);
      expect(trippedOn(days, 'volume').length).toBeLessThanOrEqual(known.length / 10);
      expect(days.filter((day) => (day.known.correlation ?? 0) > 0)).toHaveLength(days.length);
      // An hour has twelve returns of five minutes in the place of sixty: chance alone does more here than on a true feed.
      expect(trippedOn(days, 'correlation').length).toBeLessThanOrEqual(days.length / 10);
      for (const name of ['stale_feed', 'clock_skew'] as const) expect(trippedOn(days, name), name).toEqual([]);
    });
  });

  describe.skipIf(!existsSync(VIX))('on VIX by the minute (skipped without ../shared/sessions/vix-1m-2022-2025)', () => {
    it('trip on VIX in a session of twenty at most, of a wild year', { timeout: MOST_MS }, async () => {
      const run = new BreakerDays();
      const days: BreakerDay[] = [];
      const wild = new Set<string>();
      for (const [date, bars] of barsByDate(VIX)) {
        const session = sessionOn(date);
        if (session === null) continue;
        if (bars.some(({ time, close }) => time >= session.open && time < session.reference && close >= INITIAL_LIMITS.vix_emergency)) wild.add(date);
        days.push(await run.run(session, barFeed(session, { VIX: bars }, 1)));
      }
      told('VIX of 2022', days);
      const tripped = trippedOn(days, 'vix').map(({ date }) => date);
      expect(tripped.length).toBeGreaterThan(0);
      expect(tripped.length / days.length).toBeLessThan(0.05);
      expect([...wild]).toEqual(expect.arrayContaining(tripped));
    });
  });
});
