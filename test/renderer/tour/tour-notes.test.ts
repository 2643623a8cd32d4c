import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { type TourSurroundings, tourNote } from '../../../src-renderer/tour/tour-notes.ts';
import { isTourOffered } from '../../../src-renderer/tour/tour-offer-rules.ts';
import type { Tour, TourStep } from '../../../src-renderer/tour/tour-steps.ts';

const feed: SessionView['feed'] = { kind: 'simulated', label: 'SIMULATED', detail: '', age: 100, stale: false, ended: false, quotes: 1, quotesPerSecond: 1, problems: 0, lastProblem: null };
const session = { phase: 'open', date: parseIsoDate('2026-11-20'), lastTrade: Date.parse('2026-11-20T21:15:00Z'), paused: false, feed, desk: null, speed: 1 } as const;
const at = (step: TourStep, tour: Partial<Tour> = {}): Tour => ({ step, after: 0, order: null, ...tour });
const around = (change: Partial<TourSurroundings>): TourSurroundings => ({ tour: at('fill'), connection: 'connected', session, missing: null, outcome: null, trade: null, closing: 'none', armed: false, ...change });

describe('tourNote', () => {
  it('says nothing while nothing is in the way', () => {
    expect(tourNote(around({}))).toBeNull();
  });

  it('opens a panel that is missing, and lets a market that stands go on', () => {
    expect(tourNote(around({ missing: 'ticket', tour: at('preview') }))).toMatchObject({ tone: 'warns', act: { title: 'Open “Ticket”', act: { kind: 'show', panel: 'ticket' } } });
    expect(tourNote(around({ session: { ...session, paused: true } }))).toMatchObject({ act: { act: { kind: 'resume' } } });
  });

  it('says the program’s own reason why an order was not sent, and what next', () => {
    const outcome = { kind: 'refused', message: 'the order would exceed max_loss_per_trade: 120.00 of 100.00', field: null } as const;
    expect(tourNote(around({ tour: at('preview'), outcome }))?.text).toBe('Not sent: the order would exceed max_loss_per_trade: 120.00 of 100.00. Change the order, then preview it again.');
    const order = { id: 'o', tradeId: 't', sequence: 1, state: 'REJECTED', open: false, filledQuantity: 0, reason: 'no' } as const;
    expect(tourNote(around({ tour: at('send', { order }) }))).toMatchObject({ act: { act: { kind: 'again' } } });
  });

  it('warns of old quotes, a session that is over, and a lost connection, the gravest alone', () => {
    const stale = { ...session, feed: { ...feed, stale: true, age: 12_000 } };
    expect(tourNote(around({ session: stale }))?.text).toContain('stale, last 12 s ago');
    expect(tourNote(around({ session: { ...stale, phase: 'closed' } }))?.text).toContain('Trading ended at 16:15.');
    expect(tourNote(around({ session: { ...stale, phase: 'closed' }, connection: 'disconnected' }))?.text).toContain('Not connected');
    // What only tells needs no trading.
    expect(tourNote(around({ session: { ...session, phase: 'closed' }, tour: at('kill') }))).toBeNull();
  });

  it('makes the window safe again at the end', () => {
    expect(tourNote(around({ tour: at('help'), armed: true }))).toMatchObject({ act: { act: { kind: 'disarm' } } });
  });
});

describe('isTourOffered', () => {
  const user = { id: 'u', username: 'root', role: 'trader' } as const;
  const account = { id: 'a', number: 'PAPER-1', kind: 'paper', mayTrade: true, needsConfirmation: false } as const;
  const access = { profile: 'desk', phase: 'open', user, account } as unknown as NonNullable<Parameters<typeof isTourOffered>[0]['access']>;
  const offered = (change: Partial<Parameters<typeof isTourOffered>[0]>) => isTourOffered({ isNew: true, access, session, orders: 0, positions: 0, ...change });

  it('is offered to a trader on a fresh paper account alone', () => {
    expect(offered({})).toBe(true);
    expect(offered({ isNew: false })).toBe(false);
    expect(offered({ orders: 1 })).toBe(false);
    expect(offered({ positions: 1 })).toBe(false);
    expect(offered({ positions: null })).toBe(false);
    expect(offered({ access: { ...access, user: { ...user, role: 'viewer' } } as typeof access })).toBe(false);
    expect(offered({ access: { ...access, account: { ...account, kind: 'live' } } as typeof access })).toBe(false);
    expect(offered({ access: { ...access, phase: 'locked' } })).toBe(false);
    expect(offered({ session: { ...session, practice: { id: 'p', recording: 'r' } } })).toBe(false);
    expect(offered({ session: { ...session, phase: 'settled' } })).toBe(false);
    expect(offered({ session: { ...session, desk: { workstation: 'desk-2', role: 'watching', holder: 'desk-1', epoch: 1, reason: null, canTakeOver: true, standsBy: false, others: [] } } })).toBe(false);
  });
});
