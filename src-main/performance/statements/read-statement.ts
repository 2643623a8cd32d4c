import type { Statement } from '../../../src-core/contract/journal.ts';
import { type CsvRow, readCsv } from './csv-rows.ts';
import { readIbkrActivity } from './ibkr-activity.ts';
import { isFlexHeading, readIbkrFlex } from './ibkr-flex.ts';
import { isOwnHeading, readSmart0dte } from './smart-0dte.ts';
import type { StatementFormat, StatementReading } from './statement.ts';
import { isTastytradeHeading, readTastytrade } from './tastytrade.ts';

/** Rows at the top of a file among which its heading is looked for. */
const HEADING_WITHIN = 200;

/** A file that is none of the formats, or not the one it was said to be. */
export class UnknownStatement extends Error {
  override readonly name = 'UnknownStatement';
}

/** Reads a statement. `pause` is called now and then, so that others get their turn. Throws UnknownStatement. */
export async function readStatement({ fileName, content, format }: Pick<Statement, 'fileName' | 'content' | 'format'>, pause: () => Promise<void>): Promise<StatementReading> {
  const rows = await readCsv(content, pause);
  const found = formatOf(rows);
  if (found === null) {
    throw new UnknownStatement(
      'the file is not a statement that is known; expected a CSV of fills exported here, an Interactive Brokers Flex Query of trades, an Interactive Brokers activity statement, or a tastytrade transaction history',
    );
  }
  if (format !== null && format !== found) throw new UnknownStatement(`the file was said to be "${format}", and its heading is that of "${found}"`);
  switch (found) {
    case 'smart-0dte':
      return readSmart0dte(rows, pause);
    case 'ibkr-flex':
      return readIbkrFlex(rows, pause);
    case 'ibkr-activity':
      return readIbkrActivity(rows, pause);
    case 'tastytrade':
      return readTastytrade(rows, fileName, pause);
  }
}

function formatOf(rows: readonly CsvRow[]): StatementFormat | null {
  for (const { cells } of rows.slice(0, HEADING_WITHIN)) {
    if (isOwnHeading(cells)) return 'smart-0dte';
    if (isTastytradeHeading(cells)) return 'tastytrade';
    if (cells[0] === 'Statement' || (cells[0] === 'Trades' && cells[1] === 'Header')) return 'ibkr-activity';
    if (isFlexHeading(cells)) return 'ibkr-flex';
  }
  return null;
}
