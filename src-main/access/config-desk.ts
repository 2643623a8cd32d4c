import type { ConfigKey, ConfigValue } from '../../src-core/access/config-keys.ts';
import type { ConfigEntry } from '../../src-core/contract/access.ts';

/** system_config by its keys. */
export interface ConfigDesk {
  /** The value in force: what was set, or the key's default. */
  value<Key extends ConfigKey>(key: Key): ConfigValue<Key>;
  onChange(listener: () => void): () => void;
  list(): readonly ConfigEntry[];
  /** null sets it back to its default. Throws ContractFailure 'not_found' or 'bad_input', and 'unavailable' for a desk's key while the desk is away. */
  set(key: string, value: string | null): Promise<void>;
}
