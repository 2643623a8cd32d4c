import { formatAge, formatCount, formatTime } from '../../design/format.ts';
import { useNow } from '../../workspace/use-now.ts';
import { type ChainPlace, choose } from './audit-choice.ts';
import { PROBLEM_WORDS, verificationWords } from './audit-words.ts';
import styles from './verdict.module.css';
import type { Verifying } from './use-verification.ts';

/** What the walk along the record found: quiet where it is whole, and not to be missed where it is not. */
export function VerificationBanner({ verification, start, leave, place }: Verifying & { readonly place: ChainPlace | null }) {
  const now = useNow(verification.kind === 'reading');
  switch (verification.kind) {
    case 'none':
      return null;
    case 'reading':
      return (
        <div className={styles.verdict} role="status" data-testid="audit-verdict" data-kind="reading">
          <progress aria-label="Reading the record" /> <span>Reading the whole record, entry by entry</span> <span className={styles.took}>{formatAge(now - verification.since)}</span>
          <span className={styles.spring} />
          <button type="button" className={styles.small} onClick={leave}>
            Stop
          </button>
        </div>
      );
    case 'failed':
      return (
        <div className={styles.verdict} role="alert" data-testid="audit-verdict" data-kind="failed">
          <b>The record could not be read through.</b> <span>{verification.text}</span>
          <span className={styles.spring} />
          <button type="button" className={styles.small} onClick={start}>
            Try again
          </button>
          <button type="button" className={styles.small} onClick={leave}>
            Close
          </button>
        </div>
      );
    case 'answered': {
      const { found, at } = verification;
      const { isGood, head, rest } = verificationWords(found);
      return (
        <div className={styles.verdict} role={isGood ? 'status' : 'alert'} data-testid="audit-verdict" data-kind={isGood ? 'good' : 'bad'}>
          <b>
            {isGood ? '✓' : '✗'} {head}.
          </b>{' '}
          <span className={styles.rest}>
            {rest.join(' · ')} · at {formatTime(at)}
          </span>
          <span className={styles.spring} />
          <button type="button" className={styles.small} aria-label="Put the answer away" data-testid="audit-verdict-close" onClick={leave}>
            Close
          </button>
          {isGood ? null : (
            <ul className={styles.problems} data-testid="audit-problems">
              {found.problems.toReversed().map(({ chain, sequence, kind, text }) => (
                <li key={`${chain} ${sequence ?? ''} ${kind}`}>
                  <button type="button" className={styles.problem} aria-pressed={place?.chain === chain && place.sequence === sequence} title="Show it among its neighbours" data-testid="audit-problem" onClick={() => choose({ place: { chain, sequence } })}>
                    <b>{PROBLEM_WORDS[kind]}</b> <span>{text}</span> <span className={styles.at}>{sequence === null ? chain : `${chain} ${formatCount(sequence)}`}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      );
    }
  }
}
