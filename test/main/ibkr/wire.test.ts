import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import type { Pacer } from '../../../src-main/market-data/session-pump.ts';
import type { GatewayContract, GatewayMessage, GatewayOrder, LinkEvent, LinkState } from '../../../src-main/ibkr/gateway.ts';
import { GatewayLink } from '../../../src-main/ibkr/gateway-link.ts';
import { testGateway } from '../../../src-main/ibkr/gateway-test.ts';
import { connectWire } from '../../../src-main/ibkr/wire/wire.ts';
import { TwsModel } from '../../support/tws/tws-model.ts';
import { TwsServer } from '../../support/tws/tws-server.ts';
import { frame } from '../../support/tws/wire-tokens.ts';
import { SPY } from './link-world.ts';

/** How much faster than real the link's time goes: a heartbeat is waited for here. */
const SPEED = 40;
const clock = { now: () => Date.now() };
const gatewayClock = { now: () => Date.now() + 4_000 };
const pacer: Pacer = {
  now: () => performance.now() * SPEED,
  after: (delay, run) => {
    const timer = setTimeout(run, delay / SPEED);
    return () => clearTimeout(timer);
  },
};

let model: TwsModel;
let server: TwsServer;
let links: GatewayLink[];
beforeEach(async () => {
  model = new TwsModel({ clock: gatewayClock });
  server = await TwsServer.start({ model, clock: gatewayClock });
  links = [];
});
afterEach(async () => {
  for (const link of links) await link.close();
  await server.close();
  expect(server.misread).toEqual([]);
});

/** A link and all that it said. */
function open(port = server.port, clientId = 17) {
  const messages: GatewayMessage[] = [];
  const events: LinkEvent['type'][] = [];
  const link = new GatewayLink({ address: { host: '127.0.0.1', port, clientId, account: '' }, clock, pacer, connect: connectWire });
  links.push(link);
  link.onMessage((message) => void messages.push(message));
  link.onEvent(({ type }) => void events.push(type));
  const told = <Type extends GatewayMessage['type']>(type: Type): Extract<GatewayMessage, { type: Type }>[] => messages.filter((message): message is Extract<GatewayMessage, { type: Type }> => message.type === type);
  return { link, messages, events, told };
}

const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5_000, interval: 5 });
const isState = (link: GatewayLink, kind: LinkState['kind']) => (): boolean => link.state.kind === kind;
async function opened(...where: Parameters<typeof open>) {
  const world = open(...where);
  await until(isState(world.link, 'up'));
  return world;
}

const today = (): string => model.contracts.matching({ ...SPY, conId: 0, secType: 'OPT' })[0]?.expiry ?? '';
const option = (strike: number): GatewayContract => ({ ...SPY, conId: model.contracts.option('SPY', today(), strike, 'C').conId, secType: 'OPT' });
const limitOrder = (changes: Partial<GatewayOrder> = {}): GatewayOrder => ({
  action: 'BUY',
  quantity: 2,
  type: 'LMT',
  limit: 0.45,
  stop: null,
  timeInForce: 'DAY',
  account: 'DU1234567',
  reference: '00000000-0000-4000-8000-000000000001',
  ocaGroup: '',
  parentId: 0,
  transmit: true,
  whatIf: false,
  ...changes,
});
const strikes = (): readonly [number, number] => {
  const listed = model.contracts.matching({ ...SPY, conId: 0, secType: 'OPT', right: 'C' }).map(({ strike }) => strike);
  const middle = Math.floor(listed.length / 2);
  return [listed[middle] ?? 0, listed[middle + 1] ?? 0];
};
function spread(): GatewayContract {
  const [lower, upper] = strikes();
  const leg = (strike: number, action: 'BUY' | 'SELL') => ({ conId: option(strike).conId, ratio: 1, action, exchange: 'SMART' });
  return { ...SPY, conId: 0, secType: 'BAG', comboLegs: [leg(lower, 'BUY'), leg(upper, 'SELL')] };
}

describe('over TCP', () => {
  it('greets, and hears the gateway’s clock', async () => {
    const { link, told } = await opened();
    expect(link.state).toMatchObject({ serverVersion: 193, accounts: ['DU1234567'], servers: 'connected' });
    expect(told('next_order_id')).toEqual([{ type: 'next_order_id', orderId: 1 }]);
    await until(() => link.state.kind === 'up' && link.state.clockSkewMs !== null && link.state.farms.length === 3);
    expect(link.state.kind === 'up' ? Math.abs((link.state.clockSkewMs ?? 0) - 4_000) : Number.NaN).toBeLessThan(700);
  });

  it('reads contracts and quotes', async () => {
    const { link, told } = await opened();
    const requestId = link.newRequestId();
    link.send({ type: 'contracts', requestId, contract: { ...SPY, conId: 0, secType: 'OPT', expiry: today() } });
    await until(() => told('contracts_end').length === 1);
    const listed = model.contracts.matching({ ...SPY, conId: 0, secType: 'OPT', expiry: today() });
    expect(told('contract').map(({ contract }) => contract.conId)).toEqual(listed.map(({ conId }) => conId));
    const [lower] = strikes();
    expect(told('contract').find(({ contract }) => contract.strike === lower && contract.right === 'C')?.contract).toMatchObject({ symbol: 'SPY', secType: 'OPT', expiry: today(), multiplier: '100', currency: 'USD' });

    model.setQuote(option(lower).conId, { bid: 1.2, ask: 1.3 });
    const quoteId = link.newRequestId();
    link.send({ type: 'market_data', requestId: quoteId, contract: option(lower), genericTicks: '101' });
    await until(() => told('computation').length > 0 && told('price').length > 1);
    const prices = told('price').filter((price) => price.requestId === quoteId);
    expect(prices.find(({ field }) => field === 'bid')).toMatchObject({ price: 1.2, isDelayed: false });
    model.setQuote(option(lower).conId, { ask: null });
    await until(() => told('price').some(({ field, price }) => field === 'ask' && price === null));
    expect(told('computation').every(({ volatility }) => volatility === null || volatility > 0)).toBe(true);
  });

  it('sends an order and hears its whole life as the gateway’s own records tell it', async () => {
    const { link, told } = await opened();
    const [lower] = strikes();
    const sent = { type: 'place_order', orderId: 1, contract: option(lower), order: limitOrder() } as const;
    expect(link.send(sent)).toBe('sent');
    await until(() => told('order_status').some(({ status }) => status === 'Submitted'));
    expect(model.arrived.at(-1)?.request).toMatchObject({ type: 'place_order', orderId: 1, contract: { conId: sent.contract.conId }, order: sent.order });
    expect(told('open_order').at(-1)).toMatchObject({ orderId: 1, clientId: 17, order: { ...sent.order, transmit: true } });
    model.fill(1, 2, { price: 0.44 });
    await until(() => told('commission').length === 1);
    const { executions } = model.records();
    expect(told('execution').map(({ execution, contract }) => ({ execution, conId: contract.conId }))).toEqual(
      executions.map(({ execution, contract }) => ({ execution: { ...execution, time: Math.floor(execution.time / 1_000) * 1_000 }, conId: contract.conId })),
    );
    expect(told('commission')[0]).toMatchObject({ executionId: executions[0]?.execution.id, commission: executions[0]?.charge?.commission, currency: 'USD' });

    link.send({ type: 'completed_orders' });
    link.send({ type: 'positions' });
    link.send({ type: 'executions', requestId: 1_500_000_000, account: 'DU1234567', since: clock.now() - 60_000 });
    link.send({ type: 'account_values', requestId: 1_500_000_001, names: ['NetLiquidation', '$LEDGER:ALL'] });
    await until(() => told('account_values_end').length === 1);
    expect(told('completed_order')[0]).toMatchObject({ order: { quantity: 2, reference: sent.order.reference }, state: { status: 'Filled' } });
    expect(told('position').map(({ quantity, contract }) => [contract.conId, quantity])).toEqual([[sent.contract.conId, 2]]);
    expect(told('execution').filter(({ requestId }) => requestId === 1_500_000_000)).toHaveLength(executions.length);
    expect(told('account_value').map(({ name }) => name)).toContain('NetLiquidation');
  });

  it('sends a combination with its one net limit, and changes and cancels it', async () => {
    const { link, told } = await opened();
    const contract = spread();
    const order = limitOrder({ limit: -0.2, ocaGroup: 'group-1' });
    link.send({ type: 'place_order', orderId: 5, contract, order });
    await until(() => told('open_order').length > 0);
    const arrived = model.arrived.at(-1)?.request;
    expect(arrived).toMatchObject({ type: 'place_order', order, contract: { secType: 'BAG', comboLegs: contract.comboLegs } });
    link.send({ type: 'place_order', orderId: 5, contract, order: { ...order, limit: -0.15 } });
    await until(() => told('open_order').some((open) => open.order.limit === -0.15));
    link.send({ type: 'cancel_order', orderId: 5 });
    await until(() => told('order_status').some(({ status }) => status === 'Cancelled'));
    expect(told('error').filter(({ code }) => code === 202)).toHaveLength(1);
  });

  it('asks what an order would do, and sends none', async () => {
    const { link, told } = await opened();
    link.send({ type: 'place_order', orderId: 9, contract: spread(), order: limitOrder({ action: 'SELL', whatIf: true }) });
    await until(() => told('open_order').length === 1);
    const [{ order, state } = { order: null, state: null }] = told('open_order');
    expect(order?.whatIf).toBe(true);
    expect(state?.initialMarginAfter).toBeGreaterThan(0);
    expect(state?.commission === null || (state?.commission ?? 0) > 0).toBe(true);
    expect(model.records().openOrders).toEqual([]);
  });

  it('survives a restart, and writes nothing of before to the next connection', async () => {
    const { link, events, told } = await opened();
    await server.restart({ nextOrderId: 3 });
    const arrived = model.arrived.length;
    await until(() => events.length === 3);
    expect(events).toEqual(['up', 'down', 'up']);
    await until(() => told('next_order_id').length === 2);
    expect(told('next_order_id')[1]?.orderId).toBe(3);
    expect(model.arrived).toHaveLength(arrived);
    expect(link.send({ type: 'next_order_id' })).toBe('sent');
    await until(() => told('next_order_id').length === 3);
  });

  it('finds out that half of the connection is gone, and comes back', async () => {
    const { link, events } = await opened();
    server.goMute();
    await until(() => events.length === 3);
    expect(events).toEqual(['up', 'down', 'up']);
    expect(link.state.kind).toBe('up');
  });

  it('says that its client id is taken, that the API is switched off, that nothing is said, and that nothing runs', async () => {
    await opened();
    const second = open();
    await until(isState(second.link, 'down'));
    expect(second.link.state).toMatchObject({ problem: 'client_id_taken' });
    server.reception = 'api_disabled';
    const third = open(server.port, 18);
    await until(isState(third.link, 'down'));
    expect(third.link.state).toMatchObject({ problem: 'api_disabled', detail: expect.stringMatching(/Enable ActiveX/) });
    server.reception = 'mute';
    const fourth = open(server.port, 19);
    await until(isState(fourth.link, 'down'));
    expect(fourth.link.state).toMatchObject({ problem: 'api_disabled', detail: expect.stringMatching(/says nothing/) });
    await server.stop();
    const fifth = open(server.port, 20);
    await until(isState(fifth.link, 'down'));
    expect(fifth.link.state).toMatchObject({ problem: 'not_running', detail: expect.stringMatching(/Nothing listens at 127.0.0.1/) });
  });

  it('tests a gateway', async () => {
    const settings = { ...GATEWAY_DEFAULTS, host: '127.0.0.1', port: server.port };
    const parts = { clock, pacer, connect: connectWire, running: () => null };
    model.setQuote(model.contracts.underlying('SPY'), { bid: 600, ask: 600.01 });
    expect(await testGateway(settings, parts)).toMatchObject({ outcome: 'good', text: expect.stringMatching(/SPY is quoted live/), serverVersion: 193 });
    model.manners.isReadOnly = true;
    expect(await testGateway(settings, parts)).toMatchObject({ outcome: 'read_only' });
    expect(model.arrived.some(({ request }) => request.type === 'place_order')).toBe(false);
    await until(() => server.connections === 0);
  });
});

/** A gateway that greets and then says one thing more. */
async function saying(last: readonly (string | number)[]): Promise<Server> {
  const made = createServer((socket) => {
    let heard = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      heard += 1;
      if (heard === 1) socket.write(frame([176, '20260427 10:00:00 EST']));
      if (heard === 2) socket.write(Buffer.concat([frame([15, 1, 'DU1234567']), frame([9, 1, 1]), frame(last)]));
    });
  });
  await new Promise<void>((resolve) => void made.listen(0, '127.0.0.1', resolve));
  return made;
}
const portOf = (made: Server): number => {
  const address = made.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return address.port;
};

describe('what cannot be read', () => {
  it('ends the connection, not the process', async () => {
    // An error whose details are no JSON: the library throws while it reads.
    const made = await saying([4, 2, 5, 201, 'Order rejected', '{"broken']);
    const { link, events } = open(portOf(made));
    await until(() => events.includes('down'));
    expect(link.state).toMatchObject({ kind: 'down', problem: 'other', detail: expect.stringMatching(/sent what cannot be read/) });
    await link.close();
    made.close();
  });

  it('is told where it is one message: an execution without a quantity is not guessed', async () => {
    const made = await saying([11, -1, 1, 1, 'SPY', 'STK', '', 0, '', 1, 'SMART', 'USD', 'SPY', 'SPY', 'e.1', '20260427 10:11:12 EST', 'DU1234567', 'ARCA', 'BOT', '', 600, 1, 17, 0, 0, 600, '', '', '', '', 1]);
    const { link, told } = open(portOf(made));
    await until(() => told('error').length === 1);
    expect([told('execution'), told('error')[0]]).toEqual([[], { type: 'error', requestId: -1, code: 505, text: 'An execution (e.1) could not be read', advanced: '' }]);
    await link.close();
    made.close();
  });
});
