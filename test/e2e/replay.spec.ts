import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { money } from '../../src-core/money.ts';
import { formatDollars } from '../../src-renderer/design/format.ts';
import { cashOf, discrepancies, readBooks } from '../support/books.ts';
import { Desk } from './desk.ts';
import { expect, test } from './terminal.ts';

const root = join(import.meta.dirname, '../..');
const sessions = join(root, '../shared/sessions');
const date = '2026-07-28';

test('a recorded day is replayed, traded and settled', async ({ start, dataDir, page }) => {
  test.skip(!existsSync(sessions), '../shared/sessions is absent');
  const recordings = join(dataDir, 'recordings');
  execFileSync(process.execPath, [join(root, 'scripts/convert-sessions.mjs'), sessions, recordings, '--date', date]);
  const terminal = await start({ flags: ['--feed', `replay:${join(recordings, `spy-0dte-${date}`)}`, '--start', '10:30', '--speed', '60'] });
  await page.goto(terminal.link);
  const desk = new Desk(page);
  await desk.live();
  await expect(desk.at('badge-feed')).toHaveText('REPLAY');
  await desk.clickCondor();
  await desk.at('ticket-type').selectOption('market');
  await desk.reviewAndSend();
  await expect(desk.at('ticket-sent')).toHaveAttribute('data-state', 'FILLED', { timeout: 20_000 });
  await expect(desk.at('position-row')).toHaveAttribute('data-status', 'open');
  await desk.settle();
  await expect(desk.at('position-row')).toHaveAttribute('data-status', 'settled');
  const cash = await desk.text('cash');
  expect(await terminal.stop()).toBe(0);
  const books = readBooks(dataDir);
  expect(discrepancies(books)).toEqual([]);
  expect(formatDollars(money(cashOf(books)))).toBe(cash);
});
