import type { Money } from '../../../src-core/money.ts';
import { type ChartColumn, ChartFrame, type ChartRow } from '../../design/chart-frame.tsx';
import { ABSENT, formatDollars, formatProbability, formatSigned } from '../../design/format.ts';
import type { Analysis, Curves } from './analyse.ts';
import { basisWords, distributionWords, extremeWords, minuteText, pricesWords, resultWords } from './analysis-words.ts';
import styles from './analysis.module.css';
import { drawnCurves } from './greek-series.ts';

/** What an order for a structure would do to margin and buying power; null while it is not known. */
export interface OrderEffect {
  readonly marginChange: Money | null;
  readonly buyingPowerAfter: Money | null;
}

export interface CompareRow {
  readonly name: string;
  readonly title: string;
  readonly cell: (curves: Curves, effect: OrderEffect | null) => string;
}

const RISK_NEUTRAL = 'Risk-neutral, kept to the reference time: what option prices imply, no forecast';

/** The figures of a structure, each in words. */
export function compareRows(time: string): readonly CompareRow[] {
  return [
    { name: 'Structure', title: 'Its name in the field, as the strikes stand now', cell: ({ drawn }) => drawn.name ?? (drawn.legs.length === 0 ? ABSENT : `${drawn.legs.length} legs`) },
    { name: 'Cost', title: 'Dollars paid, fees included; negative is received', cell: ({ drawn }) => formatDollars(drawn.structure.cost) },
    { name: 'Result now', title: 'Value at the marks of now less the cost', cell: ({ greeks }) => resultWords(greeks.now.value) },
    { name: `Result ${time}`, title: 'Value at the time looked at, at the spot of now, with the volatilities shifted, less the cost', cell: ({ greeks }) => resultWords(greeks.at.value) },
    { name: 'Max gain', title: 'At the reference', cell: ({ figures }) => extremeWords(figures?.maximumGain) },
    { name: 'Max loss', title: 'At the reference', cell: ({ figures }) => lossWords(figures?.maximumLoss) },
    { name: 'Break-evens, end', title: 'Prices at the reference', cell: ({ figures }) => pricesWords(figures?.breakEvens) },
    { name: `Break-evens, ${time}`, title: 'Prices within the chart', cell: ({ breakEvens }) => pricesWords(breakEvens.at) },
    { name: 'Break-evens, now', title: 'Prices within the chart, with the volatilities of now', cell: ({ breakEvens }) => pricesWords(breakEvens.now) },
    { name: 'P(profit)', title: RISK_NEUTRAL, cell: ({ figures }) => formatProbability(figures?.outlook?.profitProbability ?? null) },
    { name: 'Expected result', title: RISK_NEUTRAL, cell: ({ figures }) => resultWords(figures?.outlook?.expectedResult ?? null) },
    { name: 'Mean gain', title: `Of the results above zero. ${RISK_NEUTRAL}`, cell: ({ figures }) => resultWords(figures?.outlook?.expectedGain ?? null) },
    { name: 'Mean loss', title: `Of the results below zero. ${RISK_NEUTRAL}`, cell: ({ figures }) => resultWords(negative(figures?.outlook?.expectedLoss ?? null)) },
    { name: 'Delta now', title: 'Shares held in effect', cell: ({ greeks }) => formatSigned(greeks.now.delta, 1) },
    { name: 'Gamma now', title: 'Shares per 1.00 of the price', cell: ({ greeks }) => formatSigned(greeks.now.gamma, 1) },
    { name: 'Theta now', title: 'Dollars a calendar day at the clock’s pace of now', cell: ({ greeks }) => formatSigned(greeks.now.theta, 0) },
    { name: 'Vega now', title: 'Dollars a point of volatility', cell: ({ greeks }) => formatSigned(greeks.now.vega, 1) },
    { name: 'Margin', title: 'What is held requires, or what an order for it would add', cell: ({ drawn }, effect) => formatDollars(drawn.spec.margin ?? effect?.marginChange ?? null) },
    { name: 'Buying power left', title: 'After an order for it', cell: (_, effect) => formatDollars(effect?.buyingPowerAfter ?? null) },
  ];
}

export interface CompareTableProps {
  readonly analysis: Analysis;
  readonly effects: Readonly<Record<string, OrderEffect | null>>;
}

/** Up to four structures and their sum side by side. */
export function CompareTable({ analysis, effects }: CompareTableProps) {
  const { frame } = analysis;
  const drawn = drawnCurves(analysis);
  const rows = compareRows(frame.isNow ? 'shifted' : minuteText(frame.time));
  const columns: ChartColumn[] = [{ key: 'name', title: 'Figure' }, ...drawn.map(({ name, title }) => ({ key: name, title }))];
  const data = rows.map((row): ChartRow => ({ name: row.name, ...Object.fromEntries(drawn.map(({ name, curves }) => [name, row.cell(curves, effects[name] ?? null)])) }));
  return (
    <ChartFrame title="Side by side" note={`${distributionWords(frame.market.view)} ${frame.market.view.clockLabel}`} columns={columns} rows={data} name={`${frame.market.view.underlying}-compare`} height="fill">
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Structures side by side">
        <table className={styles.table} data-testid="analysis-compare">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {drawn.map(({ name, title, curves }) => (
                <th key={name} scope="col" className={styles.number} data-letter={name} title={basisWords(curves.drawn)}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row" title={row.title}>
                  {row.name}
                </th>
                {drawn.map(({ name, curves }) => (
                  <td key={name} className={styles.number}>
                    {row.cell(curves, effects[name] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ChartFrame>
  );
}

function lossWords(loss: Money | null | undefined): string {
  return loss === undefined || loss === null ? extremeWords(loss) : resultWords(-loss / 10_000);
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}
