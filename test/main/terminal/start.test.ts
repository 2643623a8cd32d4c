import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { PlanStep } from '../../../src-main/headless/plan.ts';
import type { Settings } from '../../../src-main/settings.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';
import { booksOf, databaseOf, settingsOf as longSettings, TerminalRuns } from './terminal-run.ts';

const STRADDLE: readonly PlanStep[] = [
  { at: '15:51', underlying: 'SPY', structure: 'long_straddle', shortDelta: 0.5, width: 0, quantity: 1, price: 'natural' },
];

function settingsOf(dataDir: string, rest: Partial<Settings> = {}): Settings {
  return longSettings(dataDir, { start: '15:50', ...rest });
}

let runs: TerminalRuns;
let directory: string;
beforeEach(() => {
  runs = new TerminalRuns();
  directory = runs.directory();
});
afterEach(() => runs.remove());

describe('flags that contradict the books', () => {
  test.each([
    [{ date: parseIsoDate('2026-11-23') }, /^--date asks for 2026-11-23, but the books hold orders or positions of the unfinished session of 2026-11-20/],
    [{ seed: 2 }, /^--seed asks for 2, but .*seed 1.*another --data-dir$/],
  ])('while a session is unfinished: %j', async (flags, message) => {
    await runs.run(settingsOf(directory), STRADDLE, '15:53');
    const before = booksOf(directory);
    await expect(runs.start(settingsOf(directory, flags))).rejects.toThrow(message);
    await expect(runs.start(settingsOf(directory, flags))).rejects.toBeInstanceOf(StartFailure);
    expect(booksOf(directory)).toEqual(before);
  });

  test('after it: an earlier day is refused, a later one runs', async () => {
    await runs.run(settingsOf(directory, { start: '16:10' }), []);
    await runs.run(settingsOf(directory, { date: parseIsoDate('2026-11-23') }), STRADDLE);
    const earlier = settingsOf(directory, { date: parseIsoDate('2026-11-20') });
    await expect(runs.start(earlier)).rejects.toThrow(/^--date: a session of 2026-11-20 would run before or beside what is in the books, whose newest session is 2026-11-23/);
    const later = await runs.start(settingsOf(directory, { date: parseIsoDate('2026-11-25') }));
    expect(later.engines.session.date).toBe('2026-11-25');
  });

  test.each([
    ['2026-11-26', /^--date "2026-11-26": the exchange is closed that day; the next session is 2026-11-27$/],
    ['1999-01-04', /^--date "1999-01-04": no exchange calendar for 1999-01-04: the holiday table covers/],
  ])('a day without a session: %s', async (date, message) => {
    await expect(runs.start(settingsOf(directory, { date: parseIsoDate(date) }))).rejects.toThrow(message);
    // Nothing was begun: another day starts.
    expect((await runs.start(settingsOf(directory))).engines.session.date).toBe('2026-11-20');
  });
});

test('a second start on the directory is refused by name, and allowed once the first has ended', async () => {
  const first = await runs.start(settingsOf(directory));
  const refusal = await runs.start(settingsOf(directory)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartFailure);
  expect(refusal).toMatchObject({ message: expect.stringMatching(new RegExp(`smart-0dte\\.sqlite is in use by process ${process.pid}\\. Close that one first`)) });
  await runs.close(first);
  await runs.start(settingsOf(directory));
});

describe('a database that cannot be used', () => {
  const DAMAGE = Buffer.from('not a database at all '.repeat(200));

  test('damaged, without a backup: said, and nothing changed', async () => {
    writeFileSync(databaseOf(directory), DAMAGE);
    await expect(runs.start(settingsOf(directory))).rejects.toThrow(/smart-0dte\.sqlite is damaged \(.+\)\. Nothing was changed\. There is no sound backup of it\.$/);
    await expect(runs.start(settingsOf(directory, { restoreBackup: true }))).rejects.toThrow(/There is no sound backup of it\.$/);
    expect(existsSync(`${databaseOf(directory)}.damaged-1`)).toBe(false);
  });

  test('damaged, with a backup: --restore-backup is offered, and goes on from it', async () => {
    await runs.run(settingsOf(directory), STRADDLE);
    const books = booksOf(directory);
    copyFileSync(databaseOf(directory), join(directory, 'backups', 'smart-0dte-29991231T000000000Z.sqlite'));
    writeFileSync(databaseOf(directory), DAMAGE);
    await expect(runs.start(settingsOf(directory))).rejects.toThrow(
      /The newest sound backup is .*smart-0dte-29991231T000000000Z\.sqlite\W+start with --restore-backup to go on from it\W+the damaged file is kept\.$/i,
    );
    const terminal = await runs.start(settingsOf(directory, { restoreBackup: true, date: null, start: null }));
    expect(terminal.engines.session.date).toBe('2026-11-23');
    await runs.close(terminal);
    expect(booksOf(directory)['fills']).toEqual(books['fills']);
    expect(readdirSync(directory)).toContain('smart-0dte.sqlite.damaged-1');
  });

  test('of a newer version: refused, and left as it is', async () => {
    await runs.run(settingsOf(directory, { start: '16:10' }), []);
    const database = new Database(databaseOf(directory));
    database.exec("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (999, '0999_later.sql', 'x', 0)");
    database.close();
    await expect(runs.start(settingsOf(directory))).rejects.toThrow(/written by a newer version of Smart 0DTE: its schema has number 999, this version, \d+\.\d+\.\d+, knows up to \d+\. Nothing was changed\./);
  });
});
