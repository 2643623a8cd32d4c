import { useState } from 'react';
import type { VolatilityView } from '../../../src-core/contract/volatility.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { formatPrice } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { strikeWords } from '../smile/smile-reading.ts';
import { Facts } from './facts.tsx';
import { LinePlot, type PlotRow } from './line-plot.tsx';
import { clockText, pointsWords, sigmasWords, volatilityWords } from './volatility-words.ts';
import styles from './volatility.module.css';

const ALONG = { strike: 'By strike', moneyness: 'By moneyness' } as const;
type Along = keyof typeof ALONG;

const SMILES = [
  { title: 'now', colour: 'var(--accent)' },
  { title: 'at the open', colour: 'var(--warning)', dashed: true },
] as const;
const DIFFERENCE = [{ title: 'now less the open', colour: 'var(--ink)', area: true }] as const;

/** The smile of now beside that of the open, and the difference. */
export function ChangeTab({ view }: { readonly view: VolatilityView }) {
  const [along, setAlong] = useState<Along>('strike');
  const { now, opening, byStrike, byMoneyness, underlying } = view;
  const rows = along === 'strike' ? byStrike.map(({ strike, ...of }) => ({ x: strike, ...of })) : byMoneyness.map(({ sigmas, ...of }) => ({ x: sigmas, ...of }));
  if (now === null || opening === null || rows.length === 0) {
    return <PanelState kind="empty" title="No two smiles to compare" detail={view.note ?? 'The smiles of the open and of now have no strikes in common: the price has gone too far. By moneyness they may.'} />;
  }
  const xText = (x: number): string => (along === 'strike' ? strikeWords(x) : sigmasWords(x));
  const columns = [
    { key: 'x', title: along === 'strike' ? 'Strike' : 'Moneyness, σ', format: (value: unknown) => (typeof value === 'number' ? formatPrice(value) : '') },
    { key: 'now', title: 'Now, %', format: percent },
    { key: 'opening', title: 'Open, %', format: percent },
    { key: 'change', title: 'Change, points', format: percent },
  ];
  const plotRows = (of: (row: (typeof rows)[number]) => readonly number[]): PlotRow[] => rows.map((row) => ({ x: row.x, values: of(row) }));
  const read = (row: PlotRow): string => {
    const found = rows.find(({ x }) => x === row.x);
    return found === undefined ? '' : `${xText(found.x)}: ${volatilityWords(found.now)} now, ${volatilityWords(found.opening)} at ${clockText(opening.time)}, ${pointsWords(found.change)}`;
  };
  const marks = along === 'strike' ? [{ x: now.forward, text: 'forward' }, { x: opening.forward, text: 'forward then', colour: 'var(--warning)' }] : [{ x: 0, text: 'forward' }];
  return (
    <div className={styles.body} tabIndex={0} role="group" aria-label="Change of the smile since the open">
      <Facts
        label="Change since the open"
        facts={[
          { name: 'Open seen at', title: 'When the smile of the open was fitted', value: clockText(opening.time), testId: 'volatility-opening-time' },
          { name: 'At the forward', title: 'Volatility at the forward now less that at the open: each at its own forward', value: pointsWords(now.atm - opening.atm), testId: 'volatility-atm-change' },
          { name: 'Forward', title: 'Dollars since then', value: `${formatPrice(opening.forward)} → ${formatPrice(now.forward)}` },
          { name: '1σ left', title: 'One standard deviation to the reference by the volatility at the forward, dollars: then and now', value: `${formatPrice(opening.sigma)} → ${formatPrice(now.sigma)}` },
        ]}
      />
      {view.note === null ? null : <p className={styles.notice}>△ {view.note}</p>}
      <ChartFrame
        title="Smile now and at the open"
        note={`${view.clockLabel}, % a year`}
        columns={columns}
        rows={rows}
        name={`${underlying}-smile-change`}
        legend={SMILES}
        height={200}
        controls={
          <span className={styles.choices} role="group" aria-label="Compare">
            {(['strike', 'moneyness'] as const).map((name) => (
              <button
                key={name}
                type="button"
                className={styles.choice}
                aria-pressed={along === name}
                title={name === 'strike' ? 'The same strike then and now' : 'So many of each moment’s own standard deviations from its forward'}
                data-testid={`volatility-along-${name}`}
                onClick={() => setAlong(name)}
              >
                {ALONG[name]}
              </button>
            ))}
          </span>
        }
      >
        <LinePlot label="Smile now and at the open" series={SMILES} rows={plotRows(({ now: at, opening: then }) => [at * 100, then * 100])} xText={xText} marks={marks} read={read} />
      </ChartFrame>
      <ChartFrame title="Difference" note="points of volatility" columns={columns} rows={rows} name={`${underlying}-smile-difference`} height={140}>
        <LinePlot label="Difference of the smiles" series={DIFFERENCE} rows={plotRows(({ change }) => [change * 100])} xText={xText} zero read={read} />
      </ChartFrame>
    </div>
  );
}

function percent(value: unknown): string {
  return typeof value === 'number' ? formatPrice(value * 100) : '';
}
