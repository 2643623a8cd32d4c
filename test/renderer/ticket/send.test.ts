import { beforeEach, describe, expect, it } from 'vitest';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure, type ErrorCode } from '../../../src-core/contract/messages.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { useClosing } from '../../../src-renderer/panels/positions/closing.ts';
import { reviewTicket, sendTicket } from '../../../src-renderer/panels/ticket/send.ts';
import { useTicket } from '../../../src-renderer/panels/ticket/ticket-store.ts';
import { useArming } from '../../../src-renderer/workspace/arming.ts';

type Core = Pick<ContractClient, 'call'>;

/** A core that records what it was asked and answers with `reply`. */
function core(reply: () => Promise<unknown>): { readonly core: Core; readonly asked: { name: string; input: unknown }[] } {
  const asked: { name: string; input: unknown }[] = [];
  const call = (name: string, input: unknown): Promise<unknown> => {
    asked.push({ name, input });
    return reply();
  };
  return { core: { call: call as Core['call'] }, asked };
}
const fails = (code: ErrorCode) => () => Promise.reject(new ContractFailure({ code, message: `it was ${code}`, field: 'quantity' }));
const ids = (asked: readonly { input: unknown }[]) => asked.map(({ input }) => (input as { id: string }).id);

beforeEach(() => {
  useTicket.setState(useTicket.getInitialState(), true);
  useClosing.setState(useClosing.getInitialState(), true);
  useArming.getState().disarm();
  useTicket.getState().addLeg('SPY   260821C00617000' as InstrumentSymbol, 'sell');
  useTicket.getState().setLimit(fromDollars(-0.78));
  reviewTicket();
});

describe('a ticket', () => {
  it('is not sent while SAFE', async () => {
    const { core: safe, asked } = core(() => Promise.resolve({}));
    await sendTicket(safe);
    expect(asked).toEqual([]);
    expect(useTicket.getState().stage.kind).toBe('review');
  });
  it('is sent once however often it is asked for', async () => {
    useArming.getState().arm();
    const { core: armed, asked } = core(() => Promise.resolve({ id: 'x' }));
    await Promise.all([sendTicket(armed), sendTicket(armed), sendTicket(armed)]);
    await sendTicket(armed);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ name: 'orders.place', input: { quantity: 1, terms: { type: 'limit', limit: -7800 } } });
    expect(useTicket.getState().legs).toEqual([]);
  });
  it('is sent with its exits as one bracket, under the same ids when the answer was lost', async () => {
    useTicket.getState().back();
    useTicket.getState().setExit('target', '50 %');
    reviewTicket({ target: { type: 'limit', limit: fromDollars(0.39) } });
    useArming.getState().arm();
    const { core: broken, asked } = core(fails('unavailable'));
    await sendTicket(broken);
    await sendTicket(broken);
    expect(asked[0]).toMatchObject({ name: 'orders.placeBracket', input: { entry: { quantity: 1 }, target: { terms: { type: 'limit', limit: 3900 }, timeInForce: 'DAY' } } });
    expect(asked[1]).toEqual(asked[0]);
    const { core: mended } = core(() => Promise.resolve({ entry: { id: 'x' }, exits: [] }));
    await sendTicket(mended);
    expect(useTicket.getState()).toMatchObject({ legs: [], exits: { target: '', stop: '' }, outcome: { kind: 'sent', order: { id: 'x' } } });
  });
  it('keeps its id when the answer was lost', async () => {
    useArming.getState().arm();
    const { core: broken, asked } = core(fails('unavailable'));
    await sendTicket(broken);
    expect(useTicket.getState().outcome?.kind).toBe('unknown');
    await sendTicket(broken);
    expect(new Set(ids(asked)).size).toBe(1);
    expect(asked).toHaveLength(2);
  });
  it('goes back to review with the core’s question, and is sent under the same id once that is answered', async () => {
    useArming.getState().arm();
    const asks = () => Promise.reject(new ContractFailure({ code: 'denied', field: 'confirmed', message: 'at the market each leg costs what it costs' }));
    const { core: asking, asked } = core(asks);
    await sendTicket(asking);
    expect(useTicket.getState()).toMatchObject({ stage: { kind: 'review' }, outcome: { kind: 'confirm', message: 'at the market each leg costs what it costs' } });
    const { core: taking, asked: taken } = core(() => Promise.resolve({ id: 'x' }));
    await sendTicket(taking, 'market_combo');
    expect(asked[0]?.input).not.toHaveProperty('confirmed');
    expect(taken[0]?.input).toMatchObject({ confirmed: 'market_combo', id: ids(asked)[0] });
    expect(useTicket.getState().outcome?.kind).toBe('sent');
  });
  it('is refused where the confirmation was of no use, and forgets the question when it is stepped back from', async () => {
    useArming.getState().arm();
    const asks = core(() => Promise.reject(new ContractFailure({ code: 'denied', field: 'confirmed', message: 'no' })));
    await sendTicket(asks.core);
    useTicket.getState().back();
    expect(useTicket.getState()).toMatchObject({ stage: { kind: 'editing' }, outcome: null });
    reviewTicket();
    await sendTicket(asks.core, 'market_combo');
    expect(useTicket.getState()).toMatchObject({ stage: { kind: 'editing' }, outcome: { kind: 'refused' } });
  });
  it('gets a new id after a refusal, which names the field', async () => {
    useArming.getState().arm();
    const { core: refusing, asked } = core(fails('denied'));
    await sendTicket(refusing);
    expect(useTicket.getState().outcome).toEqual({ kind: 'refused', message: 'it was denied', field: 'quantity' });
    reviewTicket();
    await sendTicket(refusing);
    expect(new Set(ids(asked)).size).toBe(2);
  });
});

describe('a close', () => {
  it('waits for its confirmation, only when armed, and goes out once', async () => {
    const { core: answering, asked } = core(() => Promise.resolve({ sequence: 7 }));
    useClosing.getState().ask('close-id', 'trade', 'natural');
    await useClosing.getState().confirm(answering);
    expect(asked).toEqual([]);
    useArming.getState().arm();
    await Promise.all([useClosing.getState().confirm(answering), useClosing.getState().confirm(answering)]);
    expect(asked).toEqual([{ name: 'positions.close', input: { id: 'close-id', tradeId: 'trade', at: 'natural' } }]);
    expect(useClosing.getState()).toMatchObject({ pending: null, outcome: { kind: 'sent' } });
  });
  it('stays with its id when it failed', async () => {
    useArming.getState().arm();
    useClosing.getState().ask('close-id', 'trade', 'mid');
    await useClosing.getState().confirm(core(fails('unavailable')).core);
    expect(useClosing.getState()).toMatchObject({ pending: { id: 'close-id', sending: false }, outcome: { kind: 'failed', text: 'it was unavailable' } });
  });
  it('takes a new id once it was refused: the old one stands for an order that has ended', async () => {
    useArming.getState().arm();
    useClosing.getState().ask('close-id', 'trade', 'mid');
    await useClosing.getState().confirm(core(fails('denied')).core);
    expect(useClosing.getState()).toMatchObject({ pending: { tradeId: 'trade', sending: false }, outcome: { kind: 'failed' } });
    expect(useClosing.getState().pending?.id).not.toBe('close-id');
  });
});
