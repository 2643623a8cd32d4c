import { useStreamPart } from '../../connection/core.tsx';
import { runCommand } from '../commands.ts';
import { useRefusal } from '../refusal.ts';
import styles from './update-mark.module.css';
import { markWords } from './update-words.ts';

/** That there is a new version, or that one was taken back; nothing where there is none, or where this person decides nothing of it. */
export function UpdateMark() {
  const words = useStreamPart('app', (app) => (app === null ? null : markWords(app)));
  const refusal = useRefusal('updates.check');
  if (words === null || refusal !== null) return null;
  return (
    <button type="button" className={styles.mark} data-tone={words.tone} data-testid="status-update" title={words.title} onClick={() => runCommand('system.updates')}>
      {words.tone === 'warning' ? '△' : '↑'} {words.text}
    </button>
  );
}
