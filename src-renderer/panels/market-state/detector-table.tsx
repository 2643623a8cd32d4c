import { Fragment } from 'react';
import type { MarketStateView } from '../../../src-core/contract/signals.ts';
import { UNDERLYINGS, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Detection } from '../../../src-core/signals/evidence.ts';
import { ABSENT } from '../../design/format.ts';
import { evidenceWords } from '../signals/signal-words.ts';
import styles from './market-state.module.css';
import { detectionWords } from './state-words.ts';

/** What every detector says of every underlying, with the reasons of those that found something or abstain. */
export function DetectorTable({ detections }: Pick<MarketStateView, 'detections'>) {
  const byDetector = [...Map.groupBy(detections, ({ detector }) => detector)];
  return (
    <table className={styles.table} aria-label="Detectors" data-testid="detectors">
      <thead>
        <tr>
          <th scope="col">Detector</th>
          {UNDERLYINGS.map((underlying) => (
            <th key={underlying} scope="col" className={styles.number}>
              {underlying}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {byDetector.map(([detector, members]) => (
          <Fragment key={detector}>
            <tr className={styles.row} data-testid="detector-row" data-detector={detector}>
              <th scope="row">{members[0]?.title ?? detector}</th>
              {UNDERLYINGS.map((underlying) => {
                const detection = members.find((member) => member.underlying === underlying)?.detection;
                return (
                  <td key={underlying} className={styles.says} data-kind={detection?.kind} title={detection === undefined ? undefined : meaning(detection)}>
                    {detection === undefined ? ABSENT : detectionWords(detection)}
                  </td>
                );
              })}
            </tr>
            {reasonsOf(members).map(([reason, of]) => (
              <tr key={reason}>
                <td colSpan={UNDERLYINGS.length + 1} className={styles.because}>
                  {of.length === UNDERLYINGS.length ? '' : `${of.join(', ')}: `}
                  {reason}
                </td>
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function meaning(detection: Detection): string {
  switch (detection.kind) {
    case 'evidence':
      return detection.evidence.reason;
    case 'abstained':
      return detection.reason;
    case 'quiet':
      return detection.figures.length === 0 ? 'Nothing is unusual.' : `Nothing is unusual: ${detection.figures.map(evidenceWords).join('; ')}.`;
  }
}

/** Each reason once, with the underlyings it is said of. */
export function reasonsOf(members: readonly { readonly underlying: Underlying; readonly detection: Detection }[]): readonly (readonly [reason: string, of: readonly Underlying[]])[] {
  const told = members.filter(({ detection }) => detection.kind !== 'quiet');
  return [...Map.groupBy(told, ({ detection }) => meaning(detection))].map(([reason, of]) => [reason, of.map(({ underlying }) => underlying)] as const);
}

/** "17 quiet, 2 with evidence, 2 abstain": what detectors say, counted. */
export function detectionCounts(detections: MarketStateView['detections']): string {
  const count = (kind: Detection['kind']): number => detections.filter(({ detection }) => detection.kind === kind).length;
  return `${count('quiet')} quiet, ${count('evidence')} with evidence, ${count('abstained')} abstain`;
}
