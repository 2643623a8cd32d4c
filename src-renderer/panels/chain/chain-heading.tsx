import { useStream } from '../../connection/core.tsx';
import { formatPrice, formatTime } from '../../design/format.ts';
import { useTradingEnd } from '../../workspace/trading-end.ts';
import { useSelection } from '../../workspace/selection.ts';
import { clockWords, DISAGREEMENT_WORDS, forwardWords } from './chain-words.ts';
import styles from './chain-panel.module.css';

const SOURCES = { parity: 'from parity', spot: 'from spot', none: '' } as const;

/** What the chain is of, beside its tab. */
export function ChainHeading() {
  const underlying = useSelection((state) => state.underlying);
  const session = useStream('session');
  const ticker = useStream('market')?.tickers.find((view) => view.ticker === underlying);
  const end = useTradingEnd();
  const chain = ticker?.chain;
  if (!chain || !session) return null;
  return (
    <div className={styles.heading} data-testid="chain-heading">
      <span>
        {underlying} · {chain.expiry === session.date ? 'today' : chain.expiry} {formatTime(session.lastTrade).slice(0, 5)}
      </span>
      <span title={forwardWords(chain)} data-testid="chain-forward">
        forward <b>{formatPrice(chain.forward)}</b> {SOURCES[chain.forwardSource]}
      </span>
      {chain.disagreement ? (
        <span className={styles.stale} title={DISAGREEMENT_WORDS} data-testid="chain-disagreement">
          △ far from spot
        </span>
      ) : null}
      <span className={styles.clock} title={clockWords(chain)} data-testid="chain-clock">
        {chain.clockLabel}
      </span>
      {end !== null ? <span className={styles.stale}>trading has ended</span> : ticker.stale ? <span className={styles.stale}>△ stale</span> : null}
    </div>
  );
}
