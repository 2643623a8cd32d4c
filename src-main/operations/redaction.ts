import { CONFIG, isConfigKey } from '../../src-core/access/config-keys.ts';

const SECRET_FIELDS: readonly string[] = ['credential', 'credentials', 'password', 'passphrase', 'current', 'next'];
const HIDDEN = 'not shown';

/** Letters of a text that may be kept; a longer one is a file. */
const MOST_LETTERS = 20_000;

/** A copy of an input that may be kept and shown: without credentials, the passwords of URLs, and what files hold. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MOST_LETTERS ? `a file of ${value.length} letters, not kept` : withoutPassword(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const secrets = isSensitiveSetting(value) ? [...SECRET_FIELDS, 'value'] : SECRET_FIELDS;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, secrets.includes(field) ? given(part) : withoutSecrets(part)]));
}

/** A key of the configuration whose value is never told. */
function isSensitiveSetting(input: object): boolean {
  const key: unknown = Reflect.get(input, 'key');
  return typeof key === 'string' && isConfigKey(key) && CONFIG[key].sensitive;
}

/** The value at a path of an input, as a message may show it. */
export function shownAt(input: unknown, path: readonly PropertyKey[]): string {
  if (path.some((key) => SECRET_FIELDS.includes(String(key)))) return HIDDEN;
  if (path.includes('value') && typeof input === 'object' && input !== null && isSensitiveSetting(input)) return HIDDEN;
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return 'nothing';
    value = Reflect.get(value, key);
  }
  return value === undefined ? 'nothing' : JSON.stringify(withoutSecrets(value)).slice(0, 80);
}

/** Whatever stands between a user's colon and the last @: a password may hold any character. */
function withoutPassword(text: string): string {
  const at = text.lastIndexOf('@');
  const scheme = text.indexOf('://');
  const colon = text.indexOf(':', scheme >= 0 && scheme < at ? scheme + 3 : 0);
  return colon >= 0 && colon < at ? `${text.slice(0, colon + 1)}…${text.slice(at)}` : text;
}

/** Which credentials were given, and which forgotten. */
function given(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part === null || part === undefined ? part : true;
  return Object.fromEntries(Object.entries(part).map(([field, value]) => [field, value === null ? null : true]));
}
