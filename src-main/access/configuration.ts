import { CONFIG, CONFIG_KEYS, type ConfigDefinition, type ConfigKey, type ConfigValue, isConfigKey } from '../../src-core/access/config-keys.ts';
import { acceptedBy, type ConfigReading, initialText, readConfig } from '../../src-core/access/config-values.ts';
import type { ConfigEntry } from '../../src-core/contract/access.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Clock } from '../../src-core/time.ts';
import type { ConfigCipher } from './config-cipher.ts';
import type { ConfigDesk } from './config-desk.ts';
import type { ConfigRow, ConfigRows } from './config-rows.ts';

export interface ConfigurationParts {
  readonly workstation: ConfigRows;
  /** null on a local profile: every key is kept with the workstation's. */
  readonly desk: ConfigRows | null;
  readonly cipher: Pick<ConfigCipher, 'seal' | 'open'>;
  /** The machine's. */
  readonly clock: Clock;
}

/** What a key's row comes to; both null where there is none. */
interface Kept {
  readonly reading: ConfigReading | null;
  /** Why the row does not count, as a sentence that ends what is accepted. */
  readonly problem: string | null;
}

const NOTHING: Kept = { reading: null, problem: null };

/** Letters of a value that a message shows. */
const SHOWN_LETTERS = 80;

/** system_config by its keys: a row that was edited by hand and does not fit its key counts as not set. */
export class Configuration implements ConfigDesk {
  readonly #parts: ConfigurationParts;
  /** What rows came to; a row that could not be opened is tried again. */
  readonly #read = new WeakMap<ConfigRow, Kept>();

  constructor(parts: ConfigurationParts) {
    this.#parts = parts;
  }

  value<Key extends ConfigKey>(key: Key): ConfigValue<Key> {
    const { reading } = this.#keptOf(key, this.#rowOf(key));
    // The table pairs each key with the type of its values; the compiler cannot follow a pair through an index.
    return (reading?.value ?? CONFIG[key].initial) as ConfigValue<Key>;
  }

  onChange(listener: () => void): () => void {
    const { workstation, desk } = this.#parts;
    const stops = [workstation, ...(desk === null ? [] : [desk])].map((rows) => rows.onChange(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  list(): readonly ConfigEntry[] {
    return CONFIG_KEYS.map((key) => {
      const definition: ConfigDefinition = CONFIG[key];
      const row = this.#rowOf(key);
      const { reading, problem } = this.#keptOf(key, row);
      const initial = initialText(definition);
      const { title, description, type, place, sensitive } = definition;
      return {
        key,
        type,
        title,
        description,
        place,
        sensitive,
        value: sensitive ? null : (reading?.text ?? initial),
        initial,
        isSet: reading !== null,
        accepts: problem === null ? acceptedBy(definition) : `${acceptedBy(definition)}; ${problem}`,
        updatedAt: row?.updatedAt ?? null,
      };
    });
  }

  /** Rows that do not count, each as a sentence. */
  problems(): readonly string[] {
    return CONFIG_KEYS.flatMap((key) => {
      const { problem } = this.#keptOf(key, this.#rowOf(key));
      return problem === null ? [] : [`configuration ${key}: ${problem}`];
    });
  }

  async set(key: string, value: string | null): Promise<void> {
    if (!isConfigKey(key)) {
      throw new ContractFailure({ code: 'not_found', field: 'key', message: `key: there is no configuration "${key.slice(0, SHOWN_LETTERS)}"; expected one of ${CONFIG_KEYS.join(', ')}` });
    }
    const definition: ConfigDefinition = CONFIG[key];
    const { type, sensitive, description } = definition;
    if (value === null) return this.#rowsOf(key).write(key, null);
    const reading = readConfig(definition, value);
    if (reading === null) {
      throw new ContractFailure({ code: 'bad_input', field: 'value', message: `value: ${key} cannot be ${shown(value, sensitive)}; expected ${acceptedBy(definition)}` });
    }
    // That there is no secret is none.
    if (sensitive && reading.text === initialText(definition)) return this.#rowsOf(key).write(key, null);
    const kept = sensitive ? await this.#parts.cipher.seal(key, reading.text) : reading.text;
    await this.#rowsOf(key).write(key, { key, value: kept, type, isSensitive: sensitive, description, updatedAt: this.#parts.clock.now() });
  }

  #rowsOf(key: ConfigKey): ConfigRows {
    const { workstation, desk } = this.#parts;
    return CONFIG[key].place === 'desk' && desk !== null ? desk : workstation;
  }

  #rowOf(key: ConfigKey): ConfigRow | null {
    return this.#rowsOf(key).rows().find((row) => row.key === key) ?? null;
  }

  #keptOf(key: ConfigKey, row: ConfigRow | null): Kept {
    if (row === null) return NOTHING;
    const known = this.#read.get(row);
    if (known !== undefined) return known;
    const kept = this.#readOf(key, row);
    if (kept.problem === null || !CONFIG[key].sensitive) this.#read.set(row, kept);
    return kept;
  }

  #readOf(key: ConfigKey, row: ConfigRow): Kept {
    const definition: ConfigDefinition = CONFIG[key];
    const { type, sensitive } = definition;
    if (row.type !== type) return { reading: null, problem: `what is kept has the type ${row.type} instead of ${type}, so it counts as not set` };
    const text = sensitive ? this.#parts.cipher.open(key, row.value) : row.value;
    if (text === null) return { reading: null, problem: 'what is kept cannot be opened with this workstation’s key, so it counts as not set; set it again' };
    const reading = readConfig(definition, text);
    return reading === null ? { reading, problem: `what is kept, ${shown(text, sensitive)}, is not that, so it counts as not set` } : { reading, problem: null };
  }
}

/** A sensitive value is never shown. */
function shown(value: string, sensitive: boolean): string {
  if (sensitive) return `a text of ${[...value].length} letters`;
  return value.length <= SHOWN_LETTERS ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, SHOWN_LETTERS))} and ${value.length - SHOWN_LETTERS} letters more`;
}
