import { execFileSync } from 'node:child_process';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { CHAIN_FIELDS, type Chain, type ChainField } from '../../../src-core/market/chain.ts';
import { priceRows } from '../../../src-core/pricing/batch.ts';
import { DAY, MINUTE } from '../../../src-core/time.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { openReplay } from '../../../src-main/market-data/replay-feed.ts';
import { tradingSession } from './session.ts';

const sessions = '../shared/sessions';
const date = '2026-07-28';
const vendorFile = join(sessions, 'spy-0dte-5min-cboe/chains', `SPY_${date}.csv.gz`);

/** Vendor volatilities by "time right strike"; 0 means not computed and is left out. */
function vendorVolatilities(): Map<string, number> {
  const [header = '', ...lines] = gunzipSync(readFileSync(vendorFile)).toString('utf8').trim().split('\n');
  const names = header.split(',');
  const [time, right, strike, iv] = ['quote_ts', 'type', 'strike', 'iv'].map((name) => names.indexOf(name));
  return new Map(
    lines.flatMap((line) => {
      const fields = line.split(',');
      const value = Number(fields[iv ?? -1]);
      const clock = Date.parse(`${fields[time ?? -1]}-04:00`);
      return value > 0 ? [[`${clock} ${fields[right ?? -1]} ${Number(fields[strike ?? -1])}`, value] as const] : [];
    }),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

/** The chain's volatilities on the vendor's clock, which runs to 16:30 New York. */
function onVendorClock(chain: Chain, now: number): Float64Array {
  const out = Object.fromEntries(CHAIN_FIELDS.map((field) => [field, new Float64Array(chain.count)])) as Record<ChainField, Float64Array>;
  const years = (newYorkTime(chain.expiry, '16:30') - now) / (365 * DAY);
  priceRows({
    rows: Uint16Array.from({ length: chain.count }, (_, row) => row),
    count: chain.count,
    isCall: chain.isCall,
    strike: chain.strike,
    mid: chain.columns.mid,
    market: { spot: chain.forward, rate: 0, dividendYield: 0, years, varianceYears: years, variancePace: 1 },
    columns: out,
    solution: new Uint8Array(chain.count),
  });
  return out.iv;
}

describe.skipIf(!existsSync(vendorFile))('a recorded session (skipped: ../shared/sessions is absent)', () => {
  let out = '';
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'sessions-'));
    execFileSync(process.execPath, ['scripts/convert-sessions.mjs', sessions, out, '--date', date]);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  it('converts, replays whole and agrees with the vendor on its own clock', async () => {
    const session = tradingSession(date);
    const feed = await openReplay(join(out, `spy-0dte-${date}`));
    expect(feed.description).toMatchObject({ kind: 'replay', date, quoting: 'snapshot', from: session.open + 5 * MINUTE + 15_000, to: session.lastTrade });
    expect(feed.description.staleAfterMs / MINUTE).toBeCloseTo(15, 0);
    expect(feed.problems().total).toBe(0);
    expect(feed.ignoredRows).toBe(0);

    const vendor = vendorVolatilities();
    const market = new Market({ session, clock: flatClock(session), rate: 0.037, quoting: feed.description.quoting, staleAfterMs: feed.description.staleAfterMs });
    const parityErrors: number[] = [];
    const morning: number[] = [];
    const all: number[] = [];
    for (let time = feed.nextTime(); time !== null; time = feed.nextTime()) {
      feed.advance(time, market);
      market.price(time);
      const chain = market.chain('SPY');
      if (chain === null || chain.lastUpdate !== time || time > session.reference) continue;
      expect(chain.forwardSource).toBe('parity');
      parityErrors.push(Math.abs(chain.forward - market.tickerState('SPY').last));
      const iv = onVendorClock(chain, time);
      for (let row = 0; row < chain.count; row += 1) {
        const strike = chain.strike[row] ?? Number.NaN;
        const isCall = chain.isCall[row] === 1;
        const outOfTheMoney = isCall ? strike > chain.forward : strike < chain.forward;
        const theirs = vendor.get(`${time} ${isCall ? 'C' : 'P'} ${strike}`);
        if (theirs === undefined || !outOfTheMoney || (chain.columns.mid[row] ?? 0) < 0.1 || chain.statusAt(row) !== 'priced') continue;
        const difference = Math.abs((iv[row] ?? Number.NaN) - theirs);
        all.push(difference);
        if (time < session.open + 90 * MINUTE) morning.push(difference);
      }
    }

    expect(market.quotesSeen).toBe(12_956);
    expect(all.length).toBeGreaterThan(500);
    expect(median(parityErrors)).toBeLessThan(0.05);
    expect(median(morning)).toBeLessThan(0.003);
    expect(median(all)).toBeLessThan(0.004);

    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) expect(market.chain(underlying)?.lastUpdate).toBe(session.lastTrade);
    expect(market.tickerState('VIX').time).toBe(session.lastTrade);
    // The last price is the official close, not the after-hours one.
    expect(market.tickerState('SPY').time).toBe(session.reference);
    expect(market.tickerState('SPY').previousClose).toBeGreaterThan(700);
  });
});
