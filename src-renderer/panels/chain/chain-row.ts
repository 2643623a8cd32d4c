import { type ChainField, QUOTE_STATUSES, type QuoteStatus } from '../../../src-core/market/chain.ts';
import { isTradable } from '../../../src-core/market/quote-status.ts';
import { type ChainBook, fieldOffset } from '../../connection/chain-frames.ts';
import { COLUMN_STYLES, type GridColumn } from './chain-columns.ts';
import { ABSENT_UNITS, DecimalTexts } from './decimal-texts.ts';
import type { Rung } from './strike-ladder.ts';

const UNPAINTED = -0x7fffffff;
const STATUS = fieldOffset('status');

/** At most three flashes a second a cell; each lasts as long as its animation in chain-grid.css. */
const FLASH_EVERY = 334;
const FLASH_FOR = 250;

const STATUS_WORDS = {
  priced: '',
  stale: 'stale quote',
  absent: 'no quote',
  one_sided: 'one side only',
  crossed: 'crossed quote',
  locked: 'locked quote',
  bad_input: 'no volatility: no forward price yet',
  expired: 'no volatility: no time is left',
  below_intrinsic: 'no volatility: the mid is below the intrinsic value',
  at_intrinsic: 'no volatility: the mid is the intrinsic value',
  at_maximum: 'no volatility: the mid is the most the option can be worth',
  above_maximum: 'no volatility: the mid is above what the option can be worth',
} as const satisfies Record<QuoteStatus, string>;

const textsByDecimals = new Map<number, DecimalTexts>();
function textsOf(decimals: number): DecimalTexts {
  const known = textsByDecimals.get(decimals);
  if (known) return known;
  const texts = new DecimalTexts(decimals);
  textsByDecimals.set(decimals, texts);
  return texts;
}

interface Cell {
  readonly element: HTMLElement;
  readonly text: Text;
  readonly column: GridColumn;
  readonly offset: number;
  readonly factor: number;
  readonly texts: DecimalTexts;
  readonly flashes: boolean;
  units: number;
  flashedAt: number;
}

/** Takes the flash off `element` at `until`. */
export interface Flash {
  readonly element: HTMLElement;
  readonly until: number;
}

/** One row of elements, shown at whatever rung it is bound to. It writes an element only when what it shows differs. */
export class ChainRow {
  readonly element: HTMLElement;
  index = -1;
  #rung: Rung | null = null;
  readonly #cells: readonly Cell[];
  readonly #sides: readonly [HTMLElement, HTMLElement];
  readonly #statuses: [QuoteStatus | null, QuoteStatus | null] = [null, null];
  readonly #strike: Text;

  constructor(columns: readonly GridColumn[], id: string) {
    this.element = document.createElement('div');
    this.element.className = 'chain-row';
    this.element.setAttribute('role', 'row');
    const sides = [side('call'), side('put')] as const;
    this.#sides = sides;
    this.#strike = document.createTextNode('');
    const cells: Cell[] = [];
    this.element.append(sides[0]);
    columns.forEach((column, index) => {
      const element = document.createElement('span');
      element.id = `${id}-${index}`;
      element.setAttribute('role', column.right === null ? 'rowheader' : 'gridcell');
      element.setAttribute('aria-colindex', String(index + 1));
      element.dataset.column = String(index);
      element.dataset.field = column.field;
      if (column.right === null) {
        element.append(this.#strike);
        this.element.append(element);
        return;
      }
      const style = COLUMN_STYLES[column.field];
      if (style.quiet) element.dataset.quiet = '';
      const text = document.createTextNode('');
      element.append(text);
      sides[column.right === 'call' ? 0 : 1].append(element);
      cells.push({
        element,
        text,
        column,
        offset: fieldOffset(column.field),
        factor: style.factor,
        texts: textsOf(style.decimals),
        flashes: isPrice(column.field),
        units: UNPAINTED,
        flashedAt: Number.NEGATIVE_INFINITY,
      });
    });
    this.element.append(sides[1]);
    this.#cells = cells;
  }

  /** Moves the row to rung `index`; everything it showed is forgotten. */
  bind(rung: Rung, index: number, height: number, headerRows: number): void {
    this.index = index;
    this.#rung = rung;
    this.element.style.transform = `translateY(${index * height}px)`;
    this.element.setAttribute('aria-rowindex', String(index + 1 + headerRows));
    this.#strike.data = strikeText(rung.strike);
    for (const cell of this.#cells) {
      cell.units = UNPAINTED;
      cell.flashedAt = Number.NEGATIVE_INFINITY;
      delete cell.element.dataset.flash;
      cell.element.dataset.symbol = cell.column.right === 'call' ? rung.callSymbol : rung.putSymbol;
    }
    this.#statuses[0] = null;
    this.#statuses[1] = null;
  }

  /** Forgets which rung it shows, so that it is bound anew. */
  unbind(): void {
    this.index = -1;
    this.#rung = null;
  }

  /** Outlines the prices that are legs of the ticket. */
  markLegs(legs: ReadonlyMap<string, 'buy' | 'sell'>): void {
    for (const { element, column } of this.#cells) {
      if (column.field !== 'bid' && column.field !== 'ask') continue;
      const leg = legs.get(element.dataset.symbol ?? '');
      const isLeg = leg !== undefined && leg === (column.field === 'bid' ? 'sell' : 'buy');
      if (isLeg) element.dataset.leg = leg;
      else delete element.dataset.leg;
    }
  }

  /** Writes what changed and hands flashes to `flashes`, null for none. Answers true when a cell was written. */
  paint(book: ChainBook, now: number, flashes: Flash[] | null): boolean {
    const rung = this.#rung;
    if (!rung) return false;
    this.#paintStatus(0, book, rung.call);
    this.#paintStatus(1, book, rung.put);
    let painted = false;
    for (const cell of this.#cells) {
      const row = cell.column.right === 'call' ? rung.call : rung.put;
      const value = row < 0 ? Number.NaN : book.value(row, cell.offset);
      // A bid or an ask of zero is no quote.
      const units = cell.flashes && value === 0 ? ABSENT_UNITS : cell.texts.units(value * cell.factor);
      const before = cell.units;
      if (units === before) continue;
      cell.units = units;
      cell.text.data = cell.texts.text(units);
      painted = true;
      if (flashes === null || !cell.flashes || before === UNPAINTED || before === ABSENT_UNITS || units === ABSENT_UNITS) continue;
      if (now - cell.flashedAt < FLASH_EVERY) continue;
      cell.flashedAt = now;
      cell.element.dataset.flash = units > before ? 'up' : 'down';
      flashes.push({ element: cell.element, until: now + FLASH_FOR });
    }
    return painted;
  }

  #paintStatus(which: 0 | 1, book: ChainBook, row: number): void {
    const status = row < 0 ? 'absent' : statusOf(book, row);
    if (this.#statuses[which] === status) return;
    this.#statuses[which] = status;
    const element = this.#sides[which];
    element.dataset.status = status;
    element.toggleAttribute('data-untradable', !isTradable(status));
    for (const child of element.children) {
      if (child instanceof HTMLElement) child.title = STATUS_WORDS[status];
    }
  }
}

function statusOf(book: ChainBook, row: number): QuoteStatus {
  return QUOTE_STATUSES[book.value(row, STATUS)] ?? 'absent';
}

function isPrice(field: ChainField): boolean {
  return field === 'bid' || field === 'ask';
}

function side(name: 'call' | 'put'): HTMLElement {
  const element = document.createElement('span');
  element.className = 'chain-side';
  element.dataset.side = name;
  element.setAttribute('role', 'presentation');
  return element;
}

export function strikeText(strike: number): string {
  return Number.isInteger(strike) ? String(strike) : strike.toFixed(2);
}
