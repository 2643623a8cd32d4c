import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { CsvRow } from './csv-rows.ts';
import { addExact, NOTHING } from './exact-dollars.ts';
import type { ShareDelivery, StatementEvent, StatementFill, StatementFormat, StatementProblem, StatementReading, StatementSettlement } from './statement.ts';
import { keptRowId } from './row-ids.ts';
import { dateOf, UnreadField } from './statement-fields.ts';

/** Rows of a file that are not worth more than this many problems: what is wrong with one is wrong with all. */
const MOST_PROBLEMS = 500;
const ROWS_BETWEEN_PAUSES = 2_000;

/** A withdrawal by the broker of an execution that it told before. */
export interface Cancellation {
  readonly line: number;
  /** The execution's id; null where the row only repeats it with the opposite sign. */
  readonly of: string | null;
  readonly fill: Pick<StatementFill, 'symbol' | 'side' | 'time'> & { readonly units: number; readonly price: number };
}

/** What is found while a statement's rows are read. */
export class RowsRead {
  readonly events: StatementEvent[] = [];
  readonly deliveries: ShareDelivery[] = [];
  readonly cancellations: Cancellation[] = [];
  readonly problems: StatementProblem[] = [];
  readonly passedOver = new Map<string, number>();
  #ids = new Map<string, number>();

  pass(reason: string, rows = 1): void {
    this.passedOver.set(reason, (this.passedOver.get(reason) ?? 0) + rows);
  }

  problem(line: number, field: string | null, message: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ line, field, message });
  }

  /** Reads each row; a field that cannot be read is a problem of its row, which is left out. */
  async each(rows: readonly CsvRow[], pause: () => Promise<void>, read: (row: CsvRow) => void): Promise<void> {
    for (const [place, row] of rows.entries()) {
      if (place % ROWS_BETWEEN_PAUSES === ROWS_BETWEEN_PAUSES - 1) await pause();
      try {
        read(row);
      } catch (error) {
        if (!(error instanceof UnreadField)) throw error;
        this.problem(row.line, error.field, error.message);
      }
    }
  }

  /** A name made of what a row says, the second of the same with "~2" and so on. */
  derivedId(parts: readonly (string | number)[]): string {
    const said = parts.join('|');
    const count = (this.#ids.get(said) ?? 0) + 1;
    this.#ids.set(said, count);
    return keptRowId(count === 1 ? said : `${said}~${count}`);
  }

  /** Puts the rows together: cancelled executions are gone, deliveries belong to their settlements. */
  reading(head: Pick<StatementReading, 'format' | 'broker' | 'accountNumber' | 'startingCash'> & { readonly format: StatementFormat }): StatementReading {
    this.#cancel();
    const events = this.#delivered().map((event, place) => ({ event, place }));
    events.sort((left, right) => left.event.time - right.event.time || left.place - right.place);
    return {
      ...head,
      events: events.map(({ event }) => event),
      problems: this.problems,
      passedOver: this.passedOver,
      fatal: false,
    };
  }

  #cancel(): void {
    for (const { line, of, fill } of this.cancellations) {
      const place = this.events.findLastIndex((event) => event.kind === 'fill' && (of === null ? isTheSame(event, fill) : event.id === of));
      if (place < 0) {
        this.problem(line, null, 'takes back an execution that this statement does not have; import the statement that has it together with this one');
        continue;
      }
      this.events.splice(place, 1);
      this.pass('cancelled by the broker', 2);
    }
  }

  /** Each exercise and assignment with the costs of the shares it brought or took. */
  #delivered(): readonly StatementEvent[] {
    const byKey = Map.groupBy(this.deliveries, deliveryKey);
    const events = this.events.map((event): StatementEvent => {
      if (event.kind !== 'settlement' || event.cause === 'lapse') return event;
      const found = byKey.get(settlementKey(event)) ?? [];
      let wanted = event.contracts * 100;
      let { commission, fees } = event;
      for (const delivery of [...found]) {
        if (wanted === 0) break;
        found.splice(found.indexOf(delivery), 1);
        commission = addExact(commission, delivery.commission);
        fees = addExact(fees, delivery.fees);
        const left = Math.abs(delivery.units) - wanted;
        wanted = Math.max(0, -left);
        // The rest of one row is another settlement's, its costs told already.
        if (left > 0) found.unshift({ ...delivery, units: Math.sign(delivery.units) * left, commission: NOTHING, fees: NOTHING });
      }
      return { ...event, commission, fees };
    });
    for (const left of [...byKey.values()].flat()) {
      this.problem(left.line, null, 'is a delivery of shares without the option that was exercised or assigned; include the rows of options');
    }
    return events;
  }
}

function isTheSame(event: StatementFill, fill: Cancellation['fill']): boolean {
  const units = event.lots.reduce((sum, lot) => sum + lot.units, 0);
  return event.symbol === fill.symbol && event.side !== fill.side && units === fill.units && event.lots[0]?.price === fill.price && dateOf(event.time) === dateOf(fill.time);
}

function deliveryKey({ underlying, time, price, units }: ShareDelivery): string {
  return `${underlying} ${dateOf(time)} ${price} ${Math.sign(units)}`;
}

/** Shares come with a call exercised and a put assigned, and go with the others. */
function settlementKey({ symbol, time, cause }: StatementSettlement): string {
  const option = parseSymbol(symbol);
  if (option.kind !== 'option') return '';
  const come = (option.right === 'call') === (cause === 'exercise');
  return `${option.underlying} ${dateOf(time)} ${option.strike} ${come ? 1 : -1}`;
}
