import { type InstrumentSymbol, isUnderlying, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { type CsvRow, HeadedColumns } from './csv-rows.ts';
import { exact, type ExactDollars } from './exact-dollars.ts';
import { RowsRead } from './reading-rows.ts';
import { amountIn, costIn, dateIn, lotsAt, moneyIn, namedOption, optionIn, rightIn, unitsIn, UnreadField, zonedMomentIn } from './statement-fields.ts';
import type { StatementReading, StatementSettlement } from './statement.ts';

export function isTastytradeHeading(cells: readonly string[]): boolean {
  return new HeadedColumns(cells).has('Date', 'Type', 'Sub Type', 'Action', 'Instrument Type', 'Average Price', 'Commissions');
}

const CAUSES: Readonly<Record<string, StatementSettlement['cause']>> = { expiration: 'lapse', assignment: 'assignment', exercise: 'exercise' };

/**
 * Reads tastytrade's transaction history (CSV, newest or oldest row first). Moments carry their offset. The file does not
 * name its account: its name does, "…_x5WX12345_…".
 */
export async function readTastytrade(rows: readonly CsvRow[], fileName: string, pause: () => Promise<void>): Promise<StatementReading> {
  const read = new RowsRead();
  const heading = rows.findIndex(({ cells }) => isTastytradeHeading(cells));
  const columns = new HeadedColumns(rows[heading]?.cells ?? []);
  const body = rows.slice(heading + 1);
  await read.each(isNewestFirst(body, columns) ? body.toReversed() : body, pause, (row) => readTransaction(row, columns, read));
  const account = /_x?([0-9A-Z]{6,12})_/.exec(fileName)?.[1] ?? 'tastytrade';
  return read.reading({ format: 'tastytrade', broker: 'tastytrade', accountNumber: account, startingCash: null });
}

function isNewestFirst(rows: readonly CsvRow[], columns: HeadedColumns): boolean {
  const [first, last] = [rows[0], rows.at(-1)].map((row) => (row === undefined ? Number.NaN : Date.parse(columns.cell(row, 'Date').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))));
  return (first ?? 0) > (last ?? 0);
}

function readTransaction(row: CsvRow, columns: HeadedColumns, read: RowsRead): void {
  const cell = (...names: readonly string[]): string => columns.cell(row, ...names);
  const type = cell('Type');
  if (type !== 'Trade' && type !== 'Receive Deliver') {
    read.pass(type === 'Money Movement' ? 'deposits, interest and other movements of money' : `type "${type}"`);
    return;
  }
  const kind = cell('Instrument Type');
  const symbol = instrumentOf(kind, cell);
  if (symbol === null) {
    read.pass(kind === 'Equity Option' || kind === 'Equity' ? 'not SPY, QQQ or IWM' : `instrument type "${kind}"`);
    return;
  }
  const time = zonedMomentIn('Date', cell('Date'));
  const units = Math.abs(unitsIn('Quantity', cell('Quantity')));
  const commission = paid('Commissions', cell('Commissions'));
  const fees = paid('Fees', cell('Fees'));
  const subType = cell('Sub Type');
  const id = read.derivedId([time, symbol, subType, cell('Action'), units, cell('Value'), cell('Order #')]);
  const cause = CAUSES[subType.toLowerCase()];
  const action = /^(BUY|SELL)(?:_TO_(OPEN|CLOSE))?$/.exec(cell('Action').toUpperCase().replaceAll(' ', '_'));
  const instrument = parseSymbol(symbol);
  if (cause !== undefined && instrument.kind === 'option') {
    const held = action === null ? (cause === 'assignment' ? 'short' : cause === 'exercise' ? 'long' : null) : action[1] === 'SELL' ? 'long' : 'short';
    read.events.push({ kind: 'settlement', line: row.line, id, time, cause, symbol, contracts: units, held, commission, fees });
    return;
  }
  if (action === null) throw new UnreadField('Action', cell('Action'), 'BUY_TO_OPEN, SELL_TO_OPEN, BUY_TO_CLOSE or SELL_TO_CLOSE');
  const side = action[1] === 'BUY' ? 'buy' : 'sell';
  const value = amountIn('Value', cell('Value'));
  const shares = instrument.kind === 'option' ? 100 : 1;
  // "Average Price" is rounded to cents a contract; what changed hands is exact.
  const lots = lotsAt(symbol, units, exact(Math.round(Math.abs(value) / (units * shares))), value);
  if (type === 'Receive Deliver' && instrument.kind === 'shares') {
    const strike = lots[0]?.price;
    if (strike !== undefined) read.deliveries.push({ line: row.line, time, underlying: instrument.underlying, units: side === 'buy' ? units : -units, price: strike, commission, fees });
    return;
  }
  if (type === 'Receive Deliver') {
    read.pass(`"${subType}" of an option`);
    return;
  }
  const order = cell('Order #');
  const effect = action[2] === 'OPEN' ? 'open' : action[2] === 'CLOSE' ? 'close' : null;
  read.events.push({ kind: 'fill', line: row.line, id, orderId: order === '' ? null : order, time, symbol, side, lots, commission, fees, effect, trade: null, quoted: null });
}

/** Costs are negative amounts. */
function paid(field: string, text: string): ExactDollars {
  return exact(-costIn(field, text));
}

function instrumentOf(kind: string, cell: (...names: readonly string[]) => string): InstrumentSymbol | null {
  const name = cell('Symbol');
  if (kind === 'Equity') return isUnderlying(name) ? (name as string as InstrumentSymbol) : null;
  if (kind !== 'Equity Option') return null;
  const underlying = cell('Underlying Symbol', 'Root Symbol');
  const strike = cell('Strike Price');
  if (underlying === '' || strike === '') return namedOption('Symbol', name);
  if (!isUnderlying(underlying)) return null;
  return optionIn('Strike Price', {
    underlying,
    expiry: dateIn('Expiration Date', cell('Expiration Date')),
    right: rightIn('Call or Put', cell('Call or Put')),
    strike: moneyIn('Strike Price', strike),
  });
}
