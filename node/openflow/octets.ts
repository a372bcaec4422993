import { parseAddress, type Family } from '../../api/network/index.js';

/** Numbers and addresses as OpenFlow writes them: big-endian, addresses in the order of the wire. */
export function u8(value: number): Buffer {
  return Buffer.of(value);
}

export function u16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}

export function u32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

export function u64(value: bigint): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64BE(value);
  return octets;
}

/** @throws RangeError for what is no MAC */
export function macOctets(mac: string): Buffer {
  if (!isMac(mac)) throw new RangeError(`"${mac}" is not a MAC`);
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

export function isMac(text: string): boolean {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text);
}

export function ipv4Octets(address: string): Buffer {
  return addressOctets(address, 4);
}

export function ipv6Octets(address: string): Buffer {
  return addressOctets(address, 6);
}

/** @throws RangeError for what is no address of the family */
function addressOctets(text: string, family: Family): Buffer {
  const address = parseAddress(text);
  if (address?.family !== family) throw new RangeError(`"${text}" is not an IPv${family} address`);
  return Buffer.from(address.value.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex');
}

/** Zeros up to the next multiple of eight, on which OpenFlow aligns what has a length of its own. */
export function padded(octets: Buffer): Buffer {
  const missing = (8 - (octets.length % 8)) % 8;
  return Buffer.concat([octets, Buffer.alloc(missing)]);
}
