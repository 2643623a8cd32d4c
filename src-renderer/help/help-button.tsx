import { PANELS, type PanelName } from '../workspace/workspace-layout.ts';
import { useHelp } from './help-store.ts';
import styles from './help.module.css';

/** The "?" at the end of a group's tabs: it explains the panel in front. */
export function HelpButton({ panel }: { readonly panel: PanelName }) {
  return (
    <button type="button" className={styles.ask} aria-label={`Help: ${PANELS[panel]}`} title={`What “${PANELS[panel]}” shows, and its keys (F1)`} data-testid={`help-${panel}`} onClick={() => useHelp.getState().explain(panel)}>
      ?
    </button>
  );
}
