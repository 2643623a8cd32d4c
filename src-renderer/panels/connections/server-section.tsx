import { useCallback } from 'react';
import type { ServerName, ServerStatus } from '../../../src-core/contract/connections.ts';
import { formatAge } from '../../design/format.ts';
import { backlogWords, SERVER_NAMES, SERVER_STATES, thinnedWords } from '../../design/server-words.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { useNow } from '../../workspace/use-now.ts';
import { type Draft, type DraftChange, settingsOf, textOf } from './connection-draft.ts';
import { decidedBy, type Field } from './connection-fields.ts';
import { type ConnectionProblems, URL_RULES } from './connection-problems.ts';
import { momentWords, PURPOSES, testWords } from './connection-words.ts';
import { CredentialField } from './credential-field.tsx';
import styles from './connections.module.css';
import { TextField } from './text-field.tsx';
import { type ServerTest, useServerTest } from './use-server-test.ts';

/** The fields in which new passwords are typed, while they are. */
export type Secrets = Map<ServerName, HTMLInputElement>;

export interface ServerSectionProps {
  readonly server: ServerName;
  readonly draft: Draft;
  readonly problems: ConnectionProblems;
  /** How it stands; undefined where it is not in use. */
  readonly status: ServerStatus | undefined;
  readonly isConnected: boolean;
  readonly visible: boolean;
  readonly secrets: Secrets;
  /** The person may read it only. */
  readonly isRefused: boolean;
  readonly change: (change: DraftChange) => void;
}

/** One server: how it stands, where it is, what opens it, and whether it would answer. */
export function ServerSection({ server, draft, problems, status, isConnected, visible, secrets, isRefused, change }: ServerSectionProps) {
  const settings = settingsOf(draft).servers[server];
  const edit = draft.credentials[server];
  const { test, try: tryIt } = useServerTest(server, `${JSON.stringify(settings)} ${edit ?? ''}`);
  const { overrides } = draft.kept;
  const shown: ConnectionProblems = test.kind === 'failed' ? { ...test.problems, ...problems } : problems;
  const secret = useCallback(
    (input: HTMLInputElement | null) => {
      if (input === null) return undefined;
      secrets.set(server, input);
      return () => void secrets.delete(server);
    },
    [secrets, server],
  );
  const text = (field: Field, name: string, longest: number, example?: string) => (
    <TextField
      name={name}
      path={field}
      value={textOf(draft, field)}
      longest={longest}
      {...(example === undefined ? {} : { example })}
      problem={shown[field] ?? null}
      variable={decidedBy(overrides, field)}
      note={URL.parse(textOf(draft, field).trim())?.password ? 'The password in it is taken out and kept apart.' : null}
      isRefused={isRefused}
      isWritten={draft.edits[field] !== undefined}
      onWrite={(written) => change({ kind: 'written', field, text: written })}
    />
  );
  const testRefusal = useRefusal('connections.test');
  const untried = testRefusal ?? untriedWords(settings.url, edit === 'forget', problems[`servers.${server}.url`] !== undefined, isConnected);
  return (
    <section className={styles.server} aria-label={SERVER_NAMES[server]} data-testid={`connections-server-${server}`} data-state={status?.state ?? 'unused'}>
      <header className={styles.head}>
        <h3>{SERVER_NAMES[server]}</h3>
        <State status={status} purpose={PURPOSES[server]} isConnected={isConnected} visible={visible} />
        <button
          type="button"
          className={styles.test}
          data-testid={`connections-test-${server}`}
          disabled={untried !== null || test.kind === 'trying'}
          title={untried ?? 'Try it as it stands here; nothing is changed'}
          onClick={() => tryIt(settings, secrets.get(server)?.value ?? '')}
        >
          {test.kind === 'trying' ? 'Testing …' : 'Test'}
        </button>
      </header>
      {status === undefined || status.detail === '' ? null : (
        <p className={styles.detail} data-tone={SERVER_STATES[status.state].tone}>
          {status.detail}
        </p>
      )}
      {text(`servers.${server}.url`, 'URL', 500, URL_RULES[server].example)}
      {server === 'influxdb' ? (
        <div className={styles.pair}>
          {text('servers.influxdb.organisation', 'Organisation', 200)}
          {text('servers.influxdb.bucket', 'Bucket', 200)}
        </div>
      ) : null}
      <CredentialField
        server={server}
        isKept={draft.kept.credentials[server]}
        edit={edit}
        problem={shown[`credentials.${server}`] ?? null}
        variable={decidedBy(overrides, `credentials.${server}`)}
        isRefused={isRefused}
        input={secret}
        onEdit={(next) => change({ kind: 'credential', server, edit: next })}
      />
      <TestAnswer server={server} test={test} />
    </section>
  );
}

/** Why it cannot be tried; null where it can. */
function untriedWords(url: string, isForgotten: boolean, isWrong: boolean, isConnected: boolean): string | null {
  if (!isConnected) return 'Not connected to the core';
  if (url === '') return 'Give its URL first';
  if (isWrong) return 'Mend its URL first';
  return isForgotten ? 'Save first: until then the old one is kept, and would be used' : null;
}

interface StateProps {
  readonly status: ServerStatus | undefined;
  readonly purpose: string;
  readonly isConnected: boolean;
  readonly visible: boolean;
}

function State({ status, purpose, isConnected, visible }: StateProps) {
  const now = useNow(visible && status !== undefined);
  if (status === undefined) return <span className={styles.state}>{purpose}</span>;
  const { sign, word, tone } = SERVER_STATES[status.state];
  return (
    <span className={styles.state} title={`${word} since ${momentWords(status.since)}`}>
      <b data-tone={isConnected ? tone : undefined}>
        {sign} {word}
      </b>{' '}
      <span className={styles.age}>{formatAge(now - status.since)}</span>
      {status.backlog === 0 ? null : (
        <>
          {' · '}
          <span className={styles.backlog}>{backlogWords(status)}</span> {status.state === 'connected' ? 'on the way' : 'kept here for it'}
        </>
      )}
      {status.thinned === 0 ? null : <span className={styles.lost} title="Points given up because the spool was full; the books are never thinned"> · {thinnedWords(status)}</span>}
    </span>
  );
}

function TestAnswer({ server, test }: { readonly server: ServerName; readonly test: ServerTest }) {
  const now = useNow(test.kind === 'trying');
  switch (test.kind) {
    case 'none':
      return null;
    case 'trying':
      return (
        <p className={styles.answer} role="status">
          … trying it, {formatAge(Math.max(0, now - test.since))}
        </p>
      );
    case 'answered': {
      const { isGood, head, text } = testWords(test.test);
      return (
        <p className={styles.answer} role="status" data-tone={isGood ? 'good' : 'bad'} data-outcome={test.test.outcome} data-testid={`connections-answer-${server}`}>
          <b>{head}</b> {text}
        </p>
      );
    }
    case 'failed':
      return test.text === null ? null : (
        <p className={styles.answer} role="alert" data-tone="bad" data-testid={`connections-answer-${server}`}>
          <b>✗ It could not be tried.</b> {test.text}
        </p>
      );
  }
}
