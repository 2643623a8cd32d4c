import type { OrderView } from '../../../src-core/contract/schemas.ts';
import type { OrderChange, OrderTerms } from '../../../src-core/orders/order.ts';
import { netPriceOf, parseNetPrice, sideOf } from '../ticket/net-price-input.ts';
import { LARGEST_QUANTITY } from '../ticket/ticket-store.ts';

export type ChangeField = 'limit' | 'stop' | 'quantity';
/** What stands in the fields of an order being changed. */
export type ChangeTexts = Readonly<Record<ChangeField, string>>;
export type ParsedChange = { readonly change: OrderChange } | { readonly problem: string; readonly field: ChangeField };

/** The prices an order of these terms has, in the order they are written. */
export function priceFields(terms: OrderTerms): readonly ('stop' | 'limit')[] {
  return [...('stop' in terms ? (['stop'] as const) : []), ...('limit' in terms ? (['limit'] as const) : [])];
}

/** The order as it is; prices carry their side in a word ("0.78 credit") so that it can be typed over. */
export function changeTexts({ terms, quantity }: Pick<OrderView, 'terms' | 'quantity'>): ChangeTexts {
  const words = (net: Parameters<typeof netPriceOf>[0]): string => {
    const { text, side } = netPriceOf(net);
    return `${text} ${side}`;
  };
  return { limit: 'limit' in terms ? words(terms.limit) : '', stop: 'stop' in terms ? words(terms.stop) : '', quantity: String(quantity) };
}

/** Reads the fields. A price without a side stays on the side it had; the quantity cannot fall to what is filled. */
export function parseChange(order: Pick<OrderView, 'terms' | 'quantity' | 'filledQuantity'>, texts: ChangeTexts): ParsedChange {
  const quantity = /^\d+$/.test(texts.quantity.trim()) ? Number(texts.quantity) : Number.NaN;
  const least = order.filledQuantity + 1;
  if (!Number.isInteger(quantity) || quantity < least || quantity > LARGEST_QUANTITY) {
    return { field: 'quantity', problem: `"${texts.quantity}": the quantity is a whole number from ${least} to ${LARGEST_QUANTITY}` };
  }
  let terms: OrderTerms = order.terms;
  for (const field of priceFields(order.terms)) {
    const before = field === 'limit' ? ('limit' in terms ? terms.limit : null) : 'stop' in terms ? terms.stop : null;
    const parsed = parseNetPrice(texts[field], before === null ? 'debit' : sideOf(before));
    if ('problem' in parsed) return { field, problem: parsed.problem };
    terms = withPrice(terms, field, parsed.net);
  }
  return { change: { terms, quantity } };
}

function withPrice(terms: OrderTerms, field: 'limit' | 'stop', net: Extract<OrderTerms, { type: 'limit' }>['limit']): OrderTerms {
  if (field === 'limit') return terms.type === 'limit' || terms.type === 'stop_limit' ? { ...terms, limit: net } : terms;
  return terms.type === 'stop' || terms.type === 'stop_limit' ? { ...terms, stop: net } : terms;
}
