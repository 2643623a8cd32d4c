import { type KeyboardEvent, useEffect, useState } from 'react';
import { formatCount } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { foundPackages, useLicences } from './use-licences.ts';
import styles from './licences.module.css';

/** The works of others that ship with the program: filtered by name or licence, and the text of one. */
export function LicencesList({ visible }: { readonly visible: boolean }) {
  const { read, again } = useLicences(visible);
  return (
    <section className={styles.licences} aria-label="Licences" data-testid="licences" data-state={read.kind}>
      <h3>Licences of others</h3>
      {read.kind === 'loading' ? <PanelState kind="loading" title="Reading the licences" /> : null}
      {read.kind === 'absent' ? <PanelState kind="empty" title="This build carries no list of licences" detail="What is packaged does; a checkout has each licence beside its package in node_modules." /> : null}
      {read.kind === 'failed' ? <PanelState kind="error" title="The list of licences cannot be read" detail={`${read.message}.`} action={{ title: 'Try again', run: again }} /> : null}
      {read.kind === 'read' ? <Packages packages={read.packages} /> : null}
    </section>
  );
}

type Packages = Extract<ReturnType<typeof useLicences>['read'], { readonly kind: 'read' }>['packages'];

function Packages({ packages }: { readonly packages: Packages }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = foundPackages(packages, typed);
  const ids = found.map(idOf);
  const shown = found.find((each) => idOf(each) === chosen) ?? null;

  useEffect(() => {
    if (chosen !== null) document.getElementById(chosen)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.key === 'Escape' && chosen !== null ? null : rowAfter(event.key, ids, chosen);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setChosen(next);
  }

  return (
    <>
      <div className={styles.bar}>
        <input className={styles.filter} aria-label="Filter by name or licence" placeholder="Name or licence" data-testid="licences-filter" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <span className={styles.count} data-testid="licences-count">
          {found.length === packages.length ? `${formatCount(packages.length)} packages` : `${formatCount(found.length)} of ${formatCount(packages.length)}`}
        </span>
      </div>
      {found.length === 0 ? (
        <PanelState kind="empty" title={packages.length === 0 ? 'The list is empty' : `No package or licence is called “${typed.trim()}”`} action={packages.length === 0 ? undefined : { title: 'Show all', run: () => setTyped('') }} />
      ) : (
        <div className={styles.list} tabIndex={0} role="listbox" aria-label="Packages" aria-activedescendant={chosen ?? undefined} data-testid="licences-list" onKeyDown={onKeyDown}>
          {found.map((each) => (
            <div key={idOf(each)} id={idOf(each)} className={styles.row} role="option" aria-selected={idOf(each) === chosen} data-testid="licences-row" onClick={() => setChosen(idOf(each))}>
              <span className={styles.name} title={each.name}>
                {each.name}
              </span>
              <span className={styles.version}>{each.version}</span>
              <span className={styles.kind} title={each.licence}>
                {each.licence}
              </span>
            </div>
          ))}
        </div>
      )}
      {shown === null ? (
        found.length === 0 ? null : <p className={styles.hint}>Choose a package to read its licence.</p>
      ) : (
        <article className={styles.one} aria-label={`Licence of ${shown.name}`} data-testid="licences-text">
          <header>
            <strong>
              {shown.name} {shown.version}
            </strong>{' '}
            {shown.licence}
            {shown.homepage === null ? null : <span className={styles.home}>{shown.homepage}</span>}
          </header>
          <pre>{shown.text}</pre>
        </article>
      )}
    </>
  );
}

function idOf({ name, version }: Packages[number]): string {
  return `licence-${name}@${version}`;
}
