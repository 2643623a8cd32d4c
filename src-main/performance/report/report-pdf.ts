import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { DayReport } from './day-report.ts';
import { chartSvg } from './report-charts.ts';
import { type Cell, type ReportBlock, reportSections, reportTitle, type Tone, sourceWords } from './report-sections.ts';
import { type FontRun, fontRuns } from './font-runs.ts';
import { clock } from './report-words.ts';

/** The families a report is set in, and the files of each in resources/fonts; one file where a style has none of its own. */
export const PDF_FONTS = {
  Inter: { normal: 'inter-latin-400-normal.woff', bold: 'inter-latin-600-normal.woff' },
  InterMore: { normal: 'inter-latin-ext-400-normal.woff', bold: 'inter-latin-ext-400-normal.woff' },
  InterGreek: { normal: 'inter-greek-400-normal.woff', bold: 'inter-greek-400-normal.woff' },
  InterCyrillic: { normal: 'inter-cyrillic-400-normal.woff', bold: 'inter-cyrillic-400-normal.woff' },
  Mono: { normal: 'jetbrains-mono-latin-400-normal.woff', bold: 'jetbrains-mono-latin-400-normal.woff' },
} as const;

const INKS: Readonly<Record<Tone, string>> = { plain: '#171c25', good: '#11724c', bad: '#b3261e', quiet: '#5b6472' };
const MARGIN = 36;

/** The report as pdfmake lays it out, on A4 across. The same report gives the same bytes: its times are the report's own. */
export function reportDefinition(report: DayReport, compress = true): TDocumentDefinitions {
  const title = reportTitle(report);
  const side = `${sourceWords(report)} · times are New York’s · as of ${report.date} ${clock(report.time, report.date)}`;
  return {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN + 8],
    compress,
    info: { title: `Smart 0DTE ${title}`, creator: 'Smart 0DTE', producer: 'Smart 0DTE', creationDate: new Date(report.time), modDate: new Date(report.time) },
    defaultStyle: { font: 'Inter', fontSize: 8, lineHeight: 1.15, color: INKS.plain },
    footer: (page, pages) => ({ columns: [{ text: runs(`${title} · ${sourceWords(report)}`) }, { text: `${page} / ${pages}`, alignment: 'right' }], margin: [MARGIN, 10, MARGIN, 0], fontSize: 7, color: INKS.quiet }),
    content: [
      { text: runs(title), fontSize: 15, bold: true },
      { text: runs(side), color: INKS.quiet, margin: [0, 2, 0, 6] },
      ...reportSections(report).flatMap(({ title, blocks }): Content[] => [{ text: runs(title), fontSize: 11, bold: true, margin: [0, 10, 0, 4], headlineLevel: 1 }, ...blockContents(blocks)]),
    ],
    // A heading never stands alone at a page's end.
    pageBreakBefore: (node, nodes) => node.headlineLevel !== undefined && nodes.getFollowingNodesOnPage().length === 0,
  };
}

/** A package's heading and what is said first below it stay together. */
function blockContents(blocks: readonly ReportBlock[]): Content[] {
  const contents: Content[] = [];
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    const next = blocks[at + 1];
    if (block === undefined) continue;
    if (block.kind === 'heading' && next?.kind === 'text') {
      contents.push({ stack: [blockContent(block), blockContent(next)], unbreakable: true });
      at += 1;
    } else contents.push(blockContent(block));
  }
  return contents;
}

function blockContent(block: ReportBlock): Content {
  switch (block.kind) {
    case 'heading':
      return {
        columns: [{ text: runs(block.text), bold: true }, ...(block.side === undefined ? [] : [{ text: runs(block.side.text, 'Mono'), alignment: 'right' as const, width: 110, color: INKS[block.side.tone ?? 'plain'] }])],
        margin: [0, 7, 0, 1],
      };
    case 'text':
      return { text: runs(block.text), color: INKS[block.tone ?? 'plain'], margin: [0, 2, 0, 2] };
    case 'words':
      return { table: { widths: ['*'], body: [[{ text: runs(block.text), margin: [6, 1, 0, 1] }]] }, layout: { hLineWidth: () => 0, vLineWidth: (line) => (line === 0 ? 1.5 : 0), vLineColor: () => '#9aa3b1' }, margin: [0, 3, 0, 3] };
    case 'chart':
      return { stack: [{ text: runs(block.title), color: INKS.quiet, fontSize: 7 }, { svg: chartSvg(block, 'Inter'), width: 520 }], unbreakable: true, margin: [0, 5, 0, 2] };
    case 'table':
      return {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: block.columns.map(({ isWide }) => (isWide === true ? '*' : 'auto')),
          body: [
            block.columns.map(({ title, isNumber }): TableCell => ({ text: runs(title), fontSize: 7, color: INKS.quiet, alignment: isNumber ? 'right' : 'left', noWrap: true })),
            ...block.rows.map((row) => row.map((cell, at) => cellContent(cell, block.columns[at]?.isNumber === true, block.columns[at]?.isWide === true))),
          ],
        },
        layout: {
          hLineWidth: (line) => (line === 0 ? 0 : line === 1 ? 0.75 : 0.4),
          hLineColor: (line) => (line === 1 ? '#9aa3b1' : '#e0e4ea'),
          vLineWidth: () => 0,
          paddingLeft: (column) => (column === 0 ? 0 : 4),
          paddingRight: () => 4,
          paddingTop: () => 1.5,
          paddingBottom: () => 1,
        },
        margin: [0, 1, 0, 3],
      };
  }
}

function cellContent({ text, tone }: Cell, isNumber: boolean, isWide: boolean): TableCell {
  return { text: runs(text, isNumber ? 'Mono' : 'Inter'), color: INKS[tone ?? 'plain'], alignment: isNumber ? 'right' : 'left', ...(isNumber ? { fontSize: 7.2 } : {}), noWrap: !isWide };
}

function runs(text: string, family: 'Inter' | 'Mono' = 'Inter'): FontRun[] {
  return [...fontRuns(text, family)];
}
