import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LIMIT_GROUPS, LIMIT_NAMES, type LimitDefinition, type LimitGroup, LIMITS, type LimitUnit, ORDERED_LIMITS } from '../../../src-core/risk/limits.ts';

const FILE = join(import.meta.dirname, '../../../docs/limits.md');

const GROUPS: Record<LimitGroup, string> = {
  order: 'Each order',
  trade: 'One trade',
  book: 'The book',
  day: 'The day',
  automatic: 'Orders by rule',
  breakers: 'Circuit breakers',
  exits: 'Exits',
  kill: 'Kill switch and closing',
};

const UNITS: Record<LimitUnit, string> = {
  percent_of_equity: '% of equity',
  percent: '%',
  dollars_per_share: 'dollars a share',
  contracts: 'contracts',
  count: 'number',
  per_minute: 'a minute',
  seconds: 'seconds',
  minutes: 'minutes',
  factor: 'times',
  points: 'points',
  correlation: 'correlation',
  switch: '0 no, 1 yes',
};

const SAFER: Record<LimitDefinition['safer'], string> = { lower: 'lower', higher: 'higher', neither: '–' };

function document(): string {
  const groups = LIMIT_GROUPS.flatMap((group) => [
    '',
    `## ${GROUPS[group]}`,
    '',
    '| parameter | what | unit | at first | range | safer |',
    '|---|---|---|---|---|---|',
    ...LIMIT_NAMES.filter((name) => LIMITS[name].group === group).map((name) => {
      const { what, unit, initial, lowest, highest, safer } = LIMITS[name];
      return `| \`${name}\` | ${what} | ${UNITS[unit]} | ${initial} | ${lowest} to ${highest} | ${SAFER[safer]} |`;
    }),
  ]);
  return [
    '# Risk parameters',
    '',
    'Made from the table in `src-core/risk/limits.ts`; a test holds it true. After a change of the table:',
    '`npx vitest run test/core/risk/limit-document.test.ts -u`.',
    '',
    'They are rows of `risk_parameters`, one account’s; a parameter without a row has its value at first. Parts of equity are',
    'of the account’s equity at the start of the session’s day, by the books: cash and the cost of what is held, without',
    'what today brought. They are set in the Limits panel, and by the operations `limits.get`, `limits.set` and',
    '`limits.withdraw`; each change is in the audit log and in `risk_events` with its old and new value.',
    '',
    'A change to the safer side counts at once, from the next order or reading on. One to the looser side waits in',
    '`risk_parameter_changes` for the next session, and can be taken back until then. Of a parameter with “–” neither side is',
    'safer: it changes at once. Changes that are made together are judged together, and refused as a whole where a value is',
    'out of its range or the set would contradict itself, now or at the next session:',
    '',
    ...ORDERED_LIMITS.map(([least, most, times]) => `- \`${least}\` is at most ${times === 1 ? '' : `${times} times `}\`${most}\``),
    ...groups,
    '',
  ].join('\n');
}

test('the document of the limits says what the table does', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});
