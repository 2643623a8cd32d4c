import type { ComputationKind, GatewayMessage } from '../gateway.ts';

type PriceField = Extract<GatewayMessage, { type: 'price' }>['field'];
type SizeField = Extract<GatewayMessage, { type: 'size' }>['field'];

/** A field of the gateway's quotes; delayed ones have numbers of their own. */
interface Tick<Field> {
  readonly field: Field;
  readonly isDelayed: boolean;
}

const live = <Field>(field: Field): Tick<Field> => ({ field, isDelayed: false });
const delayed = <Field>(field: Field): Tick<Field> => ({ field, isDelayed: true });

/** "Available tick types" of the TWS API reference. */
export const PRICES: ReadonlyMap<number, Tick<PriceField>> = new Map<number, Tick<PriceField>>([
  [1, live('bid')],
  [2, live('ask')],
  [4, live('last')],
  [9, live('close')],
  [66, delayed('bid')],
  [67, delayed('ask')],
  [68, delayed('last')],
  [75, delayed('close')],
]);

export const SIZES: ReadonlyMap<number, Tick<SizeField>> = new Map<number, Tick<SizeField>>([
  [0, live('bid')],
  [3, live('ask')],
  [5, live('last')],
  [8, live('volume')],
  [27, live('call_open_interest')],
  [28, live('put_open_interest')],
  [69, delayed('bid')],
  [70, delayed('ask')],
  [71, delayed('last')],
  [74, delayed('volume')],
]);

export const COMPUTATIONS: ReadonlyMap<number, Tick<ComputationKind>> = new Map<number, Tick<ComputationKind>>([
  [10, live('bid')],
  [11, live('ask')],
  [12, live('last')],
  [13, live('model')],
  [80, delayed('bid')],
  [81, delayed('ask')],
  [82, delayed('last')],
  [83, delayed('model')],
]);
