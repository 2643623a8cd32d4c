import type { ServerStatus } from '../../src-core/contract/connections.ts';
import { SERVER_NAMES, serverBrief, serverSentence } from '../design/server-words.ts';
import { runCommand } from './commands.ts';
import styles from './status-bar.module.css';
import { useNow } from './use-now.ts';

/** How each of the desk's servers stands; nothing in the local profile. */
export function Servers({ servers, isConnected }: { readonly servers: readonly ServerStatus[]; readonly isConnected: boolean }) {
  const now = useNow(servers.some((status) => status.state === 'down' || status.state === 'failed'));
  return servers.map((status) => <Server key={status.server} status={status} now={now} isConnected={isConnected} />);
}

function Server({ status, now, isConnected }: { readonly status: ServerStatus; readonly now: number; readonly isConnected: boolean }) {
  const { tone, sign, word, age, backlog, thinned } = serverBrief(status, now);
  return (
    <button
      type="button"
      className={styles.server}
      data-tone={tone}
      data-state={status.state}
      data-stale={!isConnected}
      data-testid={`status-${status.server}`}
      title={`${isConnected ? '' : 'As it was when the core was last heard of: '}${serverSentence(status, now)}`}
      aria-label={serverSentence(status, now)}
      onClick={() => runCommand('connections.servers')}
    >
      {SERVER_NAMES[status.server]} <i>{sign}</i>
      {word === '' ? null : <span>{word}</span>}
      {age === '' ? null : <b className={styles.age}>{age}</b>}
      {backlog === '' ? null : <b className={styles.backlog}>{backlog}</b>}
      {thinned === '' ? null : <span className={styles.thinned}>· {thinned}</span>}
    </button>
  );
}
