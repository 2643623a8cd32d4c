import { type ScenarioGrid, scenarioGridSchema } from '../../../src-core/risk/measures.ts';
import { NOW } from './risk-views.ts';

const WIDTH: Record<ScenarioGrid['scope'], number> = { book: 0.011, SPY: 0.009, QQQ: 0.012, IWM: 0.014 };
const MOST: Record<ScenarioGrid['scope'], number> = { book: 340, SPY: 155, QQQ: 132, IWM: -210 };

/** Short premium in `scope` (long in IWM): it earns what time takes while the spot stays, and loses to a bound beyond. */
export function scenarioGrid(scope: ScenarioGrid['scope'], given: Partial<ScenarioGrid> = {}): ScenarioGrid {
  const moves = Array.from({ length: 21 }, (_, index) => (index - 10) / 400);
  const volatilities = Array.from({ length: 11 }, (_, index) => (index - 5) * 2);
  const minutes = [0, 34.5, 69, 103.5, 138];
  const most = MOST[scope];
  const worth = (move: number, volatility: number, minute: number): number => {
    const left = 1 - minute / 138;
    const width = WIDTH[scope] * (0.45 + 0.55 * left) * (1 + volatility / 60);
    const inside = Math.exp(-((move / width) ** 2));
    return most * (2.4 * inside - 1.4) * (1 - 0.62 * left * (1 + volatility / 40)) - most * 0.004 * volatility * left;
  };
  const now = worth(0, 0, 0);
  return scenarioGridSchema.parse({
    time: NOW,
    scope,
    moves,
    volatilities,
    minutes,
    results: minutes.map((minute) => volatilities.map((volatility) => moves.map((move) => (move === 0 && volatility === 0 && minute === 0 ? 0 : Math.round((worth(move, volatility, minute) - now) * 100) / 100)))),
    betas: scope === 'book' ? { SPY: 1, QQQ: 1.24, IWM: 1.11 } : { [scope]: 1 },
    note: null,
    ...given,
  });
}
