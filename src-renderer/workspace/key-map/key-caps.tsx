import { keyCaps } from '../keys.ts';
import styles from './key-map.module.css';

/** Chords as printed on the machine's keyboard; those that do the same stand beside each other. */
export function KeyCaps({ chords, mac }: { readonly chords: readonly string[]; readonly mac: boolean }) {
  return (
    <span className={styles.chords}>
      {chords.map((chord) => (
        <span key={chord} className={styles.caps}>
          {keyCaps(chord, mac).map((cap) => (
            <kbd key={cap}>{cap}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
