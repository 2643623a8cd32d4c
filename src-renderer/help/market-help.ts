import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const MARKET_HELP: PanelHelp = {
  shows: 'SPY, QQQ, IWM and the VIX: their prices, what their options say of the rest of the day, and a line of today or further back.',
  figures: [
    ['price, change', 'the last trade in dollars (VIX in points), its change since the previous close and the same in percent'],
    ['Bid, Ask', 'dollars a share'],
    ['Low, High, Open', 'of the session, dollars'],
    ['Volume', 'shares traded today'],
    ['Forward', 'of today’s options, by put-call parity; dollars'],
    ['ATM IV', 'implied volatility at the money, percent a year'],
    ['1σ left', 'one standard deviation of the move that is left until the reference time, dollars'],
    ['Today, 5 D, 30 D, 2 Y', 'how far the lines go back: today from the session, the others from what was recorded'],
  ],
  keys: [{ command: 'market.range.next' }, { command: 'market.range.previous' }, { command: 'underlying.SPY' }, { command: 'underlying.QQQ' }, { command: 'underlying.IWM' }],
  states: [ABSENT_STATE, ['dim', 'the price is old or the window is not connected'], ['Nothing recorded yet', 'the terminal records each minute it runs, and reads no other history']],
  docs: ['figures.md', 'time-series.md'],
};
