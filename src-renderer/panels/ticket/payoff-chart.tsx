import { useMemo } from 'react';
import { Area, ComposedChart, Line, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Preview } from '../../../src-core/contract/schemas.ts';
import { formatCount, formatPrice } from '../../design/format.ts';
import { payoffCurve, priceTicks } from './payoff-curve.ts';
import styles from './ticket.module.css';

export interface PayoffChartProps {
  readonly preview: Preview;
  /** The underlying now; null while it has no price. */
  readonly spot: number | null;
}

const TICK = { fill: 'var(--dim)', fontSize: 10, fontFamily: 'var(--font-numbers)' } as const;
const MARGIN = { top: 14, right: 10, bottom: 0, left: 0 } as const;

/** The result at expiry over the underlying's price, after fees, with the zero line, the price now and the break-evens. */
export default function PayoffChart({ preview, spot }: PayoffChartProps) {
  const curve = useMemo(() => payoffCurve(preview.payoff), [preview.payoff]);
  const first = curve[0]?.price;
  const last = curve.at(-1)?.price;
  if (first === undefined || last === undefined) return null;
  const isInside = (price: number): boolean => price >= first && price <= last;
  return (
    <figure className={styles.payoff} aria-label="Result at expiry after fees" data-testid="ticket-payoff">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={[...curve]} margin={MARGIN} accessibilityLayer={false}>
          <XAxis dataKey="price" type="number" domain={[first, last]} tick={TICK} tickLine={false} axisLine={false} ticks={[...priceTicks(first, last, 6)]} interval={0} tickFormatter={strike} height={18} />
          <YAxis type="number" tick={TICK} tickLine={false} axisLine={false} tickCount={4} tickFormatter={formatCount} width={46} />
          <Area dataKey="gain" stroke="none" fill="var(--up)" fillOpacity={0.14} isAnimationActive={false} activeDot={false} />
          <Area dataKey="loss" stroke="none" fill="var(--down)" fillOpacity={0.14} isAnimationActive={false} activeDot={false} />
          <ReferenceLine y={0} stroke="var(--faint)" />
          {preview.breakEvens.filter(isInside).map((price) => (
            <ReferenceLine key={price} x={price} stroke="var(--faint)" strokeDasharray="1 3" />
          ))}
          {spot !== null && isInside(spot) ? (
            <ReferenceLine x={spot} stroke="var(--ink)" strokeDasharray="3 3" label={{ value: formatPrice(spot), position: 'top', ...TICK }} />
          ) : null}
          <Line dataKey="result" stroke="var(--accent)" strokeWidth={1.5} dot={false} isAnimationActive={false} activeDot={false} />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

function strike(price: number): string {
  return formatPrice(price, Number.isInteger(price) ? 0 : 2);
}
