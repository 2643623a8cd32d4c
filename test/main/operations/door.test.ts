import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { Role } from '../../../src-core/access/permission.ts';
import { operation } from '../../../src-core/contract/operation.ts';
import { type OperationName, operations } from '../../../src-core/contract/operations.ts';
import { type StreamName, streams } from '../../../src-core/contract/streams.ts';
import { type AuditEntry, Door, type Handlers, type StreamOpeners } from '../../../src-main/operations/door.ts';
import { RateLimit } from '../../../src-main/operations/rate-limit.ts';
import { callerOf, fixedIdentity } from '../../support/callers.ts';
import { CONNECTIONS, ID, INPUTS, NONE, TICKET } from '../../support/operation-inputs.ts';

const NAMES = Object.keys(operations) as OperationName[];

let now: number;
let handled: { readonly name: string; readonly input: unknown }[];
let audited: AuditEntry[];
/** What writing an entry takes. */
let auditing: Promise<void>;
let answer: (name: string) => unknown;
let tapsClosed: number;
let counted: string[];
/** What an operation acts on, for the audit. */
let stateOf: ((name: string) => unknown) | null;

beforeEach(() => {
  now = 0;
  handled = [];
  audited = [];
  auditing = Promise.resolve();
  answer = (name) => `answer of ${name}`;
  tapsClosed = 0;
  counted = [];
  stateOf = null;
});

/** Every handler and opener alike: what they do is tested elsewhere. `undefined` leaves one out. */
function doorOf(moreHandlers: Readonly<Record<string, unknown>> = {}, moreStreams: Readonly<Record<string, unknown>> = {}): Door {
  const present = (all: object): object => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const handlers = Object.fromEntries(
    NAMES.map((name) => [
      name,
      (input: unknown) => {
        handled.push({ name, input });
        return answer(name);
      },
    ]),
  );
  const openers = Object.fromEntries(
    Object.keys(streams).map((name) => [name, (input: unknown) => ({ take: () => ({ kind: 'value', value: { name, input } }), close: () => (tapsClosed += 1) })]),
  );
  return new Door({
    handlers: present({ ...handlers, ...moreHandlers }) as Handlers,
    streams: present({ ...openers, ...moreStreams }) as StreamOpeners,
    audit: async (entry) => {
      audited.push(entry);
      await auditing;
    },
    audited: { read: async (name) => (stateOf === null ? null : stateOf(name)) },
    realNow: () => now,
    onMutation: ({ userId }) => void counted.push(userId ?? 'nobody'),
  });
}

function host(role: Role = 'trader'): ContractHost {
  return doorOf().host(fixedIdentity(callerOf({ userId: 'u', role, origin: 'script', address: '127.0.0.1' })));
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

describe('what may be behind it', () => {
  test('an operation that does not declare who may call it, on what and whether it is audited is not registered', () => {
    const whole = { input: z.object({}), output: z.object({}), role: 'trader', scope: 'account', mutates: true, audited: true } as const;
    expect(operation(whole)).toBe(whole);
    for (const field of ['role', 'scope', 'mutates', 'audited'] as const) {
      const { [field]: _left, ...rest } = whole;
      // @ts-expect-error the compiler does not take it either
      expect(() => operation(rest), field).toThrow(new RegExp(`declares its role, scope, mutates and audited: ${field}`));
    }
    // @ts-expect-error there is no such role
    expect(() => operation({ ...whole, role: 'root' })).toThrow(/role/);
  });

  test('a handler or a stream without a declaration is refused at once, and so is one that is missing', () => {
    expect(() => doorOf({ 'orders.erase': () => ({}) })).toThrow('the operation "orders.erase" is not declared in the contract: nobody says who may use it');
    expect(() => doorOf({}, { secrets: () => ({}) })).toThrow('the stream "secrets" is not declared in the contract');
    expect(() => doorOf({ 'orders.place': undefined })).toThrow('the operation "orders.place" is declared in the contract and not there');
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
    expect(audited.map(({ outcome }) => outcome)).toEqual(operations[name].audited ? ['bad_input'] : []);
  });

  test.each([
    ['connections.test', { server: 'redis', settings: NONE, credential: ['hunter-2'] }, 'credential'],
    ['connections.test', { server: 'redis', settings: { ...NONE, url: ['redis://:hunter-2@cache'] } }, 'settings.url'],
    ['connections.save', { settings: CONNECTIONS, credentials: { redis: { password: 'hunter-2' } } }, 'credentials.redis'],
    ['connections.save', [{ credentials: { redis: 'hunter-2' } }], undefined],
    ['access.signIn', { username: 'ada', password: ['hunter-2'] }, 'password'],
    ['access.setPassword', { current: 'hunter-1', next: { text: 'hunter-2' } }, 'next'],
    ['backups.export', { passphrase: 'hunter-2' }, 'passphrase'],
    ['config.set', { key: 'backup.export_passphrase', value: ['hunter-2'] }, 'value'],
  ] as const)('a refusal of %s never repeats a password', async (name, input, field) => {
    const failure = await refusal(call(host('admin'), name, input));
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
    await call(host('admin'), 'connections.save', { settings, credentials: { redis: 'hunter-2', influxdb: null } });
    await refusal(call(host('admin'), 'connections.save', { settings: { ...settings, workstation: '' }, credentials: { redis: 'hunter-2' } }));
    await refusal(call(host('admin'), 'connections.save', [{ credential: 'hunter-2' }, 'redis:user:hunter-2@cache']));
    expect(audited.map(({ outcome }) => outcome)).toEqual(['done', 'bad_input', 'bad_input']);
    expect(JSON.stringify(audited)).not.toContain('hunter');
    expect(audited[0]?.input).toMatchObject({ settings: { servers: { postgresql: { url: 'postgres://desk:…@db/books' } } }, credentials: { redis: true, influxdb: null } });
    // What the handler is given is whole.
    expect(handled[0]?.input).toMatchObject({ settings: { servers: { postgresql: { url } } }, credentials: { redis: 'hunter-2' } });
  });

  test('holds no password of a person, and no value that is never told', async () => {
    await call(host('admin'), 'access.signIn', { username: 'ada', password: 'hunter-2' });
    await call(host('admin'), 'access.setPassword', { current: 'hunter-1', next: 'hunter-2' });
    await call(host('admin'), 'users.create', INPUTS['users.create']);
    await call(host('admin'), 'backups.export', { passphrase: 'hunter-2-hunter-2' });
    await call(host('admin'), 'config.set', { key: 'backup.export_passphrase', value: 'hunter-2' });
    await call(host('admin'), 'config.set', { key: 'backup.keep', value: '20' });
    expect(JSON.stringify(audited)).not.toContain('hunter');
    expect(audited[0]?.input).toEqual({ username: 'ada', password: true });
    expect(audited.at(-1)?.input).toEqual({ key: 'backup.keep', value: '20' });
  });

  test('has what was there before and after', async () => {
    let state = { limit: 100 };
    stateOf = () => state;
    answer = () => {
      state = { limit: 120 };
      return {};
    };
    await call(host(), 'orders.change', { id: ID, terms: TICKET.terms, quantity: 2 });
    answer = () => {
      throw new ContractFailure({ code: 'conflict', message: 'filled' });
    };
    await refusal(call(host(), 'orders.change', { id: ID, terms: TICKET.terms, quantity: 3 }));
    expect(audited).toMatchObject([
      { before: { limit: 100 }, after: { limit: 120 }, outcome: 'done' },
      { before: { limit: 120 }, after: null, outcome: 'conflict' },
    ]);
  });

  test.each([
    ['deep', () => Array.from({ length: 100_000 }).reduce((value: unknown) => [value], 0)],
    ['circular', () => Object.assign([], [1]).concat([]).reduce((all: unknown[]) => (all.push(all), all), [] as unknown[])],
    ['wide', () => Array.from({ length: 500_000 }, () => 0)],
    ['shared from everywhere, so that it has 2^60 ends', () => Array.from({ length: 60 }).reduce((value: unknown) => [value, value], 0)],
  ])('keeps and reads nothing of an input that is %s', async (_how, made) => {
    const input = { name: 'a', value: made() };
    const began = performance.now();
    expect(await refusal(call(host('viewer'), 'settings.set', input))).toMatchObject({ code: 'forbidden' });
    const failure = await refusal(call(host(), 'settings.set', input));
    expect(failure.code).toBe('bad_input');
    expect(failure.message).toMatch(/^input: it has more than (40 levels|20000 values); expected at most so many$/);
    expect(JSON.stringify(audited.map(({ input: kept }) => kept)).length).toBeLessThan(300);
    expect(performance.now() - began).toBeLessThan(500);
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
    now = 99;
    await refusal(call(door, 'session.pause', {}));
    now = 101;
    await call(door, 'session.pause', {});
  });

  test('counts a person over all their connections, and another person apart', async () => {
    const door = doorOf();
    const of = (userId: string): ContractHost => door.host(fixedIdentity(callerOf({ userId })));
    for (let count = 0; count < 120; count += 1) await call(of('ada'), 'session.pause', {});
    expect(await refusal(call(of('ada'), 'session.pause', {}))).toMatchObject({ code: 'rate_limited' });
    expect(await call(of('bob'), 'session.pause', {})).toBe('answer of session.pause');
  });

  test('does not let a flood fill the record: the first refusal is written, then how many more there were', async () => {
    const door = host();
    for (let count = 0; count < 1_000; count += 1) await call(door, 'session.pause', {}).catch(() => undefined);
    expect(audited).toHaveLength(121);
    now = 200;
    await call(door, 'session.pause', {});
    expect(audited.slice(120)).toMatchObject([{ outcome: 'rate_limited', input: {} }, { outcome: 'rate_limited', input: { refusedBefore: 879 } }, { outcome: 'done' }]);
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
    const ofUnderlying: readonly StreamName[] = ['chain', 'smile', 'analysis', 'volatility', 'gamma', 'vendorGreeks'];
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
