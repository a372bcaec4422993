import { encodeMessage, types, type Message } from './message.js';
import { u16, u32 } from './octets.js';

const steps = { open: 0, commit: 4, discard: 6 } as const;
/** All or none, with no frame seeing a part of it; in the order given. */
const ATOMIC_AND_ORDERED = 0b11;

/** A step in the life of a bundle (OpenFlow 1.4, 7.3.9). */
export function bundleControl(id: number, bundle: number, step: keyof typeof steps): Message {
  const body = Buffer.concat([u32(bundle), u16(steps[step]), u16(ATOMIC_AND_ORDERED)]);
  return { type: types.bundleControl, id, body };
}

/** Puts a message into the bundle; both bear the same number. */
export function bundleAdd(bundle: number, message: Message): Message {
  const head = [u32(bundle), u16(0), u16(ATOMIC_AND_ORDERED)];
  return { type: types.bundleAdd, id: message.id, body: Buffer.concat([...head, encodeMessage(message)]) };
}
