import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Side } from '../../../src-core/orders/order.ts';
import type { ChainBook } from '../../connection/chain-frames.ts';
import { type Painter, paintLoop } from '../../connection/paint-loop.ts';
import { COLUMN_STYLES, columnTemplate, columnTitle, type GridColumn } from './chain-columns.ts';
import { type CellCursor, moveCursor, sideOf, sideOfKey } from './chain-cursor.ts';
import { ChainRow, type Flash } from './chain-row.ts';
import { nearestRung, type Rung, strikeLadder } from './strike-ladder.ts';

const OVERSCAN = 3;
const HEADER_ROWS = 1;

export interface ChainGridOptions {
  readonly columns: readonly GridColumn[];
  /** Pixels. */
  readonly rowHeight: number;
  readonly onPick: (symbol: InstrumentSymbol, side: Side) => void;
}

/** The chain's table in the elements of `root`, painted by the frame loop: only the rows in sight exist. */
export class ChainGrid implements Painter {
  readonly #root: HTMLElement;
  readonly #options: ChainGridOptions;
  readonly #header: HTMLElement;
  readonly #canvas = document.createElement('div');
  readonly #stop = new AbortController();
  readonly #sight: ResizeObserver;
  readonly #stillness = matchMedia('(prefers-reduced-motion: reduce)');
  #rows: ChainRow[] = [];
  #book: ChainBook | null = null;
  #ladder: readonly Rung[] = [];
  #legs: ReadonlyMap<string, Side> = new Map();
  #height = 0;
  #scroll = 0;
  #atm = Number.NaN;
  #isCentred = false;
  #isVisible = true;
  #cursor: CellCursor | null = null;
  #marksChanged = false;
  #acknowledge: (() => void) | null = null;
  #flashes: Flash[] = [];

  constructor(root: HTMLElement, options: ChainGridOptions) {
    this.#root = root;
    this.#options = options;
    root.style.setProperty('--columns', columnTemplate(options.columns));
    root.setAttribute('aria-colcount', String(options.columns.length));
    this.#canvas.className = 'chain-canvas';
    this.#canvas.setAttribute('role', 'rowgroup');
    this.#header = headerOf(options.columns);
    root.replaceChildren(this.#header, this.#canvas);
    const { signal } = this.#stop;
    root.addEventListener('scroll', () => (root.clientHeight > 0 ? this.#scrolled() : undefined), { passive: true, signal });
    root.addEventListener('keydown', (event) => this.#pressed(event), { signal });
    root.addEventListener('click', (event) => this.#clicked(event), { signal });
    this.#sight = new ResizeObserver(() => this.#resized());
    this.#sight.observe(root);
  }

  close(): void {
    this.#stop.abort();
    this.#sight.disconnect();
    paintLoop.cancel(this);
    this.#root.replaceChildren();
  }

  /** Shows a book, which may be the same chain with more strikes; the row at the top stays where it is. */
  setBook(book: ChainBook): void {
    const before = this.#book;
    const top = this.#ladder[Math.floor(this.#scroll / this.#options.rowHeight)]?.strike;
    const at = this.#cursor ? this.#ladder[this.#cursor.rung]?.strike : undefined;
    this.#book = book;
    this.#ladder = strikeLadder(book.layout);
    this.#root.setAttribute('aria-rowcount', String(this.#ladder.length + HEADER_ROWS));
    this.#canvas.style.height = `${this.#ladder.length * this.#options.rowHeight}px`;
    for (const row of this.#rows) row.unbind();
    const isSame = before?.layout.underlying === book.layout.underlying;
    if (this.#cursor && at !== undefined) this.#cursor = { ...this.#cursor, rung: Math.max(0, nearestRung(this.#ladder, at)) };
    if (isSame && top !== undefined) {
      const shift = nearestRung(this.#ladder, top) - Math.floor(this.#scroll / this.#options.rowHeight);
      if (shift !== 0) this.#scrollTo(this.#scroll + shift * this.#options.rowHeight);
    } else {
      this.#isCentred = false;
      this.#tryCentre();
    }
    this.request();
  }

  /** Paints the news of the book on the next frame; `acknowledge` is called after that, and not while hidden. */
  changed(acknowledge: () => void): void {
    this.#acknowledge = acknowledge;
    this.request();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) this.request();
  }

  /** The strike at the money; NaN when not known. The first one known is scrolled to the middle. */
  setAtTheMoney(strike: number): void {
    if (Object.is(strike, this.#atm)) return;
    this.#atm = strike;
    this.#tryCentre();
    this.#mark();
  }

  /** The clock that volatilities and Greeks are on, as the headings say it. */
  setClock(clock: string): void {
    this.#options.columns.forEach((column, index) => {
      const cell = this.#header.children[index];
      if (column.right !== null && cell instanceof HTMLElement) cell.title = columnTitle(column.field, column.right, clock);
    });
  }

  setLegs(legs: ReadonlyMap<string, Side>): void {
    this.#legs = legs;
    this.#mark();
  }

  centre(): void {
    const rung = nearestRung(this.#ladder, this.#atm);
    if (rung < 0) return;
    const { rowHeight } = this.#options;
    // A whole number of rows, so that the first one is not cut.
    this.#scrollTo(Math.round(rung + 0.5 - this.#bodyHeight() / rowHeight / 2) * rowHeight);
    if (this.#cursor) this.#moveTo({ ...this.#cursor, rung });
  }

  request(): void {
    paintLoop.request(this);
  }

  paint(now: number): boolean {
    this.#endFlashes(now);
    if (!this.#isVisible || this.#height === 0) return false;
    let painted = false;
    const book = this.#book;
    if (book) {
      painted = this.#paintRows(book, now);
      book.clean();
    }
    this.#marksChanged = false;
    if (this.#flashes.length > 0) this.request();
    const acknowledge = this.#acknowledge;
    this.#acknowledge = null;
    acknowledge?.();
    return painted || acknowledge !== null;
  }

  #paintRows(book: ChainBook, now: number): boolean {
    const { rowHeight } = this.#options;
    const first = Math.max(0, Math.floor(this.#scroll / rowHeight) - OVERSCAN);
    const last = Math.min(this.#ladder.length, Math.ceil((this.#scroll + this.#height) / rowHeight) + OVERSCAN);
    this.#provide(Math.ceil(this.#height / rowHeight) + 2 * OVERSCAN + 2);
    const flashes = this.#stillness.matches ? null : this.#flashes;
    let painted = false;
    for (let index = first; index < last; index += 1) {
      const rung = this.#ladder[index];
      const row = this.#rows[index % this.#rows.length];
      if (!rung || !row) continue;
      const isMoved = row.index !== index;
      if (isMoved) row.bind(rung, index, rowHeight, HEADER_ROWS);
      if (isMoved || this.#marksChanged) this.#markRow(row, rung);
      if (isMoved || book.dirty[rung.call] === 1 || book.dirty[rung.put] === 1) painted = row.paint(book, now, flashes) || painted;
    }
    for (const row of this.#rows) row.element.hidden = row.index < first || row.index >= last;
    return painted;
  }

  /** The pool only grows, and is bound anew when it does: a row's place in it follows from its size. */
  #provide(count: number): void {
    if (this.#rows.length >= count) return;
    for (const row of this.#rows) row.unbind();
    while (this.#rows.length < count) {
      const row = new ChainRow(this.#options.columns, `${this.#root.id}-${this.#rows.length}`);
      this.#rows.push(row);
      this.#canvas.append(row.element);
    }
  }

  #mark(): void {
    this.#marksChanged = true;
    this.request();
  }

  #markRow(row: ChainRow, rung: Rung): void {
    row.markLegs(this.#legs);
    row.element.toggleAttribute('data-atm', rung.strike === this.#atm);
    const active = row.element.querySelector('[data-cursor]');
    const column = this.#cursor?.rung === row.index ? this.#cursor.column : -1;
    if (active instanceof HTMLElement && active.dataset.column !== String(column)) delete active.dataset.cursor;
    if (column < 0) return;
    const cell = row.element.querySelector(`[data-column="${column}"]`);
    if (!(cell instanceof HTMLElement)) return;
    cell.dataset.cursor = '';
    this.#root.setAttribute('aria-activedescendant', cell.id);
  }

  #endFlashes(now: number): void {
    if (this.#flashes.length === 0) return;
    this.#flashes = this.#flashes.filter(({ element, until }) => {
      if (until > now) return true;
      delete element.dataset.flash;
      return false;
    });
  }

  #tryCentre(): void {
    if (this.#isCentred || this.#height === 0 || Number.isNaN(this.#atm) || this.#ladder.length === 0) return;
    this.#isCentred = true;
    this.centre();
  }

  #bodyHeight(): number {
    return this.#height - this.#options.rowHeight * HEADER_ROWS;
  }

  #scrollTo(top: number): void {
    this.#root.scrollTop = top;
    this.#scrolled();
  }

  #scrolled(): void {
    this.#scroll = this.#root.scrollTop;
    this.request();
  }

  #resized(): void {
    const before = this.#height;
    this.#height = this.#root.clientHeight;
    // A hidden tab's element is taken off the page, and comes back scrolled to its top.
    if (before === 0 && this.#height > 0) this.#root.scrollTop = this.#scroll;
    this.#tryCentre();
    this.request();
  }

  #moveTo(cursor: CellCursor): void {
    this.#cursor = cursor;
    const { rowHeight } = this.#options;
    const top = cursor.rung * rowHeight;
    if (top < this.#scroll) this.#scrollTo(top);
    else if (top + rowHeight > this.#scroll + this.#bodyHeight()) this.#scrollTo(top + rowHeight - this.#bodyHeight());
    this.#mark();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#ladder.length === 0) return;
    const { columns, rowHeight } = this.#options;
    const cursor = this.#cursor ?? { rung: Math.max(0, nearestRung(this.#ladder, this.#atm)), column: columns.findIndex(({ field }) => field === 'bid') };
    const side = sideOfKey(event.key, columns[cursor.column]);
    if (side !== null) {
      event.preventDefault();
      if (!event.repeat) this.#pick(cursor, side);
      return;
    }
    const page = Math.max(1, Math.floor(this.#bodyHeight() / rowHeight) - 1);
    const next = moveCursor(cursor, event.key, { rungs: this.#ladder.length, columns: columns.length, page });
    if (!next) return;
    event.preventDefault();
    this.#moveTo(this.#cursor ? next : cursor);
  }

  #clicked(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest('[data-column]') : null;
    const row = this.#rows.find(({ element }) => cell !== null && element.contains(cell));
    if (!(cell instanceof HTMLElement) || !row) return;
    const column = Number(cell.dataset.column);
    this.#moveTo({ rung: row.index, column });
    const side = sideOf(this.#options.columns[column]);
    if (side !== null) this.#pick({ rung: row.index, column }, side);
  }

  #pick(cursor: CellCursor, side: Side): void {
    const rung = this.#ladder[cursor.rung];
    const column = this.#options.columns[cursor.column];
    if (!rung || !column || column.right === null) return;
    const row = column.right === 'call' ? rung.call : rung.put;
    const contract = this.#book?.layout.contracts[row];
    if (contract) this.#options.onPick(contract.symbol, side);
  }
}

function headerOf(columns: readonly GridColumn[]): HTMLElement {
  const header = document.createElement('div');
  header.className = 'chain-row chain-header';
  header.setAttribute('role', 'row');
  header.setAttribute('aria-rowindex', '1');
  columns.forEach((column, index) => {
    const cell = document.createElement('span');
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', String(index + 1));
    cell.dataset.field = column.field;
    if (column.right === null) {
      cell.textContent = 'Strike';
    } else {
      cell.textContent = COLUMN_STYLES[column.field].label;
      cell.title = columnTitle(column.field, column.right, '');
    }
    header.append(cell);
  });
  return header;
}
