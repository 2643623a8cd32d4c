import { z } from 'zod';
import { type Frame, readFrame } from './frame.ts';
import { type ClientPort, ContractFailure, ERROR_CODES, type ServerMessage } from './messages.ts';
import { type InputOf, type OperationName, operations, type OutputOf } from './operations.ts';
import { type StreamInputOf, type StreamName, type StreamValueOf, streams } from './streams.ts';

const idSchema = z.int().min(0);
const errorSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string(), field: z.string().optional() });
const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id: idSchema, output: z.unknown() }),
  z.object({ type: z.literal('error'), id: idSchema, error: errorSchema }),
  z.object({ type: z.literal('next'), id: idSchema, value: z.unknown() }),
  z.object({ type: z.literal('complete'), id: idSchema }),
]) satisfies z.ZodType<ServerMessage>;

export interface StreamHandlers<Value> {
  /** The next value is asked for when this returns. */
  next(value: Value): void;
  /** The next frame is asked for by `acknowledge`, to be called after painting. Without this handler frames are dropped. */
  frame?(frame: Frame, acknowledge: () => void): void;
  /** The subscription has failed and is over; "unavailable" when the connection is gone. */
  error?(failure: ContractFailure): void;
  /** The core has ended the stream. */
  complete?(): void;
}

interface PendingCall {
  resolve(output: unknown): void;
  reject(failure: ContractFailure): void;
}

interface Subscription {
  next(value: unknown): void;
  frame(frame: Frame): void;
  error(failure: ContractFailure): void;
  complete(): void;
}

function unavailable(): ContractFailure {
  return new ContractFailure({ code: 'unavailable', message: 'the connection to the core is closed' });
}

/** The window's side of the contract over one port. It does not reconnect: a new port needs a new client. */
export class ContractClient {
  readonly #port: ClientPort;
  readonly #calls = new Map<number, PendingCall>();
  readonly #subscriptions = new Map<number, Subscription>();
  #nextId = 1;
  #closed = false;

  constructor(port: ClientPort) {
    this.#port = port;
    port.onClose(() => this.#lost());
    port.onMessage((message) => this.#receive(message));
  }

  /**
   * Rejects with a ContractFailure. Aborting `signal` rejects with "cancelled" at once and asks the core to stop;
   * the core may have carried the operation out all the same.
   */
  call<Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<OutputOf<Name>> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(unavailable());
        return;
      }
      const cancelled = (): ContractFailure => new ContractFailure({ code: 'cancelled', message: `${name} was cancelled` });
      if (signal?.aborted === true) {
        reject(cancelled());
        return;
      }
      const id = this.#nextId++;
      const abort = (): void => {
        this.#calls.get(id)?.reject(cancelled());
        this.#send({ type: 'cancel', id });
      };
      const settle = (): void => {
        this.#calls.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      signal?.addEventListener('abort', abort);
      this.#calls.set(id, {
        resolve: (output) => {
          settle();
          const parsed = operations[name].output.safeParse(output);
          // The schema just read it; TypeScript cannot tie the schema of a generic name to its type.
          if (parsed.success) resolve(parsed.data as OutputOf<Name>);
          else reject(unexpected(`the answer to ${name}`, parsed.error));
        },
        reject: (failure) => {
          settle();
          reject(failure);
        },
      });
      try {
        this.#port.send({ type: 'call', id, operation: name, input });
      } catch (failure) {
        this.#calls.get(id)?.reject(unsendable(name, failure));
      }
    });
  }

  /** Returns the function that ends the subscription; after it no handler is called. */
  subscribe<Name extends StreamName>(name: Name, input: StreamInputOf<Name>, handlers: StreamHandlers<StreamValueOf<Name>>): () => void {
    const id = this.#nextId++;
    const fail = (failure: ContractFailure): void => {
      if (this.#subscriptions.delete(id)) handlers.error?.(failure);
    };
    this.#subscriptions.set(id, {
      next: (value) => {
        const parsed = streams[name].value.safeParse(value);
        if (!parsed.success) {
          this.#send({ type: 'unsubscribe', id });
          fail(unexpected(`a value of ${name}`, parsed.error));
          return;
        }
        try {
          handlers.next(parsed.data as StreamValueOf<Name>);
        } finally {
          this.#credit(id);
        }
      },
      frame: (frame) => {
        let acknowledged = false;
        const acknowledge = (): void => {
          if (acknowledged) return;
          acknowledged = true;
          this.#credit(id);
        };
        if (handlers.frame === undefined) acknowledge();
        else handlers.frame(frame, acknowledge);
      },
      error: fail,
      complete: () => {
        if (this.#subscriptions.delete(id)) handlers.complete?.();
      },
    });
    try {
      if (this.#closed) throw unavailable();
      this.#port.send({ type: 'subscribe', id, stream: name, input });
    } catch (failure) {
      // Later, so that the caller holds the function that ends the subscription before a handler is called.
      void Promise.resolve().then(() => fail(failure instanceof ContractFailure ? failure : unsendable(name, failure)));
    }
    return () => {
      if (this.#subscriptions.delete(id)) this.#send({ type: 'unsubscribe', id });
    };
  }

  /** Closes the port; pending calls and subscriptions fail with "unavailable". */
  close(): void {
    this.#port.close();
    this.#lost();
  }

  #send(message: Parameters<ClientPort['send']>[0]): void {
    if (!this.#closed) this.#port.send(message);
  }

  #credit(id: number): void {
    if (this.#subscriptions.has(id)) this.#send({ type: 'credit', id });
  }

  #receive(message: unknown): void {
    if (message instanceof ArrayBuffer) {
      let frame: Frame;
      try {
        frame = readFrame(message);
      } catch {
        return;
      }
      this.#subscriptions.get(frame.subscription)?.frame(frame);
      return;
    }
    const parsed = serverMessageSchema.safeParse(message);
    if (!parsed.success) return;
    const { data } = parsed;
    switch (data.type) {
      case 'result':
        this.#calls.get(data.id)?.resolve(data.output);
        return;
      case 'error': {
        const failure = new ContractFailure(data.error);
        this.#calls.get(data.id)?.reject(failure);
        this.#subscriptions.get(data.id)?.error(failure);
        return;
      }
      case 'next':
        this.#subscriptions.get(data.id)?.next(data.value);
        return;
      case 'complete':
        this.#subscriptions.get(data.id)?.complete();
        return;
    }
  }

  #lost(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const call of [...this.#calls.values()]) call.reject(unavailable());
    for (const subscription of [...this.#subscriptions.values()]) subscription.error(unavailable());
  }
}

function unexpected(what: string, error: z.ZodError): ContractFailure {
  const [issue] = error.issues;
  return new ContractFailure({ code: 'internal', message: `${what} does not fit the contract: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` });
}

function unsendable(name: string, failure: unknown): ContractFailure {
  const reason = failure instanceof Error ? failure.message : String(failure);
  return new ContractFailure({ code: 'bad_input', message: `the input of ${name} cannot be sent: ${reason}` });
}
