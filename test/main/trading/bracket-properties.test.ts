import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { realChecks, TradingDesk } from './trading-desk.ts';
import { id, leg, limit, option, request, stop, TEN, TestClock, TestQuotes } from './trading-fixture.ts';

const CALL = option('call', 640);
const [ENTRY, TARGET, STOP] = [id(1), id(2), id(3)];

type Step =
  | { readonly kind: 'quote'; readonly bid: number; readonly spread: number; readonly size: number }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'cancel'; readonly order: number }
  | { readonly kind: 'change'; readonly order: number; readonly price: number }
  | { readonly kind: 'restart' };

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('quote' as const), bid: fc.integer({ min: 60, max: 180 }), spread: fc.integer({ min: 1, max: 12 }), size: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 300 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), order: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('change' as const), order: fc.integer({ min: 1, max: 3 }), price: fc.integer({ min: 60, max: 180 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  ),
  { minLength: 10, maxLength: 60 },
);

/** A refusal is an answer; anything else is not. */
async function refusable(asked: Promise<unknown>): Promise<void> {
  await asked.catch((error: unknown) => {
    if (!(error instanceof ContractFailure)) throw error;
  });
}

class Run {
  readonly quotes = new TestQuotes();
  readonly clock = new TestClock(TEN);
  #desk: TradingDesk | null = null;
  #seen = 0;

  get desk(): TradingDesk {
    if (this.#desk === null) throw new Error('the desk is open');
    return this.#desk;
  }

  async open(journal?: TradingDesk['journal']): Promise<void> {
    const { clock, quotes } = this;
    this.#desk = await TradingDesk.start({ quotes, clock, risk: realChecks(quotes, clock), latency: { least: 40, most: 160 }, ...(journal && { journal }) });
  }

  quote(bid: number, spread: number, size: number): void {
    this.quotes.set(CALL, this.clock.now(), { bid: bid / 100, ask: (bid + spread) / 100, bidSize: size, askSize: size });
  }

  async step(step: Step): Promise<void> {
    const { manager } = this.desk;
    switch (step.kind) {
      case 'quote':
        this.clock.set(this.clock.now() + 1);
        this.quote(step.bid, step.spread, step.size);
        return this.desk.at(this.clock.now());
      case 'wait':
        return this.desk.at(this.clock.now() + step.milliseconds);
      case 'cancel':
        return refusable(manager.cancel(id(step.order)));
      case 'change': {
        const order = manager.order(id(step.order));
        const price = step.price / 100;
        const terms = step.order === 1 ? limit(price) : step.order === 2 ? limit(-price) : stop(-price);
        return refusable(manager.change(id(step.order), { terms, quantity: order?.quantity ?? 1 }));
      }
      case 'restart':
        return this.open(this.desk.journal.copy());
    }
  }

  check(): void {
    const { journal, manager, notices } = this.desk;
    const filled = (which: string): number => manager.order(which)?.filledQuantity ?? 0;
    const held = manager.book.holdings().reduce((sum, { quantity }) => sum + quantity, 0);
    expect(held).toBe(filled(ENTRY) - filled(TARGET) - filled(STOP));
    expect(held).toBeGreaterThanOrEqual(0);
    expect(notices.filter((text) => !text.includes('could not be changed'))).toEqual([]);
    const moments = new Map<number, Set<string>>();
    for (const record of journal.writes.slice(this.#seen).flat()) {
      if (record.kind !== 'history' || record.entry.event.type !== 'filled') continue;
      const { event, orderId } = record.entry;
      moments.set(event.execution.time, (moments.get(event.execution.time) ?? new Set()).add(orderId));
    }
    // Nothing of a bracket fills in the same moment as another part of it.
    for (const together of moments.values()) expect(together.size).toBe(1);
    this.#seen = journal.writes.length;
  }
}

test('whatever prices, people and crashes do, a bracket closes what it opened and never more', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), steps, async (quantity, day) => {
      const run = new Run();
      run.quote(100, 6, 5);
      await run.open();
      await run.desk.manager.placeBracket(request(1, [leg(CALL, 'buy')], limit(1.1), { quantity }), {
        target: { id: TARGET, terms: limit(-1.4), timeInForce: 'DAY' },
        stop: { id: STOP, terms: stop(-0.8), timeInForce: 'DAY' },
      });
      for (const step of day) {
        await run.step(step);
        run.check();
      }
      // What is left: nobody cancels or changes any more, and the market comes to the target and goes to the stop.
      for (const bid of [100, 190, 50, 190, 50]) {
        for (let look = 0; look < 4; look += 1) {
          await run.step({ kind: 'quote', bid, spread: 1, size: 9 });
          await run.step({ kind: 'wait', milliseconds: 170 });
          run.check();
        }
      }
      const { manager } = run.desk;
      const exits = [manager.order(TARGET), manager.order(STOP)];
      const byHand = manager.history(TARGET).concat(manager.history(STOP)).some(({ event }) => event.type === 'cancel_requested');
      if (!byHand) {
        expect(manager.book.holdings()).toEqual([]);
        expect(manager.working()).toEqual([]);
        expect(exits.reduce((sum, order) => sum + (order?.filledQuantity ?? 0), 0)).toBe(manager.order(ENTRY)?.filledQuantity);
      }
    }),
    { numRuns: 250 },
  );
});
