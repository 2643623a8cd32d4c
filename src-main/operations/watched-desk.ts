import type { OrderView, PackageView } from '../../src-core/contract/schemas.ts';
import type { DeskState } from '../stores/realtime/key-families.ts';

/** What is known of the workstation that trades. */
export interface WatchedDesk {
  /** null before anything was heard. */
  state(): DeskState | null;
  /** Real milliseconds since it was last heard of; null before. */
  silence(): number | null;
  readonly staleAfterMs: number;
  orders(): readonly OrderView[];
  order(id: string): OrderView | null;
  packages(): readonly PackageView[];
}
