import type { Preview } from '../../../src-core/contract/schemas.ts';
import { formatDollars } from '../../design/format.ts';
import { netOf } from '../../design/order-words.ts';

type Outlook = NonNullable<Preview['outlook']>;

/** Where the probabilities come from, in a few words. */
export function sourceWords(outlook: Preview['outlook']): string {
  if (outlook === null) return 'no distribution yet';
  return outlook.source === 'smile' ? 'by the smile' : 'by a lognormal';
}

const SOURCES: Readonly<Record<Outlook['source'], string>> = {
  smile: 'The prices at the reference time are distributed as the fitted smile implies.',
  lognormal: 'No smile is fitted: the prices at the reference time are taken as lognormal with the volatility at the money, which knows no fat tails.',
};

/** What the outlook assumes first of all: that the order fills, which at a net better than the mid it may well not. */
export function conditionWords({ net, mid }: Pick<Preview, 'net' | 'mid'>): string {
  return net !== null && mid !== null && net < mid ? '△ Only if filled past mid' : 'Held to the reference';
}

/** What every figure of the outlook has in common. */
export function outlookWords(outlook: Preview['outlook']): string {
  const common = 'Risk-neutral: what option prices imply, no forecast. Filled at the net of this ticket and held to the reference time, fees included; nothing is closed, exercised or assigned before.';
  return outlook === null ? `${common} No distribution is known yet.` : `${common} ${SOURCES[outlook.source]}`;
}

/** The mean result in its two parts. */
export function expectedWords({ expectedGain, expectedLoss, profit }: Pick<Outlook, 'expectedGain' | 'expectedLoss' | 'profit'>): string {
  const won = expectedGain === null ? '' : ` When it wins (${percent(profit)}) the mean gain is ${dollars(expectedGain)}.`;
  const lost = expectedLoss === null ? '' : ` When it loses the mean loss is ${dollars(Math.abs(expectedLoss))}.`;
  return `Mean result over all prices at the reference time, in dollars after fees.${won}${lost}`;
}

/**
 * The share of wins at which always winning the most or losing the most comes out even: |maximum loss| / (maximum gain
 * + |maximum loss|). null where either is unbounded or not known, and where nothing can be won or lost.
 */
export function neededWinRate({ maximumGain, maximumLoss }: Pick<Preview, 'maximumGain' | 'maximumLoss'>): number | null {
  if (maximumGain === null || maximumLoss === null || maximumGain <= 0 || maximumLoss === 0) return null;
  const loss = Math.abs(maximumLoss);
  return loss / (maximumGain + loss);
}

function dollars(amount: number): string {
  return formatDollars(netOf(amount));
}

function percent(probability: number): string {
  return `${(probability * 100).toFixed(0)} %`;
}
