import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CHANNELS, KEY_FAMILIES } from '../../../../src-main/stores/realtime/key-families.ts';

const FILE = join(import.meta.dirname, '../../../../docs/realtime-keys.md');
const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const;

const shapeSchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});

/** A JSON schema in a line; what lies deeper than `depth` is left out. */
function shape(schema: unknown, depth: number): string {
  const { type, enum: values, const: value, anyOf, oneOf, properties, additionalProperties, items } = shapeSchema.parse(schema);
  if (values !== undefined) return values.map((each) => JSON.stringify(each)).join(' | ');
  if (value !== undefined) return JSON.stringify(value);
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return choices.map((each) => shape(each, depth)).join(' | ');
  if (type === 'array') return depth === 0 ? '[…]' : `[${shape(items, depth)}, …]`;
  if (Array.isArray(type)) return type.join(' | ');
  if (type !== 'object') return type ?? 'any';
  if (depth === 0) return '{…}';
  if (properties === undefined) return `{name: ${shape(additionalProperties, depth)}, …}`;
  return `{${Object.entries(properties)
    .map(([name, each]) => `${name}: ${shape(each, depth - 1)}`)
    .join(', ')}}`;
}

function ttlText(ttl: number | 'given' | 'none'): string {
  if (ttl === 'given') return 'as each value says';
  if (ttl === 'none') return 'none: removed by hand';
  const [size, unit] = UNITS.find(([size]) => ttl % size === 0) ?? [1, 'millisecond'];
  return ttl === size ? `1 ${unit}` : `${ttl / size} ${unit}s`;
}

function document(): string {
  const section = (ours: boolean): string[] =>
    Object.values(KEY_FAMILIES)
      .filter((family) => 'ours' in family === ours)
      .flatMap((family) => {
        const kept = family.type === 'hash' ? 'hash of JSON, a field a strike' : family.type === 'number' ? 'number in a string' : 'JSON in a string';
        const value = z.toJSONSchema(family.value, { io: 'input', unrepresentable: 'any' });
        return ['', `### \`${family.key}\``, '', family.what, '', `- kept as: ${kept}`, `- time to live: ${ttlText(family.ttl)}`, `- shape: \`${shape(value, 2)}\``];
      });
  return [
    '# Keys of the real-time store',
    '',
    'Made from the table in `src-main/stores/realtime/key-families.ts`; a test holds it true. After a change of the table:',
    '`npx vitest run test/main/stores/realtime/key-document.test.ts -u`.',
    '',
    'Prices are dollars, amounts of money ten-thousandths of a dollar, times milliseconds since 1970 in UTC; what is not known is null.',
    '',
    '## Of the schema document',
    ...section(false),
    '',
    '## Of this program',
    ...section(true),
    '',
    '## Channels',
    '',
    `- \`${CHANNELS.changes('{account}')}\`: what the workstation that trades has changed, a JSON array of [family, parts]. Before the array stand the sender’s id and a colon, by which a terminal knows its own messages.`,
    `- \`${CHANNELS.halts('{account}')}\`: requests to stop trading from those who watch, and the answers of the one who trades, JSON objects. Nothing is kept; a request that is older than five seconds, or meant for another lease, is ignored.`,
    '',
  ].join('\n');
}

test('the document of the keys says what the table does', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});
