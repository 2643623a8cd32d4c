import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { EDIT_PAUSE_MS, NO_PREVIEW, PreviewLoop, previewOf, type PreviewView, REFRESH_MS } from '../../../src-renderer/panels/ticket/preview-loop.ts';

const ticket = (quantity: number): Ticket => ({ underlying: 'SPY', legs: [], quantity, terms: { type: 'market' }, timeInForce: 'DAY' });
const answer = (strategy: string): Preview => ({ strategy }) as Preview;

describe('PreviewLoop', () => {
  let asked: { quantity: number; signal: AbortSignal; resolve(preview: Preview): void; reject(error: Error): void }[];
  let shown: PreviewView[];
  let loop: PreviewLoop;
  const last = (): PreviewView | undefined => shown.at(-1);

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    shown = [];
    loop = new PreviewLoop(
      ({ quantity }, signal) => new Promise((resolve, reject) => asked.push({ quantity, signal, resolve, reject })),
      (view) => shown.push(view),
    );
  });
  afterEach(() => {
    loop.stop();
    vi.useRealTimers();
  });

  it('asks once after edits have paused', async () => {
    loop.watch(ticket(1));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS - 1);
    loop.watch(ticket(2));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS);
    expect(asked.map((question) => question.quantity)).toEqual([2]);
  });

  it('asks again a second after each answer, one question at a time', async () => {
    loop.watch(ticket(1));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS + 5 * REFRESH_MS);
    expect(asked).toHaveLength(1);
    asked[0]?.resolve(answer('a'));
    await vi.advanceTimersByTimeAsync(REFRESH_MS);
    expect(asked).toHaveLength(2);
    expect(last()).toMatchObject({ preview: { strategy: 'a' }, stale: false });
  });

  it('cancels the question of an earlier edit and ignores its answer, keeping the last one marked stale', async () => {
    loop.watch(ticket(1));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS);
    asked[0]?.resolve(answer('a'));
    await vi.advanceTimersByTimeAsync(REFRESH_MS);
    loop.watch(ticket(2));
    expect(last()).toMatchObject({ preview: { strategy: 'a' }, stale: true });
    expect(asked[1]?.signal.aborted).toBe(true);
    asked[1]?.resolve(answer('late'));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS);
    expect(last()).toMatchObject({ preview: { strategy: 'a' }, stale: true });
    asked[2]?.resolve(answer('b'));
    await vi.advanceTimersByTimeAsync(0);
    expect(last()).toMatchObject({ preview: { strategy: 'b' }, stale: false });
  });

  it('marks figures stale when an answer is late, and goes on after a failure', async () => {
    loop.watch(ticket(1));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS);
    asked[0]?.resolve(answer('a'));
    await vi.advanceTimersByTimeAsync(2 * REFRESH_MS);
    expect(last()).toMatchObject({ stale: true });
    asked[1]?.reject(new Error('too many requests'));
    await vi.advanceTimersByTimeAsync(REFRESH_MS);
    expect(last()).toMatchObject({ preview: { strategy: 'a' }, stale: true, failure: { message: 'too many requests' } });
    expect(asked).toHaveLength(3);
  });

  it('drops the answer with the ticket, and holds it without asking', async () => {
    loop.watch(ticket(1));
    await vi.advanceTimersByTimeAsync(EDIT_PAUSE_MS);
    asked[0]?.resolve(answer('a'));
    await vi.advanceTimersByTimeAsync(0);
    loop.hold();
    await vi.advanceTimersByTimeAsync(10 * REFRESH_MS);
    expect(asked).toHaveLength(1);
    expect(last()).toMatchObject({ preview: { strategy: 'a' }, stale: true });
    loop.watch(null);
    expect(last()).toEqual(NO_PREVIEW);
  });
});

describe('previewOf', () => {
  const leg = { symbol: 'SPY   260821C00617000' as InstrumentSymbol, side: 'buy', ratio: 1 } as const;
  const asked: Ticket = { ...ticket(2), legs: [leg] };
  const view: PreviewView = { preview: answer('long call'), ticket: asked, stale: true, failure: null };

  it('answers for the same package at another price', () => {
    expect(previewOf(view, { ...asked, legs: [{ ...leg }], terms: { type: 'limit', limit: fromDollars(0.5) } })).toBe(view.preview);
  });

  it.each<[string, Partial<Ticket>]>([
    ['a leg more', { legs: [leg, { ...leg, symbol: 'SPY   260821C00620000' as InstrumentSymbol, side: 'sell' }] }],
    ['the other side', { legs: [{ ...leg, side: 'sell' }] }],
    ['another ratio', { legs: [{ ...leg, ratio: 2 }] }],
    ['another quantity', { quantity: 3 }],
    ['another trade', { tradeId: '20000000-0000-4000-8000-000000000001' as Ticket['tradeId'] & string }],
  ])('says nothing of a package with %s', (_, change) => {
    expect(previewOf(view, { ...asked, ...change })).toBeNull();
  });

  it('says nothing before an answer', () => {
    expect(previewOf(NO_PREVIEW, asked)).toBeNull();
  });
});
