import { useState } from 'react';
import type { ReliabilityView } from '../../../src-core/signals/calibration-view.ts';
import { ABSENT, formatCount, formatPrice } from '../../design/format.ts';
import { wholePercent } from '../signals/signal-words.ts';
import { estimateWords, shareWords, verdictWords } from './calibration-words.ts';
import styles from './calibration.module.css';
import { ReliabilityDiagram } from './reliability-diagram.tsx';

const VOICES = { said: 'As said', implied: 'As implied by the market' } as const;

/** Whether probabilities came true: the diagram, its score and the slope through it. */
export function Reliability({ said, implied }: { readonly said: ReliabilityView; readonly implied: ReliabilityView }) {
  const [voice, setVoice] = useState<keyof typeof VOICES>('said');
  const [isTable, setTable] = useState(false);
  const view = voice === 'said' ? said : implied;
  const { bins, brier, slope, intercept, sample } = view;
  return (
    <section className={styles.section} aria-label="Reliability">
      <header>
        <b>Reliability</b>
        {(['said', 'implied'] as const).map((name) => (
          <button key={name} type="button" className={styles.choice} aria-pressed={voice === name} data-testid={`calibration-${name}`} onClick={() => setVoice(name)}>
            {VOICES[name]}
          </button>
        ))}
        <span className={styles.spring} />
        <button type="button" className={styles.choice} aria-pressed={isTable} data-testid="reliability-as-table" onClick={() => setTable(!isTable)}>
          Table
        </button>
      </header>
      <p className={styles.verdict} data-testid="calibration-verdict">
        {verdictWords(view)}
      </p>
      <div className={styles.measured}>
        {bins.length === 0 ? (
          <p className={styles.absent}>{sample === 0 ? 'Nothing is settled yet.' : `${formatCount(sample)} settled signals are too few for a diagram.`}</p>
        ) : isTable ? (
          <Bins bins={bins} />
        ) : (
          <ReliabilityDiagram bins={bins} label={`Reliability ${VOICES[voice].toLowerCase()}: ${verdictWords(view)}`} />
        )}
        <dl className={styles.figures}>
          <Item name="Slope" title="Of outcomes on the log odds that were said, by logistic regression, with its 95 % interval; 1 is perfect" value={estimateWords(slope)} />
          <Item name="Intercept" title="The same regression’s intercept; 0 is perfect" value={estimateWords(intercept)} />
          <Item name="Brier score" title="Mean squared error of the probabilities: reliability − resolution + uncertainty + within. Lower is better; saying nothing but the win rate scores the uncertainty." value={formatPrice(brier?.score ?? null, 4)} />
          <Item name="reliability" title="How far the bins are from the diagonal; 0 is perfect" value={formatPrice(brier?.reliability ?? null, 4)} />
          <Item name="− resolution" title="How far the bins are from the overall win rate; more is better" value={formatPrice(brier?.resolution ?? null, 4)} />
          <Item name="+ uncertainty" title="Of the outcomes themselves: win rate times loss rate" value={formatPrice(brier?.uncertainty ?? null, 4)} />
          <Item name="+ within" title="What the bins hide" value={formatPrice(brier?.within ?? null, 4)} />
          <Item name="Sample" title="Settled signals behind the diagram" value={sample === 0 ? ABSENT : formatCount(sample)} />
        </dl>
      </div>
    </section>
  );
}

function Item({ name, title, value }: { readonly name: string; readonly title: string; readonly value: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Bins({ bins }: Pick<ReliabilityView, 'bins'>) {
  return (
    <div className={styles.values} tabIndex={0} role="group" aria-label="Reliability by probability">
      <table className={styles.table} aria-label="Reliability by probability" data-testid="reliability-table">
        <thead>
          <tr>
            <th scope="col">Between</th>
            <th scope="col" className={styles.number}>
              Said
            </th>
            <th scope="col" className={styles.number}>
              Came true
            </th>
            <th scope="col" className={styles.number}>
              Signals
            </th>
          </tr>
        </thead>
        <tbody>
          {bins.map(({ low, high, forecast, observed, interval, count }) => (
            <tr key={low} className={styles.row}>
              <th scope="row">
                {wholePercent(low)} – {wholePercent(high)}
              </th>
              <td className={styles.number}>{wholePercent(forecast)}</td>
              <td className={styles.number}>{shareWords(observed, interval)}</td>
              <td className={styles.number}>{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
