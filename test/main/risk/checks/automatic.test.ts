import { describe, expect, test } from 'vitest';
import type { EventTime } from '../../../../src-core/calendar/event-times.ts';
import type { VolatilityRegime } from '../../../../src-core/market/volatility-regime.ts';
import type { Order } from '../../../../src-core/orders/order.ts';
import { MINUTE } from '../../../../src-core/time.ts';
import type { RiskContext } from '../../../../src-main/risk/pre-trade.ts';
import { limit, TEN } from '../../trading/trading-fixture.ts';
import { bookWith, denialOf, order, riskContext, SPREAD, SPREAD_BACK, spreadQuotes } from '../risk-world.ts';

const book = bookWith(100_000);
const quotes = spreadQuotes();
const byRule = (rest: Partial<Order> = {}): Order => order(SPREAD, limit(-0.66), { source: 'automated', signalId: 'signal', ...rest });

describe('the confidence of a signal that a rule acts on', () => {
  const limits = { confidence_threshold: 65, size_factor_normal: 1, size_factor_high: 0.7 };
  const said = (probability: number, calibrated = true, regime: VolatilityRegime | null = 'normal'): RiskContext =>
    riskContext({ book, quotes, limits, regime, confidenceOf: (id) => (id === 'signal' ? { probability, calibrated } : null) });

  test('is at least the threshold, and five points more in a wild regime or an unknown one', () => {
    expect(denialOf('confidence', byRule(), said(0.65))).toBeUndefined();
    expect(denialOf('confidence', byRule(), said(0.6499))).toEqual({ code: 'confidence', probability: 0.6499, least: 0.65 });
    for (const regime of ['high', null] as const) {
      expect(denialOf('confidence', byRule(), said(0.7, true, regime))).toBeUndefined();
      expect(denialOf('confidence', byRule(), said(0.6999, true, regime))).toMatchObject({ least: 0.7 });
    }
  });

  test('is calibrated and known', () => {
    expect(denialOf('uncalibrated', byRule(), said(0.99, false))).toEqual({ code: 'uncalibrated', signalId: 'signal' });
    expect(denialOf('uncalibrated', byRule({ signalId: 'unknown' }), said(0.99))).toMatchObject({ signalId: 'unknown' });
    expect(denialOf('uncalibrated', byRule(), said(0.99))).toBeUndefined();
  });

  test('is no matter to a person, to what acts on no signal, and to what closes', () => {
    for (const asked of [byRule({ source: 'manual' }), byRule({ signalId: undefined }), byRule({ closing: true, legs: SPREAD_BACK })]) {
      expect(denialOf('confidence', asked, said(0.1))).toBeUndefined();
      expect(denialOf('uncalibrated', asked, said(0.1, false))).toBeUndefined();
    }
  });
});

describe('the pause around an event', () => {
  const at = TEN + 60 * MINUTE;
  const event: EventTime = { label: 'FOMC', time: '11:00', at, extraVariance: 1, halfLifeMinutes: 10 };
  const on = (now: number): RiskContext => riskContext({ book, quotes, now, events: [event], limits: { event_blackout_before: 10, event_blackout_after: 5 } });

  test('begins after so many minutes before it and ends so many after it', () => {
    expect(denialOf('event_blackout', byRule(), on(at - 10 * MINUTE))).toBeUndefined();
    const now = at - 10 * MINUTE + 1;
    expect(denialOf('event_blackout', byRule(), on(now))).toEqual({ code: 'event_blackout', event: 'FOMC', at, now, side: 'before', minutes: 10 });
    expect(denialOf('event_blackout', byRule(), on(at))).toMatchObject({ side: 'after', minutes: 5 });
    expect(denialOf('event_blackout', byRule(), on(at + 5 * MINUTE - 1))).toMatchObject({ side: 'after' });
    expect(denialOf('event_blackout', byRule(), on(at + 5 * MINUTE))).toBeUndefined();
  });

  test('is no matter to a person or to what closes', () => {
    expect(denialOf('event_blackout', byRule({ source: 'manual' }), on(at))).toBeUndefined();
    expect(denialOf('event_blackout', byRule({ closing: true, legs: SPREAD_BACK }), on(at))).toBeUndefined();
  });
});
