import { useEffect, useState } from 'react';
import { useCore, useStreamPart } from '../connection/core.tsx';
import { Presence } from './idle.ts';
import styles from './idle.module.css';

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
/** Where windows of one person tell each other that they are used. */
const CHANNEL = 'smart-0dte.active';

/** Tells the core that a person is at the window, and the person that it is about to be locked. The core locks. */
export function IdleWatch() {
  const minutes = useStreamPart('access', (access) => (access?.phase === 'open' && access.hasPassword ? access.idleMinutes : null));
  const session = useStreamPart('access', (access) => access?.sessionId ?? null);
  return minutes === null || session === null ? null : <Watching key={session} minutes={minutes} session={session} />;
}

function Watching({ minutes, session }: { readonly minutes: number; readonly session: string }) {
  const core = useCore();
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const others = new BroadcastChannel(CHANNEL);
    const presence = new Presence(async () => {
      await core.call('access.active', {});
      others.postMessage(session);
    }, Date.now());
    const look = (): void => setLeft(presence.warning(Date.now(), minutes));
    const touched = (): void => {
      presence.touched(Date.now());
      look();
    };
    others.addEventListener('message', ({ data }) => {
      if (data === session) presence.heard(Date.now());
    });
    for (const sign of SIGNS) window.addEventListener(sign, touched, { capture: true, passive: true });
    const timer = setInterval(() => {
      presence.tick(Date.now());
      look();
    }, 1_000);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, touched, { capture: true });
      clearInterval(timer);
      others.close();
    };
  }, [core, minutes, session]);
  if (left === null) return null;
  return (
    <p className={styles.warning} role="alert" data-testid="idle-warning">
      <span aria-hidden="true">△</span> Nobody has been here for a while: locks in <b aria-live="off">{Math.ceil(left / 1_000)} s</b>. Move the mouse or press <kbd>Shift</kbd> to stay. Trading goes on either way.
    </p>
  );
}
