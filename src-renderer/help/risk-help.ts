import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const RISK_HELP: PanelHelp = {
  shows: 'How much of each limit is used, what the book could lose, which breakers are armed, and what trading is allowed.',
  figures: [
    ['ACTIVE, REDUCING, HALTED', 'everything is taken; only what raises neither loss nor margin; nothing'],
    ['Limit', 'what is used of it and what is left, with the share as a bar'],
    ['Breaker', 'what it watches, where it stands, and where it trips'],
    ['Day result', 'if closed now at the mid, since the start of the day, fees included; dollars'],
    ['Worst case', 'greatest loss at expiry of what is held, from what was paid; with orders: whichever of them fills. Dollars'],
    ['Δ $, Γ $ per 1 %', 'dollars of the underlying held in effect; their change for a move of 1 %'],
    ['Vega $, Θ left $', 'dollars per point of volatility; what passing time alone gives or takes until the reference'],
    ['VaR 95, VaR 99', 'a loss that is not passed in 95 or 99 of 100 cases, dollars'],
    ['ES 95, ES 99', 'mean of the losses beyond that, dollars'],
    ['scenario grid', 'dollars of change by move of the spot (percent) and of volatility'],
    ['flatten', 'the plan that closes everything: what each step would cost at the mid, as expected, and at the end of its price ladder'],
  ],
  keys: [
    { command: 'risk.focus' },
    { command: 'risk.kill' },
    { keys: ['arrowup', 'arrowdown', 'arrowleft', 'arrowright'], does: 'Move the crosshair of the scenario grid' },
    { keys: ['pageup', 'pagedown'], does: 'Go to an earlier or a later time of the grid' },
    { keys: ['home'], does: 'To the cell where nothing moves' },
    { keys: ['escape'], does: 'Take the crosshair away' },
  ],
  states: [ABSENT_STATE, ['locked', 'a day that was locked is not ACTIVE again until the next session'], ['– of a limit', 'what is used has no bound, or is not known']],
  docs: ['risk.md', 'limits.md', 'denials.md'],
};
