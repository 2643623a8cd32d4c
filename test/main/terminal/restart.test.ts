import { afterEach, beforeEach, expect, test } from 'vitest';
import { condor, PLAN } from './plan.ts';
import type { PlanStep } from '../../../src-main/headless/plan.ts';
import { booksOf, settingsOf, TerminalRuns } from './terminal-run.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

/** A market that is built anew says of its quotes that they were made then, which only the evidence of a fill shows. */
function withoutQuoteTimes(books: object): unknown {
  return JSON.parse(JSON.stringify(books).replaceAll(/(Size\\+":[^,}]+),\\+"time\\+":\d+/g, '$1'));
}

test('a session stopped and started again ends as one that ran through', async () => {
  const through = runs.directory();
  await runs.run(settingsOf(through), PLAN);
  for (const stop of ['15:03', '15:05', '15:31']) {
    const halted = runs.directory();
    await runs.run(settingsOf(halted), PLAN, stop);
    await runs.run(settingsOf(halted, { start: null, seed: null, date: null }), PLAN);
    expect(withoutQuoteTimes(booksOf(halted)), `stopped at ${stop}`).toEqual(withoutQuoteTimes(booksOf(through)));
  }
});

test('the second day, stopped and started again, goes on in the same market', async () => {
  const [through, halted] = [runs.directory(), runs.directory()];
  const plan: readonly PlanStep[] = [{ ...condor, at: '15:31', underlying: 'SPY', structure: 'long_straddle', price: 'mid' }];
  for (const directory of [through, halted]) await runs.run(settingsOf(directory, { start: '15:58' }), []);
  const second = { date: null, start: '15:30' } as const;
  await runs.run(settingsOf(through, second), plan);
  await runs.run(settingsOf(halted, second), plan, '15:31');
  await runs.run(settingsOf(halted, { date: null, start: null }), plan);
  expect(booksOf(through)['fills']).toHaveLength(1);
  expect(withoutQuoteTimes(booksOf(halted))).toEqual(withoutQuoteTimes(booksOf(through)));
});

