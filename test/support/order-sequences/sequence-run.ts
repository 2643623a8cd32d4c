import fc from 'fast-check';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import type { DenialCode } from '../../../src-main/risk/denial.ts';
import { DATE, SESSION } from '../../main/trading/trading-fixture.ts';
import { isProven } from '../denial-proof.ts';
import { DeskProof } from './desk-proof.ts';
import { OrderDesk } from './order-desk.ts';
import { SequenceMarket } from './sequence-market.ts';
import { type Sequence, sequences, startSequence, takeStep, type Theme } from './steps.ts';

/** What many sequences came to: that they reached what they are to prove. */
export interface Reached {
  sequences: number;
  steps: number;
  sent: number;
  changed: number;
  fills: number;
  /** Sent while two or more others worked. */
  sentBesideOthers: number;
  sentWhileReducing: number;
  flattenedWhileHalted: number;
  /** Began with more at stake than a day may risk. */
  startedBeyond: number;
  readonly denials: Map<DenialCode, number>;
}

/** Runs sequences of a theme, each step of them proved. Fails with the seed, the shortest sequence found and its story. */
export function proveSequences(theme: Theme, count: number): Reached {
  const desk = new OrderDesk(new SequenceMarket(DATE), SESSION, INITIAL_LIMITS);
  const proof = new DeskProof(desk);
  const reached: Reached = { sequences: 0, steps: 0, sent: 0, changed: 0, fills: 0, sentBesideOthers: 0, sentWhileReducing: 0, flattenedWhileHalted: 0, startedBeyond: 0, denials: new Map() };
  fc.assert(
    fc.property(sequences, (sequence) => {
      try {
        runSequence(desk, proof, theme, sequence, reached, null);
      } catch (error) {
        const story: string[] = [];
        try {
          runSequence(desk, proof, theme, sequence, null, story);
        } catch {
          // It is told below.
        }
        throw new Error(`${error instanceof Error ? error.message : String(error)}\nafter\n${story.join('\n')}`, { cause: error });
      }
    }),
    { numRuns: count },
  );
  return reached;
}

function runSequence(desk: OrderDesk, proof: DeskProof, theme: Theme, [start, steps]: Sequence, reached: Reached | null, story: string[] | null): void {
  startSequence(desk, theme, start);
  proof.begin();
  const startedBeyond = proof.isBeyond;
  story?.push(`  limits ${Object.keys(theme.limits).map((name) => `${name} ${Object.entries(desk.limits).find(([each]) => each === name)?.[1]}`).join(', ')}; equity ${desk.equity / 10_000}`);
  for (const { tradeId, symbol, quantity, costBasis } of story === null ? [] : desk.book.holdings()) story?.push(`  holds ${quantity} ${symbol} of ${tradeId} at ${costBasis / 10_000}`);
  for (const step of steps) {
    const others = desk.working.length;
    const taken = takeStep(desk, proof, theme, step);
    story?.push(`  ${taken.text()}`);
    const { answer, mover } = taken;
    if (answer?.said === 'denied') {
      for (const denial of answer.denials) {
        if (!isProven(denial)) throw new Error(`not exceeded: ${JSON.stringify(denial)}`);
      }
    }
    proof.check(mover);
    if (reached === null) continue;
    reached.steps += 1;
    if (mover.by === 'broker') reached.fills += 1;
    if (answer?.said === 'denied') for (const { code } of answer.denials) reached.denials.set(code, (reached.denials.get(code) ?? 0) + 1);
    if (answer?.said !== 'sent') continue;
    const state = desk.stateOf(answer.order.underlying);
    if (answer.order.pendingChange === undefined) reached.sent += 1;
    else reached.changed += 1;
    if (others >= 2) reached.sentBesideOthers += 1;
    if (state === 'REDUCING') reached.sentWhileReducing += 1;
    if (state === 'HALTED') reached.flattenedWhileHalted += 1;
  }
  proof.fillWorst();
  if (reached === null) return;
  reached.sequences += 1;
  if (startedBeyond) reached.startedBeyond += 1;
}
