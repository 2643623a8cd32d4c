import { beforeEach, describe, expect, test } from 'vitest';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type OperationName, operations, type Role } from '../../../src-core/contract/operations.ts';
import { type StreamName, streams } from '../../../src-core/contract/streams.ts';
import { type AuditEntry, Door, type Handlers, type StreamOpeners } from '../../../src-main/operations/door.ts';
import { RateLimit } from '../../../src-main/operations/rate-limit.ts';
import { option } from '../trading/trading-fixture.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const TICKET = {
  underlying: 'SPY',
  legs: [{ symbol: option('call', 640), side: 'buy', ratio: 1 }],
  quantity: 1,
  terms: { type: 'limit', limit: 12_000 },
  timeInForce: 'DAY',
};

const NONE = { url: '', organisation: '', bucket: '' };
const CONNECTIONS = {
  profile: 'desk',
  workstation: 'left',
  account: { owner: 'desk', number: 'PAPER-1' },
  servers: { postgresql: { ...NONE, url: 'postgres://desk@db/books' }, redis: NONE, influxdb: NONE },
};

/** An input that each operation's schema takes. */
const INPUTS: Record<OperationName, unknown> = {
  'session.get': {},
  'session.pause': {},
  'session.resume': {},
  'session.speed': { speed: 10 },
  'orders.preview': TICKET,
  'orders.place': { ...TICKET, id: ID },
  'orders.change': { id: ID, terms: TICKET.terms, quantity: 2 },
  'orders.cancel': { id: ID },
  'orders.cancelAll': {},
  'positions.close': { id: ID, tradeId: ID, at: 'mid' },
  'settings.get': { name: 'layout' },
  'settings.set': { name: 'layout', value: { a: [1, null] } },
  'market.history': { ticker: 'SPY', range: '30d' },
  'market.correlations': { pair: 'SPY_QQQ', range: '5d' },
  'signals.list': { detector: 'momentum', limit: 10 },
  'signals.get': { id: ID },
  'signals.approve': { id: ID },
  'signals.dismiss': { id: ID },
  'signals.restore': { id: ID },
  'signals.settings': {},
  'signals.configure': { settings: { automation: { momentum: { enabled: true, leastConfidence: 0.7, leastExpected: 1, mostPerDay: 2 } }, riskPerTrade: 5_000_000 } },
  'risk.kill': { flatten: false },
  'risk.reduce': {},
  'risk.resume': { to: 'ACTIVE' },
  'risk.flattenPlan': { tradeIds: [ID] },
  'risk.flatten': {},
  'risk.stopFlattening': {},
  'risk.scenarios': { scope: 'book' },
  'risk.events': { severity: 'high', offset: 0, limit: 10 },
  'performance.accounts': {},
  'performance.definitions': {},
  'performance.get': { slice: { strategy: ['iron condor'] } },
  'performance.slices': { by: 'hour' },
  'performance.days': { from: '2026-11-20' },
  'performance.report': { date: '2026-11-20', format: 'pdf' },
  'performance.correct': { correction: { kind: 'charges', id: ID, tradeId: ID, commission: 100, fees: 0, reason: 'billed later' } },
  'journal.list': { text: 'condor', limit: 20 },
  'journal.get': { tradeId: ID },
  'journal.tags': {},
  'journal.annotate': { tradeId: ID, notes: 'early', tags: ['plan'] },
  'journal.chain': { tradeId: ID, moment: 'entry' },
  'journal.export': { query: {}, what: 'fills', format: 'parquet' },
  'journal.previewImport': { fileName: 'a.csv', content: 'a,b' },
  'journal.import': { fileName: 'a.csv', content: 'a,b', digest: 'abc' },
  'journal.imports': {},
  'journal.removeImport': { id: ID },
  'limits.get': {},
  'limits.set': { changes: [{ name: 'max_positions', value: 5 }] },
  'limits.withdraw': { name: 'max_positions' },
  'exits.set': { tradeId: ID, plan: { target: { unit: 'percent', value: 50 }, stop: null, trailing: null, at: null, minutesBeforeEnd: 15 } },
  'alerts.list': { offset: 0, limit: 50 },
  'alerts.acknowledge': { ids: ['a1'] },
  'alerts.snooze': { id: 'a1', minutes: 5 },
  'alerts.setRule': { rule: { id: ID, name: 'SPY high', condition: { kind: 'price', ticker: 'SPY', when: 'at_or_above', threshold: 640 }, severity: 'medium', enabled: true, repeat: { kind: 'once' } } },
  'alerts.removeRule': { id: ID },
  'gamma.levels': { underlying: 'SPY', limit: 20 },
  'gamma.study': {},
  'gamma.stopStudy': {},
  'practice.recordings': {},
  'practice.addFolder': { path: '/recordings' },
  'practice.removeFolder': { path: '/recordings' },
  'practice.start': { path: '/recordings/day', date: '2026-07-28', capital: 250_000_000 },
  'practice.step': { seconds: 60 },
  'practice.jump': { time: 1_785_000_000_000, discard: true },
  'practice.stop': {},
  'practice.end': {},
  'practice.runs': {},
  'practice.run': { id: ID },
  'practice.removeRun': { id: ID },
  'connections.test': { server: 'redis', settings: { url: 'redis://cache:6379', organisation: '', bucket: '' }, credential: 'hunter-2' },
  'connections.save': { settings: CONNECTIONS, credentials: {} },
  'desk.takeOver': {},
};
const NAMES = Object.keys(operations) as OperationName[];
const RANK: Record<Role, number> = { viewer: 0, trader: 1, admin: 2 };
const ROLES = Object.keys(RANK) as Role[];

let now: number;
let handled: { readonly name: string; readonly input: unknown }[];
let audited: AuditEntry[];
/** What writing an entry takes. */
let auditing: Promise<void>;
let answer: (name: string) => unknown;
let tapsClosed: number;
let counted: string[];

beforeEach(() => {
  now = 0;
  handled = [];
  audited = [];
  auditing = Promise.resolve();
  answer = (name) => `answer of ${name}`;
  tapsClosed = 0;
  counted = [];
});

function host(role: Role = 'trader'): ContractHost {
  // Every handler and opener alike: what they do is tested elsewhere.
  const handlers = Object.fromEntries(
    NAMES.map((name) => [
      name,
      (input: unknown) => {
        handled.push({ name, input });
        return answer(name);
      },
    ]),
  ) as unknown as Handlers;
  const openers = Object.fromEntries(
    Object.keys(streams).map((name) => [name, (input: unknown) => ({ take: () => ({ kind: 'value', value: { name, input } }), close: () => (tapsClosed += 1) })]),
  ) as unknown as StreamOpeners;
  const door = new Door({
    handlers,
    streams: openers,
    audit: async (entry) => {
      audited.push(entry);
      await auditing;
    },
    realNow: () => now,
    onMutation: ({ userId }) => void counted.push(userId),
  });
  return door.host({ userId: 'u', role, origin: 'script', address: '127.0.0.1' });
}

function call(door: ContractHost, name: string, input: unknown): Promise<unknown> {
  return door.call(name, input, new AbortController().signal);
}

async function refusal(promise: Promise<unknown>): Promise<ContractFailure> {
  const failure = await promise.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
  if (!(failure instanceof ContractFailure)) throw new Error(String(failure));
  return failure;
}

describe('every operation, for every role', () => {
  test.each(NAMES.flatMap((name) => ROLES.map((role) => [name, role] as const)))('%s as %s', async (name, role) => {
    const { role: needed, mutates } = operations[name];
    const allowed = RANK[role] >= RANK[needed];
    const result = call(host(role), name, INPUTS[name]);
    if (allowed) {
      expect(await result).toBe(`answer of ${name}`);
      expect(handled).toEqual([{ name, input: operations[name].input.parse(INPUTS[name]) }]);
    } else {
      const failure = await refusal(result);
      expect(failure).toMatchObject({ code: 'forbidden', message: `operation ${name} needs the role ${needed}; this connection has ${role}` });
      expect(handled).toEqual([]);
    }
    expect(counted).toEqual(mutates ? ['u'] : []);
    const entry = { caller: { userId: 'u', role, origin: 'script', address: '127.0.0.1' }, action: name, input: INPUTS[name], outcome: allowed ? 'done' : 'forbidden' };
    expect(audited).toEqual(mutates ? [entry] : []);
  });

  test('all that change something need more than a viewer, but a window’s own settings', () => {
    const open = NAMES.filter((name) => operations[name].mutates && operations[name].role === 'viewer');
    expect(open).toEqual(['settings.set']);
  });
});

describe('input that does not fit', () => {
  test.each([
    ['session.speed', { speed: 5_000 }, 'speed', /^speed: .*1000.*\(got 5000\)$/],
    ['session.speed', {}, 'speed', /^speed: .*expected number.*\(got nothing\)$/],
    ['orders.place', { ...TICKET, id: 'one' }, 'id', /^id: .*UUID.*\(got "one"\)$/],
    ['orders.place', { ...TICKET, id: ID, quantity: 1.5 }, 'quantity', /^quantity: .*int.*\(got 1.5\)$/],
    ['orders.place', { ...TICKET, id: ID, underlying: 'DIA' }, 'underlying', /^underlying: .*"SPY"\|"QQQ"\|"IWM".*\(got "DIA"\)$/],
    ['orders.preview', { ...TICKET, legs: [{ symbol: 'SPY 1', side: 'buy', ratio: 1 }] }, 'legs.0.symbol', /^legs\.0\.symbol: "SPY 1" is not an OCC symbol of SPY, QQQ, IWM \(got "SPY 1"\)$/],
    ['orders.preview', { ...TICKET, terms: { type: 'limit', limit: '1.20' } }, 'terms.limit', /^terms\.limit: .*\(got "1\.20"\)$/],
    ['positions.close', { id: ID, tradeId: ID, at: 'market' }, 'at', /^at: .*"mid"\|"natural".*\(got "market"\)$/],
    ['signals.list', { limit: 500 }, 'limit', /^limit: expected 1 to 200 \(got 500\)$/],
    ['signals.approve', { id: 'sig_1' }, 'id', /^id: .*UUID.*\(got "sig_1"\)$/],
    ['signals.configure', { settings: { automation: { pin: { enabled: true, leastConfidence: 0.2, leastExpected: 0, mostPerDay: 1 } }, riskPerTrade: 5_000_000 } }, 'settings.automation.pin.leastConfidence', /^settings\.automation\.pin\.leastConfidence: expected 0\.3 to 0\.99 \(got 0\.2\)$/],
    ['settings.get', 7, undefined, /^input: .*expected object.*\(got 7\)$/],
  ] as const)('%s %j', async (name, input, field, message) => {
    const failure = await refusal(call(host(), name, input));
    expect(failure).toMatchObject({ code: 'bad_input', field });
    expect(failure.message).toMatch(message);
    expect(handled).toEqual([]);
    expect(audited.map(({ outcome }) => outcome)).toEqual(operations[name].mutates ? ['bad_input'] : []);
  });

  test.each([
    ['connections.test', { server: 'redis', settings: NONE, credential: ['hunter-2'] }, 'credential'],
    ['connections.test', { server: 'redis', settings: { ...NONE, url: ['redis://:hunter-2@cache'] } }, 'settings.url'],
    ['connections.save', { settings: CONNECTIONS, credentials: { redis: { password: 'hunter-2' } } }, 'credentials.redis'],
    ['connections.save', [{ credentials: { redis: 'hunter-2' } }], undefined],
  ] as const)('a refusal of %s never repeats a password', async (name, input, field) => {
    const failure = await refusal(call(host(), name, input));
    expect(failure).toMatchObject({ code: 'bad_input', field });
    expect(failure.message).not.toContain('hunter');
  });

  test('a value of any length is shown short', async () => {
    const { message } = await refusal(call(host(), 'settings.get', { name: 'x'.repeat(10_000) }));
    expect(message.length).toBeLessThan(200);
  });

  test.each(['orders.delete', 'toString', '__proto__', ''])('there is no operation or stream "%s"', async (name) => {
    expect(await refusal(call(host('admin'), name, {}))).toMatchObject({ code: 'not_found', message: `there is no operation "${name}"` });
    expect(() => host('admin').open(name, {}, 1, () => undefined)).toThrow(`there is no stream "${name}"`);
  });
});

describe('the audit', () => {
  test.each([
    [new ContractFailure({ code: 'denied', message: 'no' }), 'denied'],
    [new Error('broken'), 'internal'],
  ])('names what became of a mutation that failed: %s', async (error, outcome) => {
    answer = () => {
      throw error;
    };
    await expect(call(host(), 'orders.cancelAll', {})).rejects.toBe(error);
    expect(audited).toMatchObject([{ action: 'orders.cancelAll', outcome }]);
  });

  test('holds a file’s name and length, and nothing of what is in it', async () => {
    const content = 'Trades,Header\n'.repeat(2_000);
    await call(host(), 'journal.import', { fileName: 'a.csv', content, format: null, digest: 'abc' });
    expect(audited.map(({ input }) => input)).toEqual([{ fileName: 'a.csv', content: `a file of ${content.length} letters, not kept`, format: null, digest: 'abc' }]);
    expect(handled[0]?.input).toMatchObject({ content });
    expect((await refusal(call(host(), 'journal.import', { fileName: 'a.csv', content: content.repeat(1_000), digest: 'abc' }))).message).toMatch(/^content: expected at most 20 MB \(got "a file of \d+ letters, not kept"\)$/);
  });

  test('holds no password, wherever in the input it stood, and says which were given', async () => {
    const url = 'postgres://desk:hunter/2@!@db/books';
    const settings = { ...CONNECTIONS, servers: { ...CONNECTIONS.servers, postgresql: { ...NONE, url } } };
    await call(host(), 'connections.save', { settings, credentials: { redis: 'hunter-2', influxdb: null } });
    await refusal(call(host(), 'connections.save', { settings: { ...settings, workstation: '' }, credentials: { redis: 'hunter-2' } }));
    await refusal(call(host(), 'connections.save', [{ credential: 'hunter-2' }, 'redis:user:hunter-2@cache']));
    expect(audited.map(({ outcome }) => outcome)).toEqual(['done', 'bad_input', 'bad_input']);
    expect(JSON.stringify(audited)).not.toContain('hunter');
    expect(audited[0]?.input).toMatchObject({ settings: { servers: { postgresql: { url: 'postgres://desk:…@db/books' } } }, credentials: { redis: true, influxdb: null } });
    // What the handler is given is whole.
    expect(handled[0]?.input).toMatchObject({ settings: { servers: { postgresql: { url } } }, credentials: { redis: 'hunter-2' } });
  });

  test('is written before the caller has its answer', async () => {
    const result = await call(host(), 'session.pause', {});
    expect([result, audited.length]).toEqual(['answer of session.pause', 1]);
  });

  test('does not hold up what makes things safer', async () => {
    auditing = new Promise(() => undefined);
    expect(await call(host(), 'risk.kill', { flatten: false })).toBe('answer of risk.kill');
    expect(audited).toMatchObject([{ action: 'risk.kill', outcome: 'done' }]);
  });
});

describe('the rate limit', () => {
  test('lets a burst of changes pass, refuses more, is refilled in time, and leaves reading alone', async () => {
    const door = host();
    for (let count = 0; count < 120; count += 1) await call(door, 'session.pause', {});
    expect(await refusal(call(door, 'session.pause', {}))).toMatchObject({ code: 'rate_limited' });
    expect(audited.at(-1)?.outcome).toBe('rate_limited');
    expect(handled).toHaveLength(120);
    await call(door, 'session.get', {});
    // Another connection has its own.
    now = 99;
    await refusal(call(door, 'session.pause', {}));
    now = 101;
    await call(door, 'session.pause', {});
  });

  test('never refuses what makes things safer', async () => {
    const door = host();
    for (let count = 0; count < 130; count += 1) await call(door, 'session.pause', {}).catch(() => undefined);
    expect(audited.at(-1)?.outcome).toBe('rate_limited');
    expect(await call(door, 'risk.kill', { flatten: false })).toBe('answer of risk.kill');
    expect(await call(door, 'orders.cancelAll', {})).toBe('answer of orders.cancelAll');
  });

  test('is a bucket that never holds more than its burst', () => {
    let time = 0;
    const limit = new RateLimit({ perMinute: 60, burst: 2 }, () => time);
    expect([limit.allow(), limit.allow(), limit.allow()]).toEqual([true, true, false]);
    time = 999;
    expect(limit.allow()).toBe(false);
    time = 1_000;
    expect([limit.allow(), limit.allow()]).toEqual([true, false]);
    time = 3_600_000;
    expect([limit.allow(), limit.allow(), limit.allow()]).toEqual([true, true, false]);
  });
});

describe('streams', () => {
  test.each(Object.keys(streams) as StreamName[])('%s opens for a viewer, with its input checked', (name) => {
    const ofUnderlying: readonly StreamName[] = ['chain', 'smile', 'analysis', 'volatility', 'gamma'];
    const input = ofUnderlying.includes(name) ? { underlying: 'QQQ' } : name === 'candles' ? { ticker: 'VIX' } : name === 'calibration' ? { detector: null } : {};
    expect(host('viewer').open(name, input, 1, () => undefined).take()).toEqual({ kind: 'value', value: { name, input } });
  });

  test('a bad input names its field', () => {
    expect(() => host().open('chain', { underlying: 'DIA' }, 1, () => undefined)).toThrow(/^underlying: .*\(got "DIA"\)$/);
  });

  test('end with their connection, each once', () => {
    const door = host();
    const first = door.open('orders', {}, 1, () => undefined);
    door.open('market', {}, 2, () => undefined);
    first.close();
    door.closed();
    expect(tapsClosed).toBe(2);
    door.closed();
    expect(tapsClosed).toBe(2);
  });
});
