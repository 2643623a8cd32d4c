import { describe, expect, it } from 'vitest';
import type { GatewayTest } from '../../../src-core/contract/broker.ts';
import { GATEWAY_DEFAULTS, type GatewaySettings } from '../../../src-core/contract/gateway-settings.ts';
import type { GatewayAddress, GatewayRequest } from '../../../src-main/ibkr/gateway.ts';
import { testGateway } from '../../../src-main/ibkr/gateway-test.ts';
import { ScriptedWire, SteppedTime } from './link-world.ts';

const settings: GatewaySettings = { ...GATEWAY_DEFAULTS, host: '127.0.0.1' };

/** Tests a gateway that a play speaks for. */
async function tested(play: (wire: ScriptedWire, time: SteppedTime) => void, changes: Partial<GatewaySettings> = {}, running: GatewayAddress | null = null): Promise<{ answer: GatewayTest; wires: ScriptedWire[] }> {
  const time = new SteppedTime(0);
  const wires: ScriptedWire[] = [];
  const asked = testGateway({ ...settings, ...changes }, {
    clock: time,
    pacer: time,
    running: () => running,
    connect: (_address, _clock, listener) => {
      const wire = new ScriptedWire(listener);
      wires.push(wire);
      return wire;
    },
  });
  time.advance(0);
  const [wire] = wires;
  if (wire !== undefined) play(wire, time);
  time.advance(8_000);
  return { answer: await asked, wires };
}

const quoteId = (wire: ScriptedWire): number => {
  const request = wire.written.find((written) => written.type === 'market_data');
  if (request === undefined) throw new Error('no quotes were asked for');
  return request.requestId;
};
const quoted = (wire: ScriptedWire, isDelayed: boolean): void => wire.listener.onMessage({ type: 'price', requestId: quoteId(wire), field: 'bid', price: 600, isDelayed });
const takesOrders = (wire: ScriptedWire): void => wire.listener.onMessage({ type: 'open_orders_end' });

describe('the test of a gateway', () => {
  it('is good where it serves the account, takes orders and quotes live', async () => {
    const { answer, wires } = await tested((wire, time) => {
      time.advance(20);
      wire.greet();
      takesOrders(wire);
      quoted(wire, false);
    });
    expect(answer).toEqual({ outcome: 'good', text: 'It serves DU1234567, which trades on paper. SPY is quoted live.', serverVersion: 187, accounts: ['DU1234567'], milliseconds: 20 });
    expect(wires.map(({ isClosed }) => isClosed)).toEqual([true]);
    const sent: readonly GatewayRequest['type'][] = wires[0]?.written.map(({ type }) => type) ?? [];
    expect(sent).toEqual(['open_orders', 'market_data', 'cancel_market_data']);
  });

  it.each([
    ['read_only', /takes no orders from programs: switch “Read-Only API” off/, (wire: ScriptedWire) => wire.error(321, "Error validating request.-'td' : cause - The API interface is currently in Read-Only mode.")],
    ['no_market_data', /has no subscription/, (wire: ScriptedWire) => (takesOrders(wire), wire.error(354, 'Requested market data is not subscribed.', quoteId(wire)))],
    ['no_market_data', /has no subscription/, (wire: ScriptedWire) => (takesOrders(wire), wire.error(10168, '', quoteId(wire)))],
    ['no_market_data', /Another session of the same user takes the quotes/, (wire: ScriptedWire) => (takesOrders(wire), wire.error(10197, '', quoteId(wire)))],
    ['no_market_data', /15 minutes late/, (wire: ScriptedWire) => (takesOrders(wire), quoted(wire, true))],
    ['good', /No quote of SPY came within 4 s, which is usual outside of trading hours/, takesOrders],
  ] as const)('finds %s', async (outcome, text, play) => {
    const { answer, wires } = await tested((wire) => {
      wire.greet();
      play(wire);
    });
    expect(answer).toMatchObject({ outcome, text: expect.stringMatching(text), accounts: ['DU1234567'] });
    expect(wires.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it.each([
    ['not_running', /Nothing listens/, (wire: ScriptedWire) => wire.listener.onEnd({ kind: 'unreachable', code: 'ECONNREFUSED', text: '' })],
    ['api_disabled', /says nothing: look at the gateway’s window/, (wire: ScriptedWire) => wire.listener.onAccepted()],
    ['client_id_taken', /another client id/, (wire: ScriptedWire) => wire.error(326)],
    ['wrong_account', /serves U1, not DU1234567/, (wire: ScriptedWire) => wire.greet(['U1'])],
    ['too_old', /update TWS/, (wire: ScriptedWire) => wire.listener.onEnd({ kind: 'too_old', text: 'Unsupported Version 90' })],
    ['other', /ended the connection/, (wire: ScriptedWire) => (wire.greet(), wire.listener.onEnd({ kind: 'closed', text: '' }))],
  ] as const)('finds %s, in one attempt and within 8 s', async (outcome, text, play) => {
    const { answer, wires } = await tested(play, { account: outcome === 'other' ? '' : 'DU1234567' });
    expect(answer).toMatchObject({ outcome, text: expect.stringMatching(text) });
    expect(answer.milliseconds).toBeLessThanOrEqual(8_000);
    expect(wires.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  it('does not disturb the connection that this terminal has itself', async () => {
    const { answer, wires } = await tested(() => undefined, {}, { host: 'localhost', port: 4002, clientId: 17, account: '' });
    expect(answer).toMatchObject({ outcome: 'good', text: expect.stringMatching(/connected to it already, as client 17/) });
    expect(wires).toEqual([]);
  });

  it('asks for a host where there is none', async () => {
    expect((await tested(() => undefined, { host: '' })).answer).toMatchObject({ outcome: 'bad_settings', text: expect.stringMatching(/127.0.0.1/) });
  });
});
