// Converts recorded sessions into the replay layout (docs/replay-format.md), one directory a day and source:
//   node scripts/convert-sessions.mjs ../shared/sessions OUT [--date YYYY-MM-DD]
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

const QUOTE_HEADER = 'time,underlying,expiry,right,strike,bid,ask,bid_size,ask_size,last,volume,open_interest,underlying_price';
const UNDERLYING_HEADER = 'time,symbol,last,previous_close';
const UNDERLYINGS = ['SPY', 'QQQ', 'IWM'];
/** The recorded feed runs this far behind the time it was fetched at. */
const DELAY_MS = 15 * 60_000;
/** None of the recorded sessions closed early. */
const CLOSE = '16:00:00';

const { values, positionals } = parseArgs({ options: { date: { type: 'string' } }, allowPositionals: true });
const [source, target] = positionals;
if (source === undefined || target === undefined || !existsSync(source)) {
  console.error('usage: node scripts/convert-sessions.mjs SESSIONS OUT [--date YYYY-MM-DD]; SESSIONS must exist');
  process.exit(2);
}
const wanted = (date) => values.date === undefined || values.date === date;

const bars = dailyBars();
const days = [...spyDays(), ...iwmDays()];
if (days.length === 0) {
  console.error(`${source} holds no session${values.date === undefined ? '' : ` of ${values.date}`}`);
  process.exit(2);
}
for (const day of days) write(day);

function write({ name, date, quotes, underlying, dropped }) {
  const folder = join(target, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, header, rows] of [
    ['quotes.csv.gz', QUOTE_HEADER, quotes],
    ['underlying.csv.gz', UNDERLYING_HEADER, underlying],
  ]) {
    writeFileSync(join(folder, file), gzipSync(`${[header, ...rows].join('\n')}\n`));
  }
  const reasons = [...dropped].map(([reason, count]) => `${count} ${reason}`).join(', ');
  console.log(`${name} (${date}): ${quotes.length} quotes, ${underlying.length} underlying prices; dropped ${reasons === '' ? 'nothing' : reasons}`);
}

/** SPY about every five minutes, with the closing books and the QQQ, IWM and VIX snapshots of the same day. */
function spyDays() {
  const root = join(source, 'spy-0dte-5min-cboe', 'chains');
  return filesIn(root).flatMap((file) => {
    const date = /SPY_(\d{4}-\d{2}-\d{2})\.csv\.gz$/.exec(file)?.[1];
    if (date === undefined || !wanted(date)) return [];
    const day = newDay(`spy-0dte-${date}`, date);
    let lastBook = '';
    for (const row of csv(join(root, file))) {
      const time = row.quote_ts;
      if (time.slice(0, 10) !== date) drop(day, 'of another day');
      else if (row.expiry !== date) drop(day, 'of another expiry');
      else {
        const spot = time.slice(11) < CLOSE ? row.spot : '';
        quote(day, [time, 'SPY', date, row.type, row.strike, row.bid, row.ask, row.bid_size, row.ask_size, orAbsent(row.last_trade_price), row.volume, row.open_interest, spot]);
        if (spot !== '' && time !== lastBook) price(day, time, 'SPY', spot);
        lastBook = time;
      }
    }
    addSnapshots(day);
    return finished(day);
  });
}

/** The chains taken in the same minute; SPY's own only after the close, where the five-minute books have ended, and of their strikes. */
function addSnapshots(day) {
  const strikes = new Set(day.quotes.map((row) => Number(row.split(',')[4])));
  for (const symbol of [...UNDERLYINGS, 'VIX']) {
    const root = join(source, 'multi-chain-3x-daily-cboe', symbol);
    for (const file of filesIn(root).filter((name) => name.startsWith(day.date))) {
      const snapshot = json(join(root, file));
      const bookTime = wallTime(snapshot.asof);
      const afterClose = bookTime.slice(11) >= '15:59:00';
      if (!afterClose) price(day, bookTime, symbol, snapshot.spot);
      if (symbol === 'VIX' || (symbol === 'SPY' && !afterClose)) continue;
      // After the close the stamp is the underlying's last trade and the spot is after-hours: the book is the one of 16:15.
      const fetched = newYorkText(Date.parse(snapshot.fetched) - DELAY_MS);
      const last = `${day.date}T16:15:00`;
      const time = !afterClose ? bookTime : fetched < last ? fetched : last;
      for (const option of snapshot.o) {
        if (new Date(option.e * 1000).toISOString().slice(0, 10) !== day.date) drop(day, 'of another expiry');
        else if (symbol === 'SPY' && strikes.size > 0 && !strikes.has(option.k)) drop(day, "outside the strikes of the day's books");
        else quote(day, [time, symbol, day.date, option.t, option.k, option.b, option.a, '', '', orAbsent(option.l), option.v, option.oi, afterClose ? '' : snapshot.spot]);
      }
    }
  }
}

/** The whole IWM chain about hourly; the stamp is the delayed payload's, and books after the close are of 16:15 at the latest. */
function iwmDays() {
  const root = join(source, 'iwm-hourly-cboe');
  const byDate = new Map();
  for (const file of filesIn(root).filter((name) => name.endsWith('.json.gz'))) {
    const stamp = Date.parse(file.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z.*$/, '$1-$2-$3T$4:$5:$6Z'));
    const date = newYorkText(stamp - DELAY_MS).slice(0, 10);
    if (wanted(date)) byDate.set(date, [...(byDate.get(date) ?? []), file]);
  }
  return [...byDate].flatMap(([date, files]) => {
    const day = newDay(`iwm-hourly-${date}`, date);
    for (const file of files) {
      const snapshot = json(join(root, file));
      const book = newYorkText(Date.parse(`${snapshot.timestamp.replace(' ', 'T')}Z`) - DELAY_MS);
      const afterClose = book.slice(11) >= '16:00:00';
      const last = `${date}T16:15:00`;
      const time = book < last ? book : last;
      if (!afterClose) price(day, time, 'IWM', snapshot.current_price);
      for (const option of snapshot.raw_options) {
        const match = /^IWM(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/.exec(option.option);
        if (match === null) drop(day, 'with an unknown symbol');
        else if (`20${match[1]}-${match[2]}-${match[3]}` !== date) drop(day, 'of another expiry');
        else if (time.slice(0, 10) !== date) drop(day, 'of another day');
        else {
          const spot = afterClose ? '' : snapshot.current_price;
          quote(day, [time, 'IWM', date, match[4], Number(match[5]) / 1000, option.bid, option.ask, option.bid_size, option.ask_size, orAbsent(option.last_trade_price), option.volume, option.open_interest, spot]);
        }
      }
    }
    return finished(day);
  });
}

function newDay(name, date) {
  return { name, date, quotes: [], underlying: [], dropped: new Map() };
}

/** A day without a session or a book is left out; every other gets the official close at the reference time. */
function finished(day) {
  const symbols = new Set(day.underlying.map((row) => row.split(',')[1]));
  const traded = [...symbols].some((symbol) => bars.get(symbol)?.has(day.date));
  if (day.quotes.length === 0 || !traded) {
    console.log(`${day.name}: left out, ${day.quotes.length === 0 ? 'no book of the day' : 'no daily bar, so no session'}`);
    return [];
  }
  for (const symbol of symbols) {
    const bar = bars.get(symbol)?.get(day.date);
    if (bar === undefined) continue;
    const time = symbol === 'VIX' ? '16:15' : CLOSE.slice(0, 5);
    price(day, `${day.date}T${time}:00`, symbol, bar.close.toFixed(2));
  }
  day.underlying.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  return [day];
}

function quote(day, fields) {
  const [, , , , strike, bid, ask] = fields;
  if (!(Number(strike) > 0)) drop(day, 'without a strike');
  else if (bid === '' || ask === '' || !(Number(bid) >= 0) || !(Number(ask) >= 0)) drop(day, 'without a bid and an ask');
  else day.quotes.push(fields.join(','));
}

function price(day, time, symbol, last) {
  const previous = bars.get(symbol)?.get(day.date)?.previousClose;
  day.underlying.push([time, symbol, last, previous === undefined ? '' : previous.toFixed(2)].join(','));
}

function drop(day, reason) {
  day.dropped.set(reason, (day.dropped.get(reason) ?? 0) + 1);
}

/** symbol -> date -> { close, previousClose } */
function dailyBars() {
  const all = new Map();
  for (const symbol of [...UNDERLYINGS, 'VIX']) {
    const file = join(source, 'daily-bars-2y-yahoo', `${symbol}.json`);
    if (!existsSync(file)) continue;
    const byDate = new Map();
    let previousClose;
    for (const { t, c } of json(file).rows) {
      if (!Number.isFinite(c)) continue;
      const date = newYorkText(t).slice(0, 10);
      // A date may come twice, its second row rebuilt: the later one counts, and is not its own predecessor.
      byDate.set(date, { close: c, previousClose: byDate.has(date) ? byDate.get(date).previousClose : previousClose });
      previousClose = c;
    }
    all.set(symbol, byDate);
  }
  return all;
}

/** A last price of zero means that nothing was traded. */
function orAbsent(last) {
  return Number(last) > 0 ? last : '';
}

function newYorkText(time) {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium' });
  return format.format(time).replace(' ', 'T');
}

function wallTime(text) {
  return text.replace(' ', 'T').slice(0, 19);
}

function filesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function json(file) {
  const bytes = readFileSync(file);
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

function* csv(file) {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split(/\r?\n/);
  const names = header.split(',');
  for (const line of lines) {
    const fields = line.split(',');
    yield Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']));
  }
}
