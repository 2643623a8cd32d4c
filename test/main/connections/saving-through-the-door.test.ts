import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import { databaseOf, settingsOf, TerminalRuns } from '../terminal/terminal-run.ts';

const runs = new TerminalRuns();
afterEach(() => runs.remove());

test('a password given to a running terminal is in its vault, and in no other file, message or row', async () => {
  const directory = runs.directory();
  const terminal = await runs.start(settingsOf(directory));
  const host = terminal.host({ origin: 'window' });
  const call = (name: string, input: unknown): Promise<unknown> => host.call(name, input, new AbortController().signal);
  const none = { url: '', organisation: '', bucket: '' };
  const settings = {
    profile: 'desk',
    workstation: 'left',
    account: { owner: 'ann', number: 'PAPER-7' },
    servers: { postgresql: { ...none, url: 'postgres://desk:Xq7-in-the-url@db/books' }, redis: none, influxdb: none },
    gateway: GATEWAY_DEFAULTS,
  };
  const view = await call('connections.save', { settings, credentials: { redis: 'Xq7-given' } });
  expect(view).toMatchObject({ credentials: { postgresql: true, redis: true }, restartNeeded: true });
  const refused = await call('connections.save', { settings: { ...settings, profile: 'both' }, credentials: { redis: 'Xq7-refused' } }).catch(String);
  const other = await call('desk.takeOver', {}).catch(String);
  expect(other).toMatch(/local profile/);
  const stream = host.open('connections', {}, 1, () => undefined);
  expect(JSON.stringify([view, refused, stream.take()])).not.toContain('Xq7');
  await runs.close(terminal);

  const database = new Database(databaseOf(directory), { readonly: true });
  const rows = database.prepare("SELECT new_values FROM audit_logs WHERE action = 'connections.save'").all();
  database.close();
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).toContain('postgres://desk:…@db/books');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const telling = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes('Xq7'));
  expect(telling.map(({ name }) => name)).toEqual(['credentials.json']);
});
