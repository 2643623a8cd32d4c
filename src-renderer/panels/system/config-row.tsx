import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import { useCore } from '../../connection/core.tsx';
import { isUnanswered } from '../../connection/unanswered.ts';
import { ConfigControl } from './config-control.tsx';
import { isChanged, problemOf } from './config-draft.ts';
import { acceptsWords, PLACE_WORDS, refusalText, valueWords } from './config-words.ts';
import { SecretControl } from './secret-control.tsx';
import styles from './config.module.css';
import { momentWords } from './system-words.ts';

export interface ConfigRowProps {
  readonly entry: ConfigEntry;
  /** Why it cannot be changed here now; null where it can. */
  readonly refusal: string | null;
  readonly isConnected: boolean;
  /** The profile is local: whose value it is need not be told. */
  readonly isAlone: boolean;
  readonly heard: (entries: readonly ConfigEntry[]) => void;
}

interface Saying {
  readonly kind: 'done' | 'failed';
  readonly text: string;
  /** What takes it back: the value before, null for the default; absent where it is not known. */
  readonly undo?: { readonly value: string | null };
}

/** One key: what it decides, its value in place, what would be accepted, and the ways back. Saved by itself. */
export function ConfigRow({ entry, refusal, isConnected, isAlone, heard }: ConfigRowProps) {
  const core = useCore();
  const { key, title, description, place, sensitive, value, initial, isSet, updatedAt } = entry;
  const [written, setWritten] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [saying, setSaying] = useState<Saying | null>(null);
  const row = useRef<HTMLDivElement>(null);
  const id = useId();
  const text = written ?? value ?? '';
  const changed = written !== null && (sensitive ? written !== '' : isChanged(entry, written));
  const problem = changed ? problemOf(key, text) : null;
  const disabled = refusal !== null || !isConnected || saving;
  // What is kept has become what was written.
  useEffect(() => setWritten(null), [value]);

  async function set(next: string | null, undo: Saying['undo']): Promise<void> {
    setSaving(true);
    setSaying(null);
    try {
      heard(await core.call('config.set', { key, value: next }));
      setWritten(null);
      setSaying({ kind: 'done', text: next === null ? (sensitive ? 'Forgotten.' : `Back at the default, ${valueWords(entry, initial)}.`) : 'Saved.', ...(undo === undefined ? {} : { undo }) });
    } catch (error) {
      setSaying({ kind: 'failed', text: isUnanswered(error) ? `${refusalText(error)} It may have been saved all the same.` : refusalText(error) });
    } finally {
      setSaving(false);
    }
  }

  /** A value that is told can be put back; one that is not is gone. */
  const before = sensitive ? undefined : { value: isSet ? value : null };
  const save = (): void => {
    if (changed && problem === null && !disabled) void set(text, before);
  };

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target instanceof HTMLButtonElement || event.repeat) return;
    if (event.key === 'Enter' && !(event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey)) save();
    else if (event.key === 'Escape' && written !== null) setWritten(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={row} className={styles.key} data-written={changed} data-testid={`config-row-${key}`} onKeyDown={onKeyDown}>
      <div className={styles.what}>
        <span className={styles.keyTitle} title={key}>
          {title}
          {isAlone ? null : (
            <span className={styles.chip} title={PLACE_WORDS[place].means}>
              {PLACE_WORDS[place].word}
            </span>
          )}
        </span>
        <span className={styles.description} id={`${id}-description`}>
          {description}
        </span>
      </div>
      <div className={styles.control}>
        <div className={styles.line}>
          {sensitive ? (
            <SecretControl entry={entry} disabled={disabled} written={written} describedBy={`${id}-description ${id}-note`} write={setWritten} forget={() => void set(null, undefined)} />
          ) : (
            <ConfigControl entry={entry} text={text} problem={problem} disabled={disabled} describedBy={`${id}-description ${id}-note`} write={setWritten} />
          )}
          {changed ? (
            <>
              <button type="button" className={styles.save} disabled={problem !== null || disabled} data-testid={`config-save-${key}`} onClick={save}>
                {saving ? 'Saving …' : 'Save ⏎'}
              </button>
              <button type="button" className={styles.quiet} disabled={saving} data-testid={`config-discard-${key}`} onClick={() => setWritten(null)}>
                Discard Esc
              </button>
            </>
          ) : isSet && !sensitive ? (
            <button type="button" className={styles.quiet} disabled={disabled} title={`Back to the default: ${valueWords(entry, initial)}`} data-testid={`config-reset-${key}`} onClick={() => void set(null, before)}>
              ↺ Set back to {short(valueWords(entry, initial))}
            </button>
          ) : null}
        </div>
        <div className={styles.note} id={`${id}-note`}>
          {problem !== null ? (
            <span className={styles.problem} role="alert" data-testid={`config-problem-${key}`}>
              ✕ {problem}
            </span>
          ) : saying !== null && !changed ? (
            <span className={saying.kind === 'failed' ? styles.problem : styles.done} role={saying.kind === 'failed' ? 'alert' : 'status'} data-testid={`config-saying-${key}`} data-kind={saying.kind}>
              {saying.kind === 'failed' ? '✕ ' : '✓ '}
              {saying.text}{' '}
              {saying.undo === undefined ? null : (
                <button type="button" className={styles.link} disabled={disabled} data-testid={`config-undo-${key}`} onClick={() => void set(saying.undo?.value ?? null, undefined)}>
                  Undo
                </button>
              )}
            </span>
          ) : (
            <>
              {saying?.kind === 'failed' ? (
                <span className={styles.problem} role="alert" data-testid={`config-saying-${key}`} data-kind="failed">
                  ✕ {saying.text}{' '}
                </span>
              ) : null}
              <span data-testid={`config-accepts-${key}`}>{acceptsWords(entry)}</span>{' '}
              {isSet ? (updatedAt === null ? 'Set.' : `Set ${momentWords(updatedAt)}.`) : sensitive ? null : 'The default.'}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function short(words: string): string {
  return words.length <= 28 ? words : 'the default';
}
