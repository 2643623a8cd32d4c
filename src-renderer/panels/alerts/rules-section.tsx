import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { AlertRule } from '../../../src-core/alerts/alert.ts';
import { stopWords, useActStop } from '../../access/account-stop.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useCore, useStream } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { useAlertActs } from './alert-acts.ts';
import { selectedAfter } from './alert-list.ts';
import { conditionWords, KIND_NAMES, type PositionNames, repeatWords } from './alert-words.ts';
import { turnTab, useAlertsFocus } from './alerts-focus.ts';
import styles from './alerts.module.css';
import { useGivenFocus } from './alerts-section.tsx';
import { Foot } from './foot.tsx';
import { SeverityMark } from './severity-mark.tsx';

export interface RulesSectionProps {
  readonly visible: boolean;
  readonly positions: PositionNames;
  readonly tabs: ReactNode;
  readonly side: ReactNode;
}

/** The rules of this account, by name. */
export function RulesSection({ visible, positions, tabs, side }: RulesSectionProps) {
  const core = useCore();
  const rules = useStream('alertRules');
  const stop = useActStop();
  const edit = useAlertsFocus((state) => state.edit);
  const { outcome, enable, removeRule, forget } = useAlertActs();
  const [selection, setSelection] = useState<{ readonly id: string | null; readonly rows: readonly string[] }>({ id: null, rows: [] });
  /** The rule that is removed on the next press. */
  const [asking, setAsking] = useState<string | null>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const shown = (rules ?? []).toSorted((left, right) => left.name.localeCompare(right.name) || left.id.localeCompare(right.id));
  const ids = shown.map(({ id }) => id);
  const selected = selectedAfter(selection.id, selection.rows, ids);
  const current = shown.find(({ id }) => id === selected) ?? null;
  const select = (id: string | null): void => {
    setSelection({ id, rows: ids });
    setAsking(null);
  };
  useGivenFocus(scroll, visible);
  useEffect(() => {
    if (selected !== null) document.getElementById(`rule-${selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  function remove(rule: AlertRule): void {
    if (asking !== rule.id) {
      select(rule.id);
      setAsking(rule.id);
      return;
    }
    setAsking(null);
    void removeRule(core, rule);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroll.current) return;
    const next = rowAfter({ j: 'ArrowDown', k: 'ArrowUp' }[event.key] ?? event.key, ids, selected);
    if (next !== undefined) select(next);
    else if (stop !== null) {
      if (!turnTab(event.key)) return;
    } else if (event.key === 'n') edit('new');
    else if (event.key === 'Enter' && current) edit(current.id);
    else if (event.key === ' ' && current) void enable(core, current, !current.enabled);
    else if (event.key === 'Delete' && current) remove(current);
    else if (event.key === 'Escape' && asking !== null) setAsking(null);
    else if (!turnTab(event.key)) return;
    event.preventDefault();
  }

  return (
    <>
      <div className={styles.bar}>
        {tabs}
        {side}
        <button type="button" className={styles.quiet} disabled={stop !== null} title={stop?.next} data-testid="rules-new" onClick={() => edit('new')}>
          New rule…
        </button>
      </div>
      <div ref={scroll} className={styles.scroll} tabIndex={0} role="group" aria-label="Alert rules" aria-activedescendant={selected === null ? undefined : `rule-${selected}`} data-testid="rules-list" onKeyDown={onKeyDown}>
        {rules === null ? (
          <Awaited stream="alertRules" what="The rules" />
        ) : shown.length === 0 ? (
          <PanelState kind="empty" title="No rules" detail="A rule tells you when a price, a volatility, a delta or a result crosses what you say, when the spot comes near a short strike, or so many minutes before the reference time." action={stop === null ? { title: 'New rule …', run: () => edit('new') } : undefined} />
        ) : (
          <table className={styles.table} role="grid" aria-label="Alert rules">
            <thead>
              <tr>
                <th scope="col">On</th>
                <th scope="col">Severity</th>
                <th scope="col">Name</th>
                <th scope="col">Condition</th>
                <th scope="col" className={styles.p3}>
                  Kind
                </th>
                <th scope="col">Is told</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((rule) => (
                <tr key={rule.id} id={`rule-${rule.id}`} className={styles.row} aria-selected={rule.id === selected} data-quiet={!rule.enabled} data-testid="rule-row" onClick={() => select(rule.id)} onDoubleClick={() => stop === null && edit(rule.id)}>
                  <td>
                    <input type="checkbox" tabIndex={-1} aria-label={`${rule.name} is on`} checked={rule.enabled} disabled={stop !== null} data-testid="rule-on" onChange={(event) => void enable(core, rule, event.target.checked)} />
                  </td>
                  <td>
                    <SeverityMark severity={rule.severity} />
                  </td>
                  <th scope="row" className={styles.title} title={rule.name}>
                    {rule.name}
                  </th>
                  <td className={styles.text} title={conditionWords(rule.condition, positions)}>
                    {conditionWords(rule.condition, positions)}
                  </td>
                  <td className={styles.p3}>{KIND_NAMES[rule.condition.kind]}</td>
                  <td className={styles.state}>{rule.enabled || rule.repeat.kind === 'again' ? repeatWords(rule) : 'once; off'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <Foot
        outcome={asking === null ? outcome : { kind: 'failed', text: `Press once more to remove “${current?.name ?? ''}”; Esc keeps it.` }}
        forget={() => (setAsking(null), forget())}
        hint={
          stop !== null ? (
            stopWords(stop, 'Rules are set there.')
          ) : (
            <>
              <kbd>N</kbd> new <kbd>⏎</kbd> change <kbd>Space</kbd> on or off <kbd>Del</kbd> remove
            </>
          )
        }
      >
        <button type="button" className={styles.small} disabled={current === null || stop !== null} title={stop?.next} data-testid="rule-remove" onClick={() => current && remove(current)}>
          {asking === null ? 'Remove' : 'Remove it'}
        </button>
        <button type="button" className={styles.act} disabled={current === null || stop !== null} title={stop?.next} data-testid="rule-edit" onClick={() => current && edit(current.id)}>
          Change…
        </button>
      </Foot>
    </>
  );
}
