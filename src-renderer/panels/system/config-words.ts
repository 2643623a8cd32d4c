import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import { definitionOf } from './config-draft.ts';

const GROUP_TITLES: Readonly<Record<string, string>> = { access: 'Signing in', accounts: 'Accounts', backup: 'Backups' };

export interface ConfigGroup {
  readonly name: string;
  readonly title: string;
  readonly entries: readonly ConfigEntry[];
}

/** The keys by what stands before their dot, in the order of the table. */
export function groupsOf(entries: readonly ConfigEntry[]): readonly ConfigGroup[] {
  const groups = Map.groupBy(entries, ({ key }) => key.split('.')[0] ?? key);
  return [...groups].map(([name, members]) => ({ name, title: GROUP_TITLES[name] ?? name, entries: members }));
}

/** Those whose words hold each of the words that are looked for. */
export function foundIn(entries: readonly ConfigEntry[], sought: string): readonly ConfigEntry[] {
  const words = sought.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return entries.filter(({ key, title, description }) => words.every((word) => `${key} ${title} ${description}`.toLowerCase().includes(word)));
}

export const PLACE_WORDS: Readonly<Record<ConfigEntry['place'], { readonly word: string; readonly means: string }>> = {
  desk: { word: 'desk', means: 'One value for all workstations of the desk' },
  workstation: { word: 'here', means: 'Each workstation has its own' },
};

/** A value as it is told in a line: "yes", "20 sessions traded on paper, 50 trades ended on paper", "empty". */
export function valueWords({ key, type, sensitive }: Pick<ConfigEntry, 'key' | 'type' | 'sensitive'>, text: string): string {
  if (sensitive) return text === '' ? 'none' : 'a text that is not shown';
  switch (type) {
    case 'boolean':
      return text === 'true' ? 'yes' : 'no';
    case 'json': {
      const definition = definitionOf(key);
      if (definition?.type !== 'json') return text;
      try {
        const values = new Map<string, unknown>(Object.entries(JSON.parse(text) ?? {}));
        return Object.entries(definition.fields)
          .map(([name, { title }]) => `${String(values.get(name) ?? '–')} ${title}`)
          .join(', ');
      } catch {
        return text;
      }
    }
    case 'string':
      return text === '' ? 'empty' : `“${text}”`;
    case 'integer':
    case 'decimal':
      return text;
  }
}

/** What would be accepted, as a sentence: only what its control does not tell by itself. Empty for nothing. */
export function acceptsWords({ type, accepts }: Pick<ConfigEntry, 'type' | 'accepts'>): string {
  const isTold = type === 'boolean' || type === 'json';
  const more = accepts.indexOf('; ');
  const words = isTold ? (more === -1 ? '' : accepts.slice(more + 2)) : accepts;
  return words === '' ? '' : sentence(words);
}

/** With a capital and a full stop. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** What the core refused, without the field's path before it, which its place says already. */
export function refusalText(failure: unknown): string {
  const message = failure instanceof Error ? failure.message : String(failure);
  return sentence(message.replace(/^value: /, ''));
}
