import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const MARKET_STATE_HELP: PanelHelp = {
  shows: 'The figures that the detectors look at, as they stood at the last minute’s close, and what each detector says of them.',
  figures: [
    ['Used of move', 'way gone since the open, as a share of the standard deviation that options asked for at the open'],
    ['Move left', 'one standard deviation to the reference by the implied distribution, dollars'],
    ['Momentum', 'return over the minutes named, in standard deviations that options asked for in them'],
    ['Volume', 'shares of the last 15 minutes over what is ordinary at this time of day'],
    ['Range', 'high less low so far, over what options asked for up to now'],
    ['Implied, Realised', 'volatility at the money and since the open, percent a year on the variance clock'],
    ['Implied ÷ real.', 'above 1 options ask for more than has been realised'],
    ['GEX c − p, GEX p − c', 'gamma exposure with dealers long calls and short puts, and the reverse; dollars of delta per 1 % move'],
    ['Heaviest', 'the strike with the most gamma, and its share of all of it'],
    ['Quoted', 'contracts fit to trade on, of those listed'],
    ['correlation, ordinary, z', 'of the last 20 minute returns; its mean at that minute of former days; how far apart, in standard deviations'],
  ],
  keys: [{ keys: ['arrowleft', 'arrowright'], does: 'Move along a chart from value to value' }, { keys: ['pageup', 'pagedown'], does: 'Move along it by half an hour' }, { keys: ['escape'], does: 'Leave the chart’s cursor' }],
  states: [ABSENT_STATE, ['abstains', 'something the detector needs is not known; its line says what'], ['No bar yet', 'the state begins with the first minute that closes']],
  docs: ['signals.md', 'detectors.md', 'figures.md'],
};
