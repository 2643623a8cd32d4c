// Measures how a session's variance is spread over its minutes, from folders of *_5m.csv bars (Datetime with its offset
// from UTC, Open, High, Low, Close):
//   node scripts/measure-variance-curve.mjs BARS [OUT]      writes the curve, to resources/variance-curve.json as a rule
//   node scripts/measure-variance-curve.mjs BARS --check    fits two thirds of the days and predicts the last third
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const UNDERLYINGS = ['SPY', 'QQQ', 'IWM'];
const BUCKET_MINUTES = 5;
const BUCKETS = 390 / BUCKET_MINUTES;
const HALF_HOUR = 30 / BUCKET_MINUTES;
/** Share of a bucket's observations that is left out at either end: single prints far off the market. */
const TRIMMED = 0.02;

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({ options: { check: { type: 'boolean', default: false } }, allowPositionals: true });
const [source, target = join(root, 'resources', 'variance-curve.json')] = positionals;
const missing = source === undefined ? UNDERLYINGS : UNDERLYINGS.filter((symbol) => !existsSync(join(source, `${symbol}_5m.csv`)));
if (missing.length > 0) {
  console.error(`usage: node scripts/measure-variance-curve.mjs BARS [OUT] [--check]; BARS must hold ${missing.map((symbol) => `${symbol}_5m.csv`).join(', ')}`);
  process.exit(2);
}

const eventDates = new Set(JSON.parse(readFileSync(join(root, 'resources', 'events.json'), 'utf8')).events.map(({ date }) => date));
const sessions = readSessions(source);
const complete = sessions.filter((session) => session.variance.every((row) => row.every(Number.isFinite)));
const ordinary = complete.filter(({ date }) => !eventDates.has(date));
if (ordinary.length < 30) {
  console.error(`${source} holds ${ordinary.length} complete sessions without an event; at least 30 are needed for a curve`);
  process.exit(2);
}

const cut = Math.round((ordinary.length * 2) / 3);
const lastThird = forecast(ordinary.slice(0, cut), ordinary.slice(cut));
/** Each third of interleaved sessions in turn: months that are unlike one another weigh less. */
const everyThird = [0, 1, 2].map((third) => forecast(ordinary.filter((_, i) => i % 3 !== third), ordinary.filter((_, i) => i % 3 === third)));
if (values.check) report();
else writeCurve();

function writeCurve() {
  const weights = fit(ordinary);
  const [first] = sessions;
  const last = sessions.at(-1);
  const incomplete = sessions.filter((session) => !complete.includes(session)).map(({ date }) => date);
  const events = complete.filter((session) => !ordinary.includes(session)).map(({ date }) => date);
  const curve = {
    bucketMinutes: BUCKET_MINUTES,
    weights: weights.map((weight) => round(weight, 4)),
    standardErrors: standardErrors(ordinary).map((error) => round(error, 4)),
    provenance: {
      source: `5-minute bars of SPY, QQQ and IWM, ${sessions.length} sessions ${first.date} to ${last.date}`,
      firstDate: first.date,
      lastDate: last.date,
      sessions: ordinary.length,
      bars: ordinary.length * UNDERLYINGS.length * BUCKETS,
      leftOut: { incomplete, events },
      method:
        'Variance of each bar by Garman and Klass (1980), divided by the mean bar of its own session and underlying; per bucket ' +
        `the mean over sessions and underlyings, ${TRIMMED * 100} % trimmed at either end; smoothed by 1/4, 1/2, 1/4 but for the ` +
        'first bar, the first bar of each half-hour and the last two bars; scaled to a mean of 1. Standard errors are of the mean ' +
        'over sessions, whose underlyings move together.',
      check: {
        measure:
          'mean loss actual/forecast - ln(actual/forecast) - 1 of the variance left at each half-hour 10:00 to 15:30, forecast from ' +
          'the variance so far on either clock; fitted on two thirds of the sessions, forecast on the other third',
        lastThird: { variance: round(lastThird.variance.loss, 3), flat: round(lastThird.flat.loss, 3) },
        everyThird: { variance: round(mean(everyThird.map(({ variance }) => variance.loss)), 3), flat: round(mean(everyThird.map(({ flat }) => flat.loss)), 3) },
      },
    },
  };
  writeFileSync(target, `${JSON.stringify(curve, null, 2).replace(/\[\s+([^\][{}]+?)\s+\]/g, (_, list) => `[${list.split(/,\s+/).join(', ')}]`)}\n`);
  console.log(`${target}: ${ordinary.length} sessions; the first half-hour weighs ${mean(weights.slice(0, HALF_HOUR)).toFixed(2)}, the last ${mean(weights.slice(-HALF_HOUR)).toFixed(2)}, 12:30 to 13:00 ${mean(weights.slice(36, 42)).toFixed(2)}`);
}

/** Relative variance of each bucket, mean 1. */
function fit(days) {
  const raw = Array.from({ length: BUCKETS }, (_, bucket) => trimmedMean(days.flatMap(({ variance }) => variance.map((row) => row[bucket] / mean(row)))));
  const kept = (bucket) => bucket % HALF_HOUR === 0 || bucket >= BUCKETS - 2;
  const smooth = raw.map((value, bucket) => {
    if (kept(bucket)) return value;
    const before = kept(bucket - 1) ? value : raw[bucket - 1];
    const after = kept(bucket + 1) ? value : raw[bucket + 1];
    return (before + 2 * value + after) / 4;
  });
  return smooth.map((value) => value / mean(smooth));
}

function standardErrors(days) {
  return Array.from({ length: BUCKETS }, (_, bucket) => {
    const daily = days.map(({ variance }) => mean(variance.map((row) => row[bucket] / mean(row))));
    const centre = mean(daily);
    return Math.sqrt(mean(daily.map((value) => (value - centre) ** 2)) / (daily.length - 1));
  });
}

/**
 * At each half-hour the variance left is forecast from the variance so far: times left / elapsed of the clock.
 * The loss, actual/forecast - ln(actual/forecast) - 1, is the one that ranks forecasts of variance rightly though
 * the variance itself is only estimated (Patton, Volatility forecast comparison using imperfect proxies, 2011).
 */
function forecast(fitted, others) {
  const score = (weights) => {
    const halfHours = [];
    for (let bucket = HALF_HOUR; bucket < BUCKETS; bucket += HALF_HOUR) {
      const odds = sum(weights.slice(bucket)) / sum(weights.slice(0, bucket));
      const ratios = others.flatMap(({ variance }) => variance.map((row) => sum(row.slice(bucket)) / (sum(row.slice(0, bucket)) * odds)));
      halfHours.push({
        time: clock(bucket),
        loss: mean(ratios.map((ratio) => ratio - Math.log(ratio) - 1)),
        error: Math.sqrt(mean(ratios.map((ratio) => Math.log(ratio) ** 2))),
      });
    }
    return { halfHours, loss: mean(halfHours.map(({ loss }) => loss)), error: Math.sqrt(mean(halfHours.map(({ error }) => error ** 2))) };
  };
  return { variance: score(fit(fitted)), flat: score(new Array(BUCKETS).fill(1)) };
}

function report() {
  console.log(`fitted on ${cut} sessions to ${ordinary[cut - 1].date}, forecast on ${ordinary.length - cut} from ${ordinary[cut].date}`);
  console.log('        loss                 error of the logarithm (root mean square)');
  console.log('time    variance  flat       variance  flat');
  const { variance, flat } = lastThird;
  for (const [i, { time, loss, error }] of variance.halfHours.entries()) {
    console.log(`${time}   ${loss.toFixed(3)}     ${flat.halfHours[i].loss.toFixed(3)}      ${error.toFixed(2)}      ${flat.halfHours[i].error.toFixed(2)}`);
  }
  for (const [name, { variance, flat }] of [['mean ', lastThird], ...everyThird.map((third, i) => [`of ${i + 1}/3`, third])]) {
    console.log(`${name}  ${variance.loss.toFixed(3)}     ${flat.loss.toFixed(3)}      ${variance.error.toFixed(2)}      ${flat.error.toFixed(2)}`);
  }
  const weights = fit(ordinary);
  for (const { date, variance: rows } of complete.filter((session) => !ordinary.includes(session))) {
    // The level of the day is what it was by 14:00; what came after in excess of the curve is the event's.
    const excess = (from, to) => mean(rows.map((row) => (sum(row.slice(from, to)) * sum(weights.slice(0, 54))) / sum(row.slice(0, 54)) - sum(weights.slice(from, to)))) / BUCKETS;
    console.log(`event ${date}: extra variance ${excess(54, 60).toFixed(2)} of an ordinary day from 14:00 to 14:30, ${excess(60, BUCKETS).toFixed(2)} after`);
  }
}

/** Each session's variance by underlying and bucket; NaN where a bar is missing. */
function readSessions(folder) {
  const byDate = new Map();
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'short' });
  for (const [index, symbol] of UNDERLYINGS.entries()) {
    const [header, ...lines] = readFileSync(join(folder, `${symbol}_5m.csv`), 'utf8').trim().split('\n');
    const columns = header.trim().split(',');
    const [time, open, high, low, close] = ['Datetime', 'Open', 'High', 'Low', 'Close'].map((name) => columns.indexOf(name));
    for (const line of lines) {
      const fields = line.split(',');
      const [date, wall] = format.format(Date.parse(fields[time].replace(' ', 'T'))).split(' ');
      const bucket = (Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5)) - 570) / BUCKET_MINUTES;
      if (!Number.isInteger(bucket) || bucket < 0 || bucket >= BUCKETS) continue;
      if (!byDate.has(date)) byDate.set(date, { date, variance: UNDERLYINGS.map(() => new Array(BUCKETS).fill(Number.NaN)) });
      byDate.get(date).variance[index][bucket] = garmanKlass(...[open, high, low, close].map((column) => Number(fields[column])));
    }
  }
  return [...byDate.values()].sort((left, right) => (left.date < right.date ? -1 : 1));
}

/** Garman and Klass, On the estimation of security price volatilities from historical data, 1980: several times as efficient as a squared return. */
function garmanKlass(open, high, low, close) {
  return 0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2;
}

function trimmedMean(values) {
  const cut = Math.floor(values.length * TRIMMED);
  return mean(values.toSorted((left, right) => left - right).slice(cut, values.length - cut));
}

function mean(values) {
  return sum(values) / values.length;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}

function clock(bucket) {
  const minutes = 570 + bucket * BUCKET_MINUTES;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
