import { useStreamPart } from '../../connection/core.tsx';
import { formatCount } from '../../design/format.ts';
import { runCommand } from '../commands.ts';
import { useRefusal } from '../refusal.ts';
import styles from '../status-bar.module.css';

/** That something crashed which nobody has looked at; nothing where there is none, or where this person may not look. */
export function CrashMark() {
  const fresh = useStreamPart('app', (app) => app?.freshCrashes ?? 0);
  const refusal = useRefusal('crashes.list');
  if (fresh === 0 || refusal !== null) return null;
  const words = fresh === 1 ? '1 crash' : `${formatCount(fresh)} crashes`;
  return (
    <button type="button" className={styles.crashes} data-testid="status-crashes" title={`${words} that nobody has looked at. Click for the reports, which are kept on this machine.`} onClick={() => runCommand('system.diagnostics')}>
      ✕ {words}
    </button>
  );
}
