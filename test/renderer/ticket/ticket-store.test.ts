import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import { type InstrumentSymbol, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { completeTicket, MOST_LEGS, previewTicket, useTicket } from '../../../src-renderer/panels/ticket/ticket-store.ts';

const option = (strike: number, right: 'call' | 'put' = 'call', underlying: Underlying = 'SPY'): InstrumentSymbol =>
  symbolOf({ kind: 'option', underlying, expiry: parseIsoDate('2026-08-21'), right, strike: fromDollars(strike) });
const state = () => useTicket.getState();
const ID = '10000000-0000-4000-8000-000000000001';
const TRADE = '20000000-0000-4000-8000-000000000001';
const NO_QUOTES = { natural: null, mid: null, expected: null };
const QUOTES = { natural: fromDollars(-0.71), mid: fromDollars(-0.785), expected: fromDollars(-0.75) };

function review(): void {
  const complete = completeTicket(state());
  if (!('ticket' in complete)) throw new Error(complete.problem);
  state().review(ID, complete.ticket);
}

beforeEach(() => {
  useTicket.setState(useTicket.getInitialState(), true);
});

describe('legs', () => {
  it('are added, raised by the same side and taken off by the other', () => {
    state().addLeg(option(617), 'sell');
    state().addLeg(option(620), 'buy');
    state().addLeg(option(617), 'sell');
    expect(state().legs.map(({ side, ratio }) => [side, ratio])).toEqual([['sell', 2], ['buy', 1]]);
    state().addLeg(option(617), 'buy');
    expect(state().legs.map((leg) => leg.symbol)).toEqual([option(620)]);
  });
  it('are refused beyond four and of another underlying, with nothing changed', () => {
    for (const strike of [610, 611, 612, 613]) state().addLeg(option(strike), 'buy');
    state().addLeg(option(614), 'buy');
    expect(state().refusal).toContain('at most 4 legs');
    expect(state().legs).toHaveLength(MOST_LEGS);
    state().addLeg(option(500, 'call', 'QQQ'), 'buy');
    expect(state().refusal).toContain('the ticket is for SPY');
    state().setQuantity(2);
    expect(state().refusal).toBeNull();
  });
  it('flip one by one or all together', () => {
    state().addLeg(option(617), 'sell');
    state().addLeg(option(620), 'buy');
    state().flip(option(617));
    expect(state().legs.map((leg) => leg.side)).toEqual(['buy', 'buy']);
    state().flip();
    expect(state().legs.map((leg) => leg.side)).toEqual(['sell', 'sell']);
  });
  it('that share a divisor are no order until it moves into the quantity', () => {
    state().addLeg(option(617), 'sell');
    state().addLeg(option(617), 'sell');
    expect(completeTicket(state())).toMatchObject({ field: 'legs' });
    state().reduceRatios();
    expect(state().legs[0]?.ratio).toBe(1);
    expect(state().quantity).toBe(2);
  });
  it('stay valid whatever is clicked', () => {
    const click = fc.record({ strike: fc.integer({ min: 600, max: 606 }), side: fc.constantFrom('buy' as const, 'sell' as const), qqq: fc.boolean() });
    fc.assert(
      fc.property(fc.array(click, { maxLength: 30 }), (clicks) => {
        state().clear();
        for (const { strike, side, qqq } of clicks) state().addLeg(option(strike, 'call', qqq ? 'QQQ' : 'SPY'), side);
        const { legs } = state();
        expect(legs.length).toBeLessThanOrEqual(MOST_LEGS);
        expect(new Set(legs.map((leg) => leg.symbol)).size).toBe(legs.length);
        expect(new Set(legs.map((leg) => leg.symbol.slice(0, 3))).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the price', () => {
  it('forgets text that is no price with the fields of another order type, but not of the quantity', () => {
    state().addLeg(option(617), 'sell');
    state().setLimit(fromDollars(-0.78));
    state().setInvalid('limit', 'no price');
    state().setQuantity(0);
    state().setType('market');
    state().setType('limit');
    expect(state().terms.limit).toBe(fromDollars(-0.78));
    expect(Object.keys(state().invalid)).toEqual(['quantity']);
  });

  it('starts at the rounded mid once, then belongs to the trader', () => {
    state().addLeg(option(617), 'sell');
    expect(previewTicket(state())).toMatchObject({ terms: { type: 'market' } });
    state().priceFrom(NO_QUOTES);
    expect(state().terms.limit).toBeNull();
    state().priceFrom(QUOTES);
    expect(state().terms.limit).toBe(fromDollars(-0.79));
    state().priceFrom({ ...QUOTES, mid: fromDollars(-0.5) });
    expect(state().terms.limit).toBe(fromDollars(-0.79));
  });
  it('is forgotten when the package changes, kept when the quantity does', () => {
    state().addLeg(option(617), 'sell');
    state().setLimit(fromDollars(-0.8));
    state().setQuantity(3);
    expect(state().terms.limit).toBe(fromDollars(-0.8));
    state().addLeg(option(620), 'buy');
    expect(state().terms.limit).toBeNull();
  });
  it('must be there and be a price before the ticket is complete', () => {
    state().addLeg(option(617), 'sell');
    state().setType('stop_limit');
    state().setLimit(fromDollars(-0.8));
    expect(completeTicket(state())).toMatchObject({ field: 'stop' });
    state().setStop(fromDollars(-0.5));
    expect(completeTicket(state())).toMatchObject({ ticket: { terms: { type: 'stop_limit', stop: -5000, limit: -8000 } } });
    state().setInvalid('limit', 'not a price');
    expect(completeTicket(state())).toEqual({ problem: 'not a price', field: 'limit' });
    expect(previewTicket(state())).toBe('hold');
    state().setType('stop');
    expect(completeTicket(state())).toHaveProperty('ticket');
  });
  it('refuses quantities that are not whole, and keeps the last good one', () => {
    state().addLeg(option(617), 'sell');
    state().setLimit(fromDollars(-0.8));
    for (const quantity of [0, 1.5, Number.NaN, 10_001]) {
      state().setQuantity(quantity);
      expect(completeTicket(state())).toMatchObject({ field: 'quantity' });
    }
    state().setQuantity(7);
    expect(completeTicket(state())).toMatchObject({ ticket: { quantity: 7 } });
  });
});

describe('sending', () => {
  beforeEach(() => {
    state().addLeg(option(617), 'sell');
    state().setLimit(fromDollars(-0.8));
  });
  it('hands a reviewed ticket out exactly once', () => {
    expect(state().beginSending()).toBeNull();
    review();
    expect(state().beginSending()).toMatchObject({ id: ID, ticket: { quantity: 1 } });
    expect(state().beginSending()).toBeNull();
  });
  it('is left by any edit, so that what was read is what is sent', () => {
    review();
    state().setQuantity(5);
    expect(state().stage.kind).toBe('editing');
    expect(state().beginSending()).toBeNull();
  });
  it('refuses edits while the answer is awaited', () => {
    review();
    state().beginSending();
    state().addLeg(option(620), 'buy');
    expect(state().legs).toHaveLength(1);
    expect(state().refusal).toContain('being sent');
  });
  it('clears the ticket and keeps the confirmation', () => {
    review();
    state().beginSending();
    state().sent({ id: ID } as OrderView);
    expect(state()).toMatchObject({ legs: [], stage: { kind: 'editing' }, outcome: { kind: 'sent', order: { id: ID } } });
  });
  it('keeps the ticket when refused, and the id when the answer was lost', () => {
    review();
    state().beginSending();
    state().unanswered('the connection is closed');
    expect(state().beginSending()).toMatchObject({ id: ID });
    state().refused('buying power', 'quantity');
    expect(state()).toMatchObject({ stage: { kind: 'editing' }, outcome: { kind: 'refused', field: 'quantity' } });
    expect(state().legs).toHaveLength(1);
  });
});

describe('closing a package', () => {
  const leg = (symbol: InstrumentSymbol, quantity: number) => ({
    symbol,
    quantity,
    averagePrice: 1,
    bid: null,
    ask: null,
    mid: null,
    greeks: { delta: null, gamma: null, theta: null, vega: null },
    unrealisedMid: null,
    unrealisedLiquidation: null,
  });
  it('turns every leg and names the trade', () => {
    state().loadClosing({ tradeId: TRADE, legs: [leg(option(617), -4), leg(option(620), 2)] }, 'natural');
    expect(state()).toMatchObject({
      quantity: 2,
      tradeId: TRADE,
      legs: [
        { side: 'buy', ratio: 2 },
        { side: 'sell', ratio: 1 },
      ],
    });
    state().priceFrom(QUOTES);
    expect(state().terms.limit).toBe(fromDollars(-0.71));
    expect(completeTicket(state())).toMatchObject({ ticket: { tradeId: TRADE } });
    state().flip();
    expect(state().tradeId).toBeUndefined();
  });
  it('refuses shares and what is empty', () => {
    state().loadClosing({ tradeId: TRADE, legs: [leg('SPY' as InstrumentSymbol, 100)] }, 'mid');
    expect(state().refusal).toContain('shares');
    state().loadClosing({ tradeId: TRADE, legs: [] }, 'mid');
    expect(state().refusal).toContain('nothing is left');
  });
});
