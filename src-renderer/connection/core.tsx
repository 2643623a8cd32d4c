import { createContext, Fragment, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { create } from 'zustand';
import type { AccessView } from '../../src-core/contract/access.ts';
import { ContractClient } from '../../src-core/contract/client.ts';
import type { ClientPort, ContractFailure } from '../../src-core/contract/messages.ts';
import type { Alert } from '../../src-core/alerts/alert.ts';
import type { Notice, OrderView } from '../../src-core/contract/schemas.ts';
import type { SignalView } from '../../src-core/contract/signals.ts';
import type { StreamValueOf } from '../../src-core/contract/streams.ts';
import type { ExitView } from '../../src-core/risk/exits.ts';
import { type ConnectionState, durablePort } from './durable-port.ts';
import { type AccessStream, accessStream, type SharedStreams, sharedStreams, type ValueStream, type ValueStreams } from './shared-streams.ts';

interface Core {
  readonly client: ContractClient;
  /** How the window stands with the core; it lasts while everything else is made anew. */
  readonly access: AccessStream;
}

interface Held {
  readonly client: ContractClient;
  readonly streams: SharedStreams;
}

const CoreContext = createContext<Held | null>(null);

const useConnectionState = create<{ readonly state: ConnectionState }>()(() => ({ state: 'connecting' }));

/** Connects, and stays connected for the life of the window. */
export function openCore(connect: () => Promise<ClientPort>): Core {
  const client = new ContractClient(
    durablePort({
      connect,
      later: (task, milliseconds) => void setTimeout(task, milliseconds),
      onState: (state) => useConnectionState.setState({ state }),
    }),
  );
  return { client, access: accessStream(client) };
}

export interface CoreProviderProps {
  readonly core: Core;
  /** Called when the window comes before a practised day, or before its own session again: nothing of the one before may be left. */
  readonly onOtherSession?: () => void;
  readonly children: ReactNode;
}

/** What the window is before: whose it is, and which session of which start of the terminal, or which practised day. */
interface Scope {
  /** null while nobody is signed in, and while the window is locked. */
  readonly person: string | null;
  /** null before the first session is known. */
  readonly run: string | null;
  readonly practice: string | null;
  /** Counts them. */
  readonly turn: number;
  readonly streams: SharedStreams;
}

/**
 * Everything below is made anew when the window comes before another session, for orders and signals add up and are of
 * one; and when it is locked, unlocked, or another person's, for nothing of what is closed may be kept.
 */
export function CoreProvider({ core, onOtherSession, children }: CoreProviderProps) {
  const person = core.access.usePart(personIn);
  const [scope, setScope] = useState<Scope>(() => ({ person, run: null, practice: null, turn: 0, streams: sharedStreams(core.client, core.access) }));
  // While drawing, so that nothing is drawn of what the person before had.
  if (scope.person !== person) setScope({ ...scope, person, turn: scope.turn + 1, streams: sharedStreams(core.client, core.access) });
  useEffect(() => {
    if (scope.person === null) return undefined;
    const { session } = scope.streams;
    const leave = session.join();
    const stop = session.watch((view) => {
      if (view === null) return;
      const { run } = view;
      const practice = view.practice?.id ?? null;
      if (practice !== scope.practice || (scope.run !== null && run !== scope.run)) {
        if (practice !== scope.practice) onOtherSession?.();
        setScope({ ...scope, run, practice, turn: scope.turn + 1, streams: sharedStreams(core.client, core.access) });
      } else if (scope.run === null) setScope({ ...scope, run });
    });
    return () => {
      stop();
      leave();
    };
  }, [core, onOtherSession, scope]);
  const { streams } = scope;
  const value = useMemo(() => ({ client: core.client, streams }), [core, streams]);
  return (
    <CoreContext value={value}>
      <Fragment key={scope.turn}>{children}</Fragment>
    </CoreContext>
  );
}

/** Who may see what the window shows; null while it is closed. */
function personIn(view: AccessView | null): string | null {
  return view?.phase === 'open' ? (view.user?.id ?? null) : null;
}

function useCoreContext(): Held {
  const core = useContext(CoreContext);
  if (!core) throw new Error('the component is outside of CoreProvider');
  return core;
}

/** The core; the same object for the life of the window, whatever becomes of the connection. */
export function useCore(): ContractClient {
  return useCoreContext().client;
}

/** The newest value of a stream, null before the first. All readers share one subscription. */
export function useStream<Name extends ValueStream>(name: Name): StreamValueOf<Name> | null {
  const streams: ValueStreams = useCoreContext().streams;
  return streams[name].useValue();
}

/** A part of the newest value of a stream, for what draws less often than the stream speaks. */
export function useStreamPart<Name extends ValueStream, Part>(name: Name, part: (value: StreamValueOf<Name> | null) => Part): Part {
  const streams: ValueStreams = useCoreContext().streams;
  return streams[name].usePart(part);
}

/** Why a stream was interrupted, null while it is not; it is asked for again by itself. */
export function useStreamFailure(name: keyof SharedStreams): ContractFailure | null {
  return useCoreContext().streams[name].useFailure();
}

/** Every order of the session, newest first. */
export function useOrders(): readonly OrderView[] {
  return useCoreContext().streams.orders.useValue();
}

/** Every signal of the session, newest first. */
export function useSignals(): readonly SignalView[] {
  return useCoreContext().streams.signals.useValue();
}

/** Alerts that are not acknowledged, and the newest that are, newest first; null before they are known. */
export function useAlerts(): readonly Alert[] | null {
  return useCoreContext().streams.alerts.useValue();
}

/** When positions are closed without being asked, by trade. */
export function useExits(): ReadonlyMap<string, ExitView> {
  return useCoreContext().streams.exits.useValue();
}

/** What the core had to say, newest first. */
export function useNotices(): readonly Notice[] {
  return useCoreContext().streams.notices.useValue();
}

export function useConnection(): ConnectionState {
  return useConnectionState((state) => state.state);
}
