import { z } from 'zod';
import { type Permission, ROLES, SCOPES } from '../access/permission.ts';

/** Role and scope say who may call it. */
export interface OperationDefinition<Input extends z.ZodType, Output extends z.ZodType> extends Permission {
  readonly input: Input;
  readonly output: Output;
  /** It changes something that lasts, and is rate-limited as such. */
  readonly mutates: boolean;
  /** Each call is written into the audit, with who, from where, and what was before and after. */
  readonly audited: boolean;
  /** It makes things safer at once: never refused for its rate, and answered without waiting for the audit's disk. */
  readonly urgent?: boolean;
  /** It can bring a live account more risk: that account's words must have been typed in the session before. */
  readonly risky?: boolean;
  /** Its input may be longer than a message is otherwise: a file. */
  readonly large?: boolean;
}

const declarationSchema = z.object({
  role: z.enum(['nobody', ...ROLES]),
  scope: z.enum(SCOPES),
  mutates: z.boolean(),
  audited: z.boolean(),
});

/** Registers an operation. Throws TypeError where it does not declare who may call it and whether it is audited. */
export function operation<Input extends z.ZodType, Output extends z.ZodType>(
  definition: OperationDefinition<Input, Output>,
): OperationDefinition<Input, Output> {
  const declared = declarationSchema.safeParse(definition);
  if (!declared.success) {
    const [issue] = declared.error.issues;
    throw new TypeError(`an operation declares its role, scope, mutates and audited: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  return definition;
}
