import { windowNamed } from '../../src-core/contract/window-names.ts';
import { useOrders, useStreamPart } from '../connection/core.tsx';
import { isTourOffered } from './tour-offer-rules.ts';
import { tourChoice } from './tour-setting.ts';
import { useTour } from './tour-store.ts';
import { useTourFacts } from './use-tour-facts.ts';
import styles from './tour.module.css';

/** Offers the tour where it was never offered: a line of the window's foot, which covers nothing and takes no key. */
export function TourOffer() {
  const choice = tourChoice.use();
  const isTaken = useTour((state) => state.tour !== null);
  if (choice !== null || isTaken || !tourChoice.isLoaded() || windowNamed(window.location.hash) !== 'main') return null;
  return <Offer />;
}

function Offer() {
  const facts = useTourFacts();
  const { start, decline } = useTour.getState();
  const orders = useOrders().length;
  const positions = useStreamPart('positions', (view) => view?.packages.length ?? null);
  const access = useStreamPart('access', (view) => view);
  const isOffered = useStreamPart('session', (session) => isTourOffered({ isNew: true, access, session, orders, positions }));
  if (!isOffered) return null;
  return (
    <div className={styles.offer} role="region" aria-label="Tour" data-testid="tour-offer">
      <strong>New here?</strong>
      <span className={styles.offered}>A tour of the window ends with a paper trade of your own.</span>
      <button type="button" className={styles.primary} data-testid="tour-take" onClick={() => start(facts)}>
        Take the tour (1 minute)
      </button>
      <button type="button" className={styles.button} data-testid="tour-decline" title="“Take the tour” among the commands starts it later" onClick={decline}>
        Not now
      </button>
    </div>
  );
}
