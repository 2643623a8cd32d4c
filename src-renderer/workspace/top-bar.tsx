import { useMemo } from 'react';
import type { DeskView } from '../../src-core/contract/connections.ts';
import type { SessionView, TickerView } from '../../src-core/contract/schemas.ts';
import { isUnderlying, TICKERS, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { UserMark } from '../access/user-mark.tsx';
import { useConnection, useStream, useStreamPart } from '../connection/core.tsx';
import { Figure } from '../design/figure.tsx';
import { formatCountdown, formatPrice, formatSigned, formatTime } from '../design/format.ts';
import { AlertMark } from './alert-mark.tsx';
import { useArming } from './arming.ts';
import { type Command, runCommand, useCommands } from './commands.ts';
import { deskStop, ROLES } from './desk-role.ts';
import { FeedControl } from './feed-control.tsx';
import { HaltButton } from './kill/halt-button.tsx';
import { TradingStateBadge } from './kill/trading-state-badge.tsx';
import { useSelection } from './selection.ts';
import { LinkMark } from './windows/link-mark.tsx';
import styles from './top-bar.module.css';

const PHASES = { before_open: '· before the open', open: '', after_reference: '· reference is set', closed: '· closed', settled: '· settled' } as const;

export function TopBar() {
  const session = useStream('session');
  const market = useStream('market');
  const { kind, number } = useStreamPart('access', (access) => ({ kind: access?.account.kind ?? null, number: access?.account.number ?? '' }));
  const connection = useConnection();
  const { armed, held, toggle } = useArming();
  const { setUnderlying } = useSelection();
  const commands = useMemo(
    (): readonly Command[] => [
      ...UNDERLYINGS.map((underlying, index) => ({
        id: `underlying.${underlying}`,
        title: `Show ${underlying}`,
        keys: String(index + 1),
        group: 'Market',
        run: () => setUnderlying(underlying),
      })),
      {
        id: 'arming.toggle',
        title: armed ? 'Disarm: order keys do nothing' : 'Arm: order keys send orders',
        keys: 'shift+a',
        group: 'Orders',
        enabled: () => armed || held === null,
        run: toggle,
      },
    ],
    [armed, held, setUnderlying, toggle],
  );
  useCommands(commands);
  return (
    <header className={styles.bar} data-armed={armed} data-desk={(session?.desk ?? null) !== null} data-testid="top-bar">
      <div className={styles.brand}>
        Smart <b>0DTE</b>
      </div>
      {TICKERS.map((ticker, index) => (
        <TickerButton key={ticker} ticker={ticker} digit={index + 1} isConnected={connection === 'connected'} view={market?.tickers.find((view) => view.ticker === ticker)} />
      ))}
      <LinkMark />
      <div className={styles.space} />
      {session ? <FeedControl session={session} /> : null}
      {session ? <Clock session={session} /> : null}
      <div className={styles.badges}>
        <AlertMark />
        {session ? (
          <span className={styles.badge} data-tone={session.feed.label === 'LIVE' ? 'live' : 'notice'} data-testid="badge-feed" title={session.feed.detail}>
            {session.feed.label === 'LIVE' ? 'LIVE DATA' : session.feed.label}
          </span>
        ) : null}
        {kind === null ? null : session?.practice ? (
          <span className={styles.badge} data-tone="practice" data-testid="badge-account" title="Paper money of this practice: nothing here reaches your account">
            PRACTICE
          </span>
        ) : (
          <span className={styles.badge} data-tone={kind === 'live' ? 'real' : 'account'} data-testid="badge-account" title={kind === 'live' ? `The live account ${number}: orders are for real money` : `The paper account ${number}`}>
            {kind === 'live' ? `LIVE ${number}` : 'PAPER'}
          </span>
        )}
        {session?.desk ? <RoleBadge desk={session.desk} /> : null}
        <button
          type="button"
          className={styles.badge}
          data-tone={armed ? 'armed' : 'quiet'}
          data-testid="badge-arming"
          aria-pressed={armed}
          disabled={held !== null}
          title={held ?? (armed ? 'Order keys send orders. Click to make them safe (Shift A).' : 'Order keys do nothing. Click to arm them (Shift A).')}
          onClick={toggle}
        >
          {armed ? '● ARMED' : 'SAFE'}
        </button>
        <TradingStateBadge />
        <HaltButton testId="halt" />
      </div>
      <UserMark />
    </header>
  );
}

function RoleBadge({ desk }: { readonly desk: DeskView }) {
  const { word, tone, means } = ROLES[desk.role];
  const stop = deskStop(desk);
  return (
    <button
      type="button"
      className={`${styles.badge} ${styles.role}`}
      data-tone={desk.role === 'trading' && stop !== null ? 'notice' : tone}
      data-testid="badge-role"
      title={`${stop?.next ?? means} Click to show the desk.`}
      onClick={() => runCommand('connections.desk')}
    >
      {word}
    </button>
  );
}

interface TickerButtonProps {
  readonly ticker: string;
  readonly digit: number;
  readonly isConnected: boolean;
  readonly view: TickerView | undefined;
}

function TickerButton({ ticker, digit, isConnected, view }: TickerButtonProps) {
  const selected = useSelection((state) => state.underlying === ticker);
  const setUnderlying = useSelection((state) => state.setUnderlying);
  const isStale = view !== undefined && (view.stale || !isConnected);
  const percent = view?.changePercent ?? null;
  const figures = (
    <>
      <span className={styles.name}>{ticker}</span>
      <b className={styles.price} data-testid={`ticker-${ticker}-last`}>
        {formatPrice(view?.last ?? null)}
      </b>
      <span className={styles.change}>
        <Figure value={view?.change ?? null} text={formatSigned(view?.change ?? null)} arrow />
        <Figure value={percent} text={percent === null ? '' : `${formatSigned(percent)} %`} />
      </span>
    </>
  );
  if (!isUnderlying(ticker)) {
    return (
      <div className={styles.ticker} data-stale={isStale} data-testid={`ticker-${ticker}`}>
        {figures}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={styles.ticker}
      data-stale={isStale}
      data-testid={`ticker-${ticker}`}
      aria-pressed={selected}
      title={`Show ${ticker} (${digit})`}
      onClick={() => setUnderlying(ticker)}
    >
      {figures}
    </button>
  );
}

function Clock({ session }: { readonly session: SessionView }) {
  const { now, reference, lastTrade, phase } = session;
  const isOver = phase === 'closed' || phase === 'settled';
  return (
    <div className={styles.clock} data-testid="session-clock">
      <div>
        <b>{formatTime(now)}</b> New York {session.earlyClose ? '· early close' : ''} {PHASES[phase]}
      </div>
      <div>
        {isOver ? (
          'trading has ended'
        ) : (
          <>
            {now < reference ? (
              <span className={styles.reference}>
                <b>{formatCountdown(reference - now)}</b> to reference
              </span>
            ) : null}
            <span className={styles.lastTrade}>
              {now < reference ? ' · ' : ''}
              <b>{formatCountdown(lastTrade - now)}</b> to last trade
            </span>
          </>
        )}
      </div>
    </div>
  );
}
