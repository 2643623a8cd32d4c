import { ABSENT_STATE, type PanelHelp } from './panel-help.ts';

export const GAMMA_HELP: PanelHelp = {
  shows: 'The gamma of what is open in today’s options, by strike and by price, and how often its levels have held on recorded days.',
  figures: [
    ['exposure', 'gamma · open interest · 100 · S² · 0.01: dollars of delta that a move of 1 % changes'],
    ['Calls + puts −', 'dealers taken to be long all calls and short all puts. An assumption: nobody publishes who holds what'],
    ['Calls − puts +', 'the reverse assumption'],
    ['Total', 'all of it, whoever holds it: nothing is assumed'],
    ['Call wall, Put wall, Heaviest', 'the strike with the most gamma of calls, of puts, of both'],
    ['Flip', 'the price nearest to the spot at which the net changes its sign, every strike’s gamma priced anew there; dollars'],
    ['reached, held', 'a level that the price came within 0.03 % of; on the side it came from half an hour later'],
    ['95 %', 'Wilson’s interval of the share that held'],
    ['others', 'the level as far away on the other side, judged alike: a level means something where the two intervals lie apart'],
  ],
  keys: [{ keys: ['arrowleft', 'arrowright'], does: 'Move from strike to strike' }, { keys: ['escape'], does: 'Leave the strike' }],
  states: [ABSENT_STATE, ['open interest of last night', 'nothing traded today is in it; simulated open interest is made up and says so']],
  docs: ['figures.md'],
};
