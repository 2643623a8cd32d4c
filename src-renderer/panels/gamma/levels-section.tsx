import { useState } from 'react';
import type { GammaLevelsView, GammaView } from '../../../src-core/contract/volatility.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { ABSENT, formatPrice } from '../../design/format.ts';
import { useRefusal } from '../../workspace/refusal.ts';
import { clockText } from '../volatility/volatility-words.ts';
import { byOrigin, heldWords, KIND_TITLES, KIND_WORDS, levelWords, ORIGIN_TITLES, outcomeWords, shareWords, studyWords, verdictWords } from './gamma-words.ts';
import styles from './gamma.module.css';
import { useLevels } from './use-levels.ts';

/** Records that are listed before more are asked for. */
const FIRST_RECORDS = 12;

const HELD_WORDS =
  'Set 15 minutes after the open, or with the first chain that is known after that. Reached: the price came within 0.03 % of it. Held: half an hour after the minute of the first touch (at the reference time where that is sooner) the price stood on the side it came from.';
const CONTROL_WORDS = 'The level as far away on the other side of the price when it was set, judged alike: what any price so far away did';

/** How often each kind of level held on this terminal's days, beside other prices as far away, and the study of recorded days. */
export function LevelsSection({ view, underlying, visible }: { readonly view: GammaView; readonly underlying: Underlying; readonly visible: boolean }) {
  const [isAll, setAll] = useState(false);
  const { study, session } = view;
  const judged = session.filter(({ outcome }) => outcome !== null).length;
  const version = `${study.state} ${study.done} ${session.length} ${judged}`;
  const { levels, failure, begin, stop } = useLevels(isAll ? null : underlying, visible, version);
  const refusal = useRefusal('gamma.study');
  const isRunning = study.state === 'running';
  const words = studyWords(study);
  return (
    <section className={styles.levels} aria-label="How often levels held" data-testid="gamma-levels">
      <header className={styles.heading}>
        <b>How often levels held</b>
        <span className={styles.choices} role="group" aria-label="Of which underlyings">
          <button type="button" className={styles.choice} aria-pressed={!isAll} onClick={() => setAll(false)}>
            {underlying}
          </button>
          <button type="button" className={styles.choice} aria-pressed={isAll} title="Levels of one day move together: the intervals are then too narrow" onClick={() => setAll(true)}>
            All three
          </button>
        </span>
        <span className={styles.spring} />
        {isRunning ? (
          <button type="button" className={styles.act} data-testid="gamma-stop-study" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" className={styles.act} disabled={refusal !== null} title={refusal ?? 'Sets and judges the levels of every day that is recorded here, in the background'} data-testid="gamma-study" onClick={begin}>
            Study recorded days
          </button>
        )}
      </header>
      {words === '' ? null : (
        <p className={styles.words} role="status" data-testid="gamma-study-state">
          {words}
        </p>
      )}
      {isRunning ? <progress className={styles.progress} max={Math.max(1, study.days)} value={study.done} aria-label="Days studied" /> : null}
      {failure === null ? null : (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
      {levels === null ? null : levels.summary.length === 0 ? (
        <p className={styles.words} data-testid="gamma-no-levels">
          No level of {isAll ? 'any underlying' : underlying} was judged yet. Each session that runs to its close adds its own; “Study recorded days” adds those that are recorded here.
        </p>
      ) : (
        <Summary summary={levels.summary} />
      )}
      <p className={styles.words}>{HELD_WORDS} Others: {CONTROL_WORDS.charAt(0).toLowerCase() + CONTROL_WORDS.slice(1)}.</p>
      {levels === null || levels.records.length === 0 ? null : <Records levels={levels} />}
    </section>
  );
}

function Summary({ summary }: { readonly summary: GammaLevelsView['summary'] }) {
  return (
    <div className={styles.sideways}>
      <table className={styles.table} data-testid="gamma-summary">
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col" className={styles.number} title="Days on which it was set">
              Days
            </th>
            <th scope="col" className={styles.number} title="Days on which it had a side and the price reached it">
              Reached
            </th>
            <th scope="col" className={styles.number} title="Share of those reached and judged that held">
              Held
            </th>
            <th scope="col" className={styles.number} title="Held of judged, with the 95 % interval (Wilson)">
              n · 95 %
            </th>
            <th scope="col" className={styles.number} title={CONTROL_WORDS}>
              Others held
            </th>
            <th scope="col" className={styles.number} title="The same of the others">
              n · 95 %
            </th>
            <th scope="col" title="Whether the two intervals overlap">
              Against others
            </th>
          </tr>
        </thead>
        {byOrigin(summary).map(({ origin, kinds }) => (
          <tbody key={origin}>
            <tr className={styles.section}>
              <th colSpan={8} scope="colgroup">
                {ORIGIN_TITLES[origin]}
              </th>
            </tr>
            {kinds.map(({ kind, days, level, control }) => (
              <tr key={kind} title={KIND_WORDS[kind]} data-testid="gamma-summary-row" data-kind={kind}>
                <th scope="row">{KIND_TITLES[kind]}</th>
                <td className={styles.number}>{days}</td>
                <td className={styles.number}>
                  {level.reached} of {level.levels}
                </td>
                <td className={styles.number}>{shareWords(level.share)}</td>
                <td className={styles.number}>{heldWords(level)}</td>
                <td className={styles.number}>{shareWords(control.share)}</td>
                <td className={styles.number}>{heldWords(control)}</td>
                <td>{verdictWords({ level, control })}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Records({ levels: { records, total } }: { readonly levels: GammaLevelsView }) {
  const [most, setMost] = useState(FIRST_RECORDS);
  return (
    <div className={styles.sideways}>
      <table className={styles.table} data-testid="gamma-records">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Level</th>
            <th scope="col" className={styles.number}>
              Price
            </th>
            <th scope="col" className={styles.number} title="The underlying when it was set">
              Set at
            </th>
            <th scope="col">Became</th>
            <th scope="col" className={styles.number}>
              Reached
            </th>
            <th scope="col" title={CONTROL_WORDS}>
              The other
            </th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {records.slice(0, most).map((record) => (
            <tr key={`${record.underlying}${record.date}${record.kind}${record.source}`}>
              <th scope="row">
                {record.date} {record.underlying}
              </th>
              <td title={KIND_WORDS[record.kind]}>{KIND_TITLES[record.kind]}</td>
              <td className={styles.number}>{levelWords(record.level)}</td>
              <td className={styles.number}>
                {formatPrice(record.setPrice)} {clockText(record.setAt)}
              </td>
              <td data-outcome={record.outcome?.state}>{outcomeWords(record.outcome)}</td>
              <td className={styles.number}>{record.outcome === null || record.outcome.reachedAt === null ? ABSENT : clockText(record.outcome.reachedAt)}</td>
              <td>{outcomeWords(record.control.outcome)}</td>
              <td className={styles.quiet} title={record.source}>
                {record.source}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {most >= records.length ? null : (
        <button type="button" className={styles.act} onClick={() => setMost(records.length)}>
          Show all {total > records.length ? `${records.length} of ${total}` : records.length}
        </button>
      )}
    </div>
  );
}
