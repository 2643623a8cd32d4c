import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { SEVERITIES } from '../../../src-core/risk/risk-event.ts';
import { useCore, useStream } from '../../connection/core.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { SEVERITY_MARKS, SEVERITY_NAMES } from '../../design/severity-words.ts';
import { Sheet } from '../../design/sheet.tsx';
import { useSelection } from '../../workspace/selection.ts';
import { useAlertActs } from './alert-acts.ts';
import { conditionWords, KIND_NAMES, type PositionNames } from './alert-words.ts';
import { draftOf, fieldOfRefusal, newDraft, type RuleDraft, type RuleProblems, ruleOfDraft } from './rule-draft.ts';
import { Choice, NumberField, RuleFields } from './rule-fields.tsx';
import styles from './rule.module.css';

export interface RuleSheetProps {
  /** Its id, or 'new'. */
  readonly rule: string;
  readonly positions: PositionNames;
  readonly onClose: () => void;
}

/** Writes a rule, new or changed. */
export function RuleSheet({ rule, positions, onClose }: RuleSheetProps) {
  const rules = useStream('alertRules');
  const { underlying } = useSelection.getState();
  const [fresh] = useState(() => newDraft(crypto.randomUUID(), underlying));
  const kept = rules?.find(({ id }) => id === rule);
  const title = rule === 'new' ? 'New alert rule' : 'Change the alert rule';
  return (
    <Sheet title={title} testId="rule-sheet" onClose={onClose}>
      <h2>{title}</h2>
      {rule === 'new' ? <RuleForm first={fresh} positions={positions} onClose={onClose} /> : kept === undefined ? <PanelState kind="empty" title="The rule is gone" detail="It was removed meanwhile." /> : <RuleForm first={draftOf(kept, underlying)} positions={positions} onClose={onClose} />}
    </Sheet>
  );
}

function RuleForm({ first, positions, onClose }: { readonly first: RuleDraft; readonly positions: PositionNames; readonly onClose: () => void }) {
  const core = useCore();
  const [draft, setDraft] = useState(first);
  const [problems, setProblems] = useState<RuleProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [problems]);
  const edit = (change: Partial<RuleDraft>): void => {
    setDraft((before) => ({ ...before, ...change }));
    setProblems({});
    setFailure(null);
  };
  const written = ruleOfDraft(draft, positions);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if ('problems' in written) {
      setProblems(written.problems);
      return;
    }
    try {
      await core.call('alerts.setRule', { rule: written.rule });
      useAlertActs.setState({ outcome: { kind: 'done', text: `“${written.rule.name}” is kept.` } });
      onClose();
    } catch (error) {
      const field = error instanceof ContractFailure ? fieldOfRefusal(error.field) : null;
      const text = error instanceof Error ? error.message : String(error);
      if (field === null) setFailure(text);
      else setProblems({ [field]: text });
    }
  }

  return (
    <form ref={form} className={styles.form} noValidate onSubmit={(event) => void save(event)}>
      <Choice name="Looks at" value={draft.kind} choices={Object.entries(KIND_NAMES)} set={(kind) => edit({ kind: KINDS.find((known) => known === kind) ?? 'price' })} testId="rule-kind" />
      <RuleFields draft={draft} problems={problems} positions={positions} edit={edit} />
      <Choice name="Severity" value={draft.severity} choices={SEVERITIES.map((severity) => [severity, `${SEVERITY_MARKS[severity]} ${SEVERITY_NAMES[severity]}`])} set={(text) => edit({ severity: SEVERITIES.find((severity) => severity === text) ?? 'medium' })} testId="rule-severity" />
      <Choice
        name="Is told"
        value={draft.repeat}
        choices={[
          ['once', 'once, then the rule is off'],
          ['again', 'again, each time it becomes true'],
        ]}
        set={(repeat) => edit({ repeat: repeat === 'again' ? 'again' : 'once' })}
        testId="rule-repeat"
      />
      {draft.repeat === 'again' ? <NumberField name="But not within" unit="min" value={draft.minutes} problem={problems.minutes ?? null} set={(minutes) => edit({ minutes })} testId="rule-minutes" note="1 to 390" /> : null}
      <label className={styles.field}>
        <span className={styles.label}>Name</span>
        <span className={styles.control}>
          <input
            className={styles.name}
            autoComplete="off"
            maxLength={80}
            value={draft.name}
            placeholder={'rule' in written ? conditionWords(written.rule.condition, positions) : 'its condition'}
            aria-invalid={problems.name !== undefined}
            data-testid="rule-name"
            onChange={(event) => edit({ name: event.target.value })}
          />
          {problems.name === undefined ? null : (
            <span className={styles.problem} role="alert">
              {problems.name}
            </span>
          )}
        </span>
      </label>
      <label className={styles.field}>
        <span className={styles.label}>Is on</span>
        <span className={styles.control}>
          <input type="checkbox" checked={draft.enabled} data-testid="rule-enabled" onChange={(event) => edit({ enabled: event.target.checked })} />
          <span className={styles.note}>{draft.enabled ? 'Told at once where it is true already.' : 'Kept, and not looked at.'}</span>
        </span>
      </label>
      {failure === null ? null : (
        <p className={styles.failure} role="alert" data-testid="rule-failure">
          {failure}
        </p>
      )}
      <div className={styles.acts}>
        <button type="submit" className={styles.primary} data-testid="rule-save">
          Save
        </button>
        <button type="button" className={styles.button} onClick={onClose}>
          Cancel Esc
        </button>
      </div>
    </form>
  );
}

const KINDS = ['price', 'volatility', 'delta', 'result', 'strike_distance', 'time'] as const;
