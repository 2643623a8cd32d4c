import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionOn } from '../../../../src-core/calendar/exchange-calendar.ts';
import type { UpdateView } from '../../../../src-core/contract/app.ts';
import { ContractFailure } from '../../../../src-core/contract/messages.ts';
import { ZERO } from '../../../../src-core/money.ts';
import { DAY, HOUR, MINUTE, parseIsoDate } from '../../../../src-core/time.ts';
import type { Standing } from '../../../../src-main/app/standing.ts';
import { type Staged, UpdateTrial } from '../../../../src-main/app/updates/update-trial.ts';
import type { Found, Updater } from '../../../../src-main/app/updates/updater.ts';
import { Updates } from '../../../../src-main/app/updates/updates.ts';

const START = Date.UTC(2026, 10, 21, 15);
const found: Found = { version: '0.2.0', notes: 'Calmer', size: 80 };
const fetched: Staged = { version: '0.2.0', file: '/staged/0.2.0', sha512: 'x', needsAdmin: false, notes: 'Calmer', size: 80 };
const paused: Standing = {
  account: { number: 'PAPER-1', kind: 'paper' },
  isPractice: false,
  isWatching: false,
  isOnDesk: false,
  session: { date: parseIsoDate('2026-11-20'), now: START, phase: 'open', paused: true, speed: 1, label: 'SIMULATED' },
  state: 'ACTIVE',
  isFlattening: false,
  workingOrders: 0,
  openPositions: 0,
  profitToday: ZERO,
};

/** Answers when it is told to. */
class ScriptedUpdater implements Updater {
  checks = 0;
  next: Found | null | Error = found;
  fetches: ((outcome: Staged | Error) => void) | null = null;
  progress: (share: number) => void = () => undefined;

  async check(): Promise<Found | null> {
    this.checks += 1;
    if (this.next instanceof Error) throw this.next;
    return this.next;
  }

  download(_directory: string, progress: (share: number) => void): Promise<Staged> {
    this.progress = progress;
    return new Promise((resolve, reject) => {
      this.fetches = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
    });
  }
}

let dataDir: string;
let now: number;
let standing: Standing | null;
let mayCheck: boolean;
let begunAnew: number;
let mayEnd: boolean;
let updater: ScriptedUpdater;
let trial: UpdateTrial;
let updates: Updates;
let look: () => void;
/** What the program does in a moment. */
let inAMoment: (() => void) | null;
let told: UpdateView[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'updates-'));
  [now, standing, mayCheck, begunAnew] = [START, paused, true, 0];
  inAMoment = null;
  mayEnd = true;
  updater = new ScriptedUpdater();
  trial = new UpdateTrial(dataDir);
  open();
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function open(): void {
  updates = new Updates({
    updater,
    trial,
    clock: { now: () => now },
    calendar: sessionOn,
    standing: () => standing,
    beginAnew: () => {
      if (!mayEnd) throw new Error('an order is being cancelled');
      begunAnew += 1;
    },
    mayCheck: async () => mayCheck,
    every: (milliseconds, task) => {
      if (milliseconds > 1_000) look = task;
      else inAMoment = task;
      return () => (inAMoment = null);
    },
  });
  told = [];
  updates.onChange(() => told.push(updates.view()));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function stage(): Promise<void> {
  await updates.check();
  await updates.download();
  updater.fetches?.(fetched);
  await turn();
}

describe('the next version', () => {
  it('is found, fetched, chosen and installed by the next start, each step told', async () => {
    expect(updates.view()).toEqual({ phase: 'idle', checkedAt: null, problem: null });
    await updates.check();
    expect(updates.view()).toEqual({ phase: 'available', ...found, problem: null });
    await updates.download();
    updater.progress(0.4);
    updater.progress(0.401);
    expect(updates.view()).toEqual({ phase: 'downloading', version: '0.2.0', share: 0.4 });
    updater.fetches?.(fetched);
    await turn();
    expect(updates.view()).toMatchObject({ phase: 'staged', version: '0.2.0', atNextStart: false, obstacle: null, problem: null });
    await updates.install('next_start');
    expect(updates.view()).toMatchObject({ phase: 'staged', atNextStart: true });
    expect(begunAnew).toBe(0);
    expect(told.map(({ phase }) => phase)).toEqual(['checking', 'available', 'downloading', 'downloading', 'staged', 'staged']);
    await updates.install('now');
    expect(updates.view()).toEqual({ phase: 'installing', version: '0.2.0' });
    // Who asked is answered first.
    expect(begunAnew).toBe(0);
    mayEnd = false;
    inAMoment?.();
    expect(updates.view()).toMatchObject({ phase: 'staged', atNextStart: true, problem: 'an order is being cancelled' });
    mayEnd = true;
    await updates.install('now');
    inAMoment?.();
    expect(inAMoment).toBeNull();
    expect(begunAnew).toBe(1);
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'staged', atNextStart: true });
  });

  it('is not installed with an order working, and is told of as soon as it may be', async () => {
    await stage();
    standing = { ...paused, workingOrders: 1 };
    await expect(updates.install('now')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('1 order is working') });
    expect(trial.record).toMatchObject({ atNextStart: false });
    expect(begunAnew).toBe(0);
    look();
    expect(told.at(-1)).toMatchObject({ phase: 'staged', obstacle: expect.stringContaining('1 order is working') });
    // For the next start it may be chosen: that start looks again.
    await updates.install('next_start');
    standing = paused;
    look();
    expect(told.at(-1)).toMatchObject({ phase: 'staged', atNextStart: true, obstacle: null });
    const count = told.length;
    look();
    expect(told).toHaveLength(count);
  });

  it('is discarded, and found again', async () => {
    await stage();
    await updates.discard();
    expect(updates.view()).toMatchObject({ phase: 'idle', checkedAt: START });
    await expect(updates.discard()).rejects.toBeInstanceOf(ContractFailure);
    await updates.check();
    expect(updates.view()).toMatchObject({ phase: 'available' });
  });

  it('says why it was not found or fetched, and takes one thing at a time', async () => {
    updater.next = new Error('The place of new versions cannot be reached.');
    await updates.check();
    expect(updates.view()).toEqual({ phase: 'idle', checkedAt: null, problem: 'The place of new versions cannot be reached.' });
    await expect(updates.download()).rejects.toThrow('check for one first');
    await expect(updates.install('now')).rejects.toThrow('nothing was fetched');
    updater.next = found;
    await updates.check();
    await updates.download();
    for (const second of [updates.check(), updates.download(), updates.install('now'), updates.discard()]) await expect(second).rejects.toThrow('wait: the program is fetching');
    updater.fetches?.(new Error('What was fetched is not what was published.'));
    await turn();
    expect(updates.view()).toEqual({ phase: 'available', ...found, problem: 'What was fetched is not what was published.' });
  });

  it('is looked for once a day at most, when nobody forbids it, and never fetched by itself', async () => {
    const passes = async (time: number): Promise<number> => {
      now += time;
      look();
      await turn();
      return updater.checks;
    };
    updater.next = null;
    expect(await passes(30_000)).toBe(0);
    expect(await passes(MINUTE)).toBe(1);
    expect(await passes(23 * HOUR)).toBe(1);
    expect(await passes(2 * HOUR)).toBe(2);
    mayCheck = false;
    expect(await passes(2 * DAY)).toBe(2);
    mayCheck = true;
    updater.next = new Error('offline');
    expect(await passes(HOUR)).toBe(3);
    expect(await passes(HOUR)).toBe(3);
    expect(await passes(6 * HOUR)).toBe(4);
    // Another start within the day does not ask again.
    updater.next = found;
    await updates.check();
    open();
    expect(await passes(2 * MINUTE)).toBe(5);
    expect(updater.fetches).toBeNull();
  });

  it('is offered with a warning where it was taken back, which is told until it was read', async () => {
    await stage();
    trial.step({ kind: 'begun', from: '0.1.0', kept: { program: null, databases: [] } });
    trial.step({ kind: 'new_started' });
    trial.step({ kind: 'old_started' });
    trial.wentBack(START);
    open();
    expect(updates.rolledBack()).toMatchObject({ from: '0.2.0', to: '0.1.0' });
    await updates.check();
    expect(updates.view()).toMatchObject({ phase: 'available', problem: expect.stringContaining('was taken back') });
    await updates.discard();
    expect(updates.rolledBack()).toBeNull();
    expect(updates.view()).toMatchObject({ problem: expect.stringContaining('was taken back') });
  });
});
