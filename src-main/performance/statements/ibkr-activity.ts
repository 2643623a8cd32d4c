import { type InstrumentSymbol, isUnderlying, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { type CsvRow, HeadedColumns } from './csv-rows.ts';
import { addExact, exact, type ExactDollars, nearestMoney, NOTHING, readExact } from './exact-dollars.ts';
import { codesOf, effectOf, settlementCause } from './ibkr-codes.ts';
import { RowsRead } from './reading-rows.ts';
import { amountIn, costIn, lotsAt, namedOption, newYorkMomentIn, unitsIn, UnreadField } from './statement-fields.ts';
import type { StatementReading } from './statement.ts';

const OPTIONS = 'Equity and Index Options';
const STOCKS = 'Stocks';
/** A statement's own sums are of rounded rows. */
const LEAST_DIFFERENCE = 1_000_000;

/**
 * Reads an Interactive Brokers Activity Statement (CSV): sections of a name, "Header" or "Data", and their cells. Of its
 * trades the rows "Order" count, or "Trade" where there is none. Times are New York's.
 * https://www.ibkrguides.com/reportingreference/reportguide/trades_default.htm
 */
export async function readIbkrActivity(rows: readonly CsvRow[], pause: () => Promise<void>): Promise<StatementReading> {
  const read = new RowsRead();
  let columns: HeadedColumns | null = null;
  let account = '';
  let startingCash: ExactDollars | null = null;
  const sums = new StatedSums();
  const counted = rows.some(({ cells }) => cells[0] === 'Trades' && cells[1] === 'Data' && cells[2] === 'Order') ? 'Order' : 'Trade';
  await read.each(rows, pause, (row) => {
    const [section, kind] = row.cells;
    if (section === 'Account Information' && kind === 'Data' && row.cells[2] === 'Account') account = (row.cells[3] ?? '').split(' ')[0] ?? '';
    if (section === 'Cash Report' && kind === 'Data' && row.cells[2] === 'Starting Cash') startingCash ??= startOf(row);
    if (section !== 'Trades') return;
    if (kind === 'Header') columns = new HeadedColumns(row.cells);
    else if (columns === null) read.problem(row.line, 'Trades', 'comes before the header of its section; expected "Trades,Header,DataDiscriminator,…"');
    else if (kind === 'Data') readTrade(row, columns, counted, read, sums);
    else if (kind === 'Total') sums.compare(row, columns, read);
  });
  return read.reading({ format: 'ibkr-activity', broker: 'ibkr', accountNumber: account, startingCash: startingCash === null ? null : nearestMoney(startingCash) });
}

function startOf({ cells }: CsvRow): ExactDollars | null {
  return cells[3] === 'Base Currency Summary' || cells[3] === 'USD' ? amountIn('Starting Cash', cells[4] ?? '') : null;
}

function readTrade(row: CsvRow, columns: HeadedColumns, counted: string, read: RowsRead, sums: StatedSums): void {
  const cell = (...names: readonly string[]): string => columns.cell(row, ...names);
  const level = cell('DataDiscriminator');
  if (level !== counted) {
    read.pass(level === 'ClosedLot' ? 'lots that a trade closed' : `told again as "${level}"`);
    return;
  }
  const category = cell('Asset Category');
  if (category === OPTIONS || category === STOCKS) sums.add(category, cell('Currency'), costIn('Proceeds', cell('Proceeds')), costIn('Comm/Fee', cell('Comm/Fee', 'Comm in USD')));
  const symbol = instrumentOf(category, cell('Symbol'));
  if (symbol === null) {
    read.pass(category === OPTIONS || category === STOCKS ? 'not SPY, QQQ or IWM' : `asset category ${category === '' ? 'not said' : category}`);
    return;
  }
  if (cell('Currency') !== 'USD') throw new UnreadField('Currency', cell('Currency'), 'USD');
  const quantity = unitsIn('Quantity', cell('Quantity'));
  const units = Math.abs(quantity);
  const time = newYorkMomentIn('Date/Time', cell('Date/Time'));
  const price = amountIn('T. Price', cell('T. Price'));
  const proceeds = costIn('Proceeds', cell('Proceeds'));
  const commission = exact(-costIn('Comm/Fee', cell('Comm/Fee', 'Comm in USD')));
  const codes = codesOf(cell('Code'));
  const side = quantity > 0 ? 'buy' : 'sell';
  const lots = lotsAt(symbol, units, price, proceeds);
  const cause = settlementCause(codes);
  const instrument = parseSymbol(symbol);
  if (codes.has('Ca')) {
    read.cancellations.push({ line: row.line, of: null, fill: { symbol, side, time, units, price: lots[0]?.price ?? 0 } });
    return;
  }
  const id = read.derivedId([time, symbol, quantity, price]);
  if (cause !== null && instrument.kind === 'shares') {
    const strike = lots[0]?.price;
    if (strike !== undefined) read.deliveries.push({ line: row.line, time, underlying: instrument.underlying, units: quantity, price: strike, commission, fees: NOTHING });
  } else if (cause !== null) {
    read.events.push({ kind: 'settlement', line: row.line, id, time, cause, symbol, contracts: units, held: quantity < 0 ? 'long' : 'short', commission, fees: NOTHING });
  } else {
    read.events.push({ kind: 'fill', line: row.line, id, orderId: null, time, symbol, side, lots, commission, fees: NOTHING, effect: effectOf(codes), trade: null, quoted: null });
  }
}

function instrumentOf(category: string, name: string): InstrumentSymbol | null {
  if (category === STOCKS) return isUnderlying(name) ? (name as string as InstrumentSymbol) : null;
  return category === OPTIONS ? namedOption('Symbol', name) : null;
}

/** What the rows of a category add up to, beside what the statement says of it. */
class StatedSums {
  readonly #sums = new Map<string, { proceeds: ExactDollars; charges: ExactDollars }>();

  add(category: string, currency: string, proceeds: ExactDollars, charges: ExactDollars): void {
    const key = `${category} ${currency}`;
    const sum = this.#sums.get(key) ?? { proceeds: NOTHING, charges: NOTHING };
    this.#sums.set(key, { proceeds: addExact(sum.proceeds, proceeds), charges: addExact(sum.charges, charges) });
  }

  compare(row: CsvRow, columns: HeadedColumns, read: RowsRead): void {
    const sum = this.#sums.get(`${columns.cell(row, 'Asset Category')} ${columns.cell(row, 'Currency')}`);
    if (sum === undefined) return;
    for (const [field, ours] of [['Proceeds', sum.proceeds], ['Comm/Fee', sum.charges]] as const) {
      const stated = readExact(columns.cell(row, field));
      if (stated === null || Math.abs(stated - ours) < LEAST_DIFFERENCE) continue;
      read.problem(row.line, field, `says ${columns.cell(row, field)}, and the rows above add up to ${(ours / 100_000_000).toFixed(2)}; some rows are missing from the file`);
    }
  }
}
