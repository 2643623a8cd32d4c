import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planSchema } from '../../../src-main/headless/plan.ts';
import defaultPlan from '../../../resources/plans/one-condor-each.json' with { type: 'json' };
import { leaveOut } from '../../support/left-out.ts';
import { booksOf, ledgerOf, settingsOf, TerminalRuns } from './terminal-run.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SESSIONS = join(ROOT, '../shared/sessions');
const HAS_SESSIONS = existsSync(SESSIONS);
const DAY = '2026-07-28';
if (!HAS_SESSIONS) leaveOut('a recorded day traded to its settlement', '../shared/sessions is absent');

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

test.skipIf(!HAS_SESSIONS)('a recorded day is traded by the built-in plan to its settlement, twice the same, with books that balance', async () => {
  const recordings = runs.directory();
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/convert-sessions.mjs'), SESSIONS, recordings, '--date', DAY]);
  const replay = { kind: 'replay', path: join(recordings, `spy-0dte-${DAY}`) } as const;
  const [first, second] = ['first', 'second'].map((name) => join(recordings, name));
  for (const directory of [first, second]) {
    if (directory === undefined) throw new Error('two directories');
    mkdirSync(directory);
    await runs.run(settingsOf(directory, { feed: replay, date: null, start: null }), planSchema.parse(defaultPlan));
  }
  const books = booksOf(first ?? '');
  const { accounts, unbalanced } = ledgerOf(first ?? '');
  expect(books['fills']?.length).toBeGreaterThan(0);
  expect(books['sessions']).toMatchObject([{ session_date: DAY, feed_kind: 'replay' }]);
  expect(JSON.stringify(books['sessions'])).toMatch(/"settled_at":\d+/);
  expect(unbalanced).toBe(0);
  expect(Object.values(accounts).reduce((sum, amount) => sum + amount, 0)).toBe(0);
  expect(JSON.stringify(booksOf(second ?? ''))).toBe(JSON.stringify(books));
});
