import type { GridFigures, PricingFigures } from '../pricing.bench.ts';

const LEGEND = `Medians in nanoseconds a row: the implied volatility; the price; "all", which is both and the Greeks on offer.
|error| is implied - true volatility, 1.00 = 100 %, of the quotes that carry information; "off" is wrong by more than 0.0001, or failed.
"ref." are the reference's rows, in units of what rounding the quote may cost by itself.`;

/** The figures for people: a table a grid, and the goals. */
export function tableOf({ grids, goals, american }: PricingFigures): string {
  const parts = [LEGEND, ...grids.map(gridTable)];
  parts.push(
    columns([
      ['goal', 'at most', 'measured', 'least', ''],
      ...goals.map(({ name, limit, measured, least, met }) => [name, String(limit), String(measured ?? '–'), String(least ?? '–'), met ? 'met' : 'missed']),
    ]),
  );
  if (american !== null) parts.push(columns([['American exercise', ''], ...Object.entries(american).map(([name, value]) => [name, value.toLocaleString('en-US')])]));
  return parts.join('\n\n');
}

function gridTable({ name, rows, markets, informative, generalShare, contestants }: GridFigures): string {
  const title = `${name}: ${rows} rows in ${markets} market${markets === 1 ? '' : 's'}; ${informative} quotes carry information; ${(100 * generalShare).toFixed(1)} % of the rows are left to our general formulas`;
  const header = ['', 'IV, ns', 'price, ns', 'all, ns', 'Greeks', 'IV / ql', 'max |error|', 'median', 'off 1e-4', 'failed', 'ref. max', 'ref. median'];
  const lines = contestants.map(({ name, ns, greeks, ratio, accuracy, reference }) => [
    name,
    whole(ns.implied),
    whole(ns.values),
    whole(ns.all),
    greeks === 0 ? '–' : String(greeks),
    ratio.toPrecision(3),
    brief(accuracy.max),
    brief(accuracy.median),
    `${(100 * accuracy.off).toFixed(1)} %`,
    String(accuracy.failures),
    brief(reference?.maxUnits ?? null),
    brief(reference?.medianUnits ?? null),
  ]);
  return `${title}\n${columns([header, ...lines])}`;
}

function whole(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en-US');
}

function brief(value: number | null): string {
  if (value === null) return '–';
  return value === 0 || (value >= 0.01 && value < 1_000) ? String(Number(value.toPrecision(2))) : value.toExponential(1);
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}
