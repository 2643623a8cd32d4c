import type { WorkerFailure } from './worker-protocol.ts';

/** Carries a WorkerFailure out of the thread that owns SQLite. */
export class FailedRequest extends Error {
  readonly failure: WorkerFailure;

  constructor(failure: WorkerFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}
