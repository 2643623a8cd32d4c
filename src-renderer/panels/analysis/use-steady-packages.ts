import { useMemo } from 'react';
import type { PackageView, PositionsView } from '../../../src-core/contract/schemas.ts';
import { useStreamPart } from '../../connection/core.tsx';

/** A hook: the account's packages, another list only when what is held or was paid for it changes, not with each mark. Null before they are known. */
export function useSteadyPackages(): readonly PackageView[] | null {
  return useStreamPart('positions', useMemo(() => steadyPackages(), []));
}

export function steadyPackages(): (positions: Pick<PositionsView, 'packages'> | null) => readonly PackageView[] | null {
  let key = '';
  let steady: readonly PackageView[] | null = null;
  return (positions) => {
    if (positions === null) return null;
    const next = positions.packages.map(holdingKey).join('\n');
    if (steady === null || next !== key) steady = positions.packages;
    key = next;
    return steady;
  };
}

function holdingKey({ tradeId, status, realised, commission, fees, margin, legs }: PackageView): string {
  return [tradeId, status, realised, commission, fees, margin, ...legs.flatMap(({ symbol, quantity, averagePrice }) => [symbol, quantity, averagePrice])].join();
}
