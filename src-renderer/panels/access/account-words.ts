import type { AccountEntry, NewAccount } from '../../../src-core/contract/access.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';

/** "25,000.00", "$25000": dollars of a new paper account; null where it is no such amount. */
export function capitalOf(text: string): Money | null {
  const digits = text.trim().replace(/^\$/, '').replaceAll(',', '');
  return /^\d{1,9}(\.\d{1,2})?$/.test(digits) && Number(digits) > 0 ? fromDollars(Number(digits)) : null;
}

/** Where an account's orders go. */
export type Place = NonNullable<NewAccount['broker']>;

/** What is wrong with a new account's number; null where it would be taken. */
export function numberProblem(number: string, place: Place, taken: readonly string[]): string | null {
  if (number === '') return 'A number is missing.';
  if (taken.includes(number)) return `There is an account ${number} already.`;
  if (place === 'ibkr' && !/^DU\d{1,12}$/.test(number)) return `“${number}” is no paper account of Interactive Brokers: those begin with DU, like DU1234567. A live one is made by going live.`;
  return null;
}

/** Why the terminal cannot trade another account now, as far as the window sees; null where nothing is in the way. */
export function inTheWay(working: number, held: number, isPractice: boolean): string | null {
  const parts = [
    ...(working === 0 ? [] : [working === 1 ? 'one order works' : `${working} orders work`]),
    ...(held === 0 ? [] : [held === 1 ? 'one package is held' : `${held} packages are held`]),
    ...(isPractice ? ['a day is being practised'] : []),
  ];
  if (parts.length === 0) return null;
  const [first = ''] = parts;
  const said = parts.length === 1 ? first : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}: that has to end first.`;
}

/** What can be said of an account in a word or two. */
export function accountStateWords({ isCurrent, isImported, isActive, mayTrade }: Pick<AccountEntry, 'isCurrent' | 'isImported' | 'isActive' | 'mayTrade'>): string {
  if (isImported) return 'imported, to look at';
  if (!isActive) return 'closed';
  if (isCurrent) return mayTrade ? 'traded here' : 'traded here, not by you';
  return mayTrade ? 'may be traded' : 'not yours';
}

/** Why an account cannot be chosen; null where it can. */
export function choiceProblem(account: AccountEntry): string | null {
  if (account.isCurrent) return 'This terminal trades it.';
  if (account.isImported) return 'It holds the trades of a broker’s statement: it is looked at, never traded.';
  if (!account.isActive) return 'It is closed.';
  if (!account.mayTrade) return `It is ${account.owner}’s and not shared with you.`;
  return null;
}
