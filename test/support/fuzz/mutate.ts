import type { SeededRandom } from '../../../src-main/market-data/random.ts';

/** A value that no schema expects, or that code trips over. */
const ODD: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => -0,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => -1,
  () => 1e308,
  () => 0.1,
  () => '',
  () => '\0',
  () => '\ud800',
  () => '__proto__',
  () => '../../../../etc/passwd',
  () => "'; DROP TABLE orders; --",
  () => 'x'.repeat(5_000),
  () => [],
  () => ({}),
  () => ({ __proto__: null, constructor: { prototype: { polluted: true } } }),
  () => JSON.parse('{"__proto__": {"polluted": true}}'),
  () => ({ toJSON: 'not a function', length: -1, valueOf: 1 }),
  () => deep(200),
  () => Array.from({ length: 1_000 }, () => 0),
  () => '00000000-0000-4000-8000-000000000001',
];
/** What structured clones carry and JSON cannot. */
const CLONED: readonly (() => unknown)[] = [
  () => new Date(Number.NaN),
  () => new Map([[{}, new Set([1])]]),
  () => 10n ** 40n,
  () => new ArrayBuffer(16),
  () => new Float64Array([Number.NaN]),
  () => /(a+)+$/,
  () => new Error('sent as a value'),
  () => circular(),
];

function deep(levels: number): unknown {
  let value: unknown = 'down here';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function circular(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

/** Values as they travel: `json` for text, `clone` for a MessagePort. */
export type Travel = 'json' | 'clone';

export function oddValue(random: SeededRandom, travel: Travel): unknown {
  const kinds = travel === 'json' ? ODD : [...ODD, ...CLONED];
  return kinds[Math.floor(random.uniform() * kinds.length)]?.();
}

/** A copy with one to three of its parts replaced, left out, doubled or added. */
export function mutated(value: unknown, random: SeededRandom, travel: Travel): unknown {
  const times = 1 + Math.floor(random.uniform() * 3);
  let result = structuredClone(value);
  for (let time = 0; time < times; time += 1) result = changedOnce(result, random, travel);
  return result;
}

function changedOnce(value: unknown, random: SeededRandom, travel: Travel): unknown {
  const isBranch = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Date.prototype;
  if (!isBranch || random.uniform() < 0.15) return typeof value === 'string' && random.uniform() < 0.5 ? textChanged(value, random) : oddValue(random, travel);
  const keys = Object.keys(value);
  const key = keys[Math.floor(random.uniform() * keys.length)];
  const copy: Record<string, unknown> = Array.isArray(value) ? (Object.assign([], value) as unknown as Record<string, unknown>) : { ...(value as Record<string, unknown>) };
  const how = random.uniform();
  if (key === undefined || how < 0.1) copy[random.uniform() < 0.5 ? 'more' : 'id'] = oddValue(random, travel);
  else if (how < 0.2) delete copy[key];
  else copy[key] = changedOnce(copy[key], random, travel);
  return copy;
}

function textChanged(text: string, random: SeededRandom): string {
  const at = Math.floor(random.uniform() * (text.length + 1));
  const letter = String.fromCharCode(Math.floor(random.uniform() * 0x300));
  return random.uniform() < 0.5 ? text.slice(0, at) + letter + text.slice(at + 1) : text.slice(0, at) + text.slice(0, 3) + text.slice(at);
}

/** Bytes of a text with some of them changed, cut off or doubled. */
export function mutatedBytes(text: string, random: SeededRandom): Buffer {
  const bytes = Buffer.from(text);
  const how = random.uniform();
  if (how < 0.3) return bytes.subarray(0, Math.floor(random.uniform() * bytes.length));
  if (how < 0.5) return Buffer.concat([bytes, bytes.subarray(Math.floor(random.uniform() * bytes.length))]);
  if (how < 0.6) return Buffer.from('['.repeat(1 + Math.floor(random.uniform() * 20_000)));
  for (let count = 0; count < 1 + random.uniform() * 8; count += 1) bytes[Math.floor(random.uniform() * bytes.length)] = Math.floor(random.uniform() * 256);
  return bytes;
}
