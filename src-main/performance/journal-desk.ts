import type {
  ChainPicture,
  ExportRequest,
  ImportPreview,
  ImportRecord,
  JournalEntry,
  JournalPage,
  JournalQuery,
  JournalRow,
  Statement,
} from '../../src-core/contract/journal.ts';
import type { MadeFile } from '../../src-core/contract/performance.ts';
import type { TradeId } from '../../src-core/orders/order.ts';

/** Every trade from its opening to its end, as the door sees it. */
export interface JournalDesk {
  list(query: JournalQuery): Promise<JournalPage>;
  /** Fails with 'not_found'. */
  get(tradeId: TradeId): Promise<JournalEntry>;
  tags(): Promise<readonly { readonly tag: string; readonly trades: number }[]>;
  /** What is absent stays as it is. Fails with 'not_found'. */
  annotate(change: { readonly tradeId: TradeId; readonly notes?: string | undefined; readonly tags?: readonly string[] | undefined }): Promise<JournalRow>;
  /** Fails with 'not_found' where the day's recording is not kept. */
  chain(tradeId: TradeId, moment: 'entry' | 'exit'): Promise<ChainPicture>;
  export(request: ExportRequest): Promise<MadeFile>;
  previewImport(statement: Statement): Promise<ImportPreview>;
  import(statement: Statement & { readonly digest: string }): Promise<ImportRecord>;
  imports(): Promise<readonly ImportRecord[]>;
  /** Fails with 'not_found'. */
  removeImport(id: string): Promise<readonly ImportRecord[]>;
}
