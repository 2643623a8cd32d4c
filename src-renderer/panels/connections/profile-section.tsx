import { PROFILES } from '../../../src-core/contract/connections.ts';
import { type Draft, type DraftChange, textOf } from './connection-draft.ts';
import { decidedBy, type Field } from './connection-fields.ts';
import type { ConnectionProblems } from './connection-problems.ts';
import { PROFILE_WORDS } from './connection-words.ts';
import styles from './connections.module.css';
import { TextField } from './text-field.tsx';

export interface ProfileSectionProps {
  readonly draft: Draft;
  readonly problems: ConnectionProblems;
  /** The person may read it only. */
  readonly isRefused: boolean;
  readonly change: (change: DraftChange) => void;
}

/** Which profile the next start runs in, as which workstation and on whose account. */
export function ProfileSection({ draft, problems, isRefused, change }: ProfileSectionProps) {
  const profile = textOf(draft, 'profile');
  const variable = decidedBy(draft.kept.overrides, 'profile');
  const text = (field: Field, name: string, longest: number) => (
    <TextField
      name={name}
      path={field}
      value={textOf(draft, field)}
      longest={longest}
      problem={problems[field] ?? null}
      variable={decidedBy(draft.kept.overrides, field)}
      isRefused={isRefused}
      isWritten={draft.edits[field] !== undefined}
      onWrite={(written) => change({ kind: 'written', field, text: written })}
    />
  );
  return (
    <section className={styles.server} aria-label="Profile">
      <div className={styles.field} role="radiogroup" aria-label="Profile" data-written={draft.edits.profile !== undefined}>
        <span className={styles.label}>Profile</span>
        <span className={styles.profiles}>
          {PROFILES.map((name) => (
            <label key={name} className={styles.profile}>
              <input
                type="radio"
                name="connections-profile"
                checked={profile === name}
                disabled={(variable !== null || isRefused) && profile !== name}
                data-testid={`connections-profile-${name}`}
                onChange={() => change({ kind: 'written', field: 'profile', text: name })}
              />
              <span>
                <b>{PROFILE_WORDS[name].name}</b> <span className={styles.means}>{PROFILE_WORDS[name].means}</span>
              </span>
            </label>
          ))}
          {variable === null ? null : <span className={styles.decided}>set by {variable}</span>}
        </span>
      </div>
      {text('workstation', 'Workstation', 60)}
      <div className={styles.pair}>
        {text('account.owner', 'Account of', 50)}
        {text('account.number', 'Number', 50)}
      </div>
    </section>
  );
}
