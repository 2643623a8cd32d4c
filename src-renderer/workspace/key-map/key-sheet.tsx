import { useMemo, useState } from 'react';
import { Sheet } from '../../design/sheet.tsx';
import { isEnabled, useRegistry } from '../commands.ts';
import { isMac } from '../keys.ts';
import { panelsInFront } from '../panels-in-front.ts';
import { KeyCaps } from './key-caps.tsx';
import { foundKeys, keyMap } from './key-map.ts';
import './key-sheet-print.css';
import styles from './key-map.module.css';

/** Every key that does something now, to be searched and printed. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const commands = useRegistry((state) => state.commands);
  const [typed, setTyped] = useState('');
  const groups = useMemo(() => keyMap(commands, isEnabled, panelsInFront()), [commands]);
  const found = foundKeys(groups, typed);
  return (
    <Sheet title="Keys" testId="key-sheet" wide onClose={onClose}>
      <header className={styles.head}>
        <input className={styles.search} aria-label="Search the keys" placeholder="Search: a word, or a key" data-testid="key-search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <button type="button" className={styles.button} data-testid="key-print" onClick={() => window.print()}>
          Print …
        </button>
        <button type="button" className={styles.button} onClick={onClose}>
          Close Esc
        </button>
      </header>
      {found.length === 0 ? <p className={styles.none}>No key that is bound now is found by “{typed.trim()}”.</p> : null}
      <div className={styles.groups}>
        {found.map(({ title, lines }) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            {lines.map(({ keys, does, isBound }) => (
              <div key={`${does} ${keys.join(' ')}`} className={styles.line} data-bound={isBound} data-testid="key-line" title={isBound ? undefined : 'Does nothing now: there is nothing it could act on'}>
                <span>
                  {does}
                  {isBound ? '' : ' (not now)'}
                </span>
                <KeyCaps chords={keys} mac={isMac()} />
              </div>
            ))}
          </section>
        ))}
      </div>
    </Sheet>
  );
}
