import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlanStep } from '../../../src-main/headless/plan.ts';
import { condor } from './plan.ts';
import { booksOf, settingsOf, TerminalRuns } from './terminal-run.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

test('a start past the reference time settles at the prices of the reference time', async () => {
  const [through, late] = [runs.directory(), runs.directory()];
  await runs.run(settingsOf(through, { start: '15:59' }), []);
  await runs.run(settingsOf(late, { start: '16:05' }), []);
  const references = (directory: string) => JSON.stringify(booksOf(directory)['sessions']).match(/reference_prices":"(.*?)}/)?.[1];
  expect(references(late)).toContain('SPY');
  expect(references(late)).toBe(references(through));
});

test('a later start leads over the reference time without moving its prices', async () => {
  const [through, late] = [runs.directory(), runs.directory()];
  const straddle: readonly PlanStep[] = [{ ...condor, at: '15:02', underlying: 'QQQ', structure: 'long_straddle', price: 'natural' }];
  await runs.run(settingsOf(through), straddle);
  await runs.run(settingsOf(late), straddle, '15:10');
  await runs.run(settingsOf(late, { start: '16:05' }), []);
  expect(booksOf(late)['transactions']).toContainEqual(expect.objectContaining({ cause: 'exercise' }));
  expect(booksOf(late)['entries']).toEqual(booksOf(through)['entries']);
});
