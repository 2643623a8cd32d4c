import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isOwnHost, type Refusal } from './request-rules.ts';

/** What a later start on the same data directory may ask of the one that runs. */
export const ASKED = { link: '/later-start/link', stop: '/later-start/stop', stopAnyway: '/later-start/stop-anyway' } as const;
export type Asked = keyof typeof ASKED;

/** What it is told: a link that signs one browser in, or what stands in the way of ending; null where it ends. */
export const toldSchema = z.discriminatedUnion('kind', [z.object({ kind: z.literal('link'), link: z.url() }), z.object({ kind: z.literal('stop'), obstacle: z.string().nullable() })]);
export type Told = z.output<typeof toldSchema>;

export const answerSchema = z.object({ told: z.string(), proof: z.string() });

export interface LaterStartParts {
  /** Of this run, shown by who asks. */
  readonly key: string;
  /** Of the data directory: what is told is proved by it, and it is never sent. */
  readonly token: string;
  readonly newLink: () => string;
  /** Ends the program after the answer, or says what stands in the way. */
  readonly stop: (anyway: boolean) => string | null;
}

/** By what a later start knows that it was told by the program of its own data directory, and by this run of it. */
export function proofOf(token: string, key: string, told: string): string {
  return createHmac('sha256', token).update(`${key}\n${told}`).digest('base64url');
}

export function isProof(given: string, token: string, key: string, told: string): boolean {
  return same(given, proofOf(token, key, told));
}

/** Whether the request is one of a later start; then it is answered, if only with a refusal. */
export function answerLaterStart(request: IncomingMessage, response: ServerResponse, port: number, parts: LaterStartParts): boolean {
  const asked = ALL.find((name) => ASKED[name] === request.url);
  if (asked === undefined) return false;
  const refusal = refusalOf(request, port, parts.key);
  if (refusal === null) {
    const told = JSON.stringify(tell(asked, parts));
    answer(response, 200, 'application/json', JSON.stringify({ told, proof: proofOf(parts.token, parts.key, told) }));
  } else {
    answer(response, refusal.status, 'text/plain; charset=utf-8', `${refusal.reason}\n`, refusal.headers);
  }
  return true;
}

const ALL: readonly Asked[] = ['link', 'stop', 'stopAnyway'];

function tell(asked: Asked, { newLink, stop }: LaterStartParts): Told {
  switch (asked) {
    case 'link':
      return { kind: 'link', link: newLink() };
    case 'stop':
      return { kind: 'stop', obstacle: stop(false) };
    case 'stopAnyway':
      return { kind: 'stop', obstacle: stop(true) };
  }
}

function refusalOf({ method, headers }: IncomingMessage, port: number, key: string): Refusal | null {
  if (!isOwnHost(headers.host, port)) return { status: 403, reason: `Host must be 127.0.0.1:${port} or localhost:${port}` };
  if (method !== 'POST') return { status: 405, reason: 'Only POST is taken here.', headers: { Allow: 'POST' } };
  // A page that asks is betrayed by its browser, whatever it knows.
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined || headers.cookie !== undefined) return { status: 403, reason: 'No browser is answered here.' };
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')) return { status: 413, reason: 'Such a request carries nothing.', headers: { Connection: 'close' } };
  if (!same(headers.authorization ?? '', `Bearer ${key}`)) return { status: 403, reason: 'Authorization: Bearer with the key of this run is needed, which its data directory has' };
  return null;
}

function answer(response: ServerResponse, status: number, type: string, body: string, more: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...more });
  response.end(body);
}

function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
