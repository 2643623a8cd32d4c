import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BackupsView } from '../../../src-core/contract/access.ts';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { sessionViewSchema } from '../../../src-core/contract/schemas.ts';
import { RestartingTerminal } from '../../../src-main/shell/restarting-terminal.ts';
import { startTerminal } from '../../../src-main/terminal.ts';
import { databaseOf, settingsOf, TerminalRuns } from '../terminal/terminal-run.ts';

const SIGNAL = new AbortController().signal;

let runs: TerminalRuns;
let directory: string;
let terminal: RestartingTerminal;
const failures: unknown[] = [];
beforeEach(async () => {
  runs = new TerminalRuns();
  directory = runs.directory();
  failures.length = 0;
  terminal = await RestartingTerminal.start({
    start: (restore, restart) => startTerminal(settingsOf(directory), { autoplay: false, restore, restart }),
    onFailure: (reason) => void failures.push(reason),
    say: () => undefined,
    moment: 20,
  });
});
afterEach(async () => {
  await terminal.close();
  await runs.remove();
});

const call = (host: ContractHost, name: string, input: unknown = {}): Promise<unknown> => host.call(name, input, SIGNAL);

/** Takes session views until the terminal is another start's. */
async function nextRun(host: ContractHost, act: () => Promise<unknown>): Promise<void> {
  let last: unknown = null;
  const tap = host.open('session', {}, 1, () => undefined);
  const take = (): string | null => {
    const payload = tap.take();
    if (payload?.kind === 'value') last = payload.value;
    return last === null ? null : sessionViewSchema.parse(last).run;
  };
  const before = await vi.waitFor(() => {
    const run = take();
    expect(run).not.toBeNull();
    return run;
  });
  await act();
  await vi.waitFor(() => expect(take()).not.toBe(before), { timeout: 20_000 });
  tap.close();
}

async function list(host: ContractHost): Promise<BackupsView> {
  return (await call(host, 'backups.list')) as BackupsView;
}

test('a window puts a backup back, is answered, and goes on before what it held; a broken one gives way to what was there', async () => {
  const host = terminal.host({ origin: 'window' });
  await call(host, 'settings.set', { name: 'theme', value: 'old' });
  await call(host, 'backups.make');
  await call(host, 'settings.set', { name: 'theme', value: 'new' });
  const { backups } = await list(host);
  const { name } = backups.find(({ reason }) => reason === 'manual') ?? { name: '' };

  await nextRun(host, async () => expect(await call(host, 'backups.restore', { name })).toMatchObject({ restoreBan: null }));
  expect(await call(host, 'settings.get', { name: 'theme' })).toEqual({ value: 'old' });
  expect((await list(host)).backups.map(({ reason }) => reason)).toContain('restore');

  // Sound as a file, and of no version that this program knows.
  const { folder } = await list(host);
  const newer = 'smart-0dte-20991231T000000000Z.sqlite';
  const database = new Database(databaseOf(directory), { readonly: true });
  await database.backup(join(folder, newer));
  database.close();
  const copy = new Database(join(folder, newer));
  copy.exec("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (999, 'later', 'x', 0)");
  copy.close();
  await nextRun(host, () => call(host, 'backups.restore', { name: newer }));
  expect(await call(host, 'settings.get', { name: 'theme' })).toEqual({ value: 'old' });
  const notices = host.open('notices', {}, 2, () => undefined).take();
  expect(JSON.stringify(notices)).toMatch(/smart-0dte-20991231T000000000Z\.sqlite could not be started on .*newer version/);
  expect(failures).toEqual([]);
}, 60_000);

test('a terminal that cannot be started anew says why', async () => {
  const host = terminal.host({ origin: 'window' });
  await call(host, 'settings.set', { name: 'theme', value: 'kept' });
  // In the way of the next start.
  writeFileSync(join(directory, 'credentials.json'), 'no JSON', { mode: 0o600 });
  await call(host, 'terminal.restart');
  await vi.waitFor(() => expect(failures).toMatchObject([{ message: expect.stringContaining('credentials.json') }]), { timeout: 20_000 });
  await expect(call(host, 'settings.get', { name: 'theme' })).rejects.toMatchObject({ code: 'unavailable' });
}, 60_000);
