import type { DayReport } from './day-report.ts';
import { chartSvg, escaped } from './report-charts.ts';
import { type Cell, type ReportBlock, type ReportChart, reportSections, reportTitle, sourceWords } from './report-sections.ts';
import { clock } from './report-words.ts';

/** The report as one page: no script, nothing fetched, everything that people wrote escaped. The same report gives the same bytes. */
export function reportHtml(report: DayReport): string {
  const title = `Smart 0DTE · ${reportTitle(report)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escaped(reportTitle(report))}</h1><p>${escaped(sourceWords(report))} · times are New York’s · as of ${escaped(`${report.date} ${clock(report.time, report.date)}`)}</p></header>
${reportSections(report)
  .map(({ title, blocks }) => `<section>\n<h2>${escaped(title)}</h2>\n${blocks.map(blockHtml).join('\n')}\n</section>`)
  .join('\n')}
</body>
</html>
`;
}

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h3>${escaped(block.text)}${block.side === undefined ? '' : ` <b${toneAttribute(block.side)}>${escaped(block.side.text)}</b>`}</h3>`;
    case 'text':
      return `<p class="${block.tone ?? 'plain'}">${escaped(block.text)}</p>`;
    case 'words':
      return `<blockquote>${escaped(block.text)}</blockquote>`;
    case 'chart':
      return `<figure><figcaption>${escaped(block.title)}</figcaption>${chartSvg(block, 'system-ui, sans-serif')}${chartTable(block)}</figure>`;
    case 'table':
      return [
        '<div class="scroll"><table>',
        `<thead><tr>${block.columns.map(({ title, isNumber, isWide }) => `<th scope="col"${classOf(isNumber, isWide)}>${escaped(title)}</th>`).join('')}</tr></thead>`,
        `<tbody>${block.rows.map((row) => `<tr>${row.map((cell, at) => `<td${classOf(block.columns[at]?.isNumber, block.columns[at]?.isWide)}${toneAttribute(cell)}>${escaped(cell.text)}</td>`).join('')}</tr>`).join('\n')}</tbody>`,
        '</table></div>',
      ].join('\n');
  }
}

/** What a chart is drawn of, folded away on screen and left out on paper. */
function chartTable({ points }: ReportChart): string {
  const rows = points.map(({ label, value }) => `<tr><td>${escaped(label)}</td><td class="number">${value.toFixed(2).replace('-', '\u2212')}</td></tr>`).join('');
  return `<details><summary>Its figures</summary><table><tbody>${rows}</tbody></table></details>`;
}

function classOf(isNumber: boolean | undefined, isWide: boolean | undefined): string {
  return isNumber === true ? ' class="number"' : isWide === true ? ' class="wide"' : '';
}

function toneAttribute({ tone }: Cell): string {
  return tone === undefined || tone === 'plain' ? '' : ` data-tone="${tone}"`;
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 28px 32px 48px; background: #fff; color: #171c25; font: 13px/1.45 Inter, system-ui, -apple-system, "Segoe UI", sans-serif; }
header { border-bottom: 2px solid #171c25; padding-bottom: 8px; }
h1 { margin: 0; font-size: 22px; font-weight: 650; }
header p, p.quiet { margin: 4px 0; color: #5b6472; }
h2 { margin: 26px 0 8px; font-size: 15px; font-weight: 650; }
h3 { display: flex; justify-content: space-between; gap: 12px; margin: 18px 0 4px; padding-top: 8px; border-top: 1px solid #dde1e7; font-size: 13px; font-weight: 600; }
h3 b { font: 600 13px/1.45 "JetBrains Mono", ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; white-space: nowrap; }
p { margin: 6px 0; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { padding: 3px 8px; border-bottom: 1px solid #9aa3b1; color: #5b6472; font-size: 11px; font-weight: 500; text-align: left; white-space: nowrap; }
td { padding: 3px 8px; border-bottom: 1px solid #e8ebef; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
td { overflow-wrap: anywhere; }
td:not(.wide) { white-space: nowrap; overflow-wrap: normal; }
.number { text-align: right; }
td.number { font-family: "JetBrains Mono", ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 11.5px; }
.wide { min-width: 120px; }
[data-tone="good"] { color: #11724c; }
[data-tone="bad"] { color: #b3261e; }
[data-tone="quiet"] { color: #5b6472; }
blockquote { margin: 8px 0; padding: 6px 12px; border-left: 3px solid #9aa3b1; white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 12px 0; }
figcaption { color: #5b6472; font-size: 11.5px; }
svg { display: block; width: 100%; height: auto; max-width: 760px; }
details { margin-top: 4px; color: #5b6472; font-size: 11.5px; }
details table { width: auto; }
@page { size: auto; margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5px; }
  h1 { font-size: 16px; } h2 { font-size: 12px; margin-top: 14px; } h3, h3 b { font-size: 10px; } figcaption { font-size: 8.5px; }
  th { font-size: 8px; padding: 2px 4px; } td { padding: 2px 4px; } td.number { font-size: 8px; }
  h2, h3 { break-after: avoid; } tr, figure, blockquote { break-inside: avoid; } thead { display: table-header-group; }
  details { display: none; } .scroll { overflow: visible; } td:not(.wide):not(.number) { white-space: normal; }
}
`;
