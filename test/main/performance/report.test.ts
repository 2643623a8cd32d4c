import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { add, formatMoney, money } from '../../../src-core/money.ts';
import type { PerformanceDesk } from '../../../src-main/performance/performance-desk.ts';
import { dayReport } from '../../../src-main/performance/report/day-report.ts';
import { fontRuns } from '../../../src-main/performance/report/font-runs.ts';
import { makeReport, type ReportParts } from '../../../src-main/performance/report/make-report.ts';
import { reportHtml } from '../../../src-main/performance/report/report-html.ts';
import { printReport } from '../../../src-main/printing/print-report.ts';
import { createReportPrinter } from '../../../src-main/printing/report-printer.ts';
import { programFiles } from '../../../src-main/program-files.ts';
import { MADE_DATE, madeEntry } from '../../support/made-journal.ts';
import { madeReportParts } from './made-report.ts';
import { pdfText } from './pdf-text.ts';

const FONTS = join(programFiles().resources, 'fonts');
const report = dayReport(madeReportParts());
/** As every figure of money is written. */
const written = (amount: number): string => `${amount < 0 ? '\u2212' : ''}$${formatMoney(money(Math.abs(amount))).replace(/\B(?=(\d{3})+\.)/g, ',')}`;

describe('the model', () => {
  test('shows the identity of the day, of each underlying and of equity', () => {
    const { result, byUnderlying, equityBefore, equityAfter } = report;
    expect(result?.addsUp).toBe(true);
    expect(report.underlyingsAddUp).toBe(true);
    expect(byUnderlying.map(({ underlying }) => underlying)).toEqual(['SPY', 'QQQ', 'IWM']);
    expect(equityAfter).toBe(add(equityBefore, result?.net ?? money(NaN)));
    const [first, ...rest] = madeReportParts().rows;
    if (first === undefined) throw new Error('no row');
    const wrong = dayReport(madeReportParts({ rows: [{ ...first, net: money((first.net ?? 0) + 1) }, ...rest] }));
    expect(wrong.result?.addsUp).toBe(false);
    expect(wrong.underlyingsAddUp).toBe(false);
    expect(dayReport(madeReportParts({ rows: [{ ...first, unrealised: null, net: null }, ...rest] }))).toMatchObject({ result: { addsUp: null }, underlyingsAddUp: null, equityAfter: null });
  });

  test('books packages as they end and marks what is held at the close', () => {
    const over = report.packages.filter(({ row }) => row.status !== 'open');
    expect(report.booked).toHaveLength(over.length + 1);
    expect(report.booked.at(-1)?.result).toBe(add(...over.map(({ row }) => row.net)));
    expect(report.booked.map(({ time }) => time)).toEqual(report.booked.map(({ time }) => time).toSorted((left, right) => left - right));
    expect(report.held).toMatchObject([{ symbol: 'SPY', mark: 6_122_700, value: 612_270_000, unrealised: 2_270_000 }]);
    expect(report.counts).toMatchObject({ denied: 1, sent: report.orders.length - 1, working: 0 });
  });
});

describe('the page', () => {
  const html = reportHtml(report);

  test('shows the model’s figures and needs nothing else', () => {
    for (const amount of [report.result?.realised, report.result?.commission, report.result?.fees, report.result?.net, report.equityBefore, report.equityAfter]) expect(html).toContain(written(amount ?? Number.NaN));
    for (const { row } of report.packages) expect(html).toContain(written(row.net));
    expect(html).toContain('day_loss: the day is locked');
    expect(html).toContain('61.3 % (n = 112, 95 % 52.0 % to 70.0 %)');
    expect(html).toContain('– (n = 15)');
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/i);
    expect(html.match(/https?:\/\/[^"]*/g)).toEqual(['http://www.w3.org/2000/svg', 'http://www.w3.org/2000/svg']);
    expect(html).not.toMatch(/[>\s$]-\d|NaN|undefined|null|Infinity/);
  });

  test('writes what people wrote as text', () => {
    const evil = { ...madeEntry(1), row: { ...madeEntry(1).row, notes: '<img src=x onerror=alert(1)>\n</blockquote><script>"&\'', tags: ['<b>'] } };
    const page = reportHtml(dayReport(madeReportParts({ packages: [evil], account: { ...report.account, number: '<i>"1' } })));
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;\n&lt;/blockquote&gt;&lt;script&gt;&quot;&amp;&#39;');
    expect(page).toContain('tags: &lt;b&gt;');
    expect(page).not.toMatch(/<img|<script|<i>/);
  });

  test('says so where there is nothing to say', () => {
    const page = reportHtml(dayReport(madeReportParts({ rows: [], packages: [], orders: [], events: [], held: [], session: null, definitions: [] })));
    for (const words of ['Nothing was booked', 'No package', 'No order', 'No limit was touched', 'Nothing is held overnight', 'ran no session']) expect(page).toContain(words);
  });
});

describe('the PDF', () => {
  let made: Uint8Array;
  beforeAll(async () => {
    made = await printReport(report, FONTS);
  });

  test('has the model’s figures as text', () => {
    const text = pdfText(made);
    for (const amount of [report.result?.net, report.result?.commission, report.equityAfter, ...report.packages.map(({ row }) => row.net)]) expect(text).toContain(written(amount ?? Number.NaN));
    expect(text).toContain('Friday 20 November 2026 · PAPER-1');
    expect(text).toContain('<b>Too large</b> & too late.');
  });

  test('is the same bytes each time, in a thread of its own too', async () => {
    const print = createReportPrinter(programFiles());
    expect(hash(await print(report))).toBe(hash(made));
  });

  test('changes the font where the alphabet does, and shows what no font has', () => {
    expect(fontRuns('Łódź −5 σ', 'Inter')).toEqual([
      { text: 'Ł', font: 'InterMore' },
      { text: 'ód', font: 'Inter' },
      { text: 'ź', font: 'InterMore' },
      { text: ' −5 ', font: 'Inter' },
      { text: 'σ', font: 'InterGreek' },
    ]);
    expect(fontRuns('Ж😀漢', 'Mono')).toEqual([{ text: 'Ж', font: 'InterCyrillic' }, { text: '??', font: 'Mono' }]);
  });
});

describe('making the file', () => {
  const parts = madeReportParts();
  const performance: Pick<PerformanceDesk, 'accounts' | 'definitions' | 'get' | 'days'> = {
    accounts: () => Promise.resolve([parts.account]),
    definitions: () => parts.definitions.map((definition) => ({ ...definition, of: 'trades', leastSample: 1 })),
    get: ({ from }) => Promise.resolve(from === undefined ? parts.toDate : parts.day),
    days: () => Promise.resolve(parts.rows),
  };
  const sources: ReportParts = {
    performance,
    journal: { get: (tradeId) => Promise.resolve(parts.packages.find(({ row }) => row.tradeId === tradeId) ?? madeEntry(0)) },
    records: {
      session: () => Promise.resolve(parts.session),
      tradeIds: () => Promise.resolve(parts.packages.map(({ row }) => row.tradeId)),
      orders: () => Promise.resolve(parts.orders),
      events: () => Promise.resolve(parts.events),
      held: () => Promise.resolve(parts.held),
    },
    print: vi.fn(() => Promise.resolve(new Uint8Array([0x25, 0x50]))),
  };

  test('names it by day and account', async () => {
    const make = makeReport(sources);
    const page = await make({ date: MADE_DATE, format: 'html' });
    expect(page).toMatchObject({ name: 'smart-0dte-2026-11-20-PAPER-1.html', mediaType: 'text/html' });
    expect(Buffer.from(page.base64, 'base64').toString('utf8')).toBe(reportHtml(report));
    expect(await make({ date: MADE_DATE, format: 'pdf', accountId: 'own' })).toEqual({ name: 'smart-0dte-2026-11-20-PAPER-1.pdf', mediaType: 'application/pdf', base64: 'JVA=' });
  });

  test('refuses an account that is none, a holiday and a day without a session', async () => {
    await expect(makeReport(sources)({ accountId: 'x', date: MADE_DATE, format: 'html' })).rejects.toMatchObject({ code: 'not_found', field: 'accountId' });
    const empty = makeReport({ ...sources, performance: { ...performance, days: () => Promise.resolve([]) }, records: { ...sources.records, session: () => Promise.resolve(null) } });
    await expect(empty({ date: MADE_DATE, format: 'html' })).rejects.toMatchObject({ code: 'not_found', field: 'date' });
    await expect(empty({ date: '2026-11-26' as typeof MADE_DATE, format: 'html' })).rejects.toMatchObject({ code: 'not_found', field: 'date' });
  });
});

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
