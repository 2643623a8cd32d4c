import { useEffect, useState } from 'react';
import { AccessCommands } from './access/access-commands.tsx';
import { AccessScreen } from './access/access-screen.tsx';
import { personStop } from './access/account-stop.ts';
import { IdleWatch } from './access/idle-watch.tsx';
import { LiveConfirmation } from './access/live-confirmation.tsx';
import { useConnection, useCore, useStream, useStreamFailure, useStreamPart } from './connection/core.tsx';
import { PanelState } from './design/panel-state.tsx';
import { Tour } from './tour/tour.tsx';
import { TourOffer } from './tour/tour-offer.tsx';
import { AlertSignals } from './workspace/alert-signals.tsx';
import { AlertStrip } from './workspace/alert-strip.tsx';
import { useAppearance } from './workspace/appearance.ts';
import { useArming } from './workspace/arming.ts';
import { BrokerStrip } from './workspace/broker/broker-strip.tsx';
import { listenForKeys } from './workspace/commands.ts';
import { deskStop } from './workspace/desk-role.ts';
import { useProgramKnown } from './workspace/diagnostics/safe-mode.ts';
import { SafeModeStrip } from './workspace/diagnostics/safe-mode-strip.tsx';
import { OrderStopStrip } from './workspace/order-stop-strip.tsx';
import { PracticeStrip } from './workspace/practice-strip.tsx';
import { KillControl } from './workspace/kill/kill-control.tsx';
import { InterruptionStrip } from './workspace/program/interruption-strip.tsx';
import { OpenRequestStrip } from './workspace/program/open-request-strip.tsx';
import { useRestart } from './workspace/restart/restart.ts';
import { RestartStrip } from './workspace/restart/restart-strip.tsx';
import { TerminalWatch } from './workspace/restart/terminal-watch.ts';
import { Palette } from './workspace/palette.tsx';
import { StatusBar } from './workspace/status-bar.tsx';
import { TopBar } from './workspace/top-bar.tsx';
import { SETTINGS } from './workspace/window-settings.ts';
import { useKeptLayout } from './workspace/windows/use-kept-layout.ts';
import { WINDOW } from './workspace/window-name.ts';
import { WindowLinks } from './workspace/windows/window-links.tsx';
import { WindowProblem } from './workspace/windows/window-problem.tsx';
import { Workspace } from './workspace/workspace.tsx';
import styles from './app.module.css';

/** The workspace once its person may see it, and before that what asks who is there. */
export function App() {
  const phase = useStreamPart('access', (access) => access?.phase ?? null);
  useAppearance();
  switch (phase) {
    case null:
      return <Awaiting />;
    case 'open':
      return <KnownWindow />;
    case 'set_up':
    case 'signed_out':
    case 'locked':
      return <ClosedWindow />;
  }
}

function Awaiting() {
  const connection = useConnection();
  const failure = useStreamFailure('access');
  return (
    <main className={styles.main} data-testid="awaiting">
      {connection === 'disconnected' ? (
        <PanelState kind="disconnected" title="The core cannot be reached" detail="The window keeps trying. If this stays, start Smart 0DTE again." />
      ) : failure !== null ? (
        <PanelState kind="error" title="The core does not say who is signed in" detail={`${failure.message}. Trying again.`} />
      ) : (
        <PanelState kind="loading" title="Connecting to the core" />
      )}
    </main>
  );
}

function ClosedWindow() {
  const access = useStream('access');
  return access === null ? null : <AccessScreen access={access} />;
}

/** Nothing that is saved is loaded before it is known whether it may be. */
function KnownWindow() {
  return useProgramKnown() ? <OpenWindow /> : <Awaiting />;
}

function OpenWindow() {
  const connection = useConnection();
  const account = useStreamPart('access', (access) => access?.account.kind);
  const isPractice = useStreamPart('session', (session) => session?.practice !== undefined);
  const isLoaded = useSettings();
  const isLaidOut = useKeptLayout();
  const isReady = isLoaded && isLaidOut;
  useEffect(() => listenForKeys(window), []);
  return (
    <div className={styles.window} data-account={account} data-practice={isPractice} data-testid="window">
      <div>
        <TopBar />
        <SafeModeStrip />
        <PracticeStrip />
        <RestartStrip />
        <InterruptionStrip />
        <OpenRequestStrip />
        <BrokerStrip />
        <OrderStopStrip />
        <AlertStrip />
        <WindowProblem />
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
      <div>
        {isReady ? <TourOffer /> : null}
        <StatusBar />
      </div>
      {isReady ? <Tour /> : null}
      <Palette />
      <KillControl />
      <ArmingHold />
      <AlertSignals />
      <TerminalWatch />
      <AccessCommands />
      {isReady ? <WindowLinks /> : null}
      <IdleWatch />
      <LiveConfirmation />
      <WindowTitle />
    </div>
  );
}

/** Keeps the window SAFE while it is not connected, its terminal starts anew, or neither its person nor its workstation may send orders; of its own, so that the session's ticks draw nothing. */
function ArmingHold() {
  const connection = useConnection();
  const session = useStream('session');
  const isAway = useRestart(({ phase }) => phase === 'away');
  const person = useStreamPart('access', personStop);
  const held = connection !== 'connected' || session === null ? 'Not connected to the core.' : isAway ? 'The terminal starts anew.' : (person?.next ?? deskStop(session.desk)?.next ?? null);
  useEffect(() => useArming.getState().hold(held), [held]);
  return null;
}

/** So that a live account is told apart among the system's windows too. */
function WindowTitle() {
  const live = useStreamPart('access', (access) => (access?.account.kind === 'live' ? access.account.number : null));
  const isPractice = useStreamPart('session', (session) => session?.practice !== undefined);
  const named = isPractice ? 'PRACTICE · Smart 0DTE' : live === null ? 'Smart 0DTE' : `LIVE ${live} · Smart 0DTE`;
  const title = WINDOW === 'main' ? named : `${named} · ${WINDOW.replace('-', ' ')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
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
