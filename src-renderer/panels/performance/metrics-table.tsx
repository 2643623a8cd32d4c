import { Fragment, type KeyboardEvent, useState } from 'react';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { Metric, MetricName } from '../../../src-core/performance/metric.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT } from '../../design/format.ts';
import { rowAfter } from '../../design/row-selection.ts';
import { accountWords, figureWords, intervalWords, isTold, sampleWords } from './performance-words.ts';
import styles from './performance.module.css';
import type { MetricDefinition } from './use-performance.ts';

export interface MetricsTableProps {
  readonly definitions: readonly MetricDefinition[];
  /** One account, or two beside each other. */
  readonly views: readonly PerformanceView[];
}

/** Every figure with its interval and sample; what the one under the pointer or the cursor means stands below them. */
export function MetricsTable({ definitions, views }: MetricsTableProps) {
  const [selected, setSelected] = useState<MetricName | null>(null);
  const [hovered, setHovered] = useState<MetricName | null>(null);
  const names = definitions.map(({ name }) => name);
  const told = definitions.find(({ name }) => name === (hovered ?? selected)) ?? null;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.key === 'Escape' && selected !== null ? null : rowAfter(event.key, names, selected);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const name = names.find((each) => each === next) ?? null;
    setSelected(name);
    setHovered(null);
    if (name !== null) document.getElementById(rowId(name))?.scrollIntoView({ block: 'nearest' });
  }
  return (
    <section className={styles.figures} aria-label="Figures">
      <div className={styles.metrics} tabIndex={0} role="group" aria-label="Figures: arrow keys tell what each means" aria-activedescendant={selected === null ? undefined : rowId(selected)} data-testid="performance-figures" onKeyDown={onKeyDown} onMouseLeave={() => setHovered(null)}>
        <table className={styles.table} data-columns={views.length}>
          <thead>
            {views.length > 1 ? (
              <tr>
                <td />
                {views.map(({ account }) => (
                  <Fragment key={account.id}>
                    <th scope="colgroup" colSpan={2} className={styles.account}>
                      {accountWords(account)}
                    </th>
                    <td className={styles.interval} />
                  </Fragment>
                ))}
              </tr>
            ) : null}
            <tr>
              <th scope="col">Figure</th>
              {views.map(({ account }) => (
                <Headings key={account.id} />
              ))}
            </tr>
          </thead>
          <tbody>
            {definitions.map((definition) => {
              const { name, title } = definition;
              return (
                <tr key={name} id={rowId(name)} className={styles.row} aria-selected={name === selected} aria-describedby={told?.name === name ? DEFINITION : undefined} data-testid="performance-metric" data-metric={name} onMouseEnter={() => setHovered(name)} onClick={() => setSelected(name)}>
                  <th scope="row" className={styles.metric}>
                    {title}
                  </th>
                  {views.map(({ account, metrics }) => (
                    <Values key={account.id} definition={definition} metric={metrics.find((each) => each.name === name)} isBeside={views.length > 1} />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p id={DEFINITION} className={styles.definition} aria-live="polite" data-testid="performance-definition">
        {told === null ? 'Point at a figure, or walk the figures with the arrow keys: its definition is shown here.' : `${told.title}: ${told.definition}${whyNone(told.name, views)}`}
      </p>
    </section>
  );
}

const DEFINITION = 'performance-definition';

/** Why a figure has no value, of each account that has none; the table may have cut it. */
function whyNone(name: MetricName, views: readonly PerformanceView[]): string {
  const reasons = views.flatMap(({ account, metrics }) => {
    const because = metrics.find((metric) => metric.name === name)?.because ?? null;
    return because === null ? [] : [views.length === 1 ? because : `${account.number}: ${because}`];
  });
  return reasons.length === 0 ? '' : ` – ${reasons.join(' ')}`;
}

function rowId(name: MetricName): string {
  return `performance-metric-${name}`;
}

function Headings() {
  return (
    <>
      <th scope="col" className={styles.number}>
        Value
      </th>
      <th scope="col" className={styles.interval} title="The true value is in it with 95 %">
        95 %
      </th>
      <th scope="col" className={styles.number} title="Trades or days it was made of">
        n
      </th>
    </>
  );
}

function Values({ definition, metric, isBeside }: { readonly definition: MetricDefinition; readonly metric: Metric | undefined; readonly isBeside: boolean }) {
  if (metric === undefined) {
    return (
      <td className={styles.number} colSpan={3}>
        {ABSENT}
      </td>
    );
  }
  const { name, value, sample, because } = metric;
  const { unit, of } = definition;
  const text = figureWords(value, name, unit);
  return (
    <>
      <td className={styles.number} data-testid="performance-value">
        {isTold(name) ? <Figure value={value} text={text} weight={name === 'net_result' ? 'strong' : 'normal'} /> : text}
      </td>
      {value === null ? (
        <td className={isBeside ? styles.briefly : styles.because} title={because ?? undefined}>
          {because}
        </td>
      ) : (
        <td className={styles.interval} data-testid="performance-interval">
          {intervalWords(metric, unit)}
        </td>
      )}
      <td className={styles.number} title={sampleWords(sample, of)} data-testid="performance-sample">
        {sampleWords(sample, of).replace(/ (trade|day)s?$/, of === 'days' ? ' d' : '')}
      </td>
    </>
  );
}
