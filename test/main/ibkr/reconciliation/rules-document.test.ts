import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULES } from '../../../../src-main/ibkr/reconciliation/rules.ts';

const FILE = join(import.meta.dirname, '../../../../docs/reconciliation.md');

const OUTCOMES = { settled: 'settled', doubt: 'stays in doubt', open: 'a person decides', left: 'left' } as const;

function document(): string {
  return [
    '# How differences with the broker are settled',
    '',
    'Made from the table in `src-main/ibkr/reconciliation/rules.ts`; a test holds it true. After a change of the table:',
    '`npx vitest run test/main/ibkr/reconciliation/rules-document.test.ts -u`.',
    '',
    'The books are compared in this order: executions and orders of this terminal’s own (their rules stand in',
    '`src-main/ibkr/orders/records-settlement.ts`), what was made elsewhere in the account, options that expired, positions,',
    'cash. Each step is in the books before the next is compared, so comparing twice finds nothing the second time. What a',
    'person decides is “take over” or “leave”; what was left is not asked again while it stays the same.',
    '',
    '| what is found | what is done | outcome |',
    '|---|---|---|',
    ...Object.values(RULES).map(({ finds, rule, outcome }) => `| ${finds} | ${rule} | ${OUTCOMES[outcome]} |`),
    '',
  ].join('\n');
}

test('the document of the reconciliation says what its rules do', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});
