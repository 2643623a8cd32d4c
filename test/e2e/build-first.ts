import { builtProgram } from '../support/built-program.ts';

/** The specs drive what is built, so it is built from the sources as they are. */
export default function buildFirst(): void {
  builtProgram();
}
