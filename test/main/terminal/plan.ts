import type { PlanStep } from '../../../src-main/headless/plan.ts';

export const condor = { structure: 'iron_condor', shortDelta: 0.3, width: 1, price: 'expected', quantity: 2 } as const;

/** Fills at once, rests at the mid, closes by itself and is left to settlement: every way an order of a plan can go. */
export const PLAN: readonly PlanStep[] = [
  { ...condor, at: '15:02', underlying: 'SPY' },
  { ...condor, at: '15:03', underlying: 'QQQ', price: 'mid', quantity: 3, close: { at: '15:30', price: 'natural' } },
  { ...condor, at: '15:03', underlying: 'IWM', structure: 'bull_put_spread', price: 'mid' },
  { ...condor, at: '15:04', underlying: 'SPY', structure: 'long_straddle', width: 0, quantity: 1, price: 'natural' },
  { ...condor, at: '15:05', underlying: 'SPY', structure: 'bear_call_spread', price: 'mid', close: { at: '15:31', price: 'mid' } },
  { ...condor, at: '15:05', underlying: 'QQQ', structure: 'long_call', width: 0, price: 'mid' },
];

