import type { JournalEntry } from '../../../src-core/contract/journal.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { type Money, subtract } from '../../../src-core/money.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import type { DayReport, ReportDay, ReportOrder } from './day-report.ts';
import { ABSENT, clock, dayWords, dollars, duration, figure, instrumentWords, legWords, metricWords, netOfMoney, netWords, packageWords, price, shortClock, signedDollars, termsWords } from './report-words.ts';

export type Tone = 'plain' | 'good' | 'bad' | 'quiet';

/** A text of a table; numbers stand right. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface ReportTable {
  readonly kind: 'table';
  readonly columns: readonly { readonly title: string; readonly isNumber: boolean; /** The one that takes what is left. */ readonly isWide?: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface ReportChart {
  readonly kind: 'chart';
  readonly title: string;
  /** Straight from point to point, or level until the next one. */
  readonly shape: 'line' | 'step';
  readonly points: readonly { readonly label: string; readonly at: number; readonly value: number }[];
  readonly unit: 'dollars';
  /** A level drawn across; null for none. */
  readonly base: number | null;
}

export type ReportBlock =
  | ReportTable
  | ReportChart
  | { readonly kind: 'heading'; readonly text: string; readonly side?: Cell }
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  /** A person's words, line breaks kept. */
  | { readonly kind: 'words'; readonly text: string };

export interface ReportSection {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** What both renderings of a report show, in order. */
export function reportSections(report: DayReport): readonly ReportSection[] {
  return [resultSection(report), sessionSection(report), packagesSection(report), ordersSection(report), eventsSection(report), heldSection(report), metricsSection(report)];
}

/** "Simulated market": where the prices are from, for the head of every page. */
export function sourceWords({ account, session }: DayReport): string {
  const kind = account.kind === 'live' ? 'LIVE' : 'PAPER';
  if (session === null) return `${kind} · ${account.broker}`;
  return `${kind} · ${{ simulated: 'simulated market', replay: 'replayed market', ibkr: 'IBKR' }[session.feed.kind]}${session.feed.detail === '' ? '' : ` (${session.feed.detail})`}`;
}

export function reportTitle({ date, account }: DayReport): string {
  return `${dayWords(date)} · ${account.number}`;
}

const text = (value: string): Cell => ({ text: value });
const quiet = (value: string): Cell => ({ text: value, tone: 'quiet' });
const signed = (amount: Money | null): Cell => ({ text: signedDollars(amount), tone: amount === null ? 'quiet' : amount > 0 ? 'good' : amount < 0 ? 'bad' : 'plain' });
const column = (title: string): ReportTable['columns'][number] => ({ title, isNumber: false });
const number = (title: string): ReportTable['columns'][number] => ({ title, isNumber: true });
const wide = (title: string): ReportTable['columns'][number] => ({ title, isNumber: false, isWide: true });
const say = (value: string, tone: Tone = 'quiet'): ReportBlock => ({ kind: 'text', text: value, tone });

function resultSection(report: DayReport): ReportSection {
  const { result, byUnderlying, equityBefore, equityAfter, equity, booked } = report;
  if (result === null) return { title: 'Result', blocks: [say(`Nothing was booked on this day. Equity ${dollars(equityBefore)}.`)] };
  const row = (name: string, day: ReportDay): readonly Cell[] => [
    text(name),
    signed(day.realised),
    signed(day.unrealised),
    text(dollars(day.commission)),
    text(dollars(day.fees)),
    signed(day.net),
    text(String(day.trades)),
    text(`${day.winners} / ${day.losers}`),
    day.addsUp === null ? quiet('not known') : day.addsUp ? text('adds up') : { text: 'does not add up', tone: 'bad' },
  ];
  return {
    title: 'Result',
    blocks: [
      {
        kind: 'table',
        columns: [wide(''), number('Realised'), number('+ Unrealised'), number('− Commission'), number('− Fees'), number('= Net'), number('Trades'), number('Won / lost'), column('Check')],
        rows: [row('All', result), ...byUnderlying.map((day) => row(day.underlying ?? '', day))],
      },
      say(`Equity ${dollars(equityBefore)} at the start ${result.net === null ? `and not known at the end: a mark is missing` : `${result.net < 0 ? '−' : '+'} ${dollars(absolute(result.net))} = ${dollars(equityAfter)} at the end`}.`, 'plain'),
      say(stateWords(report)),
      ...(booked.length < 2 ? [] : [chartOfBooked(report)]),
      ...(equity.length < 2 ? [] : [{ kind: 'chart', title: `Equity at each day’s end, ${equity[0]?.date ?? ''} to ${equity.at(-1)?.date ?? ''}`, shape: 'line', unit: 'dollars', base: null, points: equity.map(({ date, equity }, at) => ({ label: date, at, value: equity })) } as const]),
    ],
  };
}

function stateWords({ result, underlyingsAddUp }: DayReport): string {
  const state = {
    open: 'The day is not settled: these figures are as of the report’s time.',
    closed: 'The day is settled and closed.',
    restated: 'Restated: something was booked on the day after it had been closed.',
  }[result?.state ?? 'open'];
  return underlyingsAddUp === false ? `${state} The underlyings do not add up to the whole.` : state;
}

function absolute(amount: Money): Money {
  return amount < 0 ? subtract(0 as Money, amount) : amount;
}

function chartOfBooked({ booked, lastTrade, date }: DayReport): ReportChart {
  const last = booked.at(-1);
  const end = last === undefined || last.time >= lastTrade ? [] : [{ time: lastTrade, result: last.result }];
  return {
    kind: 'chart',
    title: 'Booked through the day: packages that ended, costs taken off',
    shape: 'step',
    unit: 'dollars',
    base: 0,
    points: [...booked, ...end].map(({ time, result }) => ({ label: clock(time, date).slice(-8, -3), at: time, value: result / 10_000 })),
  };
}

function sessionSection({ session, earlyClose, open, lastTrade, date }: DayReport): ReportSection {
  const hours = `${shortClock(open)}–${shortClock(lastTrade)} New York${earlyClose ? ', early close' : ''}`;
  if (session === null) return { title: 'Session', blocks: [say(`${hours}. This terminal ran no session on the day, so no prices are kept.`)] };
  return {
    title: 'Session',
    blocks: [
      {
        kind: 'table',
        columns: [wide(''), number('Previous'), number('Open'), number('Low'), number('High'), number('Range'), number('Close'), number('Change'), number('Reference')],
        rows: session.prices.map(({ ticker, previousClose, open, low, high, close, reference }) => [
          text(ticker),
          text(price(previousClose)),
          text(price(open)),
          text(price(low)),
          text(price(high)),
          text(low === null || high === null ? ABSENT : price(subtract(high, low))),
          text(price(close)),
          text(close === null || previousClose === null || previousClose === 0 ? ABSENT : `${figure((100 * (close - previousClose)) / previousClose)} %`),
          text(price(reference)),
        ]),
      },
      say(`${hours}. ${session.settledAt === null ? `Not settled; the session’s clock stood at ${clock(session.now, date)}.` : `Settled at ${clock(session.settledAt, date)}.`}`),
    ],
  };
}

function packagesSection(report: DayReport): ReportSection {
  const { packages, date } = report;
  if (packages.length === 0) return { title: 'Packages', blocks: [say('No package was opened or ended.')] };
  const table: ReportTable = {
    kind: 'table',
    columns: [column('Opened'), column('Ended'), wide('Package'), number('Qty'), number('Entry'), number('Exit'), number('Costs'), number('Net'), number('Risk'), number('R'), number('Best'), number('Worst')],
    rows: packages.map(({ row }) => [
      text(clock(row.openedAt, date)),
      row.closedAt === null ? quiet(row.status) : text(clock(row.closedAt, date)),
      text(packageWords(row.underlying, row.legs, row.strategy)),
      text(String(row.quantity)),
      text(netWords(row.entry)),
      text(row.status === 'settled' && row.exit === null ? 'settled' : netWords(row.exit)),
      text(dollars((row.commission + row.fees) as Money)),
      signed(row.net),
      text(dollars(row.risk)),
      text(row.risk === null || row.risk <= 0 ? ABSENT : `${figure(row.net / row.risk)} R`),
      text(signedDollars(row.best)),
      text(signedDollars(row.worst)),
    ]),
  };
  return { title: `Packages (${packages.length})`, blocks: [table, ...packages.flatMap((entry) => packageBlocks(entry, date))] };
}

function packageBlocks({ row, fills, settlements, signal }: JournalEntry, date: IsoDate): readonly ReportBlock[] {
  const held = row.closedAt === null ? null : row.closedAt - row.openedAt;
  const against = (value: Money | null): string => signedDollars(value === null ? null : subtract(row.net, value));
  const facts = [
    row.legs.map((leg) => legWords(leg, row.quantity)).join(', '),
    held === null ? row.status : `held ${duration(held)}`,
    row.source === 'automated' ? 'by rule' : 'by hand',
    `realised ${signedDollars(row.realised)} − commission ${dollars(row.commission)} − fees ${dollars(row.fees)}`,
    `against mid ${against(row.netAtMid)}, against natural ${against(row.netAtNatural)}`,
    row.vix === null ? '' : `VIX ${figure(row.vix)}${row.regime === null ? '' : `, ${row.regime}`}`,
    row.tags.length === 0 ? '' : `tags: ${row.tags.join(', ')}`,
  ].filter((part) => part !== '');
  return [
    { kind: 'heading', text: `${clock(row.openedAt, date)} ${packageWords(row.underlying, row.legs, row.strategy)}`, side: signed(row.net) },
    say(`${facts.join(' · ')}.`),
    ...(signal === null
      ? []
      : [say(`Signal ${clock(signal.signal.generatedAt, date)}: ${signal.signal.title}. ${signal.signal.evidence.reason} Confidence ${figure(signal.signal.confidence.probability * 100, 0)} %${signal.signal.confidence.state === 'uncalibrated' ? ', uncalibrated' : ''}.`)]),
    ...(fills.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: [column('Fill'), wide('Legs'), number('Packages'), number('Net'), number('Mid'), number('Natural'), number('Costs')],
            rows: fills.map((fill) => [
              text(clock(fill.time, date)),
              text(fill.legs.map(({ side, quantity, symbol, price: paid }) => `${side} ${quantity} × ${instrumentWords(symbol)} at ${price(paid)}`).join(', ')),
              text(String(fill.packages)),
              text(netOfMoney(fill.net)),
              text(netOfMoney(fill.mid)),
              text(netOfMoney(fill.natural)),
              text(dollars((fill.commission + fill.fees) as Money)),
            ]),
          } as const,
        ]),
    ...settlements.map(({ time, cause, symbol, quantity, cash, realised, reason }) => say(`${clock(time, date)} ${cause.replace('_', ' ')}${symbol === null ? '' : ` of ${movedWords(symbol, quantity)}`}: cash ${signedDollars(cash)}, realised ${signedDollars(realised)}${reason === null ? '' : `. ${reason}`}`)),
    ...(row.notes.trim() === '' ? [] : [{ kind: 'words', text: row.notes } as const]),
  ];
}

/** What comes was short, and what goes was long; shares are bought and sold. */
function movedWords(symbol: string, quantity: number): string {
  const [came, went] = parseSymbol(symbol).kind === 'shares' ? ['bought', 'sold'] : ['short', 'long'];
  return `${quantity > 0 ? came : went} ${figure(Math.abs(quantity), 0)} × ${instrumentWords(symbol)}`;
}

function ordersSection({ orders, counts, date }: DayReport): ReportSection {
  if (orders.length === 0) return { title: 'Orders', blocks: [say('No order was written.')] };
  const plural = (count: number, one: string): string => `${count} ${one}`;
  const summary = [plural(counts.sent, 'sent'), plural(counts.filled, 'filled'), plural(counts.denied, 'denied by the risk checks'), plural(counts.rejected, 'rejected by the broker'), plural(counts.ended, 'cancelled or expired'), ...(counts.working === 0 ? [] : [plural(counts.working, 'working')])];
  return {
    title: `Orders (${orders.length})`,
    blocks: [
      say(`${summary.join(', ')}.`, 'plain'),
      {
        kind: 'table',
        columns: [number('No.'), column('At'), wide('Order'), column('Terms'), number('Filled'), number('Average'), column('State'), wide('Reason')],
        rows: orders.map((order) => orderRow(order, date)),
      },
    ],
  };
}

function orderRow(order: ReportOrder, date: IsoDate): readonly Cell[] {
  const { sequence, createdAt, closing, underlying, legs, quantity, terms, filledQuantity, filledNetTotal, state, reason } = order;
  const refused = state === 'DENIED' || state === 'REJECTED';
  return [
    text(String(sequence)),
    text(clock(createdAt, date)),
    text(`${closing ? 'close' : 'open'} ${underlying}: ${legs.map((leg) => legWords(leg, quantity)).join(', ')}`),
    text(termsWords(terms)),
    text(`${filledQuantity}/${quantity}`),
    text(filledQuantity === 0 ? ABSENT : netWords(filledNetTotal / filledQuantity / 10_000)),
    { text: state.toLowerCase().replaceAll('_', ' '), tone: refused ? 'bad' : 'plain' },
    text(reason ?? ''),
  ];
}

function eventsSection({ events, date }: DayReport): ReportSection {
  if (events.length === 0) return { title: 'Limits and risk', blocks: [say('No limit was touched and nothing was recorded by the risk engine.')] };
  return {
    title: `Limits and risk (${events.length})`,
    blocks: [
      {
        kind: 'table',
        columns: [column('At'), column('Severity'), wide('What happened'), number('Value'), number('Limit'), column('Done')],
        rows: events.map(({ time, severity, description, value, threshold, action }) => [
          text(clock(time, date)),
          { text: severity, tone: severity === 'high' || severity === 'critical' ? 'bad' : 'plain' },
          text(description),
          text(figure(value)),
          text(figure(threshold)),
          text(action ?? ''),
        ]),
      },
    ],
  };
}

function heldSection({ held }: DayReport): ReportSection {
  if (held.length === 0) return { title: 'Held overnight', blocks: [say('Nothing is held overnight.')] };
  return {
    title: 'Held overnight',
    blocks: [
      {
        kind: 'table',
        columns: [wide('Instrument'), number('Units'), number('Cost'), number('Closing price'), number('Value'), number('Unrealised')],
        rows: held.map(({ symbol, quantity, cost, mark, value, unrealised }) => [text(instrumentWords(symbol)), text(figure(quantity, 0)), text(dollars(cost)), text(price(mark)), text(dollars(value)), signed(unrealised)]),
      },
    ],
  };
}

function metricsSection({ metrics, equity }: DayReport): ReportSection {
  if (metrics.length === 0) return { title: 'Measures', blocks: [say('No measures are known.')] };
  const since = equity[0]?.date;
  return {
    title: 'Measures',
    blocks: [
      {
        kind: 'table',
        columns: [column('Measure'), number('This day'), number(since === undefined ? 'To date' : `Since ${since}`), wide('Definition')],
        rows: metrics.map(({ title, unit, day, toDate, definition }) => [text(title), text(metricWords(day, unit)), text(metricWords(toDate, unit)), quiet(toDate?.value === null && toDate.because !== null ? `${definition} ${toDate.because}` : definition)]),
      },
      say('n is the number of trades or days a figure is made of; – where the sample does not carry it.'),
    ],
  };
}
