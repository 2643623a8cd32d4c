import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { MadeFile } from '../../../src-core/contract/performance.ts';
import type { RiskEvent } from '../../../src-core/risk/risk-event.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { JournalDesk } from '../journal-desk.ts';
import type { PerformanceDesk } from '../performance-desk.ts';
import { type DayReport, dayReport, type Holding, type ReportOrder, type ReportSession } from './day-report.ts';
import { reportHtml } from './report-html.ts';

/** What of a day only the books and the recording know. */
export interface ReportRecords {
  /** The newest session of the date that this terminal ran; null without one. */
  session(date: IsoDate): Promise<ReportSession | null>;
  /** Trades of the account that were opened, filled or ended on the date, oldest first. */
  tradeIds(accountId: string, date: IsoDate): Promise<readonly string[]>;
  /** In the order they were written. */
  orders(accountId: string, date: IsoDate): Promise<readonly ReportOrder[]>;
  /** Oldest first. */
  events(accountId: string, date: IsoDate): Promise<readonly RiskEvent[]>;
  /** What the books hold at the end of the date. */
  held(accountId: string, date: IsoDate): Promise<readonly Holding[]>;
}

export interface ReportParts {
  readonly performance: Pick<PerformanceDesk, 'accounts' | 'definitions' | 'get' | 'days'>;
  readonly journal: Pick<JournalDesk, 'get'>;
  readonly records: ReportRecords;
  /** Sets a report as a PDF, elsewhere than in the process that trades. */
  readonly print: (report: DayReport) => Promise<Uint8Array>;
}

export interface ReportQuery {
  readonly accountId?: string | undefined;
  readonly date: IsoDate;
  readonly format: 'html' | 'pdf';
}

/** How `performance.report` makes its file. Fails with 'not_found' for an account that is none, or a date without a session. */
export function makeReport(parts: ReportParts): (query: ReportQuery) => Promise<MadeFile> {
  return async ({ accountId, date, format }) => {
    const report = await readReport(parts, accountId, date);
    const name = `smart-0dte-${date}-${report.account.number.replaceAll(/[^\w.-]+/g, '_')}.${format}`;
    switch (format) {
      case 'html':
        return { name, mediaType: 'text/html', base64: Buffer.from(reportHtml(report), 'utf8').toString('base64') };
      case 'pdf':
        return { name, mediaType: 'application/pdf', base64: Buffer.from(await parts.print(report)).toString('base64') };
    }
  };
}

async function readReport({ performance, journal, records }: ReportParts, accountId: string | undefined, date: IsoDate): Promise<DayReport> {
  const accounts = await performance.accounts();
  const account = accounts.find(({ id, own }) => (accountId === undefined ? own : id === accountId));
  if (account === undefined) throw new ContractFailure({ code: 'not_found', field: 'accountId', message: `accountId: there is no account ${accountId ?? 'of this terminal'}` });
  const hours = hoursOf(date);
  const query = { accountId: account.id, to: date, slice: {} };
  const [session, rows, day, toDate, tradeIds, orders, events, held] = await Promise.all([
    account.own ? records.session(date) : null,
    performance.days({ accountId: account.id, from: date, to: date }),
    performance.get({ ...query, from: date }),
    performance.get(query),
    records.tradeIds(account.id, date),
    records.orders(account.id, date),
    records.events(account.id, date),
    records.held(account.id, date),
  ]);
  if (account.own && session === null && rows.length === 0) throw new ContractFailure({ code: 'not_found', field: 'date', message: `date: this terminal ran no session on ${date}` });
  const packages = await Promise.all(tradeIds.map((tradeId) => journal.get(tradeId)));
  return dayReport({ account, date, hours, session, rows, day, toDate, definitions: performance.definitions(), packages, orders, events, held });
}

function hoursOf(date: IsoDate): { readonly open: EpochMs; readonly lastTrade: EpochMs; readonly earlyClose: boolean } {
  const session = sessionOn(date);
  if (session === null) throw new ContractFailure({ code: 'not_found', field: 'date', message: `date: the exchange has no session on ${date}` });
  return session;
}
