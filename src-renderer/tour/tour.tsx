import { useEffect, useMemo, useRef } from 'react';
import { useConnection, useCore, useStream, useStreamPart } from '../connection/core.tsx';
import { useClosing } from '../panels/positions/closing.ts';
import { useTicket } from '../panels/ticket/ticket-store.ts';
import { useArming } from '../workspace/arming.ts';
import { runCommand, useCommands } from '../workspace/commands.ts';
import { isMac, keyCaps } from '../workspace/keys.ts';
import { anchorOf } from './tour-anchors.ts';
import { type TourAct, tourNote } from './tour-notes.ts';
import { tourStop } from './tour-offer-rules.ts';
import { isDoneByHand, stepBefore, type Tour as Taken, TOUR_STEPS } from './tour-steps.ts';
import { useTour } from './tour-store.ts';
import { tourWords } from './tour-words.ts';
import styles from './tour.module.css';
import { useAnchor } from './use-anchor.ts';
import { useTourFacts } from './use-tour-facts.ts';

/** The tour, while it is taken, and the command that starts it. */
export function Tour() {
  const tour = useTour((state) => state.tour);
  const access = useStreamPart('access', (view) => view);
  const stop = useStreamPart('session', (session) => tourStop(access, session));
  const facts = useTourFacts();
  const { start } = useTour.getState();
  useCommands([{ id: 'tour.start', title: 'Take the tour', group: 'Help', enabled: () => stop === null && tour === null, run: () => start(facts) }]);
  return tour === null || stop !== null ? null : <TourCard tour={tour} />;
}

function TourCard({ tour }: { readonly tour: Taken }) {
  const core = useCore();
  const facts = useTourFacts();
  const connection = useConnection();
  const session = useStream('session');
  const trade = useStream('positions')?.packages.find((known) => known.tradeId === tour.order?.tradeId) ?? null;
  const outcome = useTicket((state) => state.outcome);
  const { pending, outcome: closed } = useClosing();
  const { tell, leave } = useTour.getState();
  const card = useRef<HTMLElement>(null);
  const { step } = tour;
  const tradeId = tour.order?.tradeId ?? null;
  const anchor = useMemo(() => anchorOf(step, tradeId), [step, tradeId]);
  const { box, place, isInSight } = useAnchor(anchor, card);
  const isByHand = isDoneByHand(step);
  const isLast = step === 'help';

  useEffect(() => tell({ kind: 'facts', facts }, facts), [tell, facts, step]);

  const { title, text } = tourWords({ tour, session, trade, paletteKeys: keyCaps('mod+k', isMac()).join(' ') });
  const isAsked = trade !== null && pending?.tradeId === trade.tradeId;
  const note = tourNote({
    tour,
    connection,
    session,
    missing: isInSight ? null : anchor.panel,
    outcome,
    trade,
    closing: !isAsked ? 'none' : closed?.kind === 'failed' ? { refused: closed.text } : 'asked',
    armed: facts.armed,
  });

  function act(what: TourAct): void {
    switch (what.kind) {
      case 'show':
        return runCommand(`panel.${what.panel}`);
      case 'resume':
        return void core.call('session.resume', {}).catch(() => undefined);
      case 'again':
        return tell({ kind: 'again' }, facts);
      case 'close':
        return useClosing.getState().ask(crypto.randomUUID(), what.tradeId, 'natural');
      case 'disarm':
        return useArming.getState().disarm();
    }
  }

  /** Enter and the card's first button: what is missing is opened before anything else. */
  const goOn = (): void => {
    if (note?.act?.act.kind === 'show' && note.tone === 'warns') act(note.act.act);
    else tell({ kind: 'next' }, facts);
  };
  const isMissing = note?.tone === 'warns' && note.act?.act.kind === 'show';
  useCommands([
    // What the person does for themselves takes Enter for its own.
    { id: 'tour.next', title: isLast ? 'Tour: done' : 'Tour: go on', keys: 'enter', group: 'Help', enabled: () => !isByHand || isMissing, run: goOn },
    // A review is stepped back from before the tour is left.
    { id: 'tour.leave', title: 'Leave the tour', keys: 'escape', group: 'Help', enabled: () => facts.ticket !== 'review', run: leave },
    { id: 'tour.skip', title: 'Tour: skip the trade', group: 'Help', enabled: () => isByHand, run: () => tell({ kind: 'skip' }, facts) },
  ]);

  const before = stepBefore(step);
  return (
    <>
      {box === null ? null : <div className={styles.mark} style={box} aria-hidden="true" data-testid="tour-mark" />}
      <section ref={card} className={styles.card} style={place ?? { left: 0, top: 0, visibility: 'hidden' }} aria-label="Tour" data-testid="tour" data-step={step}>
        <header className={styles.head}>
          <strong>{title}</strong>
          <span className={styles.count} aria-label={`Step ${TOUR_STEPS.indexOf(step) + 1} of ${TOUR_STEPS.length}`}>
            {TOUR_STEPS.indexOf(step) + 1} / {TOUR_STEPS.length}
          </span>
          <button type="button" className={styles.leave} aria-label="Leave the tour" title="Leave the tour (Esc); “Take the tour” among the commands goes on with it" data-testid="tour-leave" onClick={leave}>
            ×
          </button>
        </header>
        <p className={styles.text} aria-live="polite" data-testid="tour-text">
          {text}
        </p>
        {note === null || note.text === '' ? null : (
          <p className={styles.note} data-tone={note.tone} role="status" data-testid="tour-note">
            {note.tone === 'warns' ? '△ ' : ''}
            {note.text}
          </p>
        )}
        <footer className={styles.foot}>
          {note?.act === null || note === null ? null : (
            <button type="button" className={isMissing ? styles.primary : styles.button} data-testid="tour-act" onClick={() => note.act && act(note.act.act)}>
              {note.act.title}
            </button>
          )}
          {isByHand ? (
            <button type="button" className={styles.quiet} data-testid="tour-skip" onClick={() => tell({ kind: 'skip' }, facts)}>
              Skip the trade
            </button>
          ) : null}
          <span className={styles.spring} />
          {before === null ? null : (
            <button type="button" className={styles.quiet} data-testid="tour-back" onClick={() => tell({ kind: 'back' }, facts)}>
              Back
            </button>
          )}
          {isByHand || isMissing ? null : (
            <button type="button" className={styles.primary} data-testid="tour-next" onClick={goOn}>
              {isLast ? 'Done ⏎' : 'Next ⏎'}
            </button>
          )}
        </footer>
      </section>
    </>
  );
}
