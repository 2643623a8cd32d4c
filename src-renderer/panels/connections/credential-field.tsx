import type { RefCallback } from 'react';
import type { ServerName } from '../../../src-core/contract/connections.ts';
import { SERVER_NAMES } from '../../design/server-words.ts';
import type { CredentialEdit } from './connection-draft.ts';
import { SECRET_NAMES } from './connection-words.ts';
import styles from './connections.module.css';

export interface CredentialFieldProps {
  readonly server: ServerName;
  /** One is kept. */
  readonly isKept: boolean;
  readonly edit: CredentialEdit | undefined;
  readonly problem: string | null;
  readonly variable: string | null;
  /** The person may read it only. */
  readonly isRefused: boolean;
  /** Holds what is typed; it is read when it is tried or saved, and gone with its field. */
  readonly input: RefCallback<HTMLInputElement>;
  /** null leaves it as it is. */
  readonly onEdit: (edit: CredentialEdit | null) => void;
}

/** A password or token: whether one is kept, and what is to become of it. What is kept is never shown. */
export function CredentialField({ server, isKept, edit, problem, variable, isRefused, input, onEdit }: CredentialFieldProps) {
  const name = SECRET_NAMES[server];
  const whose = `${SERVER_NAMES[server]} ${name.toLowerCase()}`;
  const isTyping = edit === 'empty' || edit === 'typed';
  return (
    <div className={styles.field} data-written={edit === 'typed' || edit === 'forget'} role="group" aria-label={whose}>
      <span className={styles.label}>{name}</span>
      <span className={styles.control}>
        {variable !== null ? (
          <>
            <span className={styles.kept} data-testid={`connections-kept-${server}`}>
              {isKept ? 'given' : 'none'}
            </span>
            <span className={styles.decided}>set by {variable}</span>
          </>
        ) : isTyping ? (
          <>
            {/* Without a value of React's, which would write it into the page. */}
            <input
              ref={input}
              type="password"
              className={styles.input}
              maxLength={4_096}
              autoComplete="new-password"
              spellCheck={false}
              autoFocus
              aria-label={`New ${whose}`}
              aria-invalid={problem !== null}
              data-testid={`connections-secret-${server}`}
              onInput={(event) => onEdit(event.currentTarget.value === '' ? 'empty' : 'typed')}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                event.stopPropagation();
                onEdit(null);
              }}
            />
            <button type="button" className={styles.quiet} onClick={() => onEdit(null)}>
              {isKept ? 'Keep the old one' : 'Leave it'}
            </button>
          </>
        ) : (
          <>
            <span className={styles.kept} data-testid={`connections-kept-${server}`} data-edit={edit}>
              {edit === 'forget' ? 'to be forgotten' : isKept ? 'kept' : 'none'}
            </span>
            {isRefused ? null : edit === 'forget' ? (
              <button type="button" className={styles.quiet} onClick={() => onEdit(null)}>
                Keep it
              </button>
            ) : (
              <>
                <button type="button" className={styles.quiet} data-testid={`connections-replace-${server}`} onClick={() => onEdit('empty')}>
                  {isKept ? 'Replace …' : `Give a ${name.toLowerCase()} …`}
                </button>
                {isKept ? (
                  <button type="button" className={styles.quiet} data-testid={`connections-forget-${server}`} onClick={() => onEdit('forget')}>
                    Forget
                  </button>
                ) : null}
              </>
            )}
          </>
        )}
        {problem === null ? null : (
          <span className={styles.problem} role="alert">
            {problem}
          </span>
        )}
      </span>
    </div>
  );
}
