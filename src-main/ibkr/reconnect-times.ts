import { MINUTE, SECOND } from '../../src-core/time.ts';
import type { LinkProblem } from './gateway.ts';

const FIRST_MS = 250;
const MOST_MS = 15 * SECOND;
/** A gateway that restarts is back within minutes, and is asked more often in these. */
const RESTART = 10 * MINUTE;
const MOST_IN_RESTART_MS = 2 * SECOND;
/** What a person changes at the gateway is found out so often. */
const SLOW_MS = 30 * SECOND;

export interface Failures {
  /** In a row, this one too. */
  readonly count: number;
  /** Milliseconds since it was last connected; null where it never was. */
  readonly sinceUp: number | null;
}

/** Milliseconds until the next try; null where none is of use before a person acts here. `jitter` is from 0 to 1. */
export function retryDelay(problem: LinkProblem, { count, sinceUp }: Failures, jitter: number): number | null {
  switch (problem) {
    case 'closed':
    case 'too_old':
      return null;
    case 'client_id_taken':
    case 'wrong_account':
    case 'read_only':
      // A gateway that has just lost us may hold the client id a while yet.
      return problem === 'client_id_taken' && sinceUp !== null && sinceUp < MINUTE ? MOST_IN_RESTART_MS : SLOW_MS;
    case 'not_running':
    case 'api_disabled':
    case 'half_open':
    case 'ended':
    case 'other': {
      const most = sinceUp !== null && sinceUp < RESTART ? MOST_IN_RESTART_MS : MOST_MS;
      const delay = Math.min(most, FIRST_MS * 2 ** Math.min(count - 1, 10));
      // Terminals that lost one gateway together do not come back to it together.
      return Math.round(delay * (0.8 + 0.2 * jitter));
    }
  }
}
