import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const EXPIRY_HELP: PanelHelp = {
  shows: 'The last hours: the moments that count, what each contract held would become, and the shares, cash and margin it would leave.',
  figures: [
    ['Broker cut-off', 'from then on brokers begin to close what an account may not be able to take'],
    ['Reference', 'the price of that moment decides what is exercised by itself: 0.01 in the money or more'],
    ['Last trade, Exercise cut-off', 'until then options trade; until then holders may exercise or refuse'],
    ['Distance', 'dollars in or out of the money, where the spot is'],
    ['Zone', '● exercise or assignment, ○ lapse, ◆ pin: so near the strike that either may come, ? without a spot'],
    ['In the money', 'probability that it ends in the money by 0.01 or more, by the chain’s distribution'],
    ['Shares, Cash', 'that exercise or assignment would bring (+) or take (−); shares, dollars'],
    ['Pin ±, Pin range', 'half-width of the pin zone around a strike, dollars; fewest and most shares that shorts within it could leave'],
    ['Margin', 'that those shares would need, dollars'],
    ['a move in %', 'result after hours of the shares left, at the greatest exposure of the pin zone; dollars'],
  ],
  keys: [],
  states: [ABSENT_STATE, ['Nothing expires', 'with a position, each contract stands here']],
  docs: ['risk.md', 'figures.md'],
};
