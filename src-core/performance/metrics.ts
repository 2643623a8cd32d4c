import type { MetricName, MetricUnit } from './metric.ts';

export interface MetricDefinition {
  readonly title: string;
  /** One sentence, with the formula and what it is annualised by. */
  readonly definition: string;
  readonly unit: MetricUnit;
  /** What its sample counts. */
  readonly of: 'trades' | 'days';
  /** With a smaller sample there is no value. */
  readonly leastSample: number;
}

/** Trading days of a year, by which daily figures are annualised. */
export const SESSIONS_A_YEAR = 252;

/** Described as it was, nothing is concluded: one will do. */
const FACT = 1;
/** The 95 % interval of a win rate of one half reaches from 24 to 76 % there, at best: with fewer it says nothing. */
const RATE = 10;
/** A month: the volatility's own relative error, 1 / sqrt(2 (n - 1)), is 16 % there. */
const MONTH = 20;
/** A quarter: a year's return is told from it by raising it to the fourth power, and no further. */
const QUARTER = 63;

/** What each figure of a period is. Amounts are dollars; costs are commission and fees. */
export const METRICS: Readonly<Record<MetricName, MetricDefinition>> = {
  net_result: {
    title: 'Net result',
    definition: 'Sum of the days’ net results: realised and change of unrealised, less costs.',
    unit: 'dollars',
    of: 'days',
    leastSample: FACT,
  },
  total_return: {
    title: 'Total return',
    definition: 'Net result / equity at the period’s start, not annualised.',
    unit: 'share',
    of: 'days',
    leastSample: FACT,
  },
  trades: {
    title: 'Trades',
    definition: 'Trades that ended in the period, each a package from its opening to its end.',
    unit: 'count',
    of: 'trades',
    leastSample: 0,
  },
  winners: {
    title: 'Winners',
    definition: 'Trades with a net result above 0, costs included.',
    unit: 'count',
    of: 'trades',
    leastSample: 0,
  },
  losers: {
    title: 'Losers',
    definition: 'Trades with a net result below 0, costs included; one that nets exactly 0 is neither.',
    unit: 'count',
    of: 'trades',
    leastSample: 0,
  },
  win_rate: {
    title: 'Win rate',
    definition: 'Winners / trades, those that net 0 among them; interval: Wilson, at the number of independent trades that vary as much from day to day (Kish), Student’s t over days.',
    unit: 'share',
    of: 'trades',
    leastSample: RATE,
  },
  average_win: {
    title: 'Average win',
    definition: 'Mean net result of the winners; its sample is the winners.',
    unit: 'dollars',
    of: 'trades',
    leastSample: FACT,
  },
  average_loss: {
    title: 'Average loss',
    definition: 'Mean net result of the losers, below 0; its sample is the losers.',
    unit: 'dollars',
    of: 'trades',
    leastSample: FACT,
  },
  profit_factor: {
    title: 'Profit factor',
    definition: 'Sum of the winners’ net results / sum of the losers’ net results without its sign.',
    unit: 'ratio',
    of: 'trades',
    leastSample: RATE,
  },
  expectancy: {
    title: 'Expectancy',
    definition: 'Mean net result of a trade, which is win rate · average win + share of losers · average loss; interval: trades of a day count as one cluster (Liang and Zeger), Student’s t over days.',
    unit: 'dollars',
    of: 'trades',
    leastSample: RATE,
  },
  return_on_risk: {
    title: 'Profit per unit of risk',
    definition: 'Mean of net result / risk over the trades with a bounded risk above 0, risk being the greatest loss at expiry of what was opened; interval as that of expectancy.',
    unit: 'ratio',
    of: 'trades',
    leastSample: RATE,
  },
  sharpe: {
    title: 'Sharpe ratio',
    definition: 'Mean / standard deviation (n - 1) of the daily returns · √252, a daily return being the day’s net / equity at the day’s start and the risk-free rate 0; interval: Mertens (2002), which is Lo’s (2002) without assuming normal returns.',
    unit: 'ratio',
    of: 'days',
    leastSample: MONTH,
  },
  sortino: {
    title: 'Sortino ratio',
    definition: 'Mean of the daily returns / √(mean over all days of min(return, 0)²) · √252; the target is 0.',
    unit: 'ratio',
    of: 'days',
    leastSample: MONTH,
  },
  calmar: {
    title: 'Calmar ratio',
    definition: 'Annualised return / maximum drawdown, annualised as (1 + total return)^(252 / days) - 1.',
    unit: 'ratio',
    of: 'days',
    leastSample: QUARTER,
  },
  volatility: {
    title: 'Volatility',
    definition: 'Standard deviation (n - 1) of the daily returns · √252.',
    unit: 'share',
    of: 'days',
    leastSample: MONTH,
  },
  max_drawdown: {
    title: 'Maximum drawdown',
    definition: 'Greatest (peak - equity) / peak at a day’s end, the peak being the highest equity so far, the period’s start included.',
    unit: 'share',
    of: 'days',
    leastSample: FACT,
  },
  max_drawdown_dollars: {
    title: 'Maximum drawdown, dollars',
    definition: 'Greatest peak - equity at a day’s end.',
    unit: 'dollars',
    of: 'days',
    leastSample: FACT,
  },
  max_drawdown_duration: {
    title: 'Drawdown duration',
    definition: 'Session days of the drawdown of most dollars, from the last day at its peak to the first at that equity again, or to the period’s end.',
    unit: 'days',
    of: 'days',
    leastSample: FACT,
  },
  max_drawdown_recovery: {
    title: 'Drawdown recovery',
    definition: 'Session days of the drawdown of most dollars, from its lowest equity to the first day at the peak’s equity again.',
    unit: 'days',
    of: 'days',
    leastSample: FACT,
  },
  longest_wins: {
    title: 'Longest winning streak',
    definition: 'Most winners in a row, by the order in which trades ended; one that nets 0 neither adds to a streak nor ends it.',
    unit: 'count',
    of: 'trades',
    leastSample: FACT,
  },
  longest_losses: {
    title: 'Longest losing streak',
    definition: 'Most losers in a row, by the order in which trades ended; one that nets 0 neither adds to a streak nor ends it.',
    unit: 'count',
    of: 'trades',
    leastSample: FACT,
  },
  holding_time: {
    title: 'Holding time',
    definition: 'Median time from a trade’s opening to its end.',
    unit: 'milliseconds',
    of: 'trades',
    leastSample: FACT,
  },
  slippage_mid: {
    title: 'Slippage against mid',
    definition: 'Mean of (net, had each fill been at its mid) - net, dollars a trade, over the trades whose quotes were kept: above 0 is what crossing the spread cost.',
    unit: 'dollars',
    of: 'trades',
    leastSample: FACT,
  },
  slippage_natural: {
    title: 'Slippage against natural',
    definition: 'Mean of (net, had each fill been at its natural price) - net, dollars a trade, over the trades whose quotes were kept: below 0 is what was saved by not paying the whole spread.',
    unit: 'dollars',
    of: 'trades',
    leastSample: FACT,
  },
  fee_share: {
    title: 'Fees of gross',
    definition: 'Costs of all trades / gross profit, the sum of what the trades that gained before costs realised; above 1 costs took more than was gained.',
    unit: 'share',
    of: 'trades',
    leastSample: FACT,
  },
  favourable_excursion: {
    title: 'Favourable excursion',
    definition: 'Mean of the greatest result a trade had at mid while it was held, costs so far included, over the trades that were followed.',
    unit: 'dollars',
    of: 'trades',
    leastSample: FACT,
  },
  adverse_excursion: {
    title: 'Adverse excursion',
    definition: 'Mean of the least result a trade had at mid while it was held, costs so far included, over the trades that were followed: as a rule below 0.',
    unit: 'dollars',
    of: 'trades',
    leastSample: FACT,
  },
};
