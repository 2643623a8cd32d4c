import type { ExitView } from '../../../src-core/risk/exits.ts';
import { useStreamPart } from '../../connection/core.tsx';
import { exitParts, exitStanding } from './exit-words.ts';
import styles from './exits.module.css';

export interface ExitLineProps {
  readonly exit: ExitView;
  /** Opens the sheet in which they are set; null where nobody may. */
  readonly edit: (() => void) | null;
}

/** A package's exits in one line, each part in its place under that of other packages, and how they stand. */
export function ExitLine({ exit, edit }: ExitLineProps) {
  // What is being closed has no other parts any more, and its reason needs the room.
  const isActing = exit.state === 'closing' || exit.state === 'stuck';
  const isTimed = exit.state === 'confirming';
  const now = useStreamPart('session', (session) => (isTimed ? (session?.now ?? null) : null));
  const { words, tone } = exitStanding(exit, now);
  return (
    <button type="button" className={styles.line} tabIndex={-1} disabled={edit === null} data-testid="exit-line" title={edit === null ? undefined : 'Set its exits (E)'} onClick={edit ?? undefined}>
      <span className={styles.mark} aria-hidden="true">
        ⤷
      </span>
      {isActing ? null : exitParts(exit).map(({ name, text, title }) => (
        <span key={name} className={styles.part} data-part={name} title={title}>
          {text === null ? null : (
            <>
              {name} <span className={styles.value}>{text}</span>
            </>
          )}
        </span>
      ))}
      <span className={styles.standing} data-tone={tone} data-whole={isActing} data-testid="exit-standing" title={words}>
        {words}
      </span>
    </button>
  );
}
