import { z } from 'zod';
import { ERROR_CODES } from '../../src-core/contract/messages.ts';
import { killResultSchema, riskViewSchema } from '../../src-core/contract/risk.ts';

// What travels on an account's channel of halts.

const haltSchema = z.discriminatedUnion('act', [z.object({ act: z.literal('kill'), flatten: z.boolean() }), z.object({ act: z.literal('reduce') })]);
export type Halt = z.output<typeof haltSchema>;

const requestSchema = z.object({
  kind: z.literal('request'),
  /** The same each time the request is sent again. */
  id: z.string().min(1).max(80),
  halt: haltSchema,
  /** Of the one who trades, as it is known where the halt is asked for. */
  epoch: z.number(),
  /** By the machine clock of the one who trades, as far as it is known there. */
  time: z.number(),
  workstation: z.string().max(200),
  userId: z.string().max(80),
  origin: z.string().max(40),
});
export type HaltRequest = z.output<typeof requestSchema>;

const outcomeSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('kill'), result: killResultSchema }),
  z.object({ act: z.literal('reduce'), view: riskViewSchema }),
  z.object({ act: z.literal('failed'), code: z.enum(ERROR_CODES), message: z.string() }),
]);
export type HaltOutcome = z.output<typeof outcomeSchema>;

const answerSchema = z.object({ kind: z.literal('answer'), id: z.string(), outcome: outcomeSchema });
export type HaltAnswer = z.output<typeof answerSchema>;

const messageSchema = z.discriminatedUnion('kind', [requestSchema, answerSchema]);
export type HaltMessage = z.output<typeof messageSchema>;

export function haltMessage(message: HaltMessage): string {
  return JSON.stringify(message);
}

/** null for what is not understood. */
export function readHaltMessage(text: string): HaltMessage | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const { success, data } = messageSchema.safeParse(read);
  return success ? data : null;
}
