import { useId } from 'react';
import type { ConfigEntry } from '../../../src-core/contract/access.ts';
import { definitionOf, numbersIn, withNumber } from './config-draft.ts';
import styles from './config.module.css';

export interface ConfigControlProps {
  readonly entry: ConfigEntry;
  readonly text: string;
  readonly problem: string | null;
  readonly disabled: boolean;
  /** Ids of what tells of it. */
  readonly describedBy: string;
  readonly write: (text: string) => void;
}

/** The control for a value of its type: a box, a number, exact text, lines of text, or named numbers. */
export function ConfigControl({ entry, text, problem, disabled, describedBy, write }: ConfigControlProps) {
  const { key, type, title } = entry;
  const shared = { 'aria-label': title, 'aria-describedby': describedBy, 'aria-invalid': problem !== null, 'data-config': key, 'data-testid': `config-${key}`, disabled } as const;
  switch (type) {
    case 'boolean':
      return (
        <button type="button" role="switch" className={styles.switch} aria-checked={text === 'true'} {...shared} onClick={() => write(text === 'true' ? 'false' : 'true')}>
          {text === 'true' ? 'yes' : 'no'}
        </button>
      );
    case 'integer':
    case 'decimal':
      return <input className={styles.number} inputMode={type === 'integer' ? 'numeric' : 'decimal'} autoComplete="off" spellCheck={false} maxLength={24} value={text} {...shared} onChange={(event) => write(event.target.value.trim())} />;
    case 'string':
      return isLong(key) ? (
        <textarea className={styles.area} rows={2} spellCheck={false} value={text} {...shared} onChange={(event) => write(event.target.value)} />
      ) : (
        <input className={styles.text} autoComplete="off" spellCheck={false} value={text} {...shared} onChange={(event) => write(event.target.value)} />
      );
    case 'json':
      return <NamedNumbers {...{ entry, text, disabled, write }} describedBy={describedBy} />;
  }
}

/** Letters from which a text has more than a line. */
const LINE = 200;

function isLong(key: string): boolean {
  const definition = definitionOf(key);
  return definition?.type === 'string' && definition.mostLetters > LINE;
}

function NamedNumbers({ entry, text, disabled, describedBy, write }: Omit<ConfigControlProps, 'problem'>) {
  const id = useId();
  return (
    <span className={styles.numbers} role="group" aria-label={entry.title} aria-describedby={describedBy}>
      {numbersIn(entry.key, text).map(({ name, title, range, text: written, problem }) => (
        <label key={name} className={styles.named}>
          <input
            className={styles.number}
            inputMode="numeric"
            autoComplete="off"
            spellCheck={false}
            maxLength={16}
            value={written}
            disabled={disabled}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id} ${name}`}
            data-config={entry.key}
            data-testid={`config-${entry.key}-${name}`}
            onChange={(event) => write(withNumber(text, name, event.target.value.trim()))}
          />
          <span className={styles.unit}>
            {title}{' '}
            {problem === null ? (
              <span className={styles.range}>{range}</span>
            ) : (
              <span id={`${id} ${name}`} className={styles.problem}>
                {problem}
              </span>
            )}
          </span>
        </label>
      ))}
    </span>
  );
}
