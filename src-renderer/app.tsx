import { useEffect, useState } from 'react';
import { useConnection, useCore, useStream, useStreamPart } from './connection/core.tsx';
import { PanelState } from './design/panel-state.tsx';
import { chainColumns } from './panels/chain/chain-columns.ts';
import { chartSettings } from './panels/charts/chart-settings.ts';
import { marketRange } from './panels/market/market-range.ts';
import { performanceChoice } from './panels/performance/performance-choice.ts';
import { alertSettings } from './workspace/alert-settings.ts';
import { AlertSignals } from './workspace/alert-signals.tsx';
import { AlertStrip } from './workspace/alert-strip.tsx';
import { appearance, useAppearance } from './workspace/appearance.ts';
import { useArming } from './workspace/arming.ts';
import { listenForKeys } from './workspace/commands.ts';
import { deskStop } from './workspace/desk-role.ts';
import { OrderStopStrip } from './workspace/order-stop-strip.tsx';
import { PracticeStrip } from './workspace/practice-strip.tsx';
import { KillControl } from './workspace/kill/kill-control.tsx';
import { useRestart } from './workspace/restart/restart.ts';
import { RestartStrip } from './workspace/restart/restart-strip.tsx';
import { TerminalWatch } from './workspace/restart/terminal-watch.ts';
import { Palette } from './workspace/palette.tsx';
import { StatusBar } from './workspace/status-bar.tsx';
import { TopBar } from './workspace/top-bar.tsx';
import { Workspace } from './workspace/workspace.tsx';
import { workspaceLayout } from './workspace/workspace-layout.ts';
import styles from './app.module.css';

const SETTINGS = [alertSettings, appearance, chainColumns, chartSettings, marketRange, performanceChoice, workspaceLayout];

export function App() {
  const connection = useConnection();
  const account = useStream('positions')?.account.kind;
  const isPractice = useStreamPart('session', (session) => session?.practice !== undefined);
  const isReady = useSettings();
  useAppearance();
  useEffect(() => listenForKeys(window), []);
  return (
    <div className={styles.window} data-account={account} data-practice={isPractice} data-testid="window">
      <div>
        <TopBar />
        <PracticeStrip />
        <RestartStrip />
        <OrderStopStrip />
        <AlertStrip />
      </div>
      <main className={styles.main}>
        {isReady ? (
          <Workspace />
        ) : connection === 'disconnected' ? (
          <PanelState kind="disconnected" title="The core cannot be reached" detail="The window keeps trying. If this stays, start Smart 0DTE again." />
        ) : (
          <PanelState kind="loading" title="Connecting to the core" />
        )}
      </main>
      <StatusBar />
      <Palette />
      <KillControl />
      <ArmingHold />
      <AlertSignals />
      <TerminalWatch />
    </div>
  );
}

/** Keeps the window SAFE while it is not connected, its terminal starts anew or its workstation takes no orders; of its own, so that the session's ticks draw nothing. */
function ArmingHold() {
  const connection = useConnection();
  const session = useStream('session');
  const isAway = useRestart(({ phase }) => phase === 'away');
  const held = connection !== 'connected' || session === null ? 'Not connected to the core.' : isAway ? 'The terminal starts anew.' : (deskStop(session.desk)?.next ?? null);
  useEffect(() => useArming.getState().hold(held), [held]);
  return null;
}

/** Loads the window's settings on each connection; true once they were loaded or could not be. */
function useSettings(): boolean {
  const core = useCore();
  const connection = useConnection();
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    if (connection !== 'connected') return;
    let isCurrent = true;
    void Promise.allSettled(SETTINGS.map((setting) => setting.synchronise(core))).then(() => {
      if (isCurrent) setReady(true);
    });
    return () => {
      isCurrent = false;
    };
  }, [core, connection]);
  return isReady;
}
