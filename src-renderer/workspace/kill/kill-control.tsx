import { useCallback, useEffect } from 'react';
import { useConnection, useCore } from '../../connection/core.tsx';
import { useCommands } from '../commands.ts';
import { useOverlay } from '../overlay.ts';
import { useRefusal } from '../refusal.ts';
import { HoldOverlay } from './hold-overlay.tsx';
import { killHold, useWhenHeld } from './kill-hold.ts';
import { KILL_KEY, listenForKill } from './kill-keys.ts';
import { KillSheet } from './kill-sheet.tsx';
import { useKillSwitch } from './kill-switch.ts';

/** Milliseconds between attempts on a connection that is there. */
const AGAIN_AFTER = 1_000;

/** The kill switch of the window: its key, its progress and its answer. Mounted as long as the window is. */
export function KillControl() {
  const core = useCore();
  const isConnected = useConnection() === 'connected';
  const { sheet, outcome, kill, explain, askFlatten } = useKillSwitch();
  const hideOverlay = useOverlay((state) => state.hide);
  const isRefused = useRefusal('risk.kill') !== null;
  const act = useCallback(() => {
    if (isRefused) explain();
    else void kill(core, Date.now());
    hideOverlay();
  }, [core, kill, explain, isRefused, hideOverlay]);
  useWhenHeld(act);
  useEffect(() => listenForKill(window, killHold), []);

  const again = outcome?.kind === 'failed' && outcome.again ? outcome.attempt : null;
  useEffect(() => {
    if (again === null || !isConnected) return undefined;
    // Where the connection was the trouble, its return is the time to try.
    const timer = setTimeout(act, again === 1 ? 0 : AGAIN_AFTER);
    return () => clearTimeout(timer);
  }, [again, isConnected, act]);

  useCommands([
    { id: 'risk.kill', title: 'Halt: cancel every order, stop trading (hold the key)', keys: KILL_KEY, group: 'Risk', run: explain },
    { id: 'risk.flatten', title: 'Flatten all positions …', group: 'Risk', run: askFlatten },
  ]);
  return (
    <>
      {sheet === null ? null : <KillSheet view={sheet} again={act} />}
      <HoldOverlay />
    </>
  );
}
