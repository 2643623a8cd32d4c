// Measures what the correlation of 20 minute returns ordinarily is at each time of day, from a folder of *_1m.csv bars
// (Datetime with its offset from UTC, Close), on the pinned Node:
//   node scripts/measure-correlation-baseline.mjs BARS [OUT]      writes it, to resources/correlation-baseline.json as a rule
//   node scripts/measure-correlation-baseline.mjs BARS --check    leaves each session out in turn and says how unusual it then was
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sessionOn } from '../src-core/calendar/exchange-calendar.ts';
import { BASELINE_WINDOW, fisherByMinute, LEAST_SESSIONS, ordinaryCorrelations, parseShippedBaseline, shippedOrdinary } from '../src-core/market/correlation-baseline.ts';
import { CORRELATION_PAIRS, PAIR_NAMES } from '../src-core/signals/market-state.ts';

const UNDERLYINGS = ['SPY', 'QQQ', 'IWM'];
const MINUTES = 390;
/** Finished minutes that are written: from the first correlation on. */
const KNOTS = [BASELINE_WINDOW + 1, 30, 45, 60, 75, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 375, MINUTES];
/** Minutes on either side that are taken together: so few sessions make single minutes rough. */
const SMOOTHING = 20;

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ options: { check: { type: 'boolean', default: false } }, allowPositionals: true });
const [source, target = join(root, 'resources', 'correlation-baseline.json')] = positionals;
const missing = source === undefined ? UNDERLYINGS : UNDERLYINGS.filter((symbol) => !existsSync(join(source, `${symbol}_1m.csv`)));
if (missing.length > 0) {
  console.error(`usage: node scripts/measure-correlation-baseline.mjs BARS [OUT] [--check]; BARS must hold ${missing.map((symbol) => `${symbol}_1m.csv`).join(', ')}`);
  process.exit(2);
}

const { dates, closes, duplicates } = readCloses(source);
if (dates.length < LEAST_SESSIONS) {
  console.error(`${source} holds ${dates.length} sessions; at least ${LEAST_SESSIONS} are needed`);
  process.exit(2);
}
/** Each session's transformed correlations by minute. */
const days = Object.fromEntries(
  PAIR_NAMES.map((pair) => {
    const [x, y] = CORRELATION_PAIRS[pair];
    return [pair, dates.map((date) => fisherByMinute(closes.get(date)[x], closes.get(date)[y]))];
  }),
);
if (values.check) check();
else write();

function write() {
  const baseline = measure(days);
  const known = dates.map((date) => UNDERLYINGS.map((symbol) => closes.get(date)[symbol].filter((close) => !Number.isNaN(close)).length));
  const content = {
    ...baseline,
    provenance: {
      source: `1-minute bars of SPY, QQQ and IWM, ${dates.length} sessions ${dates[0]} to ${dates.at(-1)}`,
      firstDate: dates[0],
      lastDate: dates.at(-1),
      sessions: dates.map((date, index) => ({ date, bars: known[index] })),
      duplicateBars: duplicates,
      method:
        `Correlation of the last ${BASELINE_WINDOW} minute returns of closes at each minute of each session, by Fisher's transform; per minute the mean over sessions, and the ` +
        `deviation between sessions, of that minute and those up to ${SMOOTHING} away together. The deviation is that of a new day around a mean of so few, and never less than chance ` +
        `alone makes it, 1/sqrt(${BASELINE_WINDOW - 3}).`,
      limits: 'A few sessions of one fortnight: a rough figure, for as long as there are too few recorded days.',
      check: { measure: 'each session against the baseline of the others: root mean square of its deviations, which is 1 where the baseline is right; and the part beyond 2 of them', ...leaveOneOut() },
    },
  };
  parseShippedBaseline(content);
  writeFileSync(target, `${JSON.stringify(content, null, 2).replace(/\[\s+([^\][{}]+?)\s+\]/g, (_, list) => `[${list.split(/,\s+/).join(', ')}]`)}\n`);
  console.log(`${target}: ${PAIR_NAMES.map((pair) => `${pair} ${content.pairs[pair].mean.map((mean) => Math.tanh(mean).toFixed(2)).join(' ')}`).join('\n')}`);
}

/** The baseline of some sessions, at the knots. */
function measure(ofDays, least = LEAST_SESSIONS) {
  const pairs = {};
  for (const pair of PAIR_NAMES) {
    const ordinary = ordinaryCorrelations(ofDays[pair], { least, smoothing: SMOOTHING });
    const at = KNOTS.map((finished) => ordinary[finished - 1]);
    pairs[pair] = { mean: at.map(({ mean }) => round(mean)), deviation: at.map(({ deviation }) => round(deviation)), days: at.map(({ days }) => days) };
  }
  return { window: BASELINE_WINDOW, minutes: KNOTS, pairs };
}

function leaveOneOut() {
  const result = {};
  for (const pair of PAIR_NAMES) {
    const deviations = dates.flatMap((_, left) => {
      const others = measure(Object.fromEntries(PAIR_NAMES.map((name) => [name, days[name].filter((_, index) => index !== left)])), LEAST_SESSIONS - 1);
      return [...days[pair][left]].flatMap((value, minute) => {
        const ordinary = Number.isNaN(value) ? null : shippedOrdinary(others, pair, minute + 1);
        return ordinary === null ? [] : [(value - ordinary.mean) / ordinary.deviation];
      });
    });
    result[pair] = {
      rootMeanSquare: round(Math.sqrt(deviations.reduce((sum, z) => sum + z * z, 0) / deviations.length)),
      beyondTwo: round(deviations.filter((z) => Math.abs(z) > 2).length / deviations.length),
    };
  }
  return result;
}

function check() {
  for (const [pair, { rootMeanSquare, beyondTwo }] of Object.entries(leaveOneOut())) {
    console.log(`${pair}: root mean square ${rootMeanSquare}, beyond 2 deviations ${(100 * beyondTwo).toFixed(1)} %`);
  }
}

/** Closes by date, underlying and minute since the open; NaN where there is no bar. Of two bars of one minute the later counts. */
function readCloses(folder) {
  const byDate = new Map();
  let duplicates = 0;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'short' });
  for (const symbol of UNDERLYINGS) {
    const [header, ...lines] = readFileSync(join(folder, `${symbol}_1m.csv`), 'utf8').trim().split('\n');
    const columns = header.trim().split(',');
    const time = columns.indexOf('Datetime');
    const close = columns.indexOf('Close');
    // The last bar of the file was not over when it was recorded.
    for (const line of lines.slice(0, -1)) {
      const fields = line.split(',');
      const [date, wall] = format.format(Date.parse(fields[time].replace(' ', 'T'))).split(' ');
      const minute = Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5)) - 570;
      if (!Number.isInteger(minute) || minute < 0 || minute >= MINUTES) continue;
      if (!byDate.has(date)) byDate.set(date, Object.fromEntries(UNDERLYINGS.map((name) => [name, new Float64Array(MINUTES).fill(Number.NaN)])));
      const prices = byDate.get(date)[symbol];
      if (!Number.isNaN(prices[minute])) duplicates += 1;
      prices[minute] = Number(fields[close]);
    }
  }
  // An early close is not shaped like a whole session.
  const dates = [...byDate.keys()].filter((date) => sessionOn(date)?.earlyClose === false).sort();
  return { dates, closes: byDate, duplicates };
}

function round(value) {
  return Number(value.toFixed(4));
}
