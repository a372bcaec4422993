import { formatAddress, parseAddress, type Family } from '../../../api/network/index.js';
import { MalformedMessage } from './malformed.js';

/** The 4 or 16 octets of an address. */
export function addressBytes(text: string, family: Family): Buffer {
  const address = parseAddress(text);
  if (address?.family !== family) throw new MalformedMessage(`"${text}" is no IPv${family} address`);
  const digits = family === 4 ? 8 : 32;
  return Buffer.from(address.value.toString(16).padStart(digits, '0'), 'hex');
}

export function readAddress(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return formatAddress({ family: 6, value: BigInt(`0x${bytes.toString('hex')}`) });
}
