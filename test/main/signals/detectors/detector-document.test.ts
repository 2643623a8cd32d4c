import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signalTypeOf } from '../../../../src-core/signals/evidence.ts';
import type { Bound } from '../../../../src-main/signals/detectors/bounded-detector.ts';
import { DETECTORS } from '../../../../src-main/signals/detectors/index.ts';

const FILE = join(import.meta.dirname, '../../../../docs/detectors.md');

function boundText({ name, unit, side, value }: Bound): string {
  return `${name} ${side === 'at least' ? '≥' : '≤'} ${amountText(unit, value).replace('-', '−')}`;
}

function amountText(unit: Bound['unit'], value: number): string {
  switch (unit) {
    case 'percent':
    case 'volatility':
      return `${Number((value * 100).toFixed(6))} %`;
    case 'sigma':
    case 'minutes':
      return `${value} ${unit}`;
    case 'dollars':
      return `$${value}`;
    case 'ratio':
    case 'count':
      return String(value);
  }
}

function document(): string {
  return [
    '# Detectors',
    '',
    'Made from the detectors in `src-main/signals/detectors`; a test holds it true. After a change of one:',
    '`npx vitest run test/main/signals/detectors/detector-document.test.ts -u`.',
    '',
    'A detector looks at the market state of one underlying at a minute’s close and speaks where every figure is within its',
    'bound. It abstains, with the reason, where its underlying, its same-day chain or a figure is not known, and is quiet',
    'otherwise. One that bets on either of two things holds each against its own bounds. The sigma of a move is what options',
    'asked for in those minutes; that of a variance what so many returns scatter by; that of a gap or a correlation what is',
    'ordinary at that time of day.',
    '',
    '| id | title | type: outlook | looks for | bounds |',
    '|---|---|---|---|---|',
    ...DETECTORS.map(({ id, title, what, outlooks, bounds }) => {
      const types = outlooks.map((outlook) => `${signalTypeOf(outlook)}: ${outlook}`).join('<br>');
      return `| \`${id}\` | ${title} | ${types} | ${what} | ${bounds.map(boundText).join('<br>')} |`;
    }),
    '',
  ].join('\n');
}

test('the document of the detectors says what they do', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});
