import { useEffect, useRef, useState } from 'react';
import type { FlattenPlan } from '../../../src-core/contract/risk.ts';
import { stopWords, useActStop } from '../../access/account-stop.ts';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { useArming } from '../../workspace/arming.ts';
import { planSentence } from './flatten-words.ts';
import { FlatteningProgress } from './flattening-progress.tsx';
import { PlanTable } from './plan-table.tsx';
import styles from './risk.module.css';
import { useFlattenPlan } from './use-flatten-plan.ts';

/** Milliseconds for which a press does nothing after the offer came up: it was meant for what was there before. */
const DEAF_FOR = 400;

export interface FlattenOfferProps {
  /** The plan to begin with; null reads one. */
  readonly first: FlattenPlan | null;
  /** Whether the window must be armed first: a kill switch that was held is intent enough. */
  readonly needsArming: boolean;
  readonly onClose: () => void;
}

/** What flattening everything would do and cost, with the button that does it; then how it goes. */
export function FlattenOffer({ first, needsArming, onClose }: FlattenOfferProps) {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const flattening = useStreamPart('risk', (risk) => risk?.flattening ?? null);
  const [sending, setSending] = useState(false);
  const [started, setStarted] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { armed, held, arm } = useArming();
  // Planned and run where the account is traded.
  const stop = useActStop();
  const isUnderWay = flattening !== null && (flattening.state === 'running' || started);
  const { plan, failure } = useFlattenPlan(first, !isUnderWay && !sending && stop === null);
  const button = useRef<HTMLButtonElement>(null);
  const shownAt = useRef(0);
  const canFlatten = !isUnderWay && stop === null && plan !== null && plan.steps.length > 0;
  useEffect(() => {
    shownAt.current = performance.now();
    button.current?.focus();
  }, [canFlatten, isUnderWay]);

  async function flatten(): Promise<void> {
    setSending(true);
    setRefusal(null);
    try {
      await core.call('risk.flatten', {});
      setStarted(true);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
    setSending(false);
  }

  function press(): void {
    if (performance.now() - shownAt.current < DEAF_FOR || sending) return;
    if (needsArming && !armed) arm();
    else void flatten();
  }

  if (isUnderWay) {
    return (
      <>
        <FlatteningProgress flattening={flattening} />
        <div className={styles.acts}>
          <button ref={button} type="button" data-testid="flatten-close" onClick={onClose}>
            Close Esc
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      {plan === null ? (
        stop !== null ? (
          <PanelState kind="empty" title={stop.title} detail={stopWords(stop, 'What is held is flattened there.')} />
        ) : failure === null && isConnected ? (
          <PanelState kind="loading" title="Pricing the plan" />
        ) : (
          <PanelState kind="error" title="The plan cannot be priced" detail={failure ?? 'Not connected to the core.'} />
        )
      ) : plan.steps.length === 0 ? (
        <PanelState kind="empty" title="Nothing is held" detail="There is nothing to flatten." />
      ) : (
        <>
          <PlanTable plan={plan} />
          <p className={styles.note} data-testid="flatten-sums">
            {planSentence(plan)}
            {failure === null ? '' : ` △ not renewed: ${failure}`}
            {stop === null ? '' : ` △ As of the halt. ${stopWords(stop, 'What is held is flattened there.')}`}
          </p>
        </>
      )}
      {refusal === null ? null : (
        <p className={styles.failed} role="alert" data-testid="flatten-failed">
          It was not begun: {refusal}
        </p>
      )}
      <div className={styles.acts}>
        {canFlatten ? (
          <button ref={button} type="button" className={styles.primary} data-testid="flatten-all" data-armed={!needsArming || armed} disabled={!isConnected || (needsArming && held !== null)} aria-disabled={sending} title={needsArming ? (held ?? undefined) : undefined} onClick={press}>
            {sending ? 'Sending …' : needsArming && !armed ? 'Arm to flatten' : 'Flatten all ⏎'}
          </button>
        ) : null}
        <button ref={canFlatten ? undefined : button} type="button" data-testid="flatten-leave" onClick={onClose}>
          {canFlatten ? 'Leave positions Esc' : 'Close Esc'}
        </button>
        {isConnected ? null : <span className={styles.warning}>△ not connected: nothing can be sent</span>}
      </div>
    </>
  );
}
