import { useStream } from '../../connection/core.tsx';
import { Awaited } from '../../connection/awaited.tsx';
import { formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { MINUTE } from '../../../src-core/time.ts';
import { detectionCounts, DetectorTable } from '../market-state/detector-table.tsx';
import styles from './signals.module.css';

/** Why there is no signal: what is waited for, which detectors are quiet and which abstain. */
export function NoSignals({ visible }: { readonly visible: boolean }) {
  return visible ? <Reasons /> : null;
}

function Reasons() {
  const view = useStream('marketState');
  if (view === null) return <Awaited stream="marketState" what="The market state" />;
  const { state, reason, detections } = view;
  if (state === null) return <PanelState kind="empty" title="No signals yet" detail={`${reason ?? 'No minute bar has closed yet.'} Detectors look at each bar’s close.`} />;
  return (
    <div className={styles.none} data-testid="signals-none">
      <p>
        <b>No signals in this session.</b> At the bar of {formatTime(state.time).slice(0, 5)}: {detectionCounts(detections)}. They look again at {formatTime(state.time + MINUTE).slice(0, 5)}.
      </p>
      <DetectorTable detections={detections} />
    </div>
  );
}

/** The same in one line, above the signals that are past. */
export function NoneActive() {
  const view = useStream('marketState');
  if (view === null) return <>No signal waits.</>;
  const { state, reason, detections } = view;
  if (state === null) return <>No signal waits. {reason ?? 'No minute bar has closed yet.'}</>;
  return (
    <>
      No signal waits. At the bar of {formatTime(state.time).slice(0, 5)}: {detectionCounts(detections)}.
    </>
  );
}
