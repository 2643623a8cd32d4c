import { CONFIG, type ConfigDefinition, isConfigKey } from '../../../src-core/access/config-keys.ts';
import { acceptedBy, readConfig } from '../../../src-core/access/config-values.ts';
import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import { formatCount } from '../../design/format.ts';

/** A key's definition; null for one that only a newer core knows, which then judges alone. */
export function definitionOf(key: string): ConfigDefinition | null {
  return isConfigKey(key) ? CONFIG[key] : null;
}

/** What is wrong with a text for a key, as a sentence; null where nothing is, as far as the window can tell. */
export function problemOf(key: string, text: string): string | null {
  const definition = definitionOf(key);
  if (definition === null || readConfig(definition, text) !== null) return null;
  // Which of them is said at its field.
  if (definition.type === 'json') return 'Mend the marked number.';
  return `Expected ${acceptedBy(definition)}.`;
}

/** Whether a text says something else than what is kept: "0500" and "500.00" may not. */
export function isChanged({ key, value }: Pick<ConfigEntry, 'key' | 'value'>, text: string): boolean {
  const definition = definitionOf(key);
  const reading = definition === null ? null : readConfig(definition, text);
  return (reading?.text ?? text) !== value;
}

/** The named numbers of a value, as they stand in their fields; none where it has no such. */
export function numbersIn(key: string, text: string): readonly NamedNumber[] {
  const definition = definitionOf(key);
  if (definition?.type !== 'json') return [];
  const given = parsed(text);
  return Object.entries(definition.fields).map(([name, { title, lowest, highest }]) => {
    const at = given.get(name);
    const written = typeof at === 'number' || typeof at === 'string' ? String(at) : '';
    const number = wholeNumber(written);
    return { name, title, range: `${formatCount(lowest)} to ${formatCount(highest)}`, text: written, problem: number !== null && number >= lowest && number <= highest ? null : `Expected a whole number from ${formatCount(lowest)} to ${formatCount(highest)}.` };
  });
}

export interface NamedNumber {
  readonly name: string;
  readonly title: string;
  /** "0 to 1,000". */
  readonly range: string;
  readonly text: string;
  readonly problem: string | null;
}

/** The value with one of its numbers written anew: a text that is no number stays one, so that it is judged. */
export function withNumber(text: string, name: string, written: string): string {
  return JSON.stringify({ ...Object.fromEntries(parsed(text)), [name]: wholeNumber(written) ?? written });
}

function wholeNumber(text: string): number | null {
  return /^(0|-?[1-9]\d*)$/.test(text.trim()) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

function parsed(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : new Map();
  } catch {
    return new Map();
  }
}
