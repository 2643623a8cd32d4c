import { z } from 'zod';
import { brokerViewSchema, DIFFERENCE_CHOICES, gatewayTestSchema, whatIfSchema } from './broker.ts';
import { gatewaySettingsSchema } from './gateway-settings.ts';
import { operation } from './operation.ts';
import { ticketSchema } from './schemas.ts';

const nothing = z.object({});

/** What is asked of the broker itself, beside orders. */
export const brokerOperations = {
  /** Compares its records with the books now. Answers when that is done; fails with 'unavailable' where it cannot be reached. */
  'broker.reconcile': operation({ input: nothing, output: brokerViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Decides about a difference that no rule settles. Fails with 'not_found', or 'conflict' where the newest reconciliation has it no more. */
  'broker.settle': operation({ input: z.object({ id: z.string().max(200), choice: z.enum(DIFFERENCE_CHOICES) }), output: brokerViewSchema, role: 'trader', scope: 'account', mutates: true, audited: true }),
  /** Cancels every order of the account at the broker, whoever made it and wherever. */
  'broker.cancelAccount': operation({ input: nothing, output: z.object({ resting: z.number() }), role: 'trader', scope: 'account', mutates: true, audited: true, urgent: true }),
  /** Tries the connection at once, where it is being waited for. */
  'broker.retry': operation({ input: nothing, output: nothing, role: 'trader', scope: 'any', mutates: true, audited: true }),
  /** Tries TWS or IB Gateway as it would be set up, and disconnects; no order is sent. Answers within some 8 s. */
  'connections.testGateway': operation({ input: z.object({ settings: gatewaySettingsSchema }), output: gatewayTestSchema, role: 'admin', scope: 'any', mutates: false, audited: false }),
  /** What the broker says an order would do to margin and cost. Fails with 'unavailable' at the paper broker and while there is no connection, 'denied' with the broker's words. */
  'orders.whatIf': operation({ input: ticketSchema, output: whatIfSchema, role: 'trader', scope: 'account', mutates: false, audited: false }),
} as const;
