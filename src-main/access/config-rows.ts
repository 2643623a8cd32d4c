import type { ConfigType } from '../../src-core/access/config-keys.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** A row of system_config that is the program's own. */
export interface ConfigRow {
  readonly key: string;
  /** A sensitive value is encrypted already. */
  readonly value: string;
  readonly type: ConfigType;
  readonly isSensitive: boolean;
  readonly description: string;
  readonly updatedAt: EpochMs;
}

/** Where rows of system_config are kept: one for what is this workstation's, and one for what is the desk's. */
export interface ConfigRows {
  /** In memory; of a desk at most a second old while it is reached. */
  rows(): readonly ConfigRow[];
  onChange(listener: () => void): () => void;
  /** Resolved: durable and in force here. null takes the row away. Throws ContractFailure 'unavailable' while a desk is away. */
  write(key: string, row: ConfigRow | null): Promise<void>;
}
