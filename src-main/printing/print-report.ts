import { join } from 'node:path';
import pdfmake from 'pdfmake';
import type { DayReport } from '../performance/report/day-report.ts';
import { PDF_FONTS, reportDefinition } from '../performance/report/report-pdf.ts';

/**
 * Sets a report as a PDF. `fonts` is the folder of the font files. It takes the thread for a second or so, and is called
 * in one of its own. `compress` false leaves the pages' text readable.
 */
export async function printReport(report: DayReport, fonts: string, compress = true): Promise<Uint8Array> {
  const families = Object.fromEntries(Object.entries(PDF_FONTS).map(([family, { normal, bold }]) => [family, { normal: join(fonts, normal), bold: join(fonts, bold) }]));
  const files = new Set(Object.values(families).flatMap(({ normal, bold }) => [normal, bold]));
  // Nothing is fetched and no other file is read, whatever a report says.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => files.has(path));
  pdfmake.setFonts(families);
  return pdfmake.createPdf(reportDefinition(report, compress)).getBuffer();
}
