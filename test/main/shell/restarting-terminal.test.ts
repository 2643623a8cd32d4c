import { afterEach, expect, test, vi } from 'vitest';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { RestartingTerminal, type ShownTerminal } from '../../../src-main/shell/restarting-terminal.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';

const SIGNAL = new AbortController().signal;

/** Terminals numbered from 1, whose streams say their number once; what happened to them is in `events`. */
class Starts {
  readonly events: string[] = [];
  readonly failures = new Map<number, Error>();
  readonly revocations: ((tokenHash: string) => void)[] = [];
  /** Calls of "hang" are never answered. */
  #count = 0;
  restart: RestartingTerminal['restart'] | null = null;

  readonly start = async (restore: string | null, restart: RestartingTerminal['restart']): Promise<ShownTerminal> => {
    this.#count += 1;
    const number = this.#count;
    this.restart = restart;
    this.events.push(`start ${number}${restore === null ? '' : ` on ${restore}`}`);
    const failure = this.failures.get(number);
    if (failure !== undefined) throw failure;
    return {
      host: ({ origin }): ContractHost => ({
        call: (name) => (name === 'hang' ? new Promise(() => undefined) : Promise.resolve(`${number} ${origin} ${name}`)),
        open() {
          let said = false;
          return { take: () => (said ? null : ((said = true), { kind: 'value', value: number })), close: () => undefined };
        },
        closed: () => void this.events.push(`host of ${number} closed`),
      }),
      onRevoked: (listener) => {
        this.revocations[number] = listener;
        return () => undefined;
      },
      sleeps: () => void this.events.push(`${number} sleeps`),
      woke: async () => `found by ${number}`,
      close: async () => void this.events.push(`close ${number}`),
    };
  };
}

const running: RestartingTerminal[] = [];
afterEach(async () => {
  for (const terminal of running.splice(0)) await terminal.close();
});

async function begin(starts: Starts, onFailure: (reason: unknown) => void = vi.fn()): Promise<RestartingTerminal> {
  const terminal = await RestartingTerminal.start({ start: starts.start, onFailure, say: (line) => void starts.events.push(line), moment: 1 });
  running.push(terminal);
  return terminal;
}

test('who asked is answered; calls are refused meanwhile, and streams go on before the next terminal', async () => {
  const starts = new Starts();
  const terminal = await begin(starts);
  const host = terminal.host({ origin: 'window' });
  const tap = host.open('session', {}, 1, () => undefined);
  expect([tap.take(), tap.take()]).toEqual([{ kind: 'value', value: 1 }, null]);
  const unanswered = host.call('hang', {}, SIGNAL);
  terminal.restart({ reason: 'another account was chosen', restore: null });
  expect(await host.call('asked', {}, SIGNAL)).toBe('1 window asked');
  await expect(unanswered).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('starting anew') });
  await vi.waitFor(() => expect(tap.take()).toEqual({ kind: 'value', value: 2 }));
  expect(await host.call('asked', {}, SIGNAL)).toBe('2 window asked');
  expect(await terminal.host({ origin: 'script' }).call('asked', {}, SIGNAL)).toBe('2 script asked');
  expect(starts.events).toEqual(['start 1', 'the terminal starts anew: another account was chosen', 'host of 1 closed', 'close 1', 'start 2']);
});

test('a backup that is to be put back is not forgotten for another reason that comes in the same moment', async () => {
  const starts = new Starts();
  const terminal = await begin(starts);
  terminal.restart({ reason: 'a backup is put back', restore: '/backups/one' });
  terminal.restart({ reason: 'its connections were changed', restore: null });
  await vi.waitFor(() => expect(starts.events).toContain('start 2 on /backups/one'));
  terminal.restart({ reason: 'once more', restore: null });
  await vi.waitFor(() => expect(starts.events).toContain('start 3'));
});

test('what each terminal revokes is heard', async () => {
  const starts = new Starts();
  const terminal = await begin(starts);
  const heard: string[] = [];
  terminal.onRevoked((hash) => void heard.push(hash));
  starts.revocations[1]?.('first');
  terminal.restart({ reason: '', restore: null });
  await vi.waitFor(() => expect(starts.revocations[2]).toBeDefined());
  starts.revocations[2]?.('second');
  expect(heard).toEqual(['first', 'second']);
});

test('a terminal that cannot be started anew is told, and its connections stay refused', async () => {
  const starts = new Starts();
  const failure = new StartFailure('the database is damaged');
  starts.failures.set(2, failure);
  const onFailure = vi.fn();
  const terminal = await begin(starts, onFailure);
  const host = terminal.host({ origin: 'window' });
  terminal.restart({ reason: '', restore: null });
  await vi.waitFor(() => expect(onFailure).toHaveBeenCalledExactlyOnceWith(failure));
  await expect(host.call('asked', {}, SIGNAL)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a terminal that is closed is not started again', async () => {
  const starts = new Starts();
  const terminal = await begin(starts);
  terminal.restart({ reason: '', restore: null });
  await terminal.close();
  terminal.restart({ reason: '', restore: null });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(starts.events).toEqual(['start 1', 'close 1']);
});

test('the first start fails as it is', async () => {
  const starts = new Starts();
  starts.failures.set(1, new StartFailure('no'));
  await expect(begin(starts)).rejects.toThrow('no');
});
