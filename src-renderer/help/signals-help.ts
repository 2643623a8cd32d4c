import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const SIGNALS_HELP: PanelHelp = {
  shows: 'What the detectors found at a minute’s close, each with a package to trade it and what became of it, whatever was done.',
  figures: [
    ['Left', 'time until it expires; it ends sooner when its price is gone'],
    ['Structure', 'the package that is recommended'],
    ['Then, Now', 'its net price across the spread when the signal was made, and now; dollars a share'],
    ['Confidence', 'probability that it ends above its costs under its plan: the market’s own, corrected by the record, or “uncalibrated” where the record is too short'],
    ['Edge needed', 'what one must know better than the market to break even: dollars a package, and points of win probability'],
    ['Max loss', 'of one package after fees, dollars'],
    ['EV', 'mean result of one package by the record, dollars'],
    ['Fate', 'what was done with it: traded, by rule, dismissed, blocked, lapsed or left alone'],
    ['Exit, Result', 'how it ended, and dollars of one package after all costs at executable prices'],
  ],
  keys: [
    { command: 'signals.focus' },
    { command: 'signals.take' },
    { keys: ['arrowup', 'arrowdown', 'j', 'k'], does: 'Select a signal' },
    { keys: ['enter'], does: 'Open what it was made from' },
    { keys: ['arrowleft', 'arrowright'], does: 'Move from candidate to candidate' },
    { keys: ['escape'], does: 'Back to the list' },
    { command: 'signals.approve' },
    { command: 'signals.dismiss' },
    { command: 'signals.restore' },
  ],
  states: [ABSENT_STATE, ['abstains', 'a detector lacks a figure it needs; the line says which'], ['uncalibrated', 'too few settled signals of the type correct its probability']],
  docs: ['signals.md', 'detectors.md', 'calibration.md'],
};
