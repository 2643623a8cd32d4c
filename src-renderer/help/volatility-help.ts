import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const VOLATILITY_HELP: PanelHelp = {
  shows: 'What the options of the chosen underlying say of its volatility: by strike, by expiry, through the day, and as a distribution.',
  figures: [
    ['Smile', 'each strike’s quoted volatility with half its spread, and the fit; percent a year'],
    ['Residual', 'quoted less fitted, points of volatility; ▲ rich and ▼ cheap are beyond the quote’s own bid and ask'],
    ['Half-spreads', 'the residual in half-spreads of the quote'],
    ['Change', 'the smile now less that of the open, in points: at the same strike, or so many σ from each moment’s own forward'],
    ['Skew: 25Δ', 'the volatility at the strike whose forward delta is 0.25 (call) or −0.25 (put); percent a year'],
    ['risk reversal', '25Δ call less 25Δ put, points: below 0 the downside costs more'],
    ['butterfly', 'the mean of both less the volatility at the forward, points'],
    ['Term', 'volatility at the money by expiry, and the VIX; percent a year'],
    ['Day', 'volatility and price of the straddle at the forward by minute; decay is what the first straddle would cost now at the same volatility, dollars'],
    ['Move left, 1σ left', 'the straddle at the forward, and 1.2533 times it; dollars'],
    ['Density', 'the smile’s distribution of the price at the reference time: risk-neutral, per dollar'],
    ['68 %, 95 %', 'the middle of that distribution, as much below as above'],
  ],
  keys: [
    { command: 'smile.focus' },
    { command: 'smile.shape' },
    { keys: ['arrowleft', 'arrowright'], does: 'Move from tab to tab, strike to strike or value to value' },
    { keys: ['pageup', 'pagedown'], does: 'Move by five strikes' },
    { keys: ['home', 'end'], does: 'To the first or the last' },
    { keys: ['escape'], does: 'Back to the forward' },
  ],
  states: [ABSENT_STATE, ['No distribution, no smile', 'too few strikes are quoted; the line below says what is missing']],
  docs: ['figures.md'],
};
