import type { JournalPage, JournalRow } from '../../../src-core/contract/journal.ts';
import type { Money } from '../../../src-core/money.ts';
import { PagedRows } from '../../connection/paged-rows.ts';

export type ReadPage = (offset: number, limit: number, signal: AbortSignal) => Promise<JournalPage>;

/** The journal's packages and their net result, of which only the pages that are looked at are read. */
export class JournalPages extends PagedRows<JournalRow, { readonly total: number; readonly net: Money }> {
  /** `changed` hears that more is known. */
  constructor(read: ReadPage, changed: () => void) {
    super({
      read: async (offset, limit, signal) => {
        const { rows, total, net } = await read(offset, limit, signal);
        return { rows, head: { total, net } };
      },
      changed,
      idOf: (row) => row.tradeId,
    });
  }
}
