import { HttpError } from '@influxdata/influxdb-client';

/** What became of a write, and what that means for it. */
export type WriteAnswer =
  | { readonly kind: 'taken' }
  /** All but the rejected points were taken; null where the server does not say how many those are. */
  | { readonly kind: 'partly_taken'; readonly rejected: number | null; readonly reason: string }
  /** A line cannot be read, so none was taken. */
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'too_large' }
  /** Wants a person: token, bucket or organisation. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The server failed at just this, though it answers. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** Not there or not ready: the same again later. */
  | { readonly kind: 'away'; readonly reason: string; readonly retryAfterMs: number | null; readonly timedOut: boolean };

const LONGEST_REASON = 200;
const LONGEST_WAIT_MS = 300_000;

/** What a failed write means; `now` reads a Retry-After that is a date. */
export function answerOf(error: unknown, { organisation, bucket }: { readonly organisation: string; readonly bucket: string }, now: number): WriteAnswer {
  if (!(error instanceof HttpError)) return { kind: 'away', reason: networkReason(error), retryAfterMs: null, timedOut: isTimeOut(error) };
  const said = shortened(error.message);
  switch (error.statusCode) {
    case 400:
      return /partial write/i.test(said) ? partlyTaken(said) : { kind: 'malformed', reason: said };
    case 422:
      return partlyTaken(said);
    case 413:
      return { kind: 'too_large' };
    case 401:
      return { kind: 'refused', reason: 'it does not accept the token' };
    case 403:
      return { kind: 'refused', reason: `the token may not write to bucket ${bucket}` };
    case 404:
      return { kind: 'refused', reason: /organi[sz]ation/i.test(said) ? `it has no organisation ${organisation}` : `it has no bucket ${bucket}` };
    case 429:
      return { kind: 'away', reason: 'it asks for fewer writes', retryAfterMs: retryAfter(error, now), timedOut: false };
    case 500:
      return { kind: 'broken', reason: said };
    default:
      return { kind: 'away', reason: `it answered ${error.statusCode}: ${said}`, retryAfterMs: retryAfter(error, now), timedOut: false };
  }
}

function partlyTaken(said: string): WriteAnswer {
  const dropped = /dropped[=: ]+(\d+)/i.exec(said)?.[1];
  return { kind: 'partly_taken', rejected: dropped === undefined ? null : Number(dropped), reason: said };
}

/** Seconds, or a date. */
function retryAfter({ headers }: HttpError, now: number): number | null {
  const header = headers?.['retry-after'];
  if (typeof header !== 'string' || header === '') return null;
  const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT_MS) : null;
}

export function networkReason(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing answers there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is not known to the network';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'the connection broke';
  }
  if (isTimeOut(error)) return 'no answer within the time limit';
  return shortened(messageOf(error));
}

function isTimeOut(error: unknown): boolean {
  return (error instanceof Error && error.name === 'TimeoutError') || /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(codeOf(error) ?? '');
}

/** Node's code of what made a request fail; null where it has none. */
export function codeOf(error: unknown): string | null {
  const root = rootOf(error);
  return root instanceof Error && 'code' in root && typeof root.code === 'string' ? root.code : null;
}

export function messageOf(error: unknown): string {
  const root = rootOf(error);
  return root instanceof Error ? root.message : String(root);
}

/** fetch gives the reason as the cause, and several of them for a name with several addresses. */
function rootOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}

function shortened(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  return oneLine.length <= LONGEST_REASON ? oneLine : `${oneLine.slice(0, LONGEST_REASON)}…`;
}
