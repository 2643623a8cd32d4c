import { useEffect, useState } from 'react';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import { useConnection, useNotices, useStream } from '../connection/core.tsx';
import { type FrameFigures, paintLoop } from '../connection/paint-loop.ts';
import { ABSENT, formatCount, formatTime } from '../design/format.ts';
import { Sheet } from '../design/sheet.tsx';
import { runCommand, useCommands } from './commands.ts';
import { CrashMark } from './diagnostics/crash-mark.tsx';
import { ageWords, isDriven } from './feed-age.ts';
import { isMac, keyCaps } from './keys.ts';
import { useOverlay } from './overlay.ts';
import { Servers } from './status-servers.tsx';
import { UpdateMark } from './updates/update-mark.tsx';
import styles from './status-bar.module.css';

const STORES = { sqlite: 'SQLite', postgresql: 'PostgreSQL' } as const;
const CONNECTIONS = { connecting: 'connecting', connected: 'connected', disconnected: 'disconnected, trying again' } as const;

export function StatusBar() {
  const session = useStream('session');
  const account = useStream('positions')?.account;
  const connection = useConnection();
  return (
    <footer className={styles.bar} data-profile={session?.profile} data-testid="status-bar">
      <Item tone={connection === 'connected' ? 'good' : 'bad'} testId="status-connection">
        {CONNECTIONS[connection]}
      </Item>
      {session ? <Feed session={session} isConnected={connection === 'connected'} /> : null}
      {session ? (
        <>
          <Item tone={session.store.state === 'failed' ? 'bad' : connection === 'connected' ? 'good' : 'warning'} testId="status-store" title={session.store.detail}>
            {STORES[session.store.kind]} {session.store.state === 'ready' ? '' : session.store.state}
          </Item>
          <Servers servers={session.servers} isConnected={connection === 'connected'} />
          <button type="button" data-testid="status-profile" title={session.profile === 'desk' ? 'The desk profile: shared with other workstations. Click for the connections.' : 'The local profile: everything on this machine. Click for the connections.'} onClick={() => runCommand('panel.connections')}>
            {session.profile}
          </button>
          {account ? <Item isSpare>{session?.practice ? 'PRACTICE' : account.kind.toUpperCase()}</Item> : null}
          <Item isSpare>
            quotes <b className={styles.rate}>{formatCount(session.feed.quotesPerSecond)}/s</b>
          </Item>
        </>
      ) : null}
      <Frames />
      <CrashMark />
      <UpdateMark />
      <LatestNotice />
      <button type="button" onClick={() => useOverlay.getState().show('palette')}>
        {keyCaps('mod+k', isMac()).map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}{' '}
        commands
      </button>
      <button type="button" data-testid="status-keys" onClick={() => useOverlay.getState().show('keys')}>
        <kbd>?</kbd> keys
      </button>
    </footer>
  );
}

interface ItemProps {
  readonly tone?: 'good' | 'warning' | 'bad';
  readonly testId?: string;
  readonly title?: string;
  /** Gives way where the servers need its room. */
  readonly isSpare?: boolean;
  /** Is cut where there is no room for all of it. */
  readonly isLong?: boolean;
  readonly children: React.ReactNode;
}

function Item({ tone, testId, title, isSpare = false, isLong = false, children }: ItemProps) {
  return (
    <span className={[styles.item, isSpare ? styles.spare : '', isLong ? styles.long : ''].join(' ').trim()} data-tone={tone} data-testid={testId} title={title}>
      {children}
    </span>
  );
}

function Feed({ session, isConnected }: { readonly session: SessionView; readonly isConnected: boolean }) {
  const { feed } = session;
  const state = !isConnected ? 'not connected' : feed.ended ? 'ended' : session.paused ? 'paused' : ageWords(session);
  return (
    <Item isLong tone={!isConnected || feed.stale || feed.ended || session.paused || feed.label === 'DELAYED' ? 'warning' : 'good'} testId="status-feed" title={feed.lastProblem ?? feed.detail}>
      {feed.label} {feed.detail} · {isDriven(session) ? `${session.speed === null ? 'max' : `${session.speed}×`} · ` : ''}
      {state}
      {feed.problems > 0 ? ` · ${formatCount(feed.problems)} problems` : ''}
    </Item>
  );
}

/** How long our own painting takes, read once a second. */
function Frames() {
  const [figures, setFigures] = useState<FrameFigures>({ fps: 0, worst: null });
  useEffect(() => {
    const timer = setInterval(() => setFigures(paintLoop.takeFigures()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Item isSpare testId="status-frames" title="Longest painting of the last second, and frames painted in it">
      frame <b className={styles.work}>{figures.worst === null ? ABSENT : `${figures.worst.toFixed(1)} ms`}</b> <b className={styles.frames}>{Math.round(figures.fps)}/s</b>
    </Item>
  );
}

function LatestNotice() {
  const notices = useNotices();
  const [isOpen, setOpen] = useState(false);
  useCommands([{ id: 'notices.show', title: 'Show notices', keys: 'n', group: 'Workspace', run: () => setOpen(true) }]);
  const [latest] = notices;
  return (
    <>
      <button type="button" className={styles.notice} data-level={latest?.level} aria-live="polite" aria-label={latest ? undefined : 'No notices'} title="Show notices (N)" data-testid="status-notice" onClick={() => setOpen(true)}>
        {latest ? `${formatTime(latest.time)} ${latest.text}` : ''}
      </button>
      {isOpen ? (
        <Sheet title="Notices" testId="notices" onClose={() => setOpen(false)}>
          <h2>Notices</h2>
          <ul className={styles.notices}>
            {notices.length === 0 ? <li>None so far.</li> : null}
            {notices.map((notice) => (
              <li key={notice.id} data-level={notice.level}>
                <b>{formatTime(notice.time)}</b> <span>{notice.text}</span>
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
    </>
  );
}
