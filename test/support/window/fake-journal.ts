import type { ImportPreview, ImportRecord, JournalPage, JournalQuery, JournalRow } from '../../../src-core/contract/journal.ts';
import { operations } from '../../../src-core/contract/operations.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import { fromDollars, money } from '../../../src-core/money.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { MADE_DATE, madeChain, madeEntry, madeRow } from '../made-journal.ts';
import type { Scenario } from './fake-desk.ts';
import type { FakeSignals } from './fake-signals.ts';
import { OPEN } from './fake-session.ts';

/** Of made packages; those of a year. */
const COUNT = 2_000;

/** A made-up journal in memory: found, sorted, annotated, exported and imported into as the real one. */
export class FakeJournal {
  readonly #rows: JournalRow[];
  readonly #signals: FakeSignals;
  #imports: ImportRecord[] = [{ id: '60000000-0000-4000-8000-000000000001', accountId: 'live-1', accountNumber: 'U1234567', broker: 'ibkr', fileName: 'U1234567_2026-10.csv', importedAt: OPEN - 86_400_000, packages: 42, fills: 168 }];

  constructor(scenario: Scenario, signals: FakeSignals) {
    this.#rows = scenario === 'no-trades' ? [] : Array.from({ length: COUNT }, (_, number) => madeRow(number));
    this.#signals = signals;
  }

  /** null for what is not of the journal. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    switch (operation) {
      case 'journal.list':
        return Promise.resolve(this.#list(operations['journal.list'].input.parse(input)));
      case 'journal.get': {
        const { row, number } = this.#row(operations['journal.get'].input.parse(input).tradeId);
        return Promise.resolve({ ...madeEntry(number), row, signal: row.signalId === null ? null : this.#signals.get(row.signalId) });
      }
      case 'journal.tags': {
        const counts = new Map<string, number>();
        for (const { tags } of this.#rows) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
        return Promise.resolve([...counts].map(([tag, trades]) => ({ tag, trades })));
      }
      case 'journal.annotate': {
        const { tradeId, notes, tags } = operations['journal.annotate'].input.parse(input);
        if (notes?.includes('refuse me') === true) return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the books cannot be written now' }));
        const { row, number } = this.#row(tradeId);
        const next = { ...row, ...(notes === undefined ? {} : { notes }), ...(tags === undefined ? {} : { tags }) };
        this.#rows[number] = next;
        return Promise.resolve(next);
      }
      case 'journal.chain': {
        const { tradeId, moment } = operations['journal.chain'].input.parse(input);
        const { number } = this.#row(tradeId);
        if (number >= 40) return Promise.reject(new ContractFailure({ code: 'not_found', message: 'the recording of that day is not kept any more: chains are kept for 5 sessions' }));
        return Promise.resolve(madeChain(number, moment));
      }
      case 'journal.export': {
        const { query, what, format } = operations['journal.export'].input.parse(input);
        const { total } = this.#list({ ...query, offset: 0, limit: 1 });
        return Promise.resolve({ name: `smart-0dte-${what}.${format}`, mediaType: format === 'csv' ? 'text/csv' : 'application/vnd.apache.parquet', base64: btoa(`rows\n${total}\n`) });
      }
      case 'journal.previewImport': {
        const { content } = operations['journal.previewImport'].input.parse(input);
        if (!content.includes(',')) return Promise.reject(new ContractFailure({ code: 'bad_input', field: 'content', message: 'line 1 is the heading of no statement that is known; expected IBKR Flex or activity, tastytrade, or an export of this program' }));
        return Promise.resolve(previewOf(content));
      }
      case 'journal.import': {
        const { fileName } = operations['journal.import'].input.parse(input);
        const record: ImportRecord = { id: `60000000-0000-4000-8000-00000000000${this.#imports.length + 1}`, accountId: 'live-1', accountNumber: 'U1234567', broker: 'ibkr', fileName, importedAt: OPEN, packages: 12, fills: 48 };
        this.#imports = [record, ...this.#imports];
        return Promise.resolve(record);
      }
      case 'journal.imports':
        return Promise.resolve(this.#imports);
      case 'journal.removeImport': {
        const { id } = operations['journal.removeImport'].input.parse(input);
        this.#imports = this.#imports.filter((each) => each.id !== id);
        return Promise.resolve(this.#imports);
      }
      case 'performance.correct': {
        const { correction } = operations['performance.correct'].input.parse(input);
        const { row } = this.#row(correction.tradeId);
        const none = { realised: money(0), unrealised: money(0), unrealisedAtEnd: money(0), commission: money(0), fees: money(0), trades: 8, winners: 5, losers: 3, state: 'restated' } as const;
        const day: DailyResult = { date: dateInNewYork(row.closedAt ?? row.openedAt), underlying: null, ...none, net: fromDollars(-12.3) };
        return Promise.resolve([day, { ...day, underlying: row.underlying }]);
      }
      default:
        return null;
    }
  }

  #row(tradeId: string): { readonly row: JournalRow; readonly number: number } {
    const number = this.#rows.findIndex((row) => row.tradeId === tradeId);
    const row = this.#rows[number];
    if (row === undefined) throw new ContractFailure({ code: 'not_found', message: `there is no trade ${tradeId} in the journal` });
    return { row, number };
  }

  #list({ accountId, from, to, slice, text, status, result, sort, descending, offset, limit }: JournalQuery): JournalPage {
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const isOver = (row: JournalRow): boolean => row.closedAt !== null;
    const found = this.#rows.filter((row) => {
      const date = dateInNewYork(row.openedAt);
      const said = [row.underlying, row.strategy, row.notes, ...row.tags, ...row.legs.map(({ symbol }) => symbol)].join(' ').toLowerCase();
      return (
        (accountId === undefined || accountId === 'own') && (from === undefined || date >= from) && (to === undefined || date <= to) &&
        (status === 'all' || isOver(row) === (status === 'over')) && (result === 'all' || (isOver(row) && (result === 'winners' ? row.net > 0 : row.net < 0))) &&
        (slice.underlying === undefined || slice.underlying.includes(row.underlying)) && (slice.strategy === undefined || slice.strategy.includes(row.strategy)) && (slice.tag === undefined || slice.tag.some((tag) => row.tags.includes(tag))) &&
        words.every((word) => said.includes(word))
      );
    });
    const by = { opened: (row: JournalRow) => row.openedAt, closed: (row: JournalRow) => row.closedAt ?? Infinity, net: (row: JournalRow) => row.net, risk: (row: JournalRow) => row.risk ?? Infinity, holding: (row: JournalRow) => (row.closedAt ?? Infinity) - row.openedAt }[sort];
    const sorted = found.sort((left, right) => (descending ? -1 : 1) * (by(left) - by(right)) || left.tradeId.localeCompare(right.tradeId));
    return { total: found.length, net: money(found.reduce((sum, { net }) => sum + net, 0)), rows: sorted.slice(offset, offset + limit) };
  }
}

function previewOf(content: string): ImportPreview {
  const isBad = content.includes('bad');
  const packages = Array.from({ length: 12 }, (_, at) => {
    const { underlying, strategy, openedAt, closedAt, quantity, net } = madeRow(at + 1);
    return { underlying, strategy, openedAt, closedAt, quantity, net, fills: 4 };
  });
  const net = money(packages.reduce((sum, each) => sum + each.net, 0));
  return {
    digest: 'made', format: 'ibkr-flex', broker: 'ibkr', accountNumber: 'U1234567', accountKnown: true, from: parseIsoDate('2026-11-02'), to: MADE_DATE,
    fills: 52, duplicates: 4, packages, realised: money(net + 312_000), commission: money(280_000), fees: money(32_000), net,
    problems: isBad ? [{ line: 7, field: 'Quantity', message: '“1.5” is no number of contracts; expected a whole number' }, { line: 19, field: null, message: 'the row has 11 columns; expected 14' }] : [],
    passedOver: [{ reason: 'stocks that no option left', rows: 3 }, { reason: 'options of other underlyings', rows: 11 }],
    fatal: isBad,
  };
}
