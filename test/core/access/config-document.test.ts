import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONFIG, CONFIG_KEYS, type ConfigDefinition } from '../../../src-core/access/config-keys.ts';
import { acceptedBy, initialText, readConfig } from '../../../src-core/access/config-values.ts';

const FILE = join(import.meta.dirname, '../../../docs/configuration.md');

const PLACES: Record<ConfigDefinition['place'], string> = { desk: 'the desk', workstation: 'this workstation' };

function initialOf(definition: ConfigDefinition): string {
  const text = initialText(definition);
  return text === '' ? 'empty' : `\`${text}\``;
}

function document(): string {
  return [
    '# Configuration',
    '',
    'Made from the table in `src-core/access/config-keys.ts`; a test holds it true. After a change of the table:',
    '`npx vitest run test/core/access/config-document.test.ts -u`.',
    '',
    'They are rows of `system_config` (`config_key`, `config_value`, `config_type`); a key without a row has its value at',
    'first. An admin sets them in the System panel or by the operation `config.set`; each change is in the audit with its old',
    'and new value. What is kept for the desk counts on every workstation of it within a second; on a local profile all of it',
    'is this workstation’s. A row that was edited by hand and is not a value of its key counts as not set, and the list of the',
    'configuration says so.',
    '',
    'A value marked *secret* is never told: not in a window, an answer, the audit or a log. It is kept encrypted (AES-256-GCM,',
    'a random nonce each time, the key’s name as associated data, so that it opens under no other name; `v1:` and base64 of',
    'nonce, ciphertext and tag). The key is 32 random bytes in the vault of this workstation, `configuration_key`, made when',
    'the first secret is set. Without it a secret counts as not set. The other rows of the table, all of type `json`, are what',
    'windows keep of their layout.',
    '',
    '| key | what | type | at first | accepted | kept for |',
    '|---|---|---|---|---|---|',
    ...CONFIG_KEYS.map((key) => {
      const definition: ConfigDefinition = CONFIG[key];
      const { title, description, type, place, sensitive } = definition;
      return `| \`${key}\` | ${title}. ${description} | ${type}${sensitive ? ', *secret*' : ''} | ${initialOf(definition)} | ${acceptedBy(definition)} | ${PLACES[place]} |`;
    }),
    '',
  ].join('\n');
}

test('the document of the configuration says what the table does', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});

test('every default is a value of its key, written as the table keeps it', () => {
  for (const key of CONFIG_KEYS) {
    const definition: ConfigDefinition = CONFIG[key];
    expect(readConfig(definition, initialText(definition)), key).toEqual({ value: definition.initial, text: initialText(definition) });
  }
});

test('a secret is a workstation’s own: another one has no key to open it', () => {
  expect(CONFIG_KEYS.filter((key) => CONFIG[key].sensitive && CONFIG[key].place !== 'workstation')).toEqual([]);
});
