import { type ReactNode, useRef } from 'react';
import { Sheet } from '../design/sheet.tsx';
import { isEnabled, useRegistry } from '../workspace/commands.ts';
import { isMac } from '../workspace/keys.ts';
import { KeyCaps } from '../workspace/key-map/key-caps.tsx';
import { helpLines } from '../workspace/key-map/key-map.ts';
import { isPanelName, PANELS, type PanelName } from '../workspace/workspace-layout.ts';
import { PANEL_HELP } from './help-of-panels.ts';
import type { HelpFigure } from './panel-help.ts';
import styles from './help.module.css';

interface HelpSheetProps {
  readonly panel: PanelName;
  choose(panel: PanelName): void;
  readonly onClose: () => void;
}

/** What a panel shows, what its figures mean, and what can be done there by keys. */
export function HelpSheet({ panel, choose, onClose }: HelpSheetProps) {
  const commands = useRegistry((state) => state.commands);
  const body = useRef<HTMLDivElement>(null);
  const { shows, figures, keys, states, docs } = PANEL_HELP[panel];
  const lines = helpLines(keys, commands, isEnabled);
  return (
    <Sheet title={`Help: ${PANELS[panel]}`} testId="help" wide onClose={onClose}>
      <div ref={body} className={styles.help} tabIndex={-1} data-focus="" data-panel={panel}>
        <header className={styles.head}>
          <h2>{PANELS[panel]}</h2>
          <select
            className={styles.select}
            aria-label="Help for the panel"
            data-testid="help-choose"
            value={panel}
            onChange={(event) => {
              if (isPanelName(event.target.value)) choose(event.target.value);
            }}
          >
            {Object.entries(PANELS).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
          <button type="button" className={styles.button} data-testid="help-close" onClick={onClose}>
            Close Esc
          </button>
        </header>
        <p className={styles.shows}>{shows}</p>
        <Part title="Figures">
          <Meanings of={figures} />
        </Part>
        {lines.length === 0 ? null : (
          <Part title="Keys">
            <dl className={styles.meanings} data-testid="help-keys">
              {lines.map(({ does, keys: chords, isBound }) => (
                <div key={does} data-bound={isBound}>
                  <dt>
                    <KeyCaps chords={chords} mac={isMac()} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </Part>
        )}
        <Part title="Marks and states">
          <Meanings of={states} />
        </Part>
        {docs.length === 0 ? null : (
          <p className={styles.more}>
            More in{' '}
            {docs.map((page, index) => (
              <span key={page}>
                {index === 0 ? '' : ', '}
                <b>docs/{page}</b>
              </span>
            ))}
          </p>
        )}
      </div>
    </Sheet>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      {children}
    </section>
  );
}

function Meanings({ of }: { readonly of: readonly HelpFigure[] }) {
  return (
    <dl className={styles.meanings}>
      {of.map(([name, means]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{means}</dd>
        </div>
      ))}
    </dl>
  );
}
