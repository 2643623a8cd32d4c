import Papa from 'papaparse';

export interface CsvRow {
  /** Of the file, from 1; the first of those it stands on. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Characters read between two pauses. */
const PIECE = 262_144;

/** The rows of a CSV text (RFC 4180; empty lines are left out). Pauses now and then, so that others get their turn. */
export async function readCsv(content: string, pause: () => Promise<void>): Promise<readonly CsvRow[]> {
  const text = content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
  const newline = text.includes('\r\n') ? '\r\n' : text.includes('\n') ? '\n' : '\r';
  const rows: CsvRow[] = [];
  let line = 1;
  let from = 0;
  while (from < text.length) {
    const to = endOfPiece(text, from, newline);
    const { data } = Papa.parse<string[]>(text.slice(from, to), { delimiter: ',', newline });
    // A piece ends with its last row's line break.
    if (to < text.length || text.endsWith(newline)) data.pop();
    for (const cells of data) {
      if (cells.length > 1 || (cells[0] ?? '').trim() !== '') rows.push({ line, cells });
      line += 1;
      for (const cell of cells) if (cell.includes(newline)) line += cell.split(newline).length - 1;
    }
    from = to;
    await pause();
  }
  return rows;
}

/** The end of a row that is about a piece away: after a line break outside quotation marks. */
function endOfPiece(text: string, from: number, newline: string): number {
  let quotes = 0;
  let counted = from;
  for (let end = text.indexOf(newline, from + PIECE); end >= 0; end = text.indexOf(newline, end + newline.length)) {
    for (let mark = text.indexOf('"', counted); mark >= 0 && mark < end; mark = text.indexOf('"', mark + 1)) quotes += 1;
    counted = end;
    if (quotes % 2 === 0) return end + newline.length;
  }
  return text.length;
}

/** Reads cells by the names of their columns; names are compared without case, spaces and marks. */
export class HeadedColumns {
  readonly #places = new Map<string, number>();

  constructor(header: readonly string[]) {
    header.forEach((name, place) => {
      const plain = plainName(name);
      if (!this.#places.has(plain)) this.#places.set(plain, place);
    });
  }

  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#places.has(plainName(name)));
  }

  /** The cell of the first of these columns that is there, trimmed; '' where none is. */
  cell({ cells }: Pick<CsvRow, 'cells'>, ...names: readonly string[]): string {
    for (const name of names) {
      const place = this.#places.get(plainName(name));
      if (place !== undefined) return (cells[place] ?? '').trim();
    }
    return '';
  }
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9#]/g, '');
}
