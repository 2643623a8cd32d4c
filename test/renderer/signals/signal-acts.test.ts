import { beforeEach, describe, expect, it } from 'vitest';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { useSignalActs } from '../../../src-renderer/panels/signals/signal-acts.ts';
import { useTicketFocus } from '../../../src-renderer/panels/ticket/ticket-focus.ts';
import { useTicket } from '../../../src-renderer/panels/ticket/ticket-store.ts';
import { signalView } from './signal-fixture.ts';

type Core = Pick<ContractClient, 'call'>;
const signal = signalView(1);
const approval = {
  ticket: { underlying: 'QQQ', legs: signal.legs, quantity: 3, terms: { type: 'limit', limit: signal.expected }, timeInForce: 'DAY', signalId: signal.id },
  bound: signal.bound,
  expiresAt: signal.expiresAt,
  title: signal.title,
  generatedAt: signal.generatedAt,
};

function core(answer: (operation: string) => Promise<unknown>): { readonly core: Core; readonly asked: string[] } {
  const asked: string[] = [];
  const call = (operation: string): Promise<unknown> => {
    asked.push(operation);
    return answer(operation);
  };
  return { core: { call: call as Core['call'] }, asked };
}

beforeEach(() => {
  useTicket.setState(useTicket.getInitialState(), true);
  useSignalActs.setState(useSignalActs.getInitialState(), true);
  useTicketFocus.setState(useTicketFocus.getInitialState(), true);
});

describe('a signal', () => {
  it('fills the ticket when approved, once however often it is asked for, and the keys go there', async () => {
    const { core: open, asked } = core(() => Promise.resolve(approval));
    const { approve } = useSignalActs.getState();
    await Promise.all([approve(open, signal), approve(open, signal)]);
    expect(asked).toEqual(['signals.approve']);
    expect(useTicket.getState()).toMatchObject({ quantity: 3, terms: { type: 'limit', limit: 8200 }, signal: { id: signal.id, expired: null } });
    expect(useTicketFocus.getState().asked).toBe(true);
  });
  it('whose price is gone leaves the ticket as it is, and says why', async () => {
    const { core: gone } = core(() => Promise.reject(new ContractFailure({ code: 'conflict', message: 'QQQ is at 549.22, above 549.10' })));
    useTicket.getState().addLeg(signal.legs[0]?.symbol ?? raise(), 'buy');
    await useSignalActs.getState().approve(gone, signal);
    expect(useTicket.getState()).toMatchObject({ signal: null, legs: [{ side: 'buy' }] });
    expect(useSignalActs.getState()).toMatchObject({ pending: {}, outcome: { kind: 'failed', text: 'Not approved: QQQ is at 549.22, above 549.10.' } });
  });
  it('is not approved into a ticket that is being sent', async () => {
    const { core: open, asked } = core(() => Promise.resolve(approval));
    useTicket.setState({ stage: { kind: 'sending', id: '10000000-0000-4000-8000-000000000001', ticket: { ...approval.ticket, terms: { type: 'market' } } as never, exits: null } });
    await useSignalActs.getState().approve(open, signal);
    expect(asked).toEqual([]);
    expect(useSignalActs.getState().outcome?.text).toContain('an order is being sent');
  });
  it('that was dismissed says that its record is kept, and which to take back', async () => {
    const { core: open, asked } = core(() => Promise.resolve(signal));
    await useSignalActs.getState().dismiss(open, signal);
    expect(useSignalActs.getState().outcome).toMatchObject({ kind: 'done', dismissed: signal.id });
    await useSignalActs.getState().restore(open, signal);
    expect(asked).toEqual(['signals.dismiss', 'signals.restore']);
    expect(useSignalActs.getState().outcome?.dismissed).toBeNull();
  });
});

function raise(): never {
  throw new Error('the signal has no leg');
}
