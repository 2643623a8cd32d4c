import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DENIAL_CODES, DENIALS } from '../../../src-main/risk/denial.ts';

const FILE = join(import.meta.dirname, '../../../docs/denials.md');

function document(): string {
  return [
    '# Why an order is denied',
    '',
    'Made from the table in `src-main/risk/denial.ts`; a test holds it true. After a change of the table:',
    '`npx vitest run test/main/risk/denial-document.test.ts -u`.',
    '',
    'Every order, by hand or by rule, and every change of one passes these checks right before it is written and sent; a',
    'preview tells the same. A denial names the numbers that were compared, and a limit is exceeded only by more than it:',
    'what is exactly at the limit passes. An order that is denied is kept with its reasons, but for those marked “refused”:',
    'of these nothing is written. A change that is denied is never written, the order stays as it is. Prices are net debits',
    'per share of one package, amounts dollars, percentages of the equity at the start of the day. What closes and raises',
    'neither the worst case nor the margin is held up by no limit of the book or the day; no step of a flattening plan is.',
    '',
    '| code | denied when | numbers | parameters | order |',
    '|---|---|---|---|---|',
    ...DENIAL_CODES.map((code) => {
      const { when, numbers, limits, written } = DENIALS[code];
      const fields = Object.entries(numbers).map(([name, what]) => `\`${name}\`: ${what}`);
      const parameters = limits.map((name) => `\`${name}\``);
      return `| \`${code}\` | ${when} | ${fields.join('<br>')} | ${parameters.join('<br>')} | ${written ? 'kept' : 'refused'} |`;
    }),
    '',
  ].join('\n');
}

test('the document of the denials says what the checks do', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});
