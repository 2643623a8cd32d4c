import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseInUse } from '../../src-main/stores/relational/store-failure.ts';
import { TestDirectory } from '../main/stores/test-store.ts';

const WRITER = fileURLToPath(new URL('../main/stores/durability-writer.ts', import.meta.url));
const ROUNDS = 6;

let directory: TestDirectory;
beforeEach(() => {
  directory = new TestDirectory();
});
afterEach(() => directory.remove());

/** Runs the writer until it has acknowledged `count` commits, then kills it at once. Returns what it acknowledged. */
async function writeUntilKilled(first: number, count: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [WRITER, directory.file, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  let refused: Promise<unknown> | null = null;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    printed += text;
    refused ??= directory.open().catch((error: unknown) => error);
    if (printed.split('\n').length > count) void refused.then(() => child.kill('SIGKILL'));
  });
  await new Promise((resolve) => child.on('close', resolve));
  const failure = await refused;
  expect(failure).toBeInstanceOf(DatabaseInUse);
  expect(failure).toMatchObject({ pid: child.pid });
  return printed.split('\n').slice(0, -1).map(Number);
}

test('whatever was acknowledged before kill -9 is there afterwards, whole and in order', async () => {
  let first = 1;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const acknowledged = await writeUntilKilled(first, 20 * round);
    expect(acknowledged.length).toBeGreaterThanOrEqual(20 * round);
    const store = await directory.open();
    const rows = await store.db.selectFrom('system_config').select('config_key').orderBy('id').execute();
    const keys = rows.map(({ config_key }) => config_key);
    const last = keys.length / 2;
    // Contiguous from the first to the last: no commit is missing, halved or out of order.
    expect(keys).toEqual(Array.from({ length: last }, (_, index) => [`${index + 1}-a`, `${index + 1}-b`]).flat());
    expect(last).toBeGreaterThanOrEqual(Math.max(...acknowledged));
    await store.close();
    first = last + 1;
  }
}, 60_000);
