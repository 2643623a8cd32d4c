import { EventEmitter } from 'node:events';
import { report } from './reports.ts';

/** What the system says of sleep and of its end. */
export const powerMonitor = new EventEmitter();

let started = 0;
export const powerSaveBlocker = {
  start(type: string): number {
    report({ kind: 'kept-awake', type });
    return (started += 1);
  },
  stop(): boolean {
    report({ kind: 'kept-awake', type: null });
    return true;
  },
};
