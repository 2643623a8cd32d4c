import { z } from 'zod';
import type { ContractHost, StreamPayload, Tap } from './host.ts';
import { type ClientMessage, type ContractError, ContractFailure, type ServerMessage, type ServerPort } from './messages.ts';

/** Bounds of one connection; what goes beyond is refused with "rate_limited". */
export const MAXIMUM_SUBSCRIPTIONS = 64;
export const MAXIMUM_CALLS = 256;

/** Fits the uint32 that addresses a frame. Calls and subscriptions of a connection share one space of ids. */
const idSchema = z.int().min(0).max(0xffff_ffff);
const nameSchema = z.string().min(1).max(80);

const clientMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: idSchema, operation: nameSchema, input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: idSchema }),
  z.object({ type: z.literal('subscribe'), id: idSchema, stream: nameSchema, input: z.unknown() }),
  z.object({ type: z.literal('unsubscribe'), id: idSchema }),
  z.object({ type: z.literal('credit'), id: idSchema }),
]) satisfies z.ZodType<ClientMessage>;

const addressedSchema = z.object({ id: idSchema });

interface Subscription {
  tap: Tap | null;
  /** Whether one more payload may be sent. */
  credit: boolean;
  /** A take is due when the running code is through. */
  scheduled: boolean;
}

/** What is told of a failure: a ContractFailure as it is, anything else as "internal". Never throws. */
export function describeFailure(failure: unknown): ContractError {
  if (failure instanceof ContractFailure) return failure.toError();
  try {
    return { code: 'internal', message: failure instanceof Error ? failure.message : String(failure) };
  } catch {
    return { code: 'internal', message: 'a failure that cannot be described' };
  }
}

/**
 * Speaks the core's side of the contract over one port until it closes. A subscription has at most one value or
 * frame in flight; the next is taken when the client credits it, so a slow client costs no memory. A message that
 * does not fit is answered with an error where it carries an id, and dropped otherwise; an unknown id is ignored.
 * An unsubscribe is answered with "complete": nothing more follows on that id.
 */
export function serveContract(port: ServerPort, host: ContractHost): void {
  const calls = new Map<number, AbortController>();
  const subscriptions = new Map<number, Subscription>();
  let closed = false;

  /** Returns what the port could not carry, or null when it is sent. */
  function send(message: ServerMessage | ArrayBuffer): ContractError | null {
    if (closed) return null;
    try {
      port.send(message);
      return null;
    } catch (failure) {
      return describeFailure(failure);
    }
  }

  function refuse(id: number, error: ContractError): void {
    send({ type: 'error', id, error });
  }

  function idTaken(id: number): boolean {
    if (!calls.has(id) && !subscriptions.has(id)) return false;
    refuse(id, { code: 'bad_input', field: 'id', message: `id ${id} is in use; each call and subscription needs its own` });
    return true;
  }

  async function call(id: number, operation: string, input: unknown): Promise<void> {
    if (idTaken(id)) return;
    if (calls.size >= MAXIMUM_CALLS) {
      refuse(id, { code: 'rate_limited', message: `at most ${MAXIMUM_CALLS} calls may wait for an answer on one connection` });
      return;
    }
    const controller = new AbortController();
    calls.set(id, controller);
    try {
      const output = await host.call(operation, input, controller.signal);
      const unsent = send({ type: 'result', id, output });
      if (unsent !== null) refuse(id, { code: 'internal', message: `the result of ${operation} cannot be sent: ${unsent.message}` });
    } catch (failure) {
      refuse(id, describeFailure(failure));
    } finally {
      calls.delete(id);
    }
  }

  function end(id: number): void {
    const subscription = subscriptions.get(id);
    subscriptions.delete(id);
    subscription?.tap?.close();
  }

  function fail(id: number, error: ContractError): void {
    end(id);
    refuse(id, error);
  }

  function pump(id: number, subscription: Subscription): void {
    if (closed || subscriptions.get(id) !== subscription || !subscription.credit || subscription.tap === null) return;
    let payload: StreamPayload | null;
    try {
      payload = subscription.tap.take();
    } catch (failure) {
      fail(id, describeFailure(failure));
      return;
    }
    if (payload === null) return;
    subscription.credit = false;
    const unsent = send(payload.kind === 'frame' ? payload.buffer : { type: 'next', id, value: payload.value });
    if (unsent !== null) fail(id, { code: 'internal', message: `the stream's value cannot be sent: ${unsent.message}` });
  }

  /** Notices of one turn become one take, which sees the state after all of them. */
  function schedule(id: number, subscription: Subscription): void {
    if (!subscription.credit || subscription.scheduled) return;
    subscription.scheduled = true;
    void Promise.resolve().then(() => {
      subscription.scheduled = false;
      pump(id, subscription);
    });
  }

  function subscribe(id: number, stream: string, input: unknown): void {
    if (idTaken(id)) return;
    if (subscriptions.size >= MAXIMUM_SUBSCRIPTIONS) {
      refuse(id, { code: 'rate_limited', message: `at most ${MAXIMUM_SUBSCRIPTIONS} subscriptions may be open on one connection` });
      return;
    }
    const subscription: Subscription = { tap: null, credit: true, scheduled: false };
    subscriptions.set(id, subscription);
    try {
      subscription.tap = host.open(stream, input, id, () => schedule(id, subscription));
    } catch (failure) {
      fail(id, describeFailure(failure));
      return;
    }
    pump(id, subscription);
  }

  function receive(message: ClientMessage): void {
    switch (message.type) {
      case 'call':
        void call(message.id, message.operation, message.input);
        return;
      case 'cancel':
        calls.get(message.id)?.abort();
        return;
      case 'subscribe':
        subscribe(message.id, message.stream, message.input);
        return;
      case 'unsubscribe':
        if (!subscriptions.has(message.id)) return;
        end(message.id);
        send({ type: 'complete', id: message.id });
        return;
      case 'credit': {
        const subscription = subscriptions.get(message.id);
        if (subscription === undefined) return;
        subscription.credit = true;
        pump(message.id, subscription);
        return;
      }
    }
  }

  port.onClose(() => {
    if (closed) return;
    closed = true;
    for (const controller of calls.values()) controller.abort();
    for (const id of [...subscriptions.keys()]) end(id);
    host.closed();
  });
  port.onMessage((message: unknown) => {
    const parsed = clientMessageSchema.safeParse(message);
    if (parsed.success) {
      receive(parsed.data);
      return;
    }
    const addressed = addressedSchema.safeParse(message);
    if (!addressed.success) return;
    const [issue] = parsed.error.issues;
    refuse(addressed.data.id, {
      code: 'bad_input',
      message: `not a message of the contract: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    });
  });
}
