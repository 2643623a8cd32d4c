import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const PRACTICE_HELP: PanelHelp = {
  shows: 'Recorded days to trade again with paper money of their own, the day under way, and the scores of earlier runs.',
  figures: [
    ['Day, Of', 'the recorded session, and what it was recorded from'],
    ['Net result', 'of the run, after costs; what is open counts at the mid. Dollars'],
    ['For each dollar of risk', 'result over the greatest loss that was planned'],
    ['Against holding every entry', 'what the same entries would have come to, held to the reference; dollars'],
    ['Left on the table', 'the best that each trade stood at, less what it came to; dollars'],
    ['Slippage', 'what fills cost against the mid, dollars'],
    ['Largest loss against its plan', 'whether a loss was larger than it was meant to be'],
  ],
  keys: [
    { keys: ['arrowup', 'arrowdown'], does: 'Choose a recorded day' },
    { keys: ['enter'], does: 'Begin' },
    { command: 'feed.pause' },
    { command: 'practice.step1' },
    { command: 'practice.step60' },
    { command: 'practice.step300' },
  ],
  states: [ABSENT_STATE, ['PRACTICE', 'nothing here reaches the account; the session stands meanwhile'], ['a day with a problem', 'its row says what is missing in the recording']],
  docs: ['practice.md', 'replay-format.md'],
};
