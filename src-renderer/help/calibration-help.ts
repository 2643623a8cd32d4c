import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const CALIBRATION_HELP: PanelHelp = {
  shows: 'Whether the probabilities that signals were given came true, by type, and how the record corrects the next ones.',
  figures: [
    ['Record', 'settled signals of a type, and whether they are enough to correct by'],
    ['Won', 'share that ended above their costs, with its 95 % interval'],
    ['Implied', 'mean probability that the market gave them'],
    ['Expectancy', 'mean result with its 95 % interval over sessions, dollars'],
    ['At exp. fill', 'the same with fills at expected prices, dollars'],
    ['Per risk', 'mean of result over maximum loss'],
    ['Exits', 'percent that ended at target, at stop, at expiry'],
    ['Slope, Intercept', 'of outcomes on the log odds that were said: 1 and 0 are perfect'],
    ['Brier', 'mean squared error of what was said: reliability − resolution + uncertainty + within. Lower is better'],
    ['Correction, Log odds, Kept', 'what the record does to a probability of 50 %; the same in log odds; and how much of it shrinkage leaves'],
  ],
  keys: [],
  states: [ABSENT_STATE, ['not calibrated', 'a type with too few settled signals: nothing corrects it yet']],
  docs: ['calibration.md', 'signals.md'],
};
