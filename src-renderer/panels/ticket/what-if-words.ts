import type { WhatIf } from '../../../src-core/contract/broker.ts';
import type { Preview } from '../../../src-core/contract/schemas.ts';
import { add, type Money } from '../../../src-core/money.ts';
import { ABSENT, formatAmount, formatDollars } from '../../design/format.ts';

export interface WhatIfLine {
  readonly name: string;
  readonly title: string;
  /** What the broker says, before and after; `before` is null where there is no change to tell. */
  readonly before: string | null;
  readonly after: string;
  /** Ours of the same; null where we have none. */
  readonly ours: string | null;
}

/** The broker's answer line by line, with our own figures beside it. */
export function whatIfLines(answer: WhatIf, preview: Pick<Preview, 'marginChange' | 'fees'> | null, margin: Money | null): readonly WhatIfLine[] {
  const { initialMargin, maintenanceMargin, equityAfter, commission } = answer;
  const change = preview?.marginChange ?? null;
  const ourMargin = change === null || margin === null ? null : `${formatDollars(margin)} → ${formatDollars(add(margin, change))}`;
  return [
    { name: 'Initial', title: `Initial margin before and after the fill, ${answer.currency}`, before: formatAmount(initialMargin.before), after: formatAmount(initialMargin.after), ours: ourMargin },
    { name: 'Maintenance', title: `Maintenance margin before and after the fill, ${answer.currency}`, before: formatAmount(maintenanceMargin.before), after: formatAmount(maintenanceMargin.after), ours: null },
    { name: 'Equity', title: `Equity with loan value after the fill, ${answer.currency}`, before: null, after: formatAmount(equityAfter), ours: null },
    { name: 'Commission', title: `What the broker would charge, ${commission.currency}`, before: null, after: commissionWords(commission), ours: preview === null ? null : formatDollars(preview.fees.total) },
  ];
}

/** "1.30 to 1.90 USD"; one figure where both are the same, or where the broker says but one. */
export function commissionWords({ least, most, currency }: WhatIf['commission']): string {
  const [low, high] = [least ?? most, most ?? least];
  if (low === null || high === null) return ABSENT;
  return low === high ? `${formatAmount(low)} ${currency}` : `${formatAmount(low)} to ${formatAmount(high)} ${currency}`;
}
