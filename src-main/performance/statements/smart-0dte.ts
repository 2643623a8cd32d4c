import { symbolSchema } from '../../../src-core/contract/schemas.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, ZERO } from '../../../src-core/money.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import { type CsvRow, HeadedColumns } from './csv-rows.ts';
import { addExact } from './exact-dollars.ts';
import { RowsRead } from './reading-rows.ts';
import { keptRowId } from './row-ids.ts';
import { costIn, moneyIn, unitsIn, UnreadField, zonedMomentIn } from './statement-fields.ts';
import type { BookedUnits, StatementBooking, StatementReading, StatementTrade } from './statement.ts';

const NEEDED = ['account', 'trade_id', 'order_id', 'fill_id', 'kind', 'time_utc', 'strategy', 'effect', 'leg', 'symbol', 'side', 'quantity', 'price', 'cash', 'commission', 'fees'];
const CAUSES = ['fill', 'exercise', 'assignment', 'lapse', 'charge', 'taken_over'] as const;

export function isOwnHeading(cells: readonly string[]): boolean {
  return new HeadedColumns(cells).has('trade_id', 'fill_id', 'time_utc');
}

/** Reads this program's own export of fills (docs/journal-format.md). */
export async function readSmart0dte(rows: readonly CsvRow[], pause: () => Promise<void>): Promise<StatementReading> {
  const read = new RowsRead();
  const [heading] = rows;
  const columns = new HeadedColumns(heading?.cells ?? []);
  const missing = NEEDED.filter((name) => !columns.has(name));
  if (missing.length > 0) read.problem(heading?.line ?? 1, missing.join(', '), 'is not among the columns; expected the file as it was exported');
  let account = '';
  await read.each(missing.length > 0 ? [] : rows.slice(1), pause, (row) => {
    const named = columns.cell(row, 'account');
    account ||= named;
    if (named !== account) throw new UnreadField('account', named, `"${account}", the account of the rows above`);
    readRow(row, columns, read);
  });
  const reading = read.reading({ format: 'smart-0dte', broker: 'smart-0dte', accountNumber: account, startingCash: null });
  return { ...reading, fatal: missing.length > 0 };
}

function readRow(row: CsvRow, columns: HeadedColumns, read: RowsRead): void {
  const cell = (name: string): string => columns.cell(row, name);
  const cause = oneOf('kind', cell('kind'), CAUSES);
  const time = zonedMomentIn('time_utc', cell('time_utc'));
  const trade: StatementTrade = {
    key: named('trade_id', cell('trade_id')),
    strategy: named('strategy', cell('strategy')).slice(0, 50),
    source: cell('source') === 'automated' ? 'automated' : 'manual',
    openedAt: cell('opened_utc') === '' ? null : zonedMomentIn('opened_utc', cell('opened_utc')),
  };
  const fillId = named('fill_id', cell('fill_id'));
  const commission = costIn('commission', cell('commission'));
  const fees = costIn('fees', cell('fees'));
  const isMoneyOnly = cell('symbol') === '';
  if (cause !== 'fill' || cell('reason') !== '' || isMoneyOnly) {
    const legs = isMoneyOnly ? [] : [bookedUnits(cell)];
    const booking: StatementBooking = {
      kind: 'booking', line: row.line, id: keptRowId(fillId), time, cause, trade, legs,
      cash: moneyIn('cash', cell('cash')), commission, fees, reason: cell('reason') === '' ? null : cell('reason'),
    };
    append(read, booking);
    return;
  }
  const { symbol, units } = bookedUnits(cell);
  const [mid, natural] = [cell('mid'), cell('natural')];
  read.events.push({
    kind: 'fill',
    line: row.line,
    id: keptRowId(`${fillId}/${named('leg', cell('leg'))}`),
    orderId: named('order_id', cell('order_id')),
    time,
    symbol,
    side: units > 0 ? 'buy' : 'sell',
    lots: [{ units: Math.abs(units), price: moneyIn('price', cell('price')) }],
    commission,
    fees,
    effect: oneOf('effect', cell('effect'), ['open', 'close'] as const),
    trade,
    quoted: mid === '' || natural === '' ? null : { mid: moneyIn('mid', mid), natural: moneyIn('natural', natural) },
  });
}

/** One booking is on as many rows as it moved instruments. */
function append(read: RowsRead, booking: StatementBooking): void {
  const last = read.events.at(-1);
  if (last?.kind !== 'booking' || last.id !== booking.id) {
    read.events.push(booking);
    return;
  }
  read.events[read.events.length - 1] = {
    ...last,
    legs: [...last.legs, ...booking.legs],
    cash: add(last.cash, booking.cash),
    commission: addExact(last.commission, booking.commission),
    fees: addExact(last.fees, booking.fees),
  };
}

function bookedUnits(cell: (name: string) => string): BookedUnits {
  const side = oneOf('side', cell('side'), ['buy', 'sell'] as const);
  const quantity = unitsIn('quantity', cell('quantity'));
  if (quantity < 0) throw new UnreadField('quantity', cell('quantity'), 'a number above 0: "side" says which way');
  const price: Money = cell('price') === '' ? ZERO : moneyIn('price', cell('price'));
  if (price < 0) throw new UnreadField('price', cell('price'), 'a price of 0 or more');
  return { symbol: symbolIn(cell('symbol')), units: signOf(side) * quantity, price };
}

function symbolIn(text: string): InstrumentSymbol {
  // Spreadsheets take a run of spaces for one.
  const occ = /^([A-Z]{3}) +(\d{6}[CP]\d{8})$/.exec(text);
  const parsed = symbolSchema.safeParse(occ === null ? text : `${(occ[1] ?? '').padEnd(6)}${occ[2]}`);
  if (!parsed.success) throw new UnreadField('symbol', text, 'SPY, QQQ, IWM or an option of theirs like "SPY   261124P00600000"');
  return parsed.data;
}

function named(field: string, text: string): string {
  if (text === '' || text.length > 400) throw new UnreadField(field, text, 'a name of 1 to 400 characters');
  return text;
}

function oneOf<const Value extends string>(field: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new UnreadField(field, text, values.join(', '));
  return found;
}
