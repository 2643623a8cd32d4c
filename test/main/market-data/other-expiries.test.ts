import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { flatClock, YEAR } from '../../../src-core/calendar/expiry-clock.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { openReplay } from '../../../src-main/market-data/replay-feed.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { VolatilityDesk } from '../../../src-main/market-data/volatility-desk.ts';
import { VolatilityHistory } from '../../../src-main/market-data/volatility-history.ts';
import { volatilityView } from '../../../src-main/operations/views/volatility-view.ts';
import { tradingSession } from './session.ts';

const HEADER = 'time,underlying,expiry,right,strike,bid,ask,underlying_price';
const DATE = '2026-07-28';
const session = tradingSession(DATE);
const snapshots = '../shared/sessions/multi-chain-3x-daily-cboe/SPY';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'expiries-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(rows: readonly string[]): string {
  writeFileSync(join(folder, 'quotes.csv'), `${[HEADER, ...rows].join('\n')}\n`);
  return folder;
}

/** A book of one expiry around 600, priced at one volatility over calendar time. */
function book(time: string, expiry: string, volatility: number): string[] {
  const years = (newYorkTime(parseIsoDate(expiry), '16:00') - newYorkTime(parseIsoDate(DATE), time.slice(11))) / YEAR;
  return Array.from({ length: 21 }, (_, index) => 590 + index).flatMap((strike) =>
    (['call', 'put'] as const).map((right) => {
      const mid = price({ right, spot: 600.3, strike, years, rate: 0, dividendYield: 0 }, volatility);
      return `${time},SPY,${expiry},${right},${strike},${(mid * 0.999).toFixed(4)},${(mid * 1.001).toFixed(4)},600.3`;
    }),
  );
}

function deskOf(feed: Awaited<ReturnType<typeof openReplay>>, now: number): VolatilityDesk {
  const market = new Market({ session, clock: flatClock(session), rate: 0, quoting: feed.description.quoting, staleAfterMs: feed.description.staleAfterMs });
  feed.seek(now, market);
  market.price(now);
  const history = new VolatilityHistory({ session, market, journal: null, notice: () => undefined });
  return new VolatilityDesk({ session, clock: new SessionClock(now), market, history, otherExpiries: (underlying, at) => feed.otherExpiries(underlying, at), keeper: null, study: null, journal: { list: () => Promise.reject(new Error('not asked')) }, isSimulated: () => false });
}

describe('expiries other than the session’s', () => {
  it('give the volatility of their straddle at the book’s time, and nothing before it', async () => {
    const rows = [...book(`${DATE}T10:00`, DATE, 0.12), ...book(`${DATE}T10:00`, '2026-07-31', 0.14), ...book(`${DATE}T10:00`, '2026-08-28', 0.17), ...book(`${DATE}T10:05`, '2026-07-31', 0.15), ...book(`${DATE}T10:05`, DATE, 0.12), ...book('2026-07-27T15:00', '2026-07-31', 0.5)];
    const feed = await openReplay(write(rows), parseIsoDate(DATE));
    expect(feed.problems().total).toBe(0);
    // They are counted as before: nothing of them is played.
    expect(feed.ignoredRows).toBe(rows.length - 2 * 42);
    const at = (clock: string) => feed.otherExpiries('SPY', newYorkTime(parseIsoDate(DATE), clock)).map(({ expiry, volatility }) => [expiry, Math.round(volatility * 1e4) / 1e4]);
    expect(at('09:59')).toEqual([]);
    expect(at('10:04')).toEqual([['2026-07-31', 0.14], ['2026-08-28', 0.17]]);
    expect(at('10:05')).toEqual([['2026-07-31', 0.15], ['2026-08-28', 0.17]]);
    expect(feed.otherExpiries('QQQ', session.reference)).toEqual([]);
    const { term } = volatilityView(deskOf(feed, newYorkTime(parseIsoDate(DATE), '10:05')), 'SPY');
    expect(term.points.map(({ kind, days, clockLabel }) => [kind, Math.round(days), clockLabel])).toEqual([['today', 0, 'flat clock'], ['expiry', 3, 'calendar time'], ['expiry', 31, 'calendar time']]);
    expect(term.points[0]?.volatility).toBeCloseTo(0.12, 3);
    expect(term.note).toBeNull();
  });

  it.skipIf(!existsSync(snapshots))('are read from recorded chains near what their vendor says (skipped: ../shared/sessions is absent)', async () => {
    const file = readdirSync(snapshots).find((name) => name.startsWith(`${DATE}T10`)) ?? '';
    const snapshot: { asof: string; spot: number; o: { e: number; t: string; k: number; iv: number; b: number; a: number }[] } = JSON.parse(gunzipSync(readFileSync(join(snapshots, file))).toString('utf8'));
    const expiryOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
    const feed = await openReplay(write(snapshot.o.map(({ e, t, k, b, a }) => `${snapshot.asof},SPY,${expiryOf(e)},${t},${k},${b},${a},${snapshot.spot}`)), parseIsoDate(DATE));
    const points = feed.otherExpiries('SPY', session.open + 90 * MINUTE);
    expect(points.length).toBeGreaterThanOrEqual(8);
    for (const { expiry, forward, volatility } of points) {
      expect(Math.abs(forward / snapshot.spot - 1)).toBeLessThan(0.01);
      const near = snapshot.o.filter(({ e, k, iv }) => expiryOf(e) === expiry && iv > 0 && Math.abs(k - forward) <= 2).map(({ iv }) => iv);
      const vendor = near.reduce((sum, iv) => sum + iv, 0) / near.length;
      expect(Math.abs(volatility / vendor - 1)).toBeLessThan(0.06);
    }
  });
});
