import { PanelState } from '../design/panel-state.tsx';
import { useConnection, useStreamFailure } from './core.tsx';
import type { SharedStreams } from './shared-streams.ts';

export interface AwaitedProps {
  readonly stream: keyof SharedStreams;
  /** "Positions": what the stream brings. */
  readonly what: string;
}

/** What a panel shows until the first value of its stream. */
export function Awaited({ stream, what }: AwaitedProps) {
  const connection = useConnection();
  const failure = useStreamFailure(stream);
  if (connection === 'disconnected') return <PanelState kind="disconnected" title="Not connected to the core" detail="Trying again; the panel fills with the connection." />;
  if (failure !== null) return <PanelState kind="error" title={`${what} cannot be read`} detail={`${failure.message}. Trying again.`} />;
  return <PanelState kind="loading" title={`Reading ${what.toLowerCase()}`} />;
}
