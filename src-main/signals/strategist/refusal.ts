import { add, formatMoney, type Money, money, toDollars } from '../../../src-core/money.ts';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import type { Outlook } from '../../../src-core/signals/evidence.ts';
import type { Blueprint } from './blueprint.ts';
import { exitFamilyOf, type StrategistRules } from './rules.ts';

/** What a candidate does not say of its quote. */
export interface PackageMeasures {
  /** Whole packages on display; NaN where no leg shows a size. */
  readonly size: number;
  /** Dollars between the strikes of its widest wing, 0 without one. */
  readonly widest: number;
  /** From natural to opposite, dollars per share. */
  readonly spread: Money;
  /** Dollars for one package. */
  readonly exitCost: Money;
  /** As of its blueprint. */
  readonly gainsBeyond: Blueprint['gainsBeyond'];
  readonly outlook: Outlook;
  /** As of its break-even tilt. */
  readonly tilt: number;
}

/** Why it should not be traded as quoted, with the numbers; null where nothing speaks against it. */
export function refusalOf(candidate: Omit<Candidate, 'refusal'>, measures: PackageMeasures, rules: StrategistRules): string | null {
  return (
    impossible(candidate) ??
    undersized(measures, rules) ??
    costly(candidate, measures) ??
    misfit(candidate, measures) ??
    poorCredit(candidate, measures, rules) ??
    wideSpread(candidate, measures, rules) ??
    stoppedAtOnce(candidate, measures) ??
    unknowable(candidate, rules) ??
    unmoved(measures, rules)
  );
}

type Priced = Omit<Candidate, 'refusal'>;

function impossible({ natural, maximumLoss, structure }: Priced): string | null {
  if (maximumLoss <= 0) return `Quotes that cannot be true: it would gain ${dollars(-maximumLoss)} at the least, at every price.`;
  if (exitFamilyOf(structure) === 'debit' && natural <= 0) return `Quotes that cannot be true: it would be paid for with ${cents(-natural)} received.`;
  return null;
}

function undersized({ size }: PackageMeasures, { leastSize }: StrategistRules): string | null {
  return size < leastSize ? `${size} whole packages are on display; at least ${leastSize} is asked for.` : null;
}

function costly({ natural, fees, maximumGain, structure }: Priced, { exitCost }: PackageMeasures): string | null {
  if (exitFamilyOf(structure) === 'credit' && natural >= 0) return `No credit is left: at the natural price it costs ${cents(natural)}.`;
  if (maximumGain !== null && maximumGain <= 0) {
    const at = natural < 0 ? `a credit of ${cents(-natural)}` : `a debit of ${cents(natural)}`;
    return `No price pays for it: ${at} with ${dollars(fees.entry)} of fees leaves ${signed(maximumGain)} at the best.`;
  }
  if (maximumGain !== null && maximumGain <= exitCost) {
    return `Its maximum gain of ${dollars(maximumGain)} is not more than the ${dollars(exitCost)} that closing it costs.`;
  }
  return null;
}

/** Beyond its long near the money a broken-wing butterfly leaves what was received, or costs what was paid. */
function misfit({ natural, fees }: Priced, { gainsBeyond }: PackageMeasures): string | null {
  const left = -100 * natural - fees.entry;
  if (gainsBeyond === null || left > 0) return null;
  const price = natural < 0 ? `credit of ${cents(-natural)}` : `debit of ${cents(natural)}`;
  return `Its ${price} leaves a loss of ${dollars(-left)} where the price ${gainsBeyond === 1 ? 'rises' : 'falls'}: it does not lean that way.`;
}

function poorCredit({ natural, fees, structure, maximumGain }: Priced, { widest }: PackageMeasures, { leastCreditOfWidth }: StrategistRules): string | null {
  if (exitFamilyOf(structure) !== 'credit' || maximumGain === null) return null;
  const part = toDollars(maximumGain) / (100 * widest);
  if (part >= leastCreditOfWidth) return null;
  return `The best credit is ${cents(-natural)} with ${dollars(fees.entry)} of fees: ${percent(part)} of its ${widest} wide wing, at least ${percent(leastCreditOfWidth)} is asked for.`;
}

function wideSpread({ mid, maximumLoss, structure }: Priced, { spread }: PackageMeasures, { mostSpreadOfPrice }: StrategistRules): string | null {
  const peaks = exitFamilyOf(structure) === 'peak';
  const price = peaks ? toDollars(maximumLoss) / 100 : Math.abs(toDollars(mid));
  const part = toDollars(spread) / price;
  if (part <= mostSpreadOfPrice) return null;
  const against = peaks ? `its risk of ${dollars(maximumLoss)}` : `its mid of ${cents(Math.abs(mid))}`;
  return `Its spread of ${cents(spread)} is ${Number.isFinite(part) ? percent(part) : 'more than all'} of ${against}; at most ${percent(mostSpreadOfPrice)} is taken.`;
}

/** The price of entering and leaving is a loss from the start; where that makes the stop, the plan is to be stopped. */
function stoppedAtOnce({ natural, mid, fees, stop }: Priced, { exitCost }: PackageMeasures): string | null {
  const roundTrip = add(fees.entry, exitCost) + 100 * (natural - mid);
  if (stop.amount > roundTrip) return null;
  return `Its stop at a loss of ${dollars(stop.amount)} lies within the ${dollars(roundTrip)} that entering and leaving cost.`;
}

function unknowable({ edgeNeeded, base }: Priced, { mostEdge }: StrategistRules): string | null {
  const { probability } = edgeNeeded;
  if (probability !== null && probability > mostEdge.probability) {
    return `Its costs must be made up by knowing ${points(probability)} points of win probability more than the market; at most ${points(mostEdge.probability)} are taken.`;
  }
  const part = edgeNeeded.dollars / toDollars(base.amount);
  if (part <= mostEdge.ofBase) return null;
  const of = base.kind === 'debit' ? 'debit' : 'maximum loss';
  return `Its costs must be made up by knowing $${edgeNeeded.dollars.toFixed(2)} more than the market, ${percent(part)} of its ${of}; at most ${percent(mostEdge.ofBase)} is taken.`;
}

/** Far from what the evidence is about, hardly anything that it says pays. */
function unmoved({ tilt, outlook }: PackageMeasures, { mostEdge }: StrategistRules): string | null {
  if (tilt <= mostEdge.tilt) return null;
  switch (outlook) {
    case 'up':
    case 'down':
      if (!Number.isFinite(tilt)) return `It gains nothing where the price goes ${outlook}.`;
      return `Its costs are paid only if the price goes ${outlook} by ${tilt.toFixed(2)} σ more than is implied on average; at most ${mostEdge.tilt} σ are taken.`;
    case 'calm':
    case 'wild': {
      const how = outlook === 'calm' ? 'smaller' : 'greater';
      if (!Number.isFinite(tilt)) return `It gains nothing where the move is ${how} than is implied.`;
      return `Its costs are paid only if the move is ${percent(tilt)} ${how} than is implied; at most ${percent(mostEdge.tilt)} is taken.`;
    }
  }
}

function dollars(amount: number): string {
  return `$${formatMoney(money(Math.round(amount)))}`;
}

function signed(amount: Money): string {
  return amount < 0 ? `a loss of ${dollars(-amount)}` : dollars(amount);
}

/** Per share. */
function cents(price: number): string {
  return `$${formatMoney(money(Math.round(price)))}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
}

function points(probability: number): string {
  return (100 * probability).toFixed(1);
}
