import { type InstrumentSymbol, isUnderlying, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { type CsvRow, HeadedColumns } from './csv-rows.ts';
import { exact, type ExactDollars, nearestMoney } from './exact-dollars.ts';
import { codesOf, effectOf, settlementCause } from './ibkr-codes.ts';
import { RowsRead } from './reading-rows.ts';
import { keptRowId } from './row-ids.ts';
import { amountIn, costIn, dateIn, lotsAt, moneyIn, namedOption, newYorkMomentIn, optionIn, rightIn, unitsIn, UnreadField } from './statement-fields.ts';
import type { StatementReading } from './statement.ts';

/** Columns without which a Flex Query's trades cannot be read. */
const NEEDED = ['AssetClass', 'Symbol', 'DateTime', 'Quantity', 'TradePrice', 'IBCommission'] as const;

/** The heading of a Flex Query's trades or cash, among rows that may tell other things first. */
export function isFlexHeading(cells: readonly string[]): boolean {
  const columns = new HeadedColumns(cells);
  return columns.has('Quantity', 'TradePrice') && (columns.has('ClientAccountID') || columns.has('IBCommission'));
}

/**
 * Reads an Interactive Brokers Flex Query of trades (CSV with column headers, level of detail "Execution" or "Order").
 * Times are New York's. https://www.ibkrguides.com/reportingreference/reportguide/tradesfq.htm
 */
export async function readIbkrFlex(rows: readonly CsvRow[], pause: () => Promise<void>): Promise<StatementReading> {
  const read = new RowsRead();
  let columns: HeadedColumns | null = null;
  let cash: HeadedColumns | null = null;
  let account = '';
  let startingCash: ExactDollars | null = null;
  // A query may tell orders beside their executions; the finest that is there counts.
  const details = detailsIn(rows);
  await read.each(rows, pause, (row) => {
    if (isFlexHeading(row.cells)) {
      columns = new HeadedColumns(row.cells);
      cash = null;
      const missing = NEEDED.filter((name) => columns?.has(name) === false);
      if (missing.length > 0) read.problem(row.line, missing.join(', '), 'is not among the columns; select it in the Flex Query');
      return;
    }
    const heading = new HeadedColumns(row.cells);
    if (heading.has('StartingCash')) {
      cash = heading;
      columns = null;
      return;
    }
    if (row.cells.includes('ClientAccountID')) {
      columns = null;
      cash = null;
      return;
    }
    if (cash !== null) {
      if (['USD', 'BASE_SUMMARY'].includes(cash.cell(row, 'CurrencyPrimary'))) startingCash ??= amountIn('StartingCash', cash.cell(row, 'StartingCash'));
      return;
    }
    if (columns === null) return;
    account ||= columns.cell(row, 'ClientAccountID', 'AccountId');
    readTrade(row, columns, read, details);
  });
  return read.reading({ format: 'ibkr-flex', broker: 'ibkr', accountNumber: account, startingCash: startingCash === null ? null : nearestMoney(startingCash) });
}

function detailsIn(rows: readonly CsvRow[]): ReadonlySet<string> {
  const levels = new Set<string>();
  let columns: HeadedColumns | null = null;
  for (const row of rows) {
    if (isFlexHeading(row.cells)) columns = new HeadedColumns(row.cells);
    else if (columns?.has('LevelOfDetail')) levels.add(columns.cell(row, 'LevelOfDetail').toUpperCase());
  }
  const finest = ['EXECUTION', 'ORDER'].find((level) => levels.has(level));
  return new Set(finest === undefined ? levels : [finest]);
}

function readTrade(row: CsvRow, columns: HeadedColumns, read: RowsRead, details: ReadonlySet<string>): void {
  const cell = (...names: readonly string[]): string => columns.cell(row, ...names);
  const level = cell('LevelOfDetail').toUpperCase();
  if (level !== '' && !details.has(level)) {
    read.pass(`told again at the level "${level.toLowerCase()}"`);
    return;
  }
  const kind = cell('AssetClass').toUpperCase();
  const symbol = instrumentOf(kind, cell);
  if (symbol === null) {
    read.pass(kind === 'OPT' || kind === 'STK' ? 'not SPY, QQQ or IWM' : `asset class ${kind === '' ? 'not said' : kind}`);
    return;
  }
  const currency = cell('CurrencyPrimary', 'Currency');
  if (currency !== '' && currency !== 'USD') throw new UnreadField('CurrencyPrimary', currency, 'USD');
  const quantity = unitsIn('Quantity', cell('Quantity'));
  const time = newYorkMomentIn('DateTime', cell('DateTime', 'Date/Time'));
  const price = amountIn('TradePrice', cell('TradePrice'));
  const codes = codesOf(cell('Notes/Codes', 'Code'));
  const commission = exact(-costIn('IBCommission', cell('IBCommission')));
  const fees = exact(-costIn('Taxes', cell('Taxes')));
  const type = cell('TransactionType');
  const units = Math.abs(quantity);
  const side = quantity > 0 ? 'buy' : 'sell';
  const lots = lotsAt(symbol, units, price, columns.has('Proceeds') ? costIn('Proceeds', cell('Proceeds')) : null);
  if (type === 'TradeCancel' || codes.has('Ca')) {
    const of = cell('OrigTradeID', 'RelatedTradeID');
    read.cancellations.push({ line: row.line, of: of === '' || of === '0' ? null : keptRowId(of), fill: { symbol, side, time, units, price: lots[0]?.price ?? 0 } });
    return;
  }
  const tradeId = cell('TradeID', 'TransactionID', 'IBExecID');
  const id = tradeId !== '' && tradeId !== '0' ? keptRowId(tradeId) : read.derivedId([time, symbol, quantity, price, cell('IBOrderID')]);
  const cause = settlementCause(codes);
  const instrument = parseSymbol(symbol);
  if (cause !== null && instrument.kind === 'shares') {
    const strike = lots[0]?.price;
    if (strike !== undefined) read.deliveries.push({ line: row.line, time, underlying: instrument.underlying, units: quantity, price: strike, commission, fees });
    return;
  }
  if (cause !== null) {
    read.events.push({ kind: 'settlement', line: row.line, id, time, cause, symbol, contracts: units, held: quantity < 0 ? 'long' : 'short', commission, fees });
    return;
  }
  const said = cell('Open/CloseIndicator').toUpperCase();
  const effect = said === 'O' ? 'open' : said === 'C' ? 'close' : effectOf(codes);
  const orderId = cell('IBOrderID', 'OrderID');
  read.events.push({
    kind: 'fill', line: row.line, id, orderId: orderId === '' || orderId === '0' ? null : orderId, time, symbol, side, lots, commission, fees, effect, trade: null, quoted: null,
  });
}

function instrumentOf(kind: string, cell: (...names: readonly string[]) => string): InstrumentSymbol | null {
  const name = cell('Symbol');
  if (kind === 'STK') return isUnderlying(name) ? (name as string as InstrumentSymbol) : null;
  if (kind !== 'OPT') return null;
  const underlying = cell('UnderlyingSymbol');
  const strike = cell('Strike');
  if (underlying === '' || strike === '') return namedOption('Symbol', name);
  if (!isUnderlying(underlying)) return null;
  return optionIn('Strike', { underlying, expiry: dateIn('Expiry', cell('Expiry')), right: rightIn('Put/Call', cell('Put/Call')), strike: moneyIn('Strike', strike) });
}
