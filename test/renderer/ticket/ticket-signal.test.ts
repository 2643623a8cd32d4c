import { beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../../../src-core/contract/signals.ts';
import { ticketSchema } from '../../../src-core/contract/schemas.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { driftOf, goodWhile, signalSource } from '../../../src-renderer/panels/ticket/ticket-signal.ts';
import { completeTicket, previewTicket, useTicket } from '../../../src-renderer/panels/ticket/ticket-store.ts';
import { AT, option, signalView } from '../signals/signal-fixture.ts';

const { id, legs, bound, expiresAt, title } = signalView(0);
const approval: Approval = {
  ticket: { underlying: 'QQQ', legs, quantity: 3, terms: { type: 'limit', limit: fromDollars(0.82) }, timeInForce: 'DAY', signalId: id },
  bound,
  expiresAt,
  title,
  generatedAt: AT,
};
const state = () => useTicket.getState();
const complete = () => completeTicket(state());
const ORDER = '10000000-0000-4000-8000-000000000001';

function review(): void {
  const made = complete();
  if (!('ticket' in made)) throw new Error(made.problem);
  state().review(ORDER, made.ticket);
}

beforeEach(() => {
  useTicket.setState(useTicket.getInitialState(), true);
  state().loadSignal(id, approval);
});

describe('a ticket from a signal', () => {
  it('is the order that was approved, with the signal on it', () => {
    const made = complete();
    expect('ticket' in made && ticketSchema.parse(made.ticket)).toEqual(approval.ticket);
  });
  it('keeps the signal through another quantity and a better limit', () => {
    state().setQuantity(1);
    state().setLimit(fromDollars(0.78));
    expect(complete()).toMatchObject({ ticket: { signalId: id, quantity: 1, terms: { limit: 7800 } } });
  });
  it('is not sent at a worse limit than the signal is worth, nor as another kind of order, but can be looked at', () => {
    state().setLimit(fromDollars(0.86));
    expect(complete()).toMatchObject({ field: 'signal', problem: expect.stringContaining('0.85 debit or better, not 0.86 debit') });
    expect(previewTicket(state())).toMatchObject({ terms: { limit: 8600 } });
    state().setLimit(fromDollars(0.85));
    state().setType('market');
    expect(complete()).toMatchObject({ field: 'signal' });
  });
  it('drops the signal with other legs, and says so', () => {
    state().addLeg(option(553), 'buy');
    expect(state().signal).toBeNull();
    expect(state().remark).toContain('your own order');
    state().setLimit(fromDollars(0.5));
    expect(complete()).toMatchObject({ ticket: expect.not.objectContaining({ signalId: id }) });
    expect(state().remark).toBeNull();
  });
});

describe('once its price is gone', () => {
  it('neither previews nor sends, also from the review, until it is one’s own order', () => {
    review();
    state().expireSignal(id, 'QQQ is at 549.22, above 549.10');
    expect(state().beginSending()).toBeNull();
    state().back();
    expect(complete()).toMatchObject({ field: 'signal', problem: 'the signal has expired: QQQ is at 549.22, above 549.10' });
    state().keepAsOwn();
    expect(complete()).toMatchObject({ ticket: { quantity: 3, terms: { limit: 8200 } } });
    expect(complete()).toMatchObject({ ticket: expect.not.objectContaining({ signalId: id }) });
  });
  it('keeps the first reason, and another signal’s end is none of its business', () => {
    state().expireSignal(signalView(9).id, 'another');
    expect(state().signal?.expired).toBeNull();
    state().expireSignal(id, 'first');
    state().expireSignal(id, 'second');
    expect(state().signal?.expired).toBe('first');
  });
  it('leaves an order that is on its way alone', () => {
    review();
    expect(state().beginSending()).not.toBeNull();
    state().expireSignal(id, 'late');
    expect(state().signal?.expired).toBeNull();
  });
});

describe('the watch', () => {
  const signal = { underlying: 'QQQ' as const, bound, expiresAt };
  const good = { price: fromDollars(548.5), natural: fromDollars(0.85), now: AT };
  it('says what is out of bounds, with the numbers; on a bound it is still good', () => {
    expect(driftOf(signal, good)).toBeNull();
    expect(driftOf(signal, { ...good, price: fromDollars(549.1) })).toBeNull();
    expect(driftOf(signal, { ...good, price: fromDollars(549.22) })).toBe('QQQ is at 549.22, above 549.10');
    expect(driftOf(signal, { ...good, price: fromDollars(547.79) })).toBe('QQQ is at 547.79, below 547.80');
    expect(driftOf(signal, { ...good, natural: fromDollars(0.86) })).toContain('0.86 debit');
    expect(driftOf(signal, { ...good, now: expiresAt })).toBe('it was good until 11:31');
  });
  it('says nothing of what is not known', () => {
    expect(driftOf(signal, { price: null, natural: null, now: null })).toBeNull();
  });
  it('says a credit as what the package pays', () => {
    expect(goodWhile(signal)).toBe('Good while QQQ is 547.80–549.10 and the package costs at most 0.85; until 11:31.');
    expect(goodWhile({ ...signal, bound: { ...bound, highestNet: fromDollars(-0.71) } })).toContain('the package pays at least 0.71');
    expect(signalSource({ underlying: 'QQQ', title, generatedAt: AT })).toBe('QQQ correlation reversion, 11:21');
  });
});
