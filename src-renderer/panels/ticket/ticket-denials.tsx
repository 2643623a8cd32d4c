import type { DenialView } from '../../../src-core/contract/schemas.ts';
import styles from './ticket.module.css';

/** Which part of the ticket a denial is about, by its code. */
const FIELDS: Readonly<Record<string, string>> = {
  not_listed: 'Legs',
  expired: 'Legs',
  no_usable_quote: 'Legs',
  no_underlying_price: 'Legs',
  off_tick: 'Price',
  price_collar: 'Price',
  more_than_held: 'Packages',
  buying_power: 'Packages',
  session_closed: 'Time',
  session_not_open: 'Time',
};

/** Why the order would be denied as it stands, each with the part of the ticket to change. */
export function TicketDenials({ denials }: { readonly denials: readonly DenialView[] }) {
  if (denials.length === 0) return null;
  return (
    <ul className={styles.denials} role="alert" aria-label="The order would be denied" data-testid="ticket-denials">
      {denials.map((denial) => (
        <li key={`${denial.code} ${denial.message}`} data-code={denial.code}>
          <strong>{FIELDS[denial.code] ?? denial.code.replaceAll('_', ' ')}</strong> {denial.message}
        </li>
      ))}
    </ul>
  );
}
