import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import '../../support/property-seed.ts';
import { CONFIG, CONFIG_KEYS, type ConfigDefinition, type ConfigKey } from '../../../src-core/access/config-keys.ts';
import { initialText, readConfig } from '../../../src-core/access/config-values.ts';
import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import { ConfigCipher } from '../../../src-main/access/config-cipher.ts';
import type { ConfigRow, ConfigRows } from '../../../src-main/access/config-rows.ts';
import { Configuration } from '../../../src-main/access/configuration.ts';
import { openLocalConfigRows } from '../../../src-main/access/local-config-rows.ts';
import type { SecretName, Vault } from '../../../src-main/connections/vault.ts';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import type { SqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { TestDirectory } from '../stores/test-store.ts';

const CLOCK = { now: () => 1_000 };
const SECRET = 'correct horse battery staple';

let directory: TestDirectory;
let store: SqliteStore;
let vault: Vault & { readonly kept: Map<SecretName, string> };

beforeAll(async () => {
  directory = new TestDirectory();
  store = await directory.open();
});
beforeEach(async () => {
  await store.commit([store.db.deleteFrom('system_config').compile()]);
  vault = vaultOf();
});
afterAll(() => directory.remove());

function vaultOf(): Vault & { readonly kept: Map<SecretName, string> } {
  const kept = new Map<SecretName, string>();
  return {
    kept,
    kind: 'file',
    get: async (name) => kept.get(name) ?? null,
    set: async (name, secret) => {
      if (secret === null) kept.delete(name);
      else kept.set(name, secret);
    },
  };
}

async function opened(rest: { readonly desk?: ConfigRows; readonly vault?: Vault } = {}): Promise<Configuration> {
  return new Configuration({
    workstation: await openLocalConfigRows(store, CLOCK),
    desk: rest.desk ?? null,
    cipher: await ConfigCipher.open(rest.vault ?? vault),
    clock: CLOCK,
  });
}

function entryOf(config: Configuration, key: ConfigKey): ConfigEntry {
  const entry = config.list().find((one) => one.key === key);
  if (entry === undefined) throw new Error(`the list has no ${key}`);
  return entry;
}

function kept(key: string) {
  return store.db.selectFrom('system_config').selectAll().where('config_key', '=', key).executeTakeFirst();
}

async function edit(key: string, value: string, type: ConfigRow['type'], sensitive = false): Promise<void> {
  const row = { config_key: key, config_value: value, config_type: type, is_sensitive: sensitive, updated_at: 5 };
  await store.commit([
    store.db
      .insertInto('system_config')
      .values(row)
      .onConflict((conflict) => conflict.column('config_key').doUpdateSet({ config_value: value, config_type: type }))
      .compile(),
  ]);
}

/** Texts that nearly are values, values, and any other. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 700 }),
  fc.integer({ min: -300, max: 300 }).map(String),
  fc.double({ noNaN: true }).map(String),
  fc.tuple(fc.integer({ min: -2_000, max: 2_000_000 }), fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 4 })).map(([whole, rest]) => `${whole}.${rest}`),
  fc.boolean().map(String),
  fc.json(),
  fc.constantFrom(...CONFIG_KEYS).map((key) => initialText(CONFIG[key])),
  fc
    .record({ paperSessions: fc.integer({ min: -1, max: 1_100 }), paperTrades: fc.integer({ min: -1, max: 200_000 }), clockSeconds: fc.oneof(fc.integer({ min: 0, max: 61 }), fc.double({ min: 0, max: 61 })) })
    .map((value) => JSON.stringify(value)),
);

describe('configuration', () => {
  test('any text that is set comes back as the value it is, or is refused with nothing changed', async () => {
    const config = await opened();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CONFIG_KEYS), anyText, async (key, text) => {
        const before = [config.value(key), await kept(key)];
        const failure = await config.set(key, text).then(
          () => null,
          (error: ContractFailure) => error,
        );
        const again = await opened();
        if (failure !== null) {
          expect(failure.code).toBe('bad_input');
          expect(failure.message).toContain(key);
          expect([config.value(key), await kept(key)]).toEqual(before);
        } else {
          const definition: ConfigDefinition = CONFIG[key];
          expect(config.value(key)).toEqual(readConfig(definition, text)?.value);
          expect(typeof config.value(key)).toBe(typeof definition.initial);
          if (definition.type === 'string') expect(config.value(key)).toBe(text);
          if (definition.type === 'integer') expect(config.value(key)).toBe(Number(text));
          if (definition.type === 'json') expect(config.value(key)).toEqual(JSON.parse(text));
        }
        // What is on disk says the same to the next start.
        expect(again.value(key)).toEqual(config.value(key));
        expect(again.list()).toEqual(config.list());
      }),
      { numRuns: 300 },
    );
  });

  test('values are kept as the schema document has them, with their description', async () => {
    const config = await opened();
    await config.set('accounts.paper_capital', '100000000');
    await config.set('accounts.live_checks', '{"clockSeconds": 3, "paperTrades": 10, "paperSessions": 5}');
    expect(await kept('accounts.paper_capital')).toMatchObject({
      config_value: '100000000.00',
      config_type: 'decimal',
      is_sensitive: 0,
      description: CONFIG['accounts.paper_capital'].description,
      updated_at: 1_000,
    });
    expect(await kept('accounts.live_checks')).toMatchObject({ config_value: '{"paperSessions":5,"paperTrades":10,"clockSeconds":3}', config_type: 'json' });
    expect(entryOf(config, 'accounts.paper_capital')).toMatchObject({ value: '100000000.00', isSet: true, updatedAt: 1_000 });
    expect(config.value('accounts.live_checks').paperTrades).toBe(10);
  });

  test.each([
    ['accounts.paper_capital', '999.99', 'a number from 1000.00 to 100000000.00 with at most 2 decimals'],
    // As a float it would be the highest itself.
    ['accounts.paper_capital', '100000000.000000000000001', 'at most 2 decimals'],
    ['accounts.paper_capital', '1e5', 'in plain digits'],
    ['access.session_hours', '12.0', 'a whole number from 1 to 168'],
    ['access.session_hours', '169', 'a whole number from 1 to 168'],
    ['accounts.traders_open_paper', 'yes', 'true or false'],
    ['accounts.live_checks', '{"paperSessions":20,"paperTrades":50}', 'exactly "paperSessions" (sessions traded on paper) from 0 to 1000'],
    ['accounts.live_checks', '{"paperSessions":20,"paperTrades":50,"clockSeconds":2,"more":1}', 'a JSON object of whole numbers'],
    ['access.notice', 'a\u0000b', 'without control characters'],
  ] as const)('%s cannot be %j', async (key, value, expected) => {
    const config = await opened();
    const failure = await config.set(key, value).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'bad_input', field: 'value' });
    expect(String(failure)).toContain(`${key} cannot be ${JSON.stringify(value)}; expected `);
    expect(String(failure)).toContain(expected);
  });

  test('a key that is not there is not found, nor a window’s settings through it', async () => {
    await createSettingsRepository(store).set('theme', 'dark');
    const config = await opened();
    await expect(config.set('theme', null)).rejects.toMatchObject({ code: 'not_found', field: 'key' });
    expect(await createSettingsRepository(store).get('theme')).toBe('dark');
    expect(config.list().map(({ key }) => key)).toEqual(CONFIG_KEYS);
  });

  test('null sets it back, and those who listen hear of both', async () => {
    const config = await opened();
    let heard = 0;
    const stop = config.onChange(() => (heard += 1));
    await config.set('access.idle_lock_minutes', '0');
    expect(config.value('access.idle_lock_minutes')).toBe(0);
    await config.set('access.idle_lock_minutes', null);
    expect(config.value('access.idle_lock_minutes')).toBe(CONFIG['access.idle_lock_minutes'].initial);
    expect(await kept('access.idle_lock_minutes')).toBeUndefined();
    stop();
    await config.set('access.idle_lock_minutes', '1');
    expect(heard).toBe(2);
  });

  test.each([
    ['access.session_hours', 'twelve', 'integer', 'what is kept, "twelve", is not that'],
    ['access.session_hours', '12', 'string', 'what is kept has the type string instead of integer'],
    ['accounts.live_checks', '{"paperSessions":0}', 'json', 'is not that'],
  ] as const)('a row of %s that was edited to %j (%s) counts as the default, and says so', async (key, value, type, said) => {
    await edit(key, value, type);
    const config = await opened();
    expect(config.value(key)).toEqual(CONFIG[key].initial);
    expect(entryOf(config, key)).toMatchObject({ isSet: false, value: initialText(CONFIG[key]) });
    expect(entryOf(config, key).accepts).toContain(said);
    expect(config.problems()).toHaveLength(1);
    await config.set(key, initialText(CONFIG[key]));
    expect(config.problems()).toEqual([]);
  });

  test('the desk’s keys are kept with the desk, the workstation’s here', async () => {
    const deskRows: ConfigRow[] = [];
    const desk: ConfigRows = {
      rows: () => deskRows,
      onChange: () => () => undefined,
      write: async (_key, row) => {
        if (row !== null) deskRows.push(row);
      },
    };
    const config = await opened({ desk });
    await config.set('access.free_attempts', '3');
    await config.set('backup.keep', '4');
    expect(deskRows.map(({ key, value, type }) => [key, value, type])).toEqual([['access.free_attempts', '3', 'integer']]);
    expect(await kept('access.free_attempts')).toBeUndefined();
    expect(await kept('backup.keep')).toMatchObject({ config_value: '4' });
    expect(config.value('access.free_attempts')).toBe(3);
  });
});

describe('a secret of the configuration', () => {
  const KEY = 'backup.export_passphrase';

  test('is encrypted where it is kept, differently each time, and never told', async () => {
    const config = await opened();
    await config.set(KEY, SECRET);
    const first = (await kept(KEY))?.config_value;
    await config.set(KEY, SECRET);
    const row = await kept(KEY);
    expect(row?.config_value).toMatch(/^v1:[A-Za-z0-9+/]+=*$/);
    expect(row?.config_value).not.toBe(first);
    expect(row).toMatchObject({ config_type: 'string', is_sensitive: 1 });
    expect(JSON.stringify([row, config.list()])).not.toContain('horse');
    expect(entryOf(config, KEY)).toMatchObject({ value: null, isSet: true });
    expect((await opened()).value(KEY)).toBe(SECRET);
  });

  test('is not in the message that refuses it', async () => {
    const failure = await (await opened()).set(KEY, 'horse').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'bad_input' });
    expect(String(failure)).toContain('a text of 5 letters; expected text of 12 to 200 letters, or none');
    expect(String(failure)).not.toContain('horse');
  });

  test.each([
    ['another workstation’s key', async () => void vault.kept.set('configuration_key', Buffer.alloc(32, 1).toString('base64'))],
    ['no key', async () => void vault.kept.delete('configuration_key')],
    ['a changed text', async () => edit(KEY, `v1:${Buffer.alloc(60).toString('base64')}`, 'string', true)],
    ['a text in the clear', async () => edit(KEY, SECRET, 'string', true)],
  ])('counts as not set with %s, and says so', async (_what, happens) => {
    await (await opened()).set(KEY, SECRET);
    await happens();
    const config = await opened();
    expect(config.value(KEY)).toBe('');
    expect(entryOf(config, KEY)).toMatchObject({ isSet: false, value: null });
    expect(entryOf(config, KEY).accepts).toContain('cannot be opened with this workstation’s key');
    await config.set(KEY, `${SECRET} 2`);
    expect(config.value(KEY)).toBe(`${SECRET} 2`);
  });

  test('cannot be moved to another key', async () => {
    const cipher = await ConfigCipher.open(vault);
    const sealed = await cipher.seal('one', SECRET);
    expect(cipher.open('one', sealed)).toBe(SECRET);
    expect(cipher.open('other', sealed)).toBeNull();
  });

  test('two that are sealed at once have one key', async () => {
    const cipher = await ConfigCipher.open(vault);
    const sealed = await Promise.all([cipher.seal('a', 'first'), cipher.seal('b', 'second')]);
    const later = await ConfigCipher.open(vault);
    expect([later.open('a', sealed[0]), later.open('b', sealed[1])]).toEqual(['first', 'second']);
  });

  test('is refused while the vault cannot be read, and the key there is not replaced', async () => {
    const failing: Vault = { kind: 'file', get: () => Promise.reject(new Error('the keychain is locked')), set: vault.set };
    const config = await opened({ vault: failing });
    await expect(config.set(KEY, SECRET)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('the keychain is locked') });
    expect(vault.kept.size).toBe(0);
    expect(await kept(KEY)).toBeUndefined();
  });
});
