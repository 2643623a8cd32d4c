import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { limitChangesSchema, limitNameSchema, type LimitsView } from '../../../src-core/contract/risk.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { INITIAL_LIMITS, type LimitName } from '../../../src-core/risk/limits.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { LimitBook } from '../../../src-main/risk/limit-book.ts';
import type { KeptLimit } from '../../../src-main/risk/risk-journal.ts';

/** The core's own limits, kept in memory: some are set, and one waits for the next session. */
export class FakeLimits {
  readonly #kept = new Map<LimitName, KeptLimit>([
    ['max_delta', { name: 'max_delta', value: 650, pending: null }],
    ['max_positions', { name: 'max_positions', value: 6, pending: { value: 8, from: parseIsoDate('2026-11-23') } }],
    ['max_margin_use', { name: 'max_margin_use', value: 50, pending: { value: 65, from: parseIsoDate('2026-11-23') } }],
    ['kill_flattens', { name: 'kill_flattens', value: 1, pending: null }],
  ]);
  readonly #book = LimitBook.load({
    journal: {
      limits: async () => [...this.#kept.values()],
      setLimits: async (limits) => {
        for (const limit of limits) this.#kept.set(limit.name, limit);
      },
    },
    date: parseIsoDate('2026-11-20'),
    clock: { now: () => 0 },
    initial: INITIAL_LIMITS,
    equity: () => fromDollars(25_000),
    changed: () => undefined,
  });

  async call(operation: 'limits.get' | 'limits.set' | 'limits.withdraw', input: ReadonlyMap<string, unknown>): Promise<LimitsView> {
    const book = await this.#book;
    switch (operation) {
      case 'limits.get':
        return book.view();
      case 'limits.set': {
        const changes = limitChangesSchema.safeParse(input.get('changes'));
        if (!changes.success) throw new ContractFailure({ code: 'bad_input', message: changes.error.message });
        return book.set(changes.data);
      }
      case 'limits.withdraw':
        return book.withdraw(limitNameSchema.parse(input.get('name')));
    }
  }
}
