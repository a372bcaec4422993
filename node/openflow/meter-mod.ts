import { u16, u32 } from './octets.js';

/** A limit that drops what exceeds it. */
export interface Meter {
  readonly id: number;
  /** Kilobits a second. */
  readonly rate: number;
  /** Kilobits. */
  readonly burst: number;
}

const commands = { add: 0, change: 1, remove: 2 } as const;
const KILOBITS_AND_BURST = 0b101;
const DROP = 1;

/** The body of a meter-mod (OpenFlow 1.4, 7.3.4.5) that makes the meter, or changes the one that is there. */
export function encodeMeter(command: 'add' | 'change', { id, rate, burst }: Meter): Buffer {
  const band = [u16(DROP), u16(16), u32(rate), u32(burst), Buffer.alloc(4)];
  return Buffer.concat([u16(commands[command]), u16(KILOBITS_AND_BURST), u32(id), ...band]);
}

export function encodeMeterRemoval(id: number): Buffer {
  return Buffer.concat([u16(commands.remove), u16(0), u32(id)]);
}
