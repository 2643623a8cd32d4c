import { meaningOf, type OrderRefusal } from '../codes.ts';

/** What a broker's refusal is about. */
export type RejectionKind = OrderRefusal | 'read_only' | 'pacing' | 'no_contract' | 'bad_request' | 'cancelled';

export interface Rejection {
  readonly kind: RejectionKind;
  /** A sentence that ends with the broker's own words and its code. */
  readonly text: string;
}

const SENTENCES: Readonly<Record<RejectionKind, string>> = {
  price: 'the broker does not take its price',
  size: 'the broker does not take its quantity',
  time_in_force: 'the broker does not take its time in force',
  order_type: 'the broker does not take this type of order for it',
  leg_prices: 'the broker takes one net for a package, no prices of its legs',
  contract: 'the broker does not take orders of this contract, or not now',
  no_permission: 'the account has no permission for it',
  account: 'the broker does not take it for this account',
  funds: 'the account has too little margin or funds for it',
  duplicate_id: 'the broker has had an order of this number before',
  group: 'the broker does not take the group or bracket it is in',
  exchange: 'the exchange does not take it',
  attribute: 'the broker does not take one of its attributes',
  incomplete: 'the broker finds it incomplete',
  other: 'the broker refuses it',
  read_only: 'the gateway takes no orders: "Read-Only API" is switched on in its settings',
  pacing: 'the gateway had too many messages in one second and did nothing of it',
  no_contract: 'the broker knows no such contract',
  bad_request: 'the gateway could not do what was asked',
  cancelled: 'the broker cancelled it',
};

/** A refusal by its code and text; null for codes that refuse nothing or are not known to. */
export function rejectionOf(code: number, text: string): Rejection | null {
  const kind = kindOf(code, text);
  if (kind === null) return null;
  const words = brokerWords(text);
  return { kind, text: words === '' ? `${SENTENCES[kind]} (code ${code})` : `${SENTENCES[kind]}: "${words}" (code ${code})` };
}

function kindOf(code: number, text: string): RejectionKind | null {
  const meaning = meaningOf(code, text);
  switch (meaning.kind) {
    case 'order_rejected':
      return meaning.refusal;
    case 'read_only':
    case 'pacing':
    case 'no_contract':
    case 'bad_request':
      return meaning.kind;
    case 'order_cancelled':
      return 'cancelled';
    default:
      return null;
  }
}

const MOST_WORDS = 400;

/** What the broker says, without its mark-up and without the head that says no more than the code. */
export function brokerWords(text: string): string {
  const plain = text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim();
  const words = plain.replace(/^order (rejected|cancell?ed) ?-? ?(reason)? ?:? ?/i, '').trim();
  return words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS)}…` : words;
}
