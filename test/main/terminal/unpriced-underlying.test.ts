import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { Terminal } from '../../../src-main/terminal.ts';
import { DATE, settingsOf, TerminalRuns } from './terminal-run.ts';

const CALL = symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'call', strike: fromDollars(638) });

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

/** A recording of quotes alone, a book a minute from 15:00 to `end`, of a market that stands at 640.25. */
function recording(rights: readonly ('C' | 'P')[], end: number): string {
  const rows = ['time,underlying,expiry,right,strike,bid,ask,bid_size,ask_size'];
  for (let minute = 0; minute <= end; minute += 1) {
    const time = `${DATE}T${15 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`;
    for (const strike of [637, 638, 639, 640, 641, 642, 643]) {
      for (const right of rights) {
        const mid = Math.max(0, right === 'C' ? 640.25 - strike : strike - 640.25) + 0.5;
        rows.push(`${time},SPY,${DATE},${right},${strike},${(mid - 0.02).toFixed(2)},${(mid + 0.02).toFixed(2)},9,9`);
      }
    }
  }
  const file = join(runs.directory(), 'quotes.csv');
  writeFileSync(file, rows.join('\n'));
  return file;
}

async function startAt1501(path: string): Promise<Terminal> {
  const terminal = await runs.start(settingsOf(runs.directory(), { feed: { kind: 'replay', path }, date: null, start: null, seed: null }));
  await terminal.engines.pump.runTo(newYorkTime(DATE, '15:01'));
  return terminal;
}

function buyCall({ engines }: Terminal) {
  return engines.orders.place({
    id: randomUUID(),
    underlying: 'SPY',
    legs: [{ symbol: CALL, side: 'buy', ratio: 1 }],
    quantity: 1,
    terms: { type: 'market' },
    timeInForce: 'DAY',
    source: 'manual',
  });
}

test.each([
  ['to the close', 75],
  ['into the afternoon', 30],
])('options of a recording without their underlying, quoted %s, settle at the price that parity gives', async (_name, end) => {
  const terminal = await startAt1501(recording(['C', 'P'], end));
  await buyCall(terminal);
  await terminal.engines.pump.runTo(Number.POSITIVE_INFINITY);
  expect(terminal.engines.isSettled()).toBe(true);
  expect(terminal.engines.referencePrices()).toEqual({ SPY: expect.closeTo(640.25, 1) });
  expect(terminal.engines.orders.book.holdings()).toMatchObject([{ symbol: 'SPY', quantity: 100 }]);
  expect(terminal.engines.notices.all().map(({ text }) => text)).toContainEqual(expect.stringContaining('is implied by its options'));
});

test('nothing is opened while there is no price to settle against', async () => {
  const terminal = await startAt1501(recording(['C'], 10));
  await expect(buyCall(terminal)).rejects.toThrow(new ContractFailure({ code: 'denied', message: 'SPY has no price yet: what its options would be settled at is not known' }));
  await terminal.engines.pump.runTo(Number.POSITIVE_INFINITY);
  expect(terminal.engines.isSettled()).toBe(true);
});
