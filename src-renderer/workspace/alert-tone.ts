import type { Severity } from '../../src-core/risk/risk-event.ts';

/** Tones one after another: hertz, and seconds each. */
const TONES: Record<Severity, { readonly pitches: readonly number[]; readonly each: number }> = {
  low: { pitches: [520], each: 0.08 },
  medium: { pitches: [660], each: 0.12 },
  high: { pitches: [880], each: 0.2 },
  critical: { pitches: [1046, 784], each: 0.22 },
};
/** A tone that begins or ends at once clicks. Seconds. */
const RAMP = 0.012;

let context: AudioContext | null = null;

/** Lets tones sound from the first click or key on: no browser plays any before. The result ends waiting. */
export function readyForTones(target: Window): () => void {
  const ready = new AbortController();
  const begin = (): void => {
    context ??= new AudioContext();
    void context.resume().then(
      () => ready.abort(),
      () => undefined,
    );
  };
  target.addEventListener('pointerdown', begin, { signal: ready.signal, capture: true });
  target.addEventListener('keydown', begin, { signal: ready.signal, capture: true });
  return () => ready.abort();
}

/** False where nothing can be heard, because the window was not touched yet. */
export function playTone(severity: Severity, volume: number): boolean {
  if (context === null || context.state !== 'running') return false;
  const { pitches, each } = TONES[severity];
  const begin = context.currentTime + 0.01;
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0, begin);
  pitches.forEach((pitch, index) => {
    if (context === null) return;
    const from = begin + index * each;
    const tone = context.createOscillator();
    tone.type = 'triangle';
    tone.frequency.setValueAtTime(pitch, from);
    tone.connect(gain);
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(0.4 * volume, from + RAMP);
    gain.gain.setValueAtTime(0.4 * volume, from + each - RAMP);
    gain.gain.linearRampToValueAtTime(0, from + each);
    tone.start(from);
    tone.stop(from + each);
    tone.addEventListener('ended', () => tone.disconnect());
    if (index === pitches.length - 1) tone.addEventListener('ended', () => gain.disconnect());
  });
  return true;
}
