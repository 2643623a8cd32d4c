import { describe, expect, it } from 'vitest';
import { BUY, LinkWorld, MARKET_DATA } from './link-world.ts';

function connected(account = ''): LinkWorld {
  const world = new LinkWorld(account);
  world.wire.greet();
  return world;
}

describe('connecting', () => {
  it('is up once accounts and next order id have come, in either order, and then tells what came before', () => {
    const world = new LinkWorld();
    const { wire } = world;
    expect(world.link.state.kind).toBe('connecting');
    wire.listener.onAccepted();
    wire.listener.onServer(187);
    wire.error(2104, 'Market data farm connection is OK:usopt');
    wire.listener.onMessage({ type: 'next_order_id', orderId: 12 });
    expect([world.link.state.kind, world.messages, world.link.send(MARKET_DATA(1))]).toEqual(['connecting', [], 'down']);
    wire.listener.onAccounts(['DU1234567']);
    expect(world.state('up')).toMatchObject({ serverVersion: 187, accounts: ['DU1234567'], servers: 'connected', farms: [{ name: 'usopt', kind: 'market_data', state: 'connected' }] });
    expect(world.events).toEqual([{ type: 'up' }]);
    expect(world.messages.map(({ type }) => type)).toEqual(['error', 'next_order_id']);
  });

  it.each([
    ['', ['DU1', 'DU2'], /serves DU1, DU2: say which is traded/],
    ['U7654321', ['DU1234567'], /serves DU1234567, not U7654321: log in to the right account there, or correct the account here/],
    ['', [], /serves no account/],
  ])('refuses to serve another account than %j', (account, accounts, detail) => {
    const world = new LinkWorld(account);
    world.wire.greet(accounts);
    expect(world.state('down')).toMatchObject({ problem: 'wrong_account', detail: expect.stringMatching(detail), retryAt: world.time.now() + 30_000 });
    expect([world.wire.isClosed, world.events, world.messages]).toEqual([true, [], []]);
  });

  it.each([
    ['nothing listens', (world: LinkWorld) => world.wire.listener.onEnd({ kind: 'unreachable', code: 'ECONNREFUSED', text: 'connect ECONNREFUSED' }), 'not_running', /Nothing listens at 127.0.0.1:4002: start TWS or IB Gateway/],
    ['there is no such machine', (world: LinkWorld) => world.wire.listener.onEnd({ kind: 'unreachable', code: 'ENOTFOUND', text: 'getaddrinfo ENOTFOUND' }), 'not_running', /no machine named 127.0.0.1/],
    [
      'it is closed at once',
      (world: LinkWorld) => {
        world.wire.listener.onAccepted();
        world.wire.listener.onEnd({ kind: 'closed', text: '' });
      },
      'api_disabled',
      /Enable ActiveX and Socket Clients/,
    ],
    [
      'it speaks and ends',
      (world: LinkWorld) => {
        world.wire.listener.onAccepted();
        world.wire.listener.onServer(187);
        world.wire.listener.onEnd({ kind: 'closed', text: '' });
      },
      'api_disabled',
      /trusted addresses/,
    ],
    ['it says nothing', (world: LinkWorld) => (world.wire.listener.onAccepted(), world.pass(10_000)), 'api_disabled', /says nothing: look at the gateway’s window/],
    ['it is never reached', (world: LinkWorld) => world.pass(10_000), 'not_running', /does not answer/],
    ['its version is unknown', (world: LinkWorld) => world.wire.listener.onEnd({ kind: 'too_old', text: 'Unsupported Version 90' }), 'too_old', /update TWS or IB Gateway/],
  ])('says what is wrong where %s', (_name, play, problem, detail) => {
    const world = new LinkWorld();
    play(world);
    expect(world.state('down')).toMatchObject({ problem, detail: expect.stringMatching(detail) });
    expect(world.events).toEqual([]);
  });

  it('keeps its client id where another program has it, and tries again slowly', () => {
    const world = new LinkWorld();
    world.wire.listener.onAccepted();
    world.wire.listener.onServer(187);
    world.wire.error(326, 'Unable to connect as the client id is already in use.');
    expect(world.state('down')).toMatchObject({ problem: 'client_id_taken', detail: expect.stringMatching(/as client 17: end it, or give one of the two another client id/) });
    world.pass(29_999);
    expect(world.wires).toHaveLength(1);
    world.pass(1);
    world.wire.greet();
    expect(world.state('up').accounts).toEqual(['DU1234567']);
  });
});

describe('coming back', () => {
  const refuse = (world: LinkWorld): void => world.wire.listener.onEnd({ kind: 'unreachable', code: 'ECONNREFUSED', text: '' });
  const delays = (world: LinkWorld, tries: number): number[] =>
    Array.from({ length: tries }, () => {
      refuse(world);
      const { retryAt } = world.state('down');
      const delay = (retryAt ?? Number.NaN) - world.time.now();
      world.pass(delay);
      return delay;
    });

  it('waits twice as long after each failure, 15 s at most', () => {
    expect(delays(new LinkWorld(), 9)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('tries every two seconds in the minutes after it was connected: a gateway restarts', () => {
    const world = connected();
    world.wire.listener.onEnd({ kind: 'closed', text: '' });
    expect(world.state('down')).toMatchObject({ problem: 'ended', detail: expect.stringMatching(/it restarts, or was closed/) });
    world.pass(250);
    expect(delays(world, 6)).toEqual([500, 1_000, 2_000, 2_000, 2_000, 2_000]);
    world.wire.greet(['DU1234567'], 1);
    expect(world.events.map(({ type }) => type)).toEqual(['up', 'down', 'up']);
  });

  it('tries at once when asked, with a connection of its own', () => {
    const world = new LinkWorld();
    refuse(world);
    world.link.retry();
    expect([world.wires.length, world.link.state.kind]).toEqual([2, 'connecting']);
    // What the old one still says is not heard.
    world.wires[0]?.greet();
    expect(world.link.state.kind).toBe('connecting');
  });

  it('sends nothing that waited, and says so', () => {
    const world = connected();
    for (let id = 0; id < 40; id += 1) world.link.send(MARKET_DATA(id));
    for (let id = 0; id < 30; id += 1) world.link.send(BUY(id));
    const { wire } = world;
    // One of the 45 is the question for the time.
    expect([wire.written.length, world.link.waiting]).toEqual([44, 26]);
    wire.listener.onEnd({ kind: 'closed', text: '' });
    expect(world.link.send(BUY(99))).toBe('down');
    const unsent = world.events.flatMap((event) => (event.type === 'unsent' ? [event.request.type] : []));
    expect(unsent).toEqual([...Array(8).fill('place_order'), ...Array(18).fill('market_data')]);
    world.pass(250);
    world.wire.greet();
    world.pass(60_000);
    expect(world.wires[1]?.written).toEqual([]);
    expect(wire.written).toHaveLength(44);
  });

  it('is closed for good', async () => {
    const world = connected();
    await world.link.close();
    expect(world.state('down')).toMatchObject({ problem: 'closed', retryAt: null });
    world.link.retry();
    world.pass(600_000);
    expect([world.wires.length, world.wire.isClosed, world.events.map(({ type }) => type)]).toEqual([1, true, ['up', 'down']]);
  });
});

describe('the heartbeat', () => {
  const answer = (world: LinkWorld, ahead: number): void => world.wire.listener.onTime(Math.floor((world.time.now() + ahead) / 1_000) * 1_000);

  it('asks for the time every five seconds and narrows down how much the gateway’s clock is ahead', () => {
    const world = connected();
    expect([world.wire.timesAsked, world.state('up').clockSkewMs]).toEqual([1, null]);
    for (let beat = 0; beat < 20; beat += 1) {
      world.pass(13);
      answer(world, 1_700);
      world.pass(5_170);
    }
    expect(world.wire.timesAsked).toBe(21);
    expect(Math.abs((world.state('up').clockSkewMs ?? 0) - 1_700)).toBeLessThan(100);
  });

  it('tears down a connection of which half is gone', () => {
    const world = connected();
    answer(world, 0);
    world.pass(5_170);
    // Quotes alone are no answer.
    world.wire.listener.onMessage({ type: 'price', requestId: 1, field: 'bid', price: 1, isDelayed: false });
    world.pass(9_999);
    expect(world.link.state.kind).toBe('up');
    world.pass(1);
    expect(world.state('down')).toMatchObject({ problem: 'half_open', detail: expect.stringMatching(/has not answered for 10 s/) });
    expect(world.wire.isClosed).toBe(true);
    world.pass(250);
    world.wire.greet();
    expect(world.link.state.kind).toBe('up');
  });

  it('asks once more after the process was held, before it gives up', () => {
    const world = connected();
    world.time.hold(3_600_000);
    expect([world.link.state.kind, world.wire.timesAsked]).toEqual(['up', 2]);
    world.pass(10_000);
    expect(world.link.state.kind).toBe('down');
  });
});

describe('what the gateway says of itself', () => {
  it('loses the broker’s servers and has them back, with its subscriptions or without', () => {
    const world = connected();
    world.wire.error(1100, 'Connectivity between IBKR and Trader Workstation has been lost.');
    world.wire.error(2110, 'Connectivity between Trader Workstation and server is broken.');
    expect(world.state('up').servers).toBe('lost');
    world.wire.error(1102);
    world.wire.error(1100);
    world.wire.error(1101);
    expect(world.state('up').servers).toBe('connected');
    expect(world.events.slice(1)).toEqual([
      { type: 'servers_lost' },
      { type: 'servers_back', isDataLost: false },
      { type: 'servers_lost' },
      { type: 'servers_back', isDataLost: true },
    ]);
    expect(world.messages.filter(({ type }) => type === 'error')).toHaveLength(5);
  });

  it('tells of its farms, by the newest', () => {
    const world = connected();
    world.wire.error(2104, 'Market data farm connection is OK:usopt');
    world.wire.error(2106, 'HMDS data farm connection is OK:ushmds');
    world.wire.error(2103, 'Market data farm connection is broken:usopt');
    expect(world.state('up').farms).toEqual([
      { name: 'usopt', kind: 'market_data', state: 'broken' },
      { name: 'ushmds', kind: 'history', state: 'connected' },
    ]);
  });

  it('stays up while it is read-only, and leaves when its port is changed', () => {
    const world = connected();
    world.wire.error(321, 'The API interface is currently in Read-Only mode.', 5);
    expect(world.link.state.kind).toBe('up');
    world.wire.error(1300, 'TWS socket port has been reset and this connection is being dropped.');
    expect(world.state('down').problem).toBe('ended');
  });

  it('is not written to for a second after it said that it was too much', () => {
    const world = connected();
    world.wire.error(100, 'Max rate of messages per second has been exceeded', 7);
    expect(world.link.send(BUY(1))).toBe('waiting');
    world.pass(1_000);
    expect(world.wire.written).toHaveLength(1);
  });
});

it('gives numbers for requests that no order has', () => {
  const { link } = connected();
  const [first, second] = [link.newRequestId(), link.newRequestId()];
  expect(first).toBeGreaterThanOrEqual(1_000_000_000);
  expect(second).toBe(first + 1);
});
