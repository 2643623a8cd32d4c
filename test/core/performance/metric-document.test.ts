import { join } from 'node:path';
import { expect, test } from 'vitest';
import { METRIC_NAMES, type MetricUnit } from '../../../src-core/performance/metric.ts';
import { METRICS } from '../../../src-core/performance/metrics.ts';

const FILE = join(import.meta.dirname, '../../../docs/metrics.md');

const UNITS: Record<MetricUnit, string> = {
  dollars: 'dollars',
  share: 'share, 1 is 100 %',
  ratio: 'ratio',
  count: 'number',
  days: 'session days',
  milliseconds: 'milliseconds',
};

function document(): string {
  return [
    '# Figures of a period’s trading',
    '',
    'Made from the table in `src-core/performance/metrics.ts`; a test holds it true. After a change of the table:',
    '`npx vitest run test/core/performance/metric-document.test.ts -u`. `scripts/check-metrics.py` computes the same figures by',
    'its own code, in another language; `test/core/performance/check-metrics.test.ts` compares the two to 1e-9, of all trades',
    'of a made-up account and of each slice of them.',
    '',
    '**Trades.** A trade is one package from its opening to its end: a condor is one. It counts in the period in which it ended,',
    'on the day in New York on which it did, with all its costs. What is still open counts in no figure of trades.',
    '',
    '**Days.** Figures of days are made of every session day of the period, also those on which nothing was traded, which',
    'brought 0. Of the whole account a day is what was booked on it, the change of what is held at its marks included. Of a',
    'slice a day is the results of the slice’s trades that ended on it; equity is then that of the whole account at the',
    'period’s start and the slice’s results since, as if nothing else had been traded. A daily return is the day’s net over',
    'the equity at the day’s start. A year has 252 session days. The risk-free rate is 0: subtract it in mind where cash earns.',
    '',
    '**Slices.** By strategy (the structure’s name), underlying, half-hour of the entry in New York (half-hours put',
    'together make any hour), weekday of the entry, VIX regime at the entry, detector of the signal, tag, and by hand or by rule.',
    'Without a regime, a signal or a tag a trade is under “unknown”, “none” or “untagged”. The slices of a dimension add up',
    'to the whole, but for tags: a trade with two of them is in two.',
    '',
    '**Samples.** Each figure tells how many trades or days it was made of, and is “–”, with the reason, where that is fewer',
    'than the least sample below. What happened (sums, means of what was paid, drawdowns, streaks) is told from the first on. What',
    'is said of trades to come waits: for 10 trades, where the interval of a win rate of one half is 24 to 76 % at best; for',
    '20 days, where volatility itself is known to 16 %; Calmar, which raises a return to the power of a year, for 63 days,',
    'a quarter. That is not much: the intervals, 95 %, tell how little. Those of trades count the trades of one day as one',
    'cluster, because they win and lose together; with one day there is none, but for the win rate, where the day counts as',
    'one trade. A ratio over 0 (no loser, no day that lost, no drawdown) is “–”, not infinite.',
    '',
    '**Signs.** Results have theirs: an average loss and an adverse excursion are below 0. Drawdowns, costs and slippage',
    'are above 0 for what was lost.',
    '',
    '| figure | what | unit | of | least sample |',
    '|---|---|---|---|---|',
    ...METRIC_NAMES.map((name) => {
      const { title, definition, unit, of, leastSample } = METRICS[name];
      return `| ${title} \`${name}\` | ${definition} | ${UNITS[unit]} | ${of} | ${leastSample} |`;
    }),
    '',
  ].join('\n');
}

test('the document of the figures says what the table does', async () => {
  await expect(document()).toMatchFileSnapshot(FILE);
});
