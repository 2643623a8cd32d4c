import { beforeEach, describe, expect, it } from 'vitest';
import { previousSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, ZERO } from '../../../src-core/money.ts';
import type { Order, OrderState } from '../../../src-core/orders/order.ts';
import type { MarketState } from '../../../src-core/signals/market-state.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';
import { readFormerDays } from '../../../src-main/market-data/former-days.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { BreakerReader, type BreakerReaderParts } from '../../../src-main/risk/breaker-readings.ts';
import type { DayTotals } from '../../../src-main/trading/trading-state.ts';
import { marketState, ORDINARY_DATE } from '../../support/market-states.ts';
import { tradingSession } from '../market-data/session.ts';

const session = tradingSession(ORDINARY_DATE);
const NOTHING: DayTotals = { realised: ZERO, commission: ZERO, fees: ZERO };

let market: Market;
let state: MarketState | null;
let results: Record<Underlying | 'book', Money | null>;
let reads: number;

beforeEach(() => {
  market = new Market({ session, clock: flatClock(session), rate: 0.04, quoting: 'changes', staleAfterMs: 15 * SECOND });
  state = null;
  results = { book: ZERO, SPY: ZERO, QQQ: ZERO, IWM: ZERO };
  reads = 0;
});

function reader(parts: Partial<BreakerReaderParts> = {}): BreakerReader {
  const result = (underlying: Underlying | null): Money | null => {
    reads += 1;
    return results[underlying ?? 'book'];
  };
  return new BreakerReader({ session, feed: { staleAfterMs: 15 * SECOND }, market, state: () => state, booked: () => NOTHING, result, working: [], ...parts });
}

function tick(ticker: 'SPY' | 'QQQ' | 'IWM' | 'VIX', time: EpochMs, last: number, volume = Number.NaN): void {
  market.ticker({ ticker, time, bid: Number.NaN, ask: Number.NaN, last, volume, previousClose: ticker === 'VIX' ? 19 : Number.NaN });
}

let sequence = 0;
function order(id: string, orderState: OrderState, updatedAt: EpochMs = session.open): Order {
  sequence += 1;
  return {
    ...{ id, tradeId: id, sequence, underlying: 'SPY', legs: [], quantity: 1, terms: { type: 'market' }, timeInForce: 'DAY', source: 'manual' },
    ...{ closing: false, state: orderState, triggered: false, filledQuantity: 0, filledNetTotal: ZERO, createdAt: session.open, updatedAt },
  };
}

describe('BreakerReader', () => {
  it('counts the silence of the feed in session time, from what it last said', () => {
    const from = reader();
    expect(from.step(session.open - MINUTE).stale_feed).toMatchObject({ value: Number.NaN, missing: 'the session is not open', rhythm: 15 });
    tick('SPY', session.open, 600);
    expect(from.step(session.open).stale_feed.value).toBe(0);
    expect(from.step(session.open + 12 * SECOND).stale_feed.value).toBe(12);
    tick('VIX', session.open + 300 * SECOND, 18);
    // A step that jumps to the feed's next event finds it there.
    expect(from.step(session.open + 300 * SECOND).stale_feed.value).toBe(0);
    expect(from.step(session.lastTrade).stale_feed.missing).toBe('the session is not open');
  });

  it('tells booked from marked, at most once a second unless something was traded', () => {
    const booked = (underlying: Underlying | null): DayTotals => (underlying === 'QQQ' ? NOTHING : { realised: fromDollars(-100), commission: fromDollars(2), fees: fromDollars(0.5) });
    const from = reader({ booked });
    results = { book: fromDollars(-300), SPY: null, QQQ: ZERO, IWM: ZERO };
    const readings = from.step(session.open);
    expect(readings.book).toEqual({ booked: fromDollars(-102.5), result: fromDollars(-300) });
    expect(readings.underlyings.SPY).toEqual({ booked: fromDollars(-102.5), result: null });
    expect(readings.underlyings.QQQ.booked).toBe(0);
    const before = reads;
    for (let ms = 1; ms < 1_000; ms += 1) from.step(session.open + ms);
    expect(reads).toBe(before);
    from.onTradingChange({ orders: [order('a', 'FILLED')] });
    results.book = fromDollars(-400);
    expect(from.step(session.open + 999).book.result).toBe(fromDollars(-400));
  });

  it('counts rejections in a row, each order once, and not those refused here', () => {
    const from = reader({ isRefusedHere: ({ reason }) => reason === 'HALTED' });
    const rejected = (id: string): Order => order(id, 'REJECTED');
    from.onTradingChange({ orders: [rejected('a')] });
    from.onTradingChange({ orders: [rejected('a')] });
    from.onTradingChange({ orders: [order('b', 'SUBMITTED'), rejected('c')] });
    from.onTradingChange({ orders: [{ ...rejected('d'), reason: 'HALTED' }] });
    expect(from.step(session.open).reject_streak.value).toBe(2);
    from.onTradingChange({ orders: [order('b', 'ACCEPTED')] });
    expect(from.step(session.open).reject_streak.value).toBe(0);
  });

  it('knows how long the oldest unanswered order has been so, of those before a start too', () => {
    const from = reader({ working: [order('old', 'PENDING_CANCEL', session.open), order('resting', 'ACCEPTED', session.open - MINUTE)] });
    from.onTradingChange({ orders: [order('new', 'SUBMITTED', session.open + 5 * SECOND)] });
    expect(from.step(session.open + 20 * SECOND).orders_in_doubt.value).toBe(20);
    from.onTradingChange({ orders: [order('old', 'CANCELED')] });
    expect(from.step(session.open + 20 * SECOND).orders_in_doubt.value).toBe(15);
    from.onTradingChange({ orders: [order('new', 'ACCEPTED')] });
    expect(from.step(session.open + 20 * SECOND).orders_in_doubt.value).toBe(0);
  });

  it('takes the last close of VIX until its first price, and none that is old', () => {
    const from = reader();
    expect(from.step(session.open - MINUTE).vix).toMatchObject({ value: Number.NaN, missing: 'VIX has no price yet' });
    tick('VIX', session.open, Number.NaN);
    expect(from.step(session.open).vix.value).toBe(19);
    tick('VIX', session.open + SECOND, 36);
    expect(from.step(session.open + SECOND).vix).toMatchObject({ value: 36, missing: null });
    expect(from.step(session.open + 16 * MINUTE).vix).toMatchObject({ value: Number.NaN, missing: 'the last VIX is more than 15 minutes old' });
  });

  it('says how far a quote is ahead of the clock', () => {
    const from = reader();
    tick('QQQ', session.open + 7 * SECOND, 500);
    expect(from.step(session.open)).toMatchObject({ clock_skew: { value: 7, of: 'QQQ' } });
    expect(from.step(session.open + 8 * SECOND)).toMatchObject({ clock_skew: { value: 0, of: null } });
  });

  it('reads the second lowest correlation, against what is ordinary', () => {
    const from = reader();
    const read = (minute: number, hours: readonly [number, number, number]) => {
      const [SPY_QQQ, SPY_IWM, QQQ_IWM] = hours.map((hour) => ({ value: { hour } })) as [object, object, object];
      state = marketState({ minute }, { pairs: { SPY_QQQ, SPY_IWM, QQQ_IWM } });
      return { ...from.step(state.time).correlation };
    };
    expect(read(60, [0.1, 0.1, 0.1])).toMatchObject({ value: Number.NaN, missing: 'there are no 60 minute returns yet' });
    expect(read(100, [0.95, 0.82, 0.1])).toMatchObject({ value: 0.82, of: 'QQQ_IWM and SPY_IWM', isOrdinary: true });
    expect(read(101, [0.95, 0.25, 0.1])).toEqual({ value: 0.25, missing: null, of: 'QQQ_IWM and SPY_IWM', isOrdinary: false });
    expect(from.step((state?.time ?? 0) + 6 * MINUTE).correlation).toMatchObject({ value: Number.NaN, missing: 'no bar has closed for 5 minutes' });
  });

  it('reads the second greatest volume over what is ordinary at that time and in the half hour before', async () => {
    const from = reader();
    const former = [previousSession(session.date)];
    while (former.length < 6) former.push(previousSession(former.at(-1)?.date ?? session.date));
    from.learn(
      await readFormerDays(session.date, (underlying, since, until) => {
        const minutes = former.flatMap(({ open }) => Array.from({ length: 390 }, (_, minute) => open + minute * MINUTE)).sort((left, right) => left - right);
        return Promise.resolve(minutes.filter((time) => time >= since && time < until).map((time) => ({ time, open: null, high: null, low: null, close: 100, volume: underlying === 'IWM' ? 500 : 1_000 })));
      }),
    );
    // Twice as busy as ordinary for an hour; then five minutes of ten times that in SPY, of six times in IWM.
    let shares = 0;
    for (let minute = 0; minute < 65; minute += 1) {
      const isSpike = minute >= 60;
      shares += 1;
      tick('SPY', session.open + minute * MINUTE, 600, 2_000 * (shares + (isSpike ? 9 * (minute - 59) : 0)));
      tick('QQQ', session.open + minute * MINUTE, 500, 2_000 * shares);
      tick('IWM', session.open + minute * MINUTE, 200, 1_000 * (shares + (isSpike ? 5 * (minute - 59) : 0)));
    }
    expect({ ...from.step(session.open + 60 * MINUTE).volume }).toMatchObject({ missing: null, value: 1 });
    expect(from.step(session.open + 65 * MINUTE).volume).toEqual({ value: 6, missing: null, of: 'SPY and IWM' });
    expect(reader().step(session.open + 65 * MINUTE).volume.missing).toBe('former days were not read yet');
  });
});
