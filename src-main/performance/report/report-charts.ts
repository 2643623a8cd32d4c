import { money } from '../../../src-core/money.ts';
import type { ReportChart } from './report-sections.ts';
import { dollars } from './report-words.ts';

const WIDTH = 720;
const HEIGHT = 150;
const LEFT = 74;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 24;

/** A chart as SVG of its own: no style sheet, no script; for a page and for a PDF. */
export function chartSvg({ points, shape, base, title }: ReportChart, fonts: string): string {
  const values = points.map(({ value }) => value);
  const [low, high] = roomFor(Math.min(...values, ...(base === null ? [] : [base])), Math.max(...values, ...(base === null ? [] : [base])));
  const first = points[0]?.at ?? 0;
  const span = (points.at(-1)?.at ?? 1) - first || 1;
  const x = (at: number): number => LEFT + ((at - first) / span) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const place = (value: number): string => value.toFixed(1);
  const path = points
    .map(({ at, value }, index) => {
      if (index === 0) return `M${place(x(at))} ${place(y(value))}`;
      return shape === 'step' ? `H${place(x(at))}V${place(y(value))}` : `L${place(x(at))} ${place(y(value))}`;
    })
    .join('');
  const levels = [high, (high + low) / 2, low];
  const ends = [points[0], points.at(-1)].filter((point) => point !== undefined);
  const texts = `font-family="${fonts}" font-size="9" fill="#5b6472"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    ...levels.map((level) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place(y(level))}" y2="${place(y(level))}" stroke="#dde1e7" stroke-width="1"/><text x="${LEFT - 6}" y="${place(y(level) + 3)}" text-anchor="end" ${texts}>${axisWords(level)}</text>`),
    base === null || base <= low || base >= high ? '' : `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place(y(base))}" y2="${place(y(base))}" stroke="#5b6472" stroke-width="1" stroke-dasharray="3 3"/>`,
    `<path d="${path}" fill="none" stroke="#1f5fbf" stroke-width="1.6"/>`,
    ...(points.length > 60 ? [] : points.map(({ at, value }) => `<circle cx="${place(x(at))}" cy="${place(y(value))}" r="2" fill="#1f5fbf"/>`)),
    ...ends.map(({ label, at }, index) => `<text x="${place(x(at))}" y="${HEIGHT - 8}" text-anchor="${index === 0 ? 'start' : 'end'}" ${texts}>${escaped(label)}</text>`),
    '</svg>',
  ].join('');
}

/** Whole dollars where they tell the levels apart. */
function axisWords(level: number): string {
  const text = dollars(money(Math.round(level * 10_000)));
  return Math.abs(level) >= 1000 ? text.replace(/\.\d\d$/, '') : text;
}

/** A little room above and below; a flat line stands in the middle. */
function roomFor(least: number, most: number): readonly [number, number] {
  const margin = most === least ? Math.max(1, Math.abs(most) * 0.01) : (most - least) * 0.06;
  return [least - margin, most + margin];
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
